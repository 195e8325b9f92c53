"""The nouns of a room as JSON: what phones and walls read of them, nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.geojson import round_lonlat
from animmap.core.model import College, Round, RoundState, Sketch
from animmap.core.room import Answer

Facts = dict[str, object]


def moment(at: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def college_facts(college: College) -> Facts:
    """Return a college as phones list it."""
    return {
        "id": college.id,
        "name": college.name,
        "color": palette.college_color(college.position),
        "less_heard": college.less_heard,
    }


def round_facts(question: Round) -> Facts:
    """Return a question as phones and walls show it."""
    return {
        "id": question.id,
        "question": question.question,
        "kind": question.kind,
        "subject": question.subject,
        "state": question.state,
        "blind": question.blind,
        "deadline": moment(question.deadline),
        "seconds_left": question.seconds_left,
    }


def asked_facts(question: Round) -> Facts:
    """Return a question with all that is needed to answer it."""
    return round_facts(question) | {
        "invited": list(question.college_ids),
        "shown_layers": list(question.shown_layers),
        "pseudonyms": question.pseudonyms,
        "position": question.position,
    }


def current_round(rounds: Sequence[Round], on_wall: str | None) -> str | None:
    """Return the question to answer now: the wall's if it takes answers, else the first open."""
    taking = [each.id for each in rounds if each.state is RoundState.OPEN]
    if on_wall in taking:
        return on_wall
    return taking[0] if taking else None


def own_sketch(sketch: Sketch) -> Facts:
    """Return a sketch to whoever gave it."""
    return {
        "id": sketch.id,
        "round_id": sketch.round_id,
        "version": sketch.version,
        "state": sketch.state,
        "method": sketch.method,
        "geometry": geometry_facts(sketch.sure),
        "maybe": geometry_facts(sketch.maybe),
        "commune_codes": list(sketch.commune_codes),
        "reason": sketch.reason,
    }


def own_answer(answer: Answer) -> Facts:
    """Return an answer to whoever gave it."""
    place = answer.place
    return {
        "id": answer.id,
        "round_id": answer.round_id,
        "version": answer.version,
        "state": answer.state,
        "words": answer.words,
        "place": None if place is None else shapely.get_coordinates(place)[0].tolist(),
    }


def geometry_facts(geometry: BaseGeometry | None) -> Mapping[str, Any] | None:
    """Return a geometry (EPSG:4326) as GeoJSON, to ten centimetres."""
    return None if geometry is None else mapping(round_lonlat(geometry))
