"""Routes of the wall: the scene of the moment, and what a round has to show.

A wall is projected: it reads as a projector does even when an animator opens it, so that what
is hidden from the room stays hidden. A partner's link keeps its own, narrower, eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.fields import FIELDS
from animmap.core.model import Project, Role, Workshop
from animmap.errors import AnimmapError
from animmap.services import answers, compare, compare_fields, compare_wall, projects, workshops
from animmap.services.compare import RoundReading
from animmap.services.debates import asked_ground_geojson
from animmap.services.desk import Desk, as_projector
from animmap.web.answers import answer_geojson
from animmap.web.data import EMPTY, WEIGHTINGS, share_of, stamp_of
from animmap.web.identity import desk_of

MAJORITY = 0.5
Draw = Callable[[RoundReading], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asked for a wall, and the desk its data are read from."""

    asker: Desk
    desk: Desk
    workshop: Workshop
    project: Project


def viewer_of(request: Request) -> Viewer:
    """Return who looks at the wall of the address.

    Raises
    ------
    AnimmapError
        ``access_denied`` for a participant, whose screen is the phone; ``not_found`` for the
        wall of another démarche; what ``access_of`` raises.
    """
    asker = desk_of(request)
    workshop_id = request.path_params["workshop_id"]
    meeting = workshops.reach_workshop(asker, workshop_id, Role.PROJECTOR, Role.PARTNER)
    project = projects.get_project(asker, meeting.project_id)
    partner = asker.role is Role.PARTNER
    return Viewer(asker, asker if partner else as_projector(asker, project.id), meeting, project)


def sketches(request: Request) -> Response:
    """Serve the outlines of a round, one feature a voice."""
    viewer, round_id = _viewer_of_round(request)
    return _answer(request, viewer, lambda: compare.outlines_geojson(viewer.desk, round_id))


def agreement(request: Request) -> Response:
    """Serve a reading of a round: its agreement, of all voices or of one college, or a field."""
    weighting, at_least = _weighting(request, FIELDS), share_of(request, "at_least", 0.0)
    draw = compare_fields.field_geojson if weighting in FIELDS else compare.agreement_geojson
    return _answer_reading(request, lambda reading: draw(reading, weighting, at_least), EMPTY)


def places(request: Request) -> Response:
    """Serve the places and words given to a round."""
    viewer, round_id = _viewer_of_round(request)
    return _answer(request, viewer, lambda: answers.answers_geojson(viewer.desk, round_id))


def debates(request: Request) -> Response:
    """Serve the debated zones of a round, numbered, with the reasons of each side."""
    return _answer_reading(request, compare_wall.debates_json, EMPTY)


def ground(request: Request) -> Response:
    """Serve the debated zone that a question is about, an empty collection for any other."""
    viewer, round_id = _viewer_of_round(request)
    return _answer(request, viewer, lambda: asked_ground_geojson(viewer.desk, round_id))


def curve(request: Request) -> Response:
    """Serve the area reached at each count of voices."""
    return _answer_reading(request, compare_wall.curve_json)


def portrait(request: Request) -> Response:
    """Serve who and what stands in the zone of a rule and a threshold."""
    rule, threshold = _weighting(request), share_of(request, "at_least", MAJORITY)
    desk = viewer_of(request).desk
    return _answer_reading(
        request, lambda reading: compare_wall.portrait_json(desk, reading, rule, threshold)
    )


def _weighting(request: Request, fields: Collection[str] = ()) -> str:
    weighting = request.query_params.get("weighting", WEIGHTINGS[0])
    if weighting not in WEIGHTINGS and weighting not in fields:
        raise AnimmapError("request_invalid", parameter="weighting")
    return weighting


def _viewer_of_round(request: Request) -> tuple[Viewer, str]:
    viewer = viewer_of(request)
    question = workshops.get_round(viewer.desk, request.path_params["round_id"])
    if question.workshop_id != viewer.workshop.id:
        raise AnimmapError("not_found")
    return viewer, question.id


def _answer(
    request: Request, viewer: Viewer, build: Callable[[], Mapping[str, object]]
) -> Response:
    return answer_geojson(request, viewer.desk.access, stamp_of(viewer.project), build)


def _answer_reading(
    request: Request, draw: Draw, nothing: Mapping[str, object] | None = None
) -> Response:
    """Answer what ``draw`` makes of a round; ``nothing``, when given, while nobody has drawn."""
    viewer, round_id = _viewer_of_round(request)
    college = request.query_params.get("college", "")

    def build() -> Mapping[str, object]:
        try:
            chosen = (college,) if college else ()
            return draw(compare.read_round(viewer.desk, round_id, college_ids=chosen))
        except AnimmapError as error:
            if error.code != "no_sketch_yet" or nothing is None:
                raise
            return nothing

    return _answer(request, viewer, build)
