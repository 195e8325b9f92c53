"""From what a person writes or points at to the answer that is kept: cleaned and checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import REASON_LIMIT, clean_line, clean_text
from animmap.core.model import Round
from animmap.core.room import Answer, AnswerState, RoundKind
from animmap.errors import AnimmapError
from animmap.services import outlines, taking
from animmap.services.desk import Desk
from animmap.services.projects import get_territory

ANSWER_KINDS = frozenset({RoundKind.PLACES, RoundKind.WORDS})


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer as a client sends it: words, a point (EPSG:4326), or both.

    ``id`` is made by the client (UUID) and makes the send idempotent.
    """

    id: str
    round_id: str
    college_id: str
    label: str
    words: str
    place: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class AnswerReceipt:
    """Proof that an answer is kept: "stored" now, or "already_stored"."""

    answer: Answer
    status: str


def digest(draft: AnswerDraft, participant_id: str | None = None) -> str:
    """Return what tells two sends apart; a device may change its college in between."""
    place = None if draft.place is None else shapely.to_wkb(draft.place, hex=True)
    who = [participant_id] if participant_id else [draft.college_id, clean_line(draft.label)]
    content = [draft.round_id, *who, clean_text(draft.words, REASON_LIMIT), place]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def given_answer(desk: Desk, found: Round, draft: AnswerDraft) -> Answer:
    """Return the answer that a draft makes, its words cleaned, its place in a commune.

    Raises
    ------
    AnimmapError
        ``request_invalid`` when the question asks for something else, ``college_unknown``,
        ``college_not_invited``, ``answer_empty``, ``text_too_long``,
        ``geometry_outside_world``.
    """
    taking.require_kind(found, ANSWER_KINDS)
    taking.require_college(desk, found, draft.college_id)
    outlines.check_identifier(draft.id)
    words = clean_text(draft.words, REASON_LIMIT)
    if not words and (draft.place is None or found.kind is RoundKind.WORDS):
        raise AnimmapError("answer_empty")
    now = desk.now()
    return Answer(
        id=draft.id,
        round_id=found.id,
        college_id=draft.college_id,
        label=clean_line(taking.written_label(desk, found, draft.label)),
        participant_id=desk.access.participant_id,
        words=words,
        place=draft.place,
        commune_code=_commune_of(desk, found, draft.place),
        state=AnswerState.SENT,
        merged_into=None,
        feature_id=None,
        simulated=False,
        version=1,
        created_at=now,
        updated_at=now,
    )


def _commune_of(desk: Desk, found: Round, place: BaseGeometry | None) -> str | None:
    """Return the commune of a place; refuse what is no point of the Earth."""
    if place is None:
        return None
    if found.kind is not RoundKind.PLACES or place.geom_type != "Point":
        raise AnimmapError("request_invalid")
    outlines.check_place(place)
    territory = get_territory(desk, found.project_id)
    return next((each.code for each in territory.communes if each.geometry.covers(place)), None)
