"""Routes of what is taken away from a comparison: one stable address a file, checked by role."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services import compare_exact, projects, workshops
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.texts import tr
from animmap.web.data import number_of, share_of
from animmap.web.documents import DOCUMENT_POLICY, disposition
from animmap.web.identity import desk_of, language_of

PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}
GEOPACKAGE: Final = "application/geopackage+sqlite3"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
FEATURE_TYPES: Final = {
    "csv": CSV,
    "xlsx": WORKBOOK,
    "geojson": "application/geo+json",
    "gpkg": GEOPACKAGE,
}


def picture(request: Request) -> Response:
    """Serve one picture of the round as SVG or PNG."""
    name, extension = (request.path_params[each] for each in ("name", "extension"))
    if extension not in PICTURES:
        raise AnimmapError("not_found")
    # Loading what draws documents takes seconds: not before somebody wants one.
    from animmap.services import compare_export, diagnose

    desk, language = desk_of(request), language_of(request)
    project_id, round_id = (request.path_params[each] for each in ("project_id", "round_id"))
    diagnostic = diagnose.diagnose(desk, project_id, round_id, language)
    body = compare_export.export_figure(desk, diagnostic, name, extension, language)
    return file_answer(request, desk, body, (name, extension), PICTURES[extension])


def layers(request: Request) -> Response:
    """Serve the layers of the round as a GeoPackage, for a ``threshold``."""
    from animmap.services import compare_export

    desk, reading = _reading(request)
    body = compare_export.export_layers(desk, reading, share_of(request, "threshold", 0.5))
    return file_answer(request, desk, body, ("layers", "gpkg"), GEOPACKAGE)


def figures(request: Request) -> Response:
    """Serve the whole reading as JSON, for a ``threshold``."""
    from animmap.services import compare_export

    desk, reading = _reading(request)
    body = compare_export.export_figures(desk, reading, share_of(request, "threshold", 0.5))
    return file_answer(request, desk, body, ("comparison", "json"), "application/json")


def matrix(request: Request) -> Response:
    """Serve one matrix of pairs as CSV."""
    from animmap.services import compare_export

    desk, reading = _reading(request)
    name = request.path_params["name"]
    body = compare_export.export_matrix(desk, reading, name, language_of(request))
    return file_answer(request, desk, body, (name, "csv"), CSV)


def workbook(request: Request) -> Response:
    """Serve every matrix of pairs as one workbook."""
    from animmap.services import compare_export

    desk, reading = _reading(request)
    body = compare_export.export_workbook(desk, reading, language_of(request))
    return file_answer(request, desk, body, ("matrices", "xlsx"), WORKBOOK)


def debate(request: Request) -> Response:
    """Serve the debated zones as GeoJSON, or the one of a ``number``."""
    from animmap.services import compare_export

    desk, reading = _reading(request)
    number = number_of(request)
    body = compare_export.export_zone(desk, reading, number)
    return file_answer(
        request, desk, body, (f"debate {number or ''}", "geojson"), "application/geo+json"
    )


def features(request: Request) -> Response:
    """Serve the features of a layer as CSV, XLSX, GeoJSON or GeoPackage."""
    from animmap.services import features_export

    desk, language = desk_of(request), language_of(request)
    project_id, layer, extension = (
        request.path_params[each] for each in ("project_id", "layer", "extension")
    )
    if extension not in FEATURE_TYPES:
        raise AnimmapError("not_found")
    body = features_export.export_features(desk, project_id, layer, extension, language)
    name = tr(f"layer.{layer}", language)
    return file_answer(request, desk, body, (name, extension), FEATURE_TYPES[extension])


def _reading(request: Request) -> tuple[Desk, RoundReading]:
    """Return the round of the address, which must be of its démarche."""
    desk = desk_of(request)
    project = projects.get_project(desk, request.path_params["project_id"])
    question = workshops.get_round(desk, request.path_params["round_id"])
    if question.project_id != project.id:
        raise AnimmapError("not_found")
    return desk, compare_exact.read_compared(desk, question.id)


def file_answer(
    request: Request, desk: Desk, body: bytes, name: tuple[str, str], media_type: str
) -> Response:
    """Answer a file named after the démarche and what it holds: the same at each download."""
    project = projects.get_project(desk, request.path_params["project_id"])
    what, extension = name
    return Response(
        body,
        media_type=media_type,
        headers={
            "Content-Disposition": disposition(f"animmap {project.name} {what}", extension),
            "Content-Security-Policy": DOCUMENT_POLICY,
            "Cache-Control": "private, no-store",
        },
    )
