"""Routes of map data, all GeoJSON in EPSG:4326, checked by role in the services."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from animmap.core.model import LAYERS, Project, Territory
from animmap.core.privacy import tell_counts
from animmap.errors import AnimmapError
from animmap.services import (
    adopt,
    compare,
    compare_exact,
    compare_families,
    compare_soundness,
    contribute,
    debates,
    explore,
    projects,
    workshops,
)
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.web.answers import answer_geojson
from animmap.web.identity import desk_of

# Half a pixel at the closest zoom a territory is read at: outlines of the base map only.
DISPLAY_TOLERANCE_DEGREES = 0.0001
COORDINATE_STEP_DEGREES = 1e-6
WEIGHTINGS = ("raw", "equal", "class")
EMPTY: Mapping[str, object] = {"type": "FeatureCollection", "features": []}


def communes(request: Request) -> Response:
    """Serve the base map of a project: outline of its territory and its communes."""
    return answer_communes(request, *_project(request))


def features(request: Request) -> Response:
    """Serve actors, structures, resources and living assets, filtered by the query."""
    return answer_features(request, *_project(request))


def adopted(request: Request) -> Response:
    """Serve the perimeter adopted last, an empty collection when there is none."""
    desk, project = _project(request)

    return answer_geojson(
        request, desk.access, stamp_of(project), lambda: adopt.adopted_geojson(desk, project.id)
    )


def graded(request: Request) -> Response:
    """Serve sure and maybe outlines of a round together, by ``rule`` ("raw" or "equal")."""
    rule = request.query_params.get("rule", "raw")
    if rule not in WEIGHTINGS[:2]:
        raise AnimmapError("request_invalid", parameter="rule")
    desk, project = round_project(request)
    round_id = request.path_params["round_id"]
    return answer_geojson(
        request,
        desk.access,
        stamp_of(project),
        lambda: compare_soundness.graded_geojson(desk, round_id, rule),
    )


def sketches(request: Request) -> Response:
    """Serve outlines of a round, named; or those of a ``family``, a ``branch``, some ``voices``."""
    family, branch = number_of(request, "family"), number_of(request, "branch")
    ids = words_of(request, "voices")
    chosen = partial(compare_families.chosen_geojson, family=family, branch=branch, ids=ids)
    return _answer_reading(request, chosen)


def debated(request: Request) -> Response:
    """Serve the debated zones of a round with their numbers, or the one of a ``number``."""
    number = number_of(request)
    return _answer_reading(request, lambda reading: debates.debated_geojson(reading, number))


def standing(request: Request) -> Response:
    """Serve what stands inside the debated zones of a round, or the one of a ``number``."""
    desk, number = desk_of(request), number_of(request)
    return _answer_reading(request, lambda reading: debates.standing_geojson(desk, reading, number))


def number_of(request: Request, name: str = "number") -> int:
    """Return the number of the query, 0 when none is asked; ``request_invalid``."""
    asked = request.query_params.get(name, "0")
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > 4:
        raise AnimmapError("request_invalid", parameter=name)
    return int(asked)


def zone(request: Request) -> Response:
    """Serve the zone of a rule ("raw" or "equal") and a threshold share."""
    rule = request.query_params.get("rule", "raw")
    if rule not in WEIGHTINGS[:2]:
        raise AnimmapError("request_invalid", parameter="rule")
    threshold = share_of(request, "threshold", default=0.5)
    desk, project = round_project(request)

    def build() -> Mapping[str, object]:
        reading = _reading(request, desk)
        if reading is None:
            return EMPTY
        if request.query_params.get("snap") != "1":
            return compare.zone_geojson(reading, rule, threshold)
        return _snapped_zone(reading, rule, threshold)

    return answer_geojson(request, desk.access, stamp_of(project), build)


def state(request: Request) -> Response:
    """Tell the revision of a round, its state, and how many voices each college gave.

    Partners read the voices of small colleges under one name.
    """
    desk, project = round_project(request)
    question = workshops.get_round(desk, request.path_params["round_id"])
    [voices] = tell_counts(desk.role, contribute.voices_by_college(desk, question.id))
    return JSONResponse(
        {
            "revision": project.revision,
            "state": question.state,
            "blind": question.blind,
            "voices": voices,
        },
        headers={"Cache-Control": "no-store"},
    )


def answer_communes(request: Request, desk: Desk, project: Project) -> Response:
    """Answer the base map of a project to whoever ``desk`` lets read it."""

    def build() -> Mapping[str, object]:
        return base_map(projects.get_territory(desk, project.id))

    stamp = f"{project.id}:{projects.territory_stamp(desk, project.id)}"
    return answer_geojson(request, desk.access, stamp, build)


def answer_features(request: Request, desk: Desk, project: Project) -> Response:
    """Answer the features that the query asks for to whoever ``desk`` lets read them."""
    filters = filters_of(request)

    def build() -> Mapping[str, object]:
        return explore.features_geojson(desk, project.id, filters)

    return answer_geojson(request, desk.access, stamp_of(project), build)


def filters_of(request: Request) -> Filters:
    """Return what the query keeps of the map."""
    return Filters(
        layers=words_of(request, "layers") or LAYERS,
        kinds=words_of(request, "kinds"),
        college_ids=words_of(request, "colleges"),
        themes=words_of(request, "themes"),
        words=request.query_params.get("words", ""),
    )


def base_map(territory: Territory) -> dict[str, object]:
    """Return the communes and the outline of a territory, thinned for display together.

    Neighbours keep a common border (coverage simplification). ``label`` is a point well
    inside the commune, for its name.
    """
    outlines = shapely.coverage_simplify(
        [commune.geometry for commune in territory.communes], DISPLAY_TOLERANCE_DEGREES
    )
    listed = [
        _feature(
            outline,
            {
                "code": commune.code,
                "name": commune.name,
                "population": commune.population,
                "label": [
                    round(value, 5) for value in commune.geometry.point_on_surface().coords[0]
                ],
            },
        )
        for commune, outline in zip(territory.communes, outlines, strict=True)
    ]
    outline = _feature(shapely.union_all(outlines), {"role": "outline"})
    return _collection([outline, *listed])


def _inner_point(geometry: BaseGeometry) -> list[float]:
    point = shapely.point_on_surface(geometry)
    return [round(point.x, 5), round(point.y, 5)]


def _project(request: Request) -> tuple[Desk, Project]:
    desk = desk_of(request)
    return desk, projects.get_project(desk, request.path_params["project_id"])


def round_project(request: Request) -> tuple[Desk, Project]:
    """Return the desk of who asks and the démarche of the round of the address."""
    desk = desk_of(request)
    question = workshops.get_round(desk, request.path_params["round_id"])
    return desk, projects.get_project(desk, question.project_id)


def _answer_reading(
    request: Request, draw: Callable[[RoundReading], Mapping[str, object]]
) -> Response:
    desk, project = round_project(request)

    def build() -> Mapping[str, object]:
        reading = _reading(request, desk)
        return EMPTY if reading is None else draw(reading)

    return answer_geojson(request, desk.access, stamp_of(project), build)


def _reading(request: Request, desk: Desk) -> RoundReading | None:
    """Read a round; None while nobody has drawn, which a map shows as nothing yet."""
    try:
        return compare_exact.read_compared(
            desk,
            request.path_params["round_id"],
            with_maybe=request.query_params.get("maybe") == "1",
            college_ids=words_of(request, "colleges"),
        )
    except AnimmapError as error:
        if error.code == "no_sketch_yet":
            return None
        raise


def _snapped_zone(reading: RoundReading, rule: str, threshold: float) -> Mapping[str, object]:
    try:
        proposal = adopt.propose(reading, rule, threshold, snap=True)
    except AnimmapError as error:
        if error.code == "geometry_empty":
            return EMPTY
        raise
    return _collection([_feature(proposal.geometry, {"rule": rule, "threshold": threshold})])


def stamp_of(project: Project) -> str:
    """Return a text that changes whenever the data of a project do."""
    # A reloaded demo counts its revisions from one again, at another moment.
    return f"{project.id}:{project.revision}:{project.updated_at.isoformat()}"


def words_of(request: Request, name: str) -> tuple[str, ...]:
    """Return the words of the query under a name, comma separated."""
    return tuple(word for word in request.query_params.get(name, "").split(",") if word)


def share_of(request: Request, name: str, default: float) -> float:
    """Return a share of the query; ``threshold_out_of_range`` when it is none."""
    try:
        share = float(request.query_params.get(name, default))
    except ValueError as error:
        raise AnimmapError("request_invalid", parameter=name) from error
    if not math.isfinite(share) or not 0 <= share <= 1:
        raise AnimmapError("threshold_out_of_range", threshold=request.query_params[name])
    return share


def _feature(geometry: BaseGeometry, properties: dict[str, object]) -> dict[str, object]:
    rounded = shapely.set_precision(geometry, COORDINATE_STEP_DEGREES, mode="pointwise")
    return {"type": "Feature", "geometry": mapping(rounded), "properties": properties}


def _collection(listed: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": listed}
