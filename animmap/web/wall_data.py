"""Routes of the wall: the scene of the moment, and what a round has to show.

A wall is projected: it reads as a projector does even when an animator opens it, so that what
is hidden from the room stays hidden. A partner's link keeps its own, narrower, eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.model import Project, Role, Workshop
from animmap.errors import AnimmapError
from animmap.services import (
    answers,
    compare,
    compare_exact,
    compare_layers,
    compare_quick,
    compare_wall,
    projects,
    quick_wall,
    workshops,
)
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import Drawn, select
from animmap.services.compare_layers import Layer
from animmap.services.compare_quick import QuickReading
from animmap.services.debates import asked_ground_geojson
from animmap.services.desk import Desk, as_projector
from animmap.web.answers import answer_geojson
from animmap.web.data import EMPTY, WEIGHTINGS, share_of, stamp_of, words_of
from animmap.web.identity import desk_of
from animmap.web.layers import answer_layer, reading_asked

MAJORITY = 0.5
Draw = Callable[[RoundReading], Mapping[str, object]]
QuickDraw = Callable[[QuickReading], Mapping[str, object]]


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
    name, at_least = reading_asked(request)
    viewer, drawn = _drawn(request)
    if not drawn.sketches:
        return _answer(request, viewer, lambda: EMPTY)
    layer = compare_layers.find_layer(viewer.desk, drawn, name, at_least)
    return answer_layer(request, viewer.desk, drawn, layer)


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
    return _answer_reading(request, compare_wall.curve_json, quick=quick_wall.curve_json)


def portrait(request: Request) -> Response:
    """Serve who and what stands in the zone of a rule and a threshold."""
    rule, threshold = _weighting(request), share_of(request, "at_least", MAJORITY)
    desk = viewer_of(request).desk
    return _answer_reading(
        request,
        lambda reading: compare_wall.portrait_json(desk, reading, rule, threshold),
        quick=lambda reading: quick_wall.portrait_json(desk, reading, rule, threshold),
    )


def _weighting(request: Request) -> str:
    weighting = request.query_params.get("weighting", WEIGHTINGS[0])
    if weighting not in WEIGHTINGS:
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


def _drawn(request: Request) -> tuple[Viewer, Drawn]:
    """Return what was drawn in the round of the address, by one college when it asks so."""
    viewer, round_id = _viewer_of_round(request)
    college = request.query_params.get("college", "")
    return viewer, select(viewer.desk, round_id, college_ids=(college,) if college else ())


def _answer_reading(
    request: Request,
    draw: Draw,
    nothing: Mapping[str, object] | None = None,
    quick: QuickDraw | None = None,
) -> Response:
    """Answer what ``draw`` makes of a round; ``nothing``, when given, while nobody has drawn.

    A large round that is not compared yet is answered by ``quick`` from the grid, when given;
    else it is refused (``being_compared``) and compared in the background.
    """
    viewer, drawn = _drawn(request)
    if quick is not None and compare_layers.waits(drawn):
        found = compare_quick.read_quick(viewer.desk, drawn)
        return answer_layer(request, viewer.desk, drawn, Layer(lambda: quick(found), True))
    college_ids = words_of(request, "college")

    def build() -> Mapping[str, object]:
        try:
            return draw(
                compare_exact.read_compared(viewer.desk, drawn.round.id, college_ids=college_ids)
            )
        except AnimmapError as error:
            if error.code != "no_sketch_yet" or nothing is None:
                raise
            return nothing

    return _answer(request, viewer, build)
