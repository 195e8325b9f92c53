"""Rehearsing a workshop with simulated voices, and wiping them before the room comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import shapely

from animmap.core.crs import to_lonlat, to_metric
from animmap.core.model import Round, Sketch, SketchMethod, Territory
from animmap.core.rehearsal import SimulatedVoice, simulate_voices
from animmap.core.room import SKETCH_KINDS, Answer, AnswerState, Participant, RoundKind
from animmap.errors import AnimmapError
from animmap.services import answer_drafts, contribute, outlines
from animmap.services.answer_drafts import AnswerDraft
from animmap.services.desk import EVERYONE, Desk, new_id
from animmap.services.outlines import SketchDraft
from animmap.services.projects import get_territory, list_colleges
from animmap.services.workshops import reach_round, reach_workshop
from animmap.storage import answers, participants, schema
from animmap.storage import rehearsals as rows
from animmap.storage.changes import Change
from animmap.storage.participants import Member
from animmap.texts import tr

MOST_VOICES = 500
SENTENCES = 8


def simulate(
    desk: Desk, round_id: str, voices: int = 30, seed: int = 0, language: str = "fr"
) -> int:
    """Give a question simulated answers, spread over the colleges invited; return how many.

    The same ``seed`` draws the same voices, after as many as were simulated before. One undo
    takes them back. Hosts and animators only, whatever the state of the question.

    Raises
    ------
    AnimmapError
        ``request_invalid`` for no voice, or more than 500.
    """
    found = reach_round(desk, round_id)
    if not 1 <= voices <= MOST_VOICES or seed < 0:
        raise AnimmapError("request_invalid")
    invited = found.college_ids or tuple(each.id for each in list_colleges(desk, found.project_id))
    if not invited:
        raise AnimmapError("college_unknown")
    territory = get_territory(desk, found.project_id)
    ground = shapely.union_all(
        to_metric([each.geometry for each in territory.communes], territory.crs)
    )
    before = count_simulated(desk, found.workshop_id)
    drawn = simulate_voices(ground, invited, voices, (seed, before))
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        if found.kind in SKETCH_KINDS:
            said = _sketches(found, drawn, territory, language, change.at)
            contribute.add_many(change, said, "rehearsal.added")
        else:
            _add_answers(change, _answers(desk, found, drawn, territory.crs, language))
        _add_joined(change, found, drawn)
    return len(drawn)


def _sketches(
    found: Round, drawn: Sequence[SimulatedVoice], territory: Territory, language: str, at: datetime
) -> list[tuple[Sketch, str]]:
    """Return the simulated sketches, each with the digest of what would have been sent."""
    sure = to_lonlat([voice.sure for voice in drawn], territory.crs)
    maybe = to_lonlat([voice.maybe for voice in drawn], territory.crs)
    made = []
    for rank, voice in enumerate(drawn):
        draft = SketchDraft(
            id=new_id(),
            round_id=found.id,
            college_id=voice.college_id,
            label=_label(rank, language),
            geometry=sure[rank],
            maybe=maybe[rank] if found.kind is RoundKind.SURE_MAYBE else None,
            method=SketchMethod.FREEHAND,
            reason=_words(rank, language),
        )
        if found.kind is RoundKind.COMMUNES:
            draft = _picked(draft, territory)
        sketch = outlines.drawn_sketch(draft, territory.crs, at)
        simulated = replace(sketch, voice=replace(sketch.voice, simulated=True))
        made.append((simulated, outlines.digest(draft)))
    return made


def _picked(draft: SketchDraft, territory: Territory) -> SketchDraft:
    """Return a sketch made of the communes whose middle it holds, of the nearest if none."""
    middles = [each.geometry.representative_point() for each in territory.communes]
    held = [
        each
        for each, middle in zip(territory.communes, middles, strict=True)
        if draft.geometry.covers(middle)
    ]
    nearest = int(np.argmin(shapely.distance(middles, draft.geometry)))
    picked = held or [territory.communes[nearest]]
    return replace(
        draft,
        geometry=shapely.union_all([each.geometry for each in picked]),
        method=SketchMethod.COMMUNES,
        commune_codes=tuple(each.code for each in picked),
    )


def _answers(
    desk: Desk, found: Round, drawn: Sequence[SimulatedVoice], crs: str, language: str
) -> list[tuple[Answer, str]]:
    """Return the simulated answers, each with the digest of what would have been sent."""
    places = to_lonlat([voice.place for voice in drawn], crs)
    made = []
    for rank, voice in enumerate(drawn):
        draft = AnswerDraft(
            id=new_id(),
            round_id=found.id,
            college_id=voice.college_id,
            label=_label(rank, language),
            words=_words(rank, language),
            place=places[rank] if found.kind is RoundKind.PLACES else None,
        )
        given = answer_drafts.given_answer(desk, found, draft)
        made.append((replace(given, simulated=True), answer_drafts.digest(draft)))
    return made


def _add_answers(change: Change, given: Sequence[tuple[Answer, str]]) -> None:
    values = [answers.answer_values(each, change.project_id, sent) for each, sent in given]
    change.insert_many(schema.answer, values, "rehearsal.added")


def _add_joined(change: Change, found: Round, drawn: Sequence[SimulatedVoice]) -> None:
    """Let it seem that as many joined the room as speak; no device is added twice for them."""
    already = rows.count_joined(change.connection, found.workshop_id)
    for voice in drawn[already:]:
        joined = Participant(
            id=new_id(),
            project_id=found.project_id,
            workshop_id=found.workshop_id,
            college_id=voice.college_id,
            label="",
            simulated=True,
            joined_at=change.at,
            seen_at=change.at,
        )
        # No secret has this hash, so that no device is this participant.
        participants.add(change.connection, Member(joined, "", None), joined.id)


def _label(rank: int, language: str) -> str:
    return tr("rehearsal.voice", language, rank=rank + 1)


def _words(rank: int, language: str) -> str:
    return tr(f"rehearsal.words_{rank % SENTENCES + 1}", language)


def wipe(desk: Desk, workshop_id: str) -> int:
    """Take what was simulated out of a workshop; return how many. One undo brings it back.

    A true answer that a simulated one spoke for speaks for itself again.
    """
    meeting = reach_workshop(desk, workshop_id)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        freed = rows.list_silenced_ids(change.connection, workshop_id)
        for answer_id in freed:
            alone = {"state": AnswerState.SENT.value, "merged_into": None}
            change.update(schema.answer, answer_id, alone, "answer.unmerged")
        wiped = 0
        for table, ids in (
            (schema.sketch, rows.list_sketch_ids(change.connection, workshop_id)),
            (schema.answer, rows.list_answer_ids(change.connection, workshop_id)),
        ):
            wiped += len(ids)
            if ids:
                change.update_many(table, ids, {"deleted_at": change.at}, "rehearsal.wiped")
        participants.delete_simulated(change.connection, workshop_id)
    return wiped


def count_simulated(desk: Desk, workshop_id: str) -> int:
    """Return how many simulated contributions a workshop holds; the wall says so to everyone."""
    reach_workshop(desk, workshop_id, *EVERYONE)
    with desk.store.read() as connection:
        drawn = rows.list_sketch_ids(connection, workshop_id)
        return len(drawn) + len(rows.list_answer_ids(connection, workshop_id))
