"""Routes of what moved from one question to another: the layer of the map, the files."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services import compare_evolution, compare_exact
from animmap.web.answers import answer_geojson
from animmap.web.data import round_project, share_of, stamp_of
from animmap.web.exports import CSV, GEOPACKAGE, file_answer
from animmap.web.identity import desk_of, language_of

KINDS: Final = {"json": "application/json", "csv": CSV, "gpkg": GEOPACKAGE}


def shift(request: Request) -> Response:
    """Serve where more or fewer voices include a place than in the question ``before``."""
    rule = request.query_params.get("rule", "raw")
    if rule not in compare_evolution.RULES:
        raise AnimmapError("request_invalid", parameter="rule")
    desk, project = round_project(request)
    before, after = _before(request), request.path_params["round_id"]
    for each in (before, after):
        compare_exact.read_compared(desk, each)
    return answer_geojson(
        request,
        desk.access,
        stamp_of(project),
        lambda: compare_evolution.shift_geojson(desk, before, after, rule),
    )


def document(request: Request) -> Response:
    """Serve what moved, at a ``threshold``, as JSON, CSV or GeoPackage."""
    extension = request.path_params["extension"]
    if extension not in KINDS:
        raise AnimmapError("not_found")
    from animmap.services import evolution_export

    desk, project = round_project(request)
    if project.id != request.path_params["project_id"]:
        raise AnimmapError("not_found")
    before, after = _before(request), request.path_params["round_id"]
    for each in (before, after):
        compare_exact.read_compared(desk, each)
    share = share_of(request, "threshold", 0.5)
    found = compare_evolution.read_evolution(desk_of(request), before, after, share)
    if extension == "csv":
        body = evolution_export.export_table(desk, found, language_of(request))
    elif extension == "json":
        body = evolution_export.export_figures(desk, found)
    else:
        body = evolution_export.export_layers(desk, found)
    return file_answer(request, desk, body, ("evolution", extension), KINDS[extension])


def _before(request: Request) -> str:
    return request.query_params.get("before", "")
