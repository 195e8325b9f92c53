"""Perimeters that voices draw: preview, send, find again, amend, withdraw.

A send that comes twice is stored once: the client makes the identifier, and the same
identifier with the same content answers ``already_stored``. One's own sketch is opened by the
device that joined the room, or by "mon code"; only hashes of either are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from animmap.core import privacy
from animmap.core.model import Role, Round, Sketch, SketchState
from animmap.core.room import SKETCH_KINDS
from animmap.errors import AnimmapError
from animmap.services import outlines, taking
from animmap.services.codes import CODE_ALPHABET, fresh_code, hash_code
from animmap.services.desk import EVERYONE, Desk, is_staff, require
from animmap.services.mine import Mine, find_all_mine, find_mine
from animmap.services.outlines import Preview, Receipt, SketchDraft
from animmap.services.projects import get_project
from animmap.services.workshops import get_round, reach_round
from animmap.storage import answers, rounds, schema
from animmap.storage import sketches as rows
from animmap.storage.changes import Change

__all__ = [
    "CODE_ALPHABET",
    "Mine",
    "Preview",
    "Receipt",
    "SketchDraft",
    "amend",
    "find_all_mine",
    "find_mine",
    "hide",
    "import_sketches",
    "list_sketches",
    "preview",
    "reach_sketch",
    "send",
    "unhide",
    "voices_by_college",
    "withdraw",
]

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

    A device that joined the room sends one sketch a question: the code that it has already
    opens it, so the receipt brings none.

    Raises
    ------
    AnimmapError
        ``round_closed``, ``round_paused``, ``request_invalid`` when the question asks for no
        outline, ``college_unknown``, ``college_not_invited``, ``already_contributed``,
        ``sketch_conflict`` when another sketch was sent under this identifier, and those of
        ``preview``.
    """
    found = reach_round(desk, draft.round_id, *_SENDERS)
    taking.require_member(desk, found)
    already = _already_stored(desk, draft)
    if already is not None:
        return already
    taking.require_open(found)
    sender = desk.access.participant_id
    code = None if sender else fresh_code()
    drawn = _drawn(desk, found, draft)
    code_hash = None if code is None else hash_code(found.id, code)
    with desk.store.write(found.project_id, desk.role, drawn.created_at) as change:
        if rows.sent_digest_of(change.connection, draft.id) is None:
            taking.require_open(rounds.find_round(change.connection, found.id))
            if sender and rows.has_contributed(change.connection, found.id, sender):
                raise AnimmapError("already_contributed")
            values = rows.sketch_values(drawn, found.project_id, _digest(desk, draft))
            change.add_part(schema.voice, [rows.voice_values(drawn, code_hash)])
            change.insert(schema.sketch, values, "sketch.sent")
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
        if sent != _digest(desk, draft):
            raise AnimmapError("sketch_conflict")
        try:
            stored = rows.find(connection, draft.id)
        except AnimmapError:
            raise AnimmapError("sketch_conflict") from None
    return Receipt(sketch=stored, code=None, status="already_stored")


def _digest(desk: Desk, draft: SketchDraft) -> str:
    return outlines.digest(draft, desk.access.participant_id)


def _drawn(desk: Desk, found: Round, draft: SketchDraft) -> Sketch:
    taking.require_kind(found, SKETCH_KINDS)
    taking.require_college(desk, found, draft.college_id)
    crs = get_project(desk, found.project_id).crs
    kept = replace(draft, label=taking.written_label(desk, found, draft.label))
    drawn = outlines.drawn_sketch(kept, crs, desk.now())
    return replace(drawn, voice=replace(drawn.voice, participant_id=desk.access.participant_id))


