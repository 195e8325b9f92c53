"""Perimeters that voices draw: preview, send, find again, amend, withdraw.

A send that comes twice is stored once: the client makes the identifier, and the same
identifier with the same content answers ``already_stored``. "Mon code" opens one's own
sketch without an account; only a slow hash of it is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from animmap.core import privacy
from animmap.core.model import Role, Round, RoundState, Sketch, SketchState
from animmap.errors import AnimmapError
from animmap.services import outlines
from animmap.services.desk import EVERYONE, Desk, is_staff, require
from animmap.services.outlines import Preview, Receipt, SketchDraft
from animmap.services.projects import get_project
from animmap.services.workshops import get_round, reach_round
from animmap.storage import projects, rounds, schema
from animmap.storage import sketches as rows
from animmap.storage.changes import Change

__all__ = [
    "Preview",
    "Receipt",
    "SketchDraft",
    "amend",
    "find_mine",
    "hide",
    "import_sketches",
    "list_sketches",
    "preview",
    "send",
    "unhide",
    "voices_by_college",
    "withdraw",
]

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: it is copied by hand
CODE_LENGTH = 6
_SENDERS = (Role.PARTICIPANT,)


def preview(
    desk: Desk, round_id: str, geometry: BaseGeometry, maybe: BaseGeometry | None = None
) -> Preview:
    """Show what an outline (EPSG:4326) becomes once repaired, before it is sent.

    Raises
    ------
    AnimmapError
        ``geometry_empty``, ``geometry_outside_world``, ``geometry_too_complex``.
    """
    found = reach_round(desk, round_id, *_SENDERS)
    return outlines.read_outlines(geometry, maybe, get_project(desk, found.project_id).crs)


def send(desk: Desk, draft: SketchDraft) -> Receipt:
    """Keep a sketch; when this returns, it is on disk.

    Raises
    ------
    AnimmapError
        ``round_closed``, ``college_unknown``, ``sketch_conflict`` when another sketch was sent
        under this identifier, and those of ``preview``.
    """
    found = reach_round(desk, draft.round_id, *_SENDERS)
    already = _already_stored(desk, draft)
    if already is not None:
        return already
    _require_open(found)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    drawn = _drawn(desk, found, draft)
    with desk.store.write(found.project_id, desk.role, drawn.created_at) as change:
        if rows.sent_digest_of(change.connection, draft.id) is None:
            _require_open(rounds.find_round(change.connection, found.id))
            _insert(change, found, [(drawn, _hash(found.id, code), outlines.digest(draft))])
            return Receipt(sketch=drawn, code=code, status="stored")
    repeated = _already_stored(desk, draft)
    if repeated is None:
        raise AnimmapError("sketch_conflict")
    return repeated


def _already_stored(desk: Desk, draft: SketchDraft) -> Receipt | None:
    with desk.store.read() as connection:
        sent = rows.sent_digest_of(connection, draft.id)
        if sent is None:
            return None
        if sent != outlines.digest(draft):
            raise AnimmapError("sketch_conflict")
        try:
            stored = rows.find(connection, draft.id)
        except AnimmapError:
            raise AnimmapError("sketch_conflict") from None
    return Receipt(sketch=stored, code=None, status="already_stored")


def _require_open(found: Round) -> None:
    if found.state is not RoundState.OPEN:
        raise AnimmapError("round_closed")


def _drawn(desk: Desk, found: Round, draft: SketchDraft) -> Sketch:
    _require_college(desk, found.project_id, draft.college_id)
    crs = get_project(desk, found.project_id).crs
    return outlines.drawn_sketch(draft, crs, desk.now())


def _require_college(desk: Desk, project_id: str, college_id: str) -> None:
    with desk.store.read() as connection:
        known = {each.id for each in projects.list_colleges(connection, project_id)}
    if college_id not in known:
        raise AnimmapError("college_unknown")


def _insert(change: Change, found: Round, drawn: Sequence[tuple[Sketch, str | None, str]]) -> None:
    change.add_part(
        schema.voice, [rows.voice_values(sketch, code_hash) for sketch, code_hash, _ in drawn]
    )
    values = [rows.sketch_values(sketch, found.project_id, sent) for sketch, _, sent in drawn]
    if len(values) == 1:
        change.insert(schema.sketch, values[0], "sketch.sent")
    else:
        change.insert_many(schema.sketch, values, "sketches.imported")


def find_mine(desk: Desk, round_id: str, code: str) -> Sketch:
    """Return the sketch that "mon code" opens; ``code_wrong`` when it opens none."""
    found = reach_round(desk, round_id, *_SENDERS)
    with desk.store.read() as connection:
        return rows.find_by_code(connection, found.id, _hash(found.id, code))


def amend(desk: Desk, sketch_id: str, code: str, draft: SketchDraft) -> Sketch:
    """Replace what one's own sketch says, while the round is open.

    The draft's identifier and round are not read. Raises what ``send`` raises, ``code_wrong``,
    and ``not_found`` for a sketch that was withdrawn or hidden.
    """
    stored, found = _reach_own(desk, sketch_id, code)
    _require_open(found)
    if stored.state is not SketchState.SENT:
        raise AnimmapError("not_found")
    drawn = _drawn(desk, found, replace(draft, id=stored.id, round_id=found.id))
    voice = {"college_id": drawn.voice.college_id, "label": drawn.voice.label}
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        _require_open(rounds.find_round(change.connection, found.id))
        change.update(schema.sketch, stored.id, rows.content_values(drawn), "sketch.amended")
        change.update(schema.voice, stored.voice.id, voice, "voice.amended")
    return _find(desk, sketch_id)


def withdraw(desk: Desk, sketch_id: str, code: str) -> Sketch:
    """Take one's own sketch back, whatever the state of the round."""
    stored, found = _reach_own(desk, sketch_id, code)
    return _set_state(desk, stored, found, SketchState.WITHDRAWN)


