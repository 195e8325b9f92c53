"""Sketches that were drawn elsewhere, brought into a question: mended as those of a hand are.

What was drawn is kept beside what it became; a question or a college that a file names and the
démarche has not is made with the import, in the same change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import REASON_LIMIT, clean_name, fold
from animmap.core.importing.doubles import Double
from animmap.core.importing.draft import Draft
from animmap.core.importing.mending import is_flat
from animmap.core.importing.words import plain
from animmap.core.model import College, Round, RoundState, Sketch, SketchMethod, SketchState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import contribute, outlines
from animmap.services.desk import Desk, new_id
from animmap.services.outlines import SketchDraft
from animmap.services.projects import list_colleges
from animmap.services.workshops import (
    RoundDraft,
    check_draft,
    insert_rounds,
    list_rounds,
    list_workshops,
)
from animmap.storage import colleges, projects, schema
from animmap.storage import sketches as rows
from animmap.storage.changes import Change
from animmap.texts import tr

OUTLINES = frozenset({RoundKind.PERIMETER, RoundKind.SURE_MAYBE})
# What a refusal of the drawing screen is called in a file.
_FAULTS = {
    "geometry_empty": "geometry_no_area",
    "geometry_outside_world": "outside_world",
    "geometry_too_complex": "geometry_too_complex",
    "geometry_entangled": "geometry_entangled",
}


@dataclass(slots=True)
class Sketching:
    """Where sketches go: ``asked`` (``new`` when the import makes it), its new ``colleges``.

    ``drawn``: rank of a draft → its sketch and the digest of what was drawn.
    """

    asked: Round
    new: bool
    colleges: list[College] = field(default_factory=list)
    drawn: dict[int, tuple[Sketch, str]] = field(default_factory=dict)


def find_question(desk: Desk, project_id: str, wanted: str, name: str, *, maybe: bool) -> Sketching:
    """Return the question that is ``wanted`` (identifier or words), a new one when none is.

    Parameters
    ----------
    name
        Of the file, for a question that nobody worded.
    maybe
        Whether a new question also asks what could be added.

    Raises
    ------
    AnimmapError
        ``round_takes_no_outline`` for a question that asks something else.
    """
    for each in list_rounds(desk, project_id):
        if wanted and (each.id == wanted or fold(each.question) == fold(wanted.strip())):
            if each.kind not in OUTLINES:
                raise AnimmapError("round_takes_no_outline", question=each.question)
            return Sketching(each, new=False)
    words = wanted.strip() or tr("import.question", name=name)
    kind = RoundKind.SURE_MAYBE if maybe else RoundKind.PERIMETER
    draft = RoundDraft(clean_name(words, REASON_LIMIT), kind, blind=False)
    return Sketching(check_draft(draft, desk, list_workshops(desk, project_id)[-1]), new=True)


def draw(desk: Desk, into: Sketching, drafts: Sequence[Draft], crs: str) -> None:
    """Make the sketch of every draft that does not wait; what cannot be one is blamed."""
    known = {plain(each.name): each for each in list_colleges(desk, into.asked.project_id)}
    for rank, draft in enumerate(drafts):
        if not draft.shapes and not draft.waits:
            draft.blame("outline_missing", draft.placed_by)
        elif draft.shapes and is_flat(draft.shapes[0]):
            draft.blame("geometry_no_area", draft.placed_by)
        if draft.waits:
            continue
        sent = _sent(draft, into)
        try:
            made = outlines.drawn_sketch(sent, crs, desk.now())
        except AnimmapError as error:
            code = _FAULTS.get(error.code, "geometry_unreadable")
            n, most = (error.facts.get(name, 0) for name in ("vertices", "most"))
            draft.blame(code, draft.placed_by, n=n, most=most)
            continue
        if made.repairs:
            draft.mend("geometry_repaired", draft.placed_by, ", ".join(made.repairs), "")
        college = draft.college_id or _new_college(draft, into, known).id
        voice = replace(made.voice, college_id=college)
        into.drawn[rank] = (replace(made, voice=voice), outlines.digest(sent))


def _sent(draft: Draft, into: Sketching) -> SketchDraft:
    maybe = draft.maybe if into.asked.kind is RoundKind.SURE_MAYBE else None
    if draft.maybe is not None and maybe is None:
        draft.blame("maybe_unused")
    return SketchDraft(
        id=str(uuid4()),
        round_id=into.asked.id,
        college_id="",
        label=draft.name,
        geometry=draft.shapes[0],
        maybe=maybe,
        method=SketchMethod.IMPORTED,
        reason=draft.description,
    )


def _new_college(draft: Draft, into: Sketching, known: dict[str, College]) -> College:
    """Return the college that a row names, made if need be; one of its own for those of none."""
    name = draft.college or tr("import.college_none")
    if plain(name) not in known:
        position = max((each.position for each in known.values()), default=-1) + 1
        made = College(new_id(), into.asked.project_id, clean_name(name), position, False)
        known[plain(name)] = made
        into.colleges.append(made)
    return known[plain(name)]


def find_same_outlines(desk: Desk, into: Sketching) -> list[Double]:
    """Return the sketches whose outline was drawn before: in the question, or by a row above.

    Rows are told as "row:<rank>", sketches by their identifier.
    """
    seen: dict[bytes, str] = {}
    if not into.new:
        with desk.store.read() as connection:
            there = rows.list_of(connection, into.asked.id, tuple(SketchState))
        seen = {_outline(each.raw): each.id for each in there}
    found = []
    for rank, (made, _) in into.drawn.items():
        other = seen.setdefault(_outline(made.raw), f"row:{rank}")
        if other != f"row:{rank}":
            found.append(Double(f"row:{rank}", other, "outline", 1.0, 0.0))
    return found


def _outline(shape: BaseGeometry) -> bytes:
    wkb: bytes = shapely.to_wkb(shape, output_dimension=2)
    return hashlib.sha256(wkb).digest()


def write_sketches(change: Change, into: Sketching, ranks: Sequence[int]) -> None:
    """Write the sketches of some rows, with the question and the colleges they need."""
    drawn = [into.drawn[rank] for rank in ranks]
    if not drawn:
        return
    used = {sketch.voice.college_id for sketch, _ in drawn}
    first = colleges.next_position(change.connection, change.project_id)
    needed = [college for college in into.colleges if college.id in used]
    made = [replace(one, position=first + rank) for rank, one in enumerate(needed)]
    change.insert_many(schema.college, projects.college_values(made), colleges.ADDED)
    if into.new:
        insert_rounds(change, [into.asked], RoundState.CLOSED)
    contribute.add_many(change, drawn, "sketches.imported")