def amend(
    desk: Desk, sketch_id: str, code: str, draft: SketchDraft, *, version: int | None = None
) -> Sketch:
    """Replace what one's own sketch says, while the round is open.

    The draft's identifier and round are not read. Raises what ``send`` raises, ``code_wrong``,
    ``not_found`` for a sketch that was withdrawn or hidden, and ``edit_conflict`` when it is no
    longer at the given version, unless it says the same already.
    """
    stored, found = _reach_own(desk, sketch_id, code)
    taking.require_open(found)
    drawn = _drawn(desk, found, replace(draft, id=stored.id, round_id=found.id))
    content = rows.content_values(drawn)
    voice = {"college_id": drawn.voice.college_id, "label": drawn.voice.label}
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        taking.require_open(rounds.find_round(change.connection, found.id))
        current = rows.find(change.connection, stored.id)
        if current.state is not SketchState.SENT:
            raise AnimmapError("not_found")
        if version not in (None, current.version) and content != rows.content_values(current):
            raise AnimmapError("edit_conflict")
        change.update(schema.sketch, stored.id, content, "sketch.amended")
        change.update(schema.voice, stored.voice.id, voice, "voice.amended")
    return _find(desk, sketch_id)


def withdraw(desk: Desk, sketch_id: str, code: str) -> Sketch:
    """Take one's own sketch back, whatever the state of the round."""
    stored, found = _reach_own(desk, sketch_id, code)
    return _set_state(desk, stored, found, SketchState.WITHDRAWN)


def hide(desk: Desk, sketch_id: str) -> Sketch:
    """Set a sketch aside (offensive, personal, a trial): kept, no longer compared."""
    stored, found = reach_sketch(desk, sketch_id)
    return _set_state(desk, stored, found, SketchState.HIDDEN)


def unhide(desk: Desk, sketch_id: str) -> Sketch:
    """Compare a hidden sketch again; one that its voice withdrew stays withdrawn."""
    stored, found = reach_sketch(desk, sketch_id)
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


def reach_sketch(desk: Desk, sketch_id: str, *roles: Role) -> tuple[Sketch, Round]:
    """Return a sketch and its question after checking that one of ``roles`` is asking."""
    stored = _find(desk, sketch_id)
    return stored, reach_round(desk, stored.round_id, *roles)


def _reach_own(desk: Desk, sketch_id: str, code: str) -> tuple[Sketch, Round]:
    stored, found = reach_sketch(desk, sketch_id, *_SENDERS)
    with desk.store.read() as connection:
        kept = rows.code_hash_of(connection, sketch_id)
    taking.require_owner(
        desk, found, code, participant_id=stored.voice.participant_id, code_hash=kept
    )
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
        taking.require_shown(found)
        states = (SketchState.SENT,)
    with desk.store.read() as connection:
        drawn = rows.list_of(connection, round_id, states)
    return privacy.mask_sketches(drawn, desk.role)


def voices_by_college(desk: Desk, round_id: str) -> dict[str, int]:
    """Return how many voices each college sent; everyone may know, even when blind."""
    found = reach_round(desk, round_id, *EVERYONE)
    with desk.store.read() as connection:
        if found.kind in SKETCH_KINDS:
            return rows.count_by_college(connection, round_id)
        return answers.count_by_college(connection, round_id)


def import_sketches(desk: Desk, round_id: str, drafts: Sequence[SketchDraft]) -> int:
    """Add many sketches at once, whatever the state of the round; return how many.

    Identifiers and ``created_at`` are kept; no code opens these sketches; one undo takes the
    whole lot back. Raises what ``preview`` raises, ``college_unknown``, ``sketch_conflict``.
    """
    found = reach_round(desk, round_id)
    require(desk, project_id=found.project_id)
    ready = [replace(draft, round_id=round_id) for draft in drafts]
    drawn = [(_drawn(desk, found, draft), outlines.digest(draft)) for draft in ready]
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        ids = {draft.id for draft in ready}
        if len(ids) < len(ready) or any(
            rows.sent_digest_of(change.connection, sketch_id) for sketch_id in ids
        ):
            raise AnimmapError("sketch_conflict")
        add_many(change, drawn, "sketches.imported")
    return len(drawn)


def add_many(change: Change, drawn: Sequence[tuple[Sketch, str]], action: str) -> None:
    """Add sketches, each with the digest of what was sent, that one undo takes back at once."""
    change.add_part(schema.voice, [rows.voice_values(sketch, None) for sketch, _ in drawn])
    values = [rows.sketch_values(sketch, change.project_id, sent) for sketch, sent in drawn]
    change.insert_many(schema.sketch, values, action)
