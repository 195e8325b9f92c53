"""What comes in during a question, for whoever leads: see it, put it right, bring it together.

Each deed is one revision, which ``history.undo_last`` takes back whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.model import Sketch, SketchMethod, SketchState
from animmap.core.room import SKETCH_KINDS, Answer, AnswerState
from animmap.errors import AnimmapError
from animmap.services import answers, contribute, outlines, taking
from animmap.services.desk import Desk
from animmap.services.projects import get_project
from animmap.services.workshops import reach_round
from animmap.storage import answers as answer_rows
from animmap.storage import schema
from animmap.storage import sketches as sketch_rows
from animmap.storage.rows import Values, bounds_of, to_wkb


@dataclass(frozen=True, slots=True)
class Arrival:
    """A contribution as it came: ``kind`` is "sketch" or "answer", ``state`` theirs.

    ``words`` is the reason of a sketch or what an answer says; ``geometry`` (EPSG:4326) its
    outline or its place, None for words alone; ``area_km2`` is None for an answer.
    """

    kind: str
    id: str
    round_id: str
    at: datetime
    college_id: str
    label: str
    words: str
    state: str
    simulated: bool
    geometry: BaseGeometry | None
    area_km2: float | None


def arrivals(desk: Desk, round_id: str, limit: int = 200) -> list[Arrival]:
    """Return what a question received, latest first, whatever its state; staff only."""
    found = reach_round(desk, round_id)
    with desk.store.read() as connection:
        if found.kind in SKETCH_KINDS:
            drawn = sketch_rows.list_of(connection, round_id, tuple(SketchState))[-limit:]
            came = _of_sketches(drawn, get_project(desk, found.project_id).crs)
        else:
            given = answer_rows.list_of(connection, round_id, tuple(AnswerState))[-limit:]
            came = [_of_answer(each) for each in given]
    return came[::-1]


def _of_sketches(drawn: list[Sketch], crs: str) -> list[Arrival]:
    areas = shapely.area(to_metric([each.sure for each in drawn], crs)) / 1e6
    return [
        Arrival(
            kind="sketch",
            id=each.id,
            round_id=each.round_id,
            at=each.created_at,
            college_id=each.voice.college_id,
            label=each.voice.label,
            words=each.reason,
            state=each.state.value,
            simulated=each.voice.simulated,
            geometry=each.sure,
            area_km2=float(area),
        )
        for each, area in zip(drawn, areas, strict=True)
    ]


def _of_answer(given: Answer) -> Arrival:
    return Arrival(
        kind="answer",
        id=given.id,
        round_id=given.round_id,
        at=given.created_at,
        college_id=given.college_id,
        label=given.label,
        words=given.words,
        state=given.state.value,
        simulated=given.simulated,
        geometry=given.place,
        area_km2=None,
    )


def attribute(desk: Desk, kind: str, contribution_id: str, college_id: str) -> None:
    """Give a contribution to another college, one invited to its question; staff only.

    Raises
    ------
    AnimmapError
        ``not_found``, ``college_unknown``, ``college_not_invited``, ``request_invalid`` for
        another kind than "sketch" or "answer".
    """
    if kind == "sketch":
        stored, found = contribute.reach_sketch(desk, contribution_id)
        table, row_id = schema.voice, stored.voice.id
    elif kind == "answer":
        _, found = answers.reach_answer(desk, contribution_id)
        table, row_id = schema.answer, contribution_id
    else:
        raise AnimmapError("request_invalid")
    taking.require_college(desk, found, college_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(table, row_id, {"college_id": college_id}, f"{kind}.attributed")


def merge(desk: Desk, kind: str, keep_id: str, other_id: str) -> None:
    """Bring two contributions to one question together, as the first of them; staff only.

    Two outlines become their union with both reasons, and the other one is set aside. An
    answer then speaks for the other one, and for those that the other spoke for.

    Raises
    ------
    AnimmapError
        ``not_found``, ``request_invalid`` for contributions that do not go together.
    """
    if kind == "sketch":
        _merge_sketches(desk, keep_id, other_id)
    elif kind == "answer":
        _merge_answers(desk, keep_id, other_id)
    else:
        raise AnimmapError("request_invalid")


def _merge_sketches(desk: Desk, keep_id: str, other_id: str) -> None:
    kept, found = contribute.reach_sketch(desk, keep_id)
    other, _ = contribute.reach_sketch(desk, other_id)
    if not _go_together(kept, other, SketchState.SENT):
        raise AnimmapError("request_invalid")
    values = _union_values(kept, other, get_project(desk, found.project_id).crs)
    aside = {"state": SketchState.HIDDEN.value}
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(schema.sketch, keep_id, values, "sketch.merged")
        change.update(schema.sketch, other_id, aside, "sketch.merged")


def _union_values(kept: Sketch, other: Sketch, crs: str) -> Values:
    """Return what an outline becomes with another; what was drawn stays as it was drawn."""
    maybe = None
    if kept.maybe is not None or other.maybe is not None:
        maybe = shapely.union(kept.maybe or kept.sure, other.maybe or other.sure)
    joined = outlines.read_outlines(shapely.union(kept.sure, other.sure), maybe, crs)
    both_picked = kept.method is other.method is SketchMethod.COMMUNES
    codes = sorted({*kept.commune_codes, *other.commune_codes}) if both_picked else []
    traced = other.method if kept.method is SketchMethod.COMMUNES else kept.method
    return {
        "sure": to_wkb(joined.sure),
        "maybe": None if joined.maybe is None else to_wkb(joined.maybe),
        **bounds_of(joined.sure if joined.maybe is None else joined.maybe),
        "method": traced.value,
        "commune_codes": codes,
        "reason": "\n".join(filter(None, dict.fromkeys((kept.reason, other.reason)))),
    }


def _merge_answers(desk: Desk, keep_id: str, other_id: str) -> None:
    kept, found = answers.reach_answer(desk, keep_id)
    other, _ = answers.reach_answer(desk, other_id)
    if not _go_together(kept, other, AnswerState.SENT):
        raise AnimmapError("request_invalid")
    spoken = {"state": AnswerState.MERGED.value, "merged_into": keep_id}
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        followers = answer_rows.list_merged_into(change.connection, other_id)
        for each in (*followers, other):
            change.update(schema.answer, each.id, spoken, "answer.merged")


def _go_together(
    kept: Sketch | Answer, other: Sketch | Answer, sent: SketchState | AnswerState
) -> bool:
    same_question = kept.round_id == other.round_id and kept.id != other.id
    return same_question and kept.state is sent and other.state is sent
