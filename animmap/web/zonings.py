"""Routes of loaded zonings: their outlines for the map, what is drawn beside them as a file."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services import compare_evolution, compare_exact, official_zones, projects, zonings
from animmap.web.answers import answer_geojson
from animmap.web.data import round_project, share_of, stamp_of
from animmap.web.exports import CSV, file_answer
from animmap.web.identity import desk_of, language_of


def outlines(request: Request) -> Response:
    """Serve the zones of a zoning with their names."""
    desk = desk_of(request)
    project = projects.get_project(desk, request.path_params["project_id"])
    loaded, _ = zonings.read_zones(desk, request.path_params["zoning_id"])
    if loaded.project_id != project.id:
        raise AnimmapError("not_found")
    return answer_geojson(
        request, desk.access, stamp_of(project), lambda: zonings.zones_geojson(desk, loaded.id)
    )


def table(request: Request) -> Response:
    """Serve what exists beside the zone of a ``rule`` and ``threshold`` as CSV."""
    rule = request.query_params.get("rule", "raw")
    if rule not in compare_evolution.RULES:
        raise AnimmapError("request_invalid", parameter="rule")
    desk, project = round_project(request)
    if project.id != request.path_params["project_id"]:
        raise AnimmapError("not_found")
    share = share_of(request, "threshold", 0.5)
    if not share:
        raise AnimmapError("threshold_out_of_range", threshold=share)
    asked = official_zones.Asked(rule, share, request.query_params.get("against", ""))
    reading = compare_exact.read_compared(desk, request.path_params["round_id"])
    body = official_zones.export_table(desk, reading, asked, language_of(request))
    return file_answer(request, desk, body, ("perimeters", "csv"), CSV)
