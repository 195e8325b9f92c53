"""Routes of the grounds of a comparison: any zone of it, what stands there, and its file."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services import compare_exact, grounds, projects, workshops
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.web.answers import answer_geojson
from animmap.web.data import filters_of, share_of, stamp_of, words_of
from animmap.web.exports import file_answer
from animmap.web.identity import desk_of

HALF = 0.5
GEOPACKAGE = "application/geopackage+sqlite3"


def ground(request: Request) -> Response:
    """Serve the ground of a code (``zone``) at a ``threshold``."""
    desk, project = _project_of(request)
    return answer_geojson(request, desk.access, stamp_of(project), lambda: _ground(request, desk))


def features(request: Request) -> Response:
    """Serve what stands in a ground, filtered as the map is."""
    desk, project = _project_of(request)
    filters = filters_of(request)

    def build() -> Mapping[str, object]:
        reading = _reading(request, desk)
        found = grounds.read_ground(desk, reading, *_asked(request))
        return grounds.features_geojson(desk, reading, found, filters)

    return answer_geojson(request, desk.access, stamp_of(project), build)


def document(request: Request) -> Response:
    """Serve a ground as a file: GeoPackage in metres, for a GIS."""
    from animmap.services import ground_export  # loads GDAL, which is guarded by then

    desk, project = _project_of(request)
    if project.id != request.path_params["project_id"]:
        raise AnimmapError("not_found")
    code, share = _asked(request)
    body = ground_export.export_ground(desk, _reading(request, desk), code, share)
    return file_answer(request, desk, body, (f"zone {code}", "gpkg"), GEOPACKAGE)


def _ground(request: Request, desk: Desk) -> Mapping[str, object]:
    return grounds.ground_geojson(desk, _reading(request, desk), *_asked(request))


def _asked(request: Request) -> tuple[str, float]:
    return request.query_params.get("zone", "raw"), share_of(request, "threshold", HALF)


def _project_of(request: Request) -> tuple[Desk, Project]:
    desk = desk_of(request)
    question = workshops.get_round(desk, request.path_params["round_id"])
    return desk, projects.get_project(desk, question.project_id)


def _reading(request: Request, desk: Desk) -> RoundReading:
    return compare_exact.read_compared(
        desk,
        request.path_params["round_id"],
        with_maybe=request.query_params.get("maybe") == "1",
        college_ids=words_of(request, "among"),
    )