def hide(desk: Desk, sketch_id: str) -> Sketch:
    """Set a sketch aside (offensive, personal, a trial): kept, no longer compared."""
    stored, found = _reach(desk, sketch_id)
    return _set_state(desk, stored, found, SketchState.HIDDEN)


def unhide(desk: Desk, sketch_id: str) -> Sketch:
    """Compare a hidden sketch again; one that its voice withdrew stays withdrawn."""
    stored, found = _reach(desk, sketch_id)
    if stored.state is SketchState.WITHDRAWN:
        raise AnimmapError("not_found")
    return _set_state(desk, stored, found, SketchState.SENT)


def _set_state(desk: Desk, stored: Sketch, found: Round, state: SketchState) -> Sketch:
    action = "sketch.unhidden" if state is SketchState.SENT else f"sketch.{state.value}"
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(schema.sketch, stored.id, {"state": state.value}, action)
    return _find(desk, stored.id)


def _find(desk: Desk, sketch_id: str) -> Sketch:
    with desk.store.read() as connection:
        return rows.find(connection, sketch_id)


def _reach(desk: Desk, sketch_id: str, *roles: Role) -> tuple[Sketch, Round]:
    stored = _find(desk, sketch_id)
    return stored, reach_round(desk, stored.round_id, *roles)


def _reach_own(desk: Desk, sketch_id: str, code: str) -> tuple[Sketch, Round]:
    """Return a sketch its code opens; hosts and animators may leave the code out."""
    stored, found = _reach(desk, sketch_id, *_SENDERS)
    if is_staff(desk) and not code:
        return stored, found
    with desk.store.read() as connection:
        kept = rows.code_hash_of(connection, sketch_id)
    if kept is None or not secrets.compare_digest(kept, _hash(found.id, code)):
        raise AnimmapError("code_wrong")
    return stored, found


def list_sketches(
    desk: Desk, round_id: str, *, states: Sequence[SketchState] = (SketchState.SENT,)
) -> list[Sketch]:
    """Return the sketches of a round in the order they came, masked for the role.

    Only hosts and animators read other states than "sent", or a blind round before its reveal
    (``round_hidden`` for the others).
    """
    found = get_round(desk, round_id)
    if not is_staff(desk):
        if found.blind and found.state is not RoundState.REVEALED:
            raise AnimmapError("round_hidden")
        states = (SketchState.SENT,)
    with desk.store.read() as connection:
        drawn = rows.list_of(connection, round_id, states)
    return privacy.mask_sketches(drawn, desk.role)


def voices_by_college(desk: Desk, round_id: str) -> dict[str, int]:
    """Return how many voices each college sent; everyone may know, even when blind."""
    reach_round(desk, round_id, *EVERYONE)
    with desk.store.read() as connection:
        return rows.count_by_college(connection, round_id)


def import_sketches(desk: Desk, round_id: str, drafts: Sequence[SketchDraft]) -> int:
    """Add many sketches at once, whatever the state of the round; return how many.

    Identifiers and ``created_at`` are kept; no code opens these sketches; one undo takes the
    whole lot back. Raises what ``preview`` raises, ``college_unknown``, ``sketch_conflict``.
    """
    found = reach_round(desk, round_id)
    require(desk, project_id=found.project_id)
    ready = [replace(draft, round_id=round_id) for draft in drafts]
    drawn = [(_drawn(desk, found, draft), None, outlines.digest(draft)) for draft in ready]
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        ids = {draft.id for draft in ready}
        if len(ids) < len(ready) or any(
            rows.sent_digest_of(change.connection, sketch_id) for sketch_id in ids
        ):
            raise AnimmapError("sketch_conflict")
        _insert(change, found, drawn)
    return len(drawn)


def _hash(round_id: str, code: str) -> str:
    """Return the slow hash of a code, salted by its round."""
    typed = "".join(letter for letter in code.upper() if letter in CODE_ALPHABET)
    return hashlib.scrypt(typed.encode(), salt=round_id.encode(), n=2**11, r=8, p=1).hex()[:64]
