"""Every address served beside the Streamlit pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from animmap.web import data, documents, links
from animmap.web.answers import Endpoint, refusing

STATIC_DIR: Final = Path(__file__).resolve().parent.parent / "static"
STATIC_ADDRESS: Final = "/vendor"

ENDPOINTS: Final[tuple[tuple[str, Endpoint], ...]] = (
    ("/api/projects/{project_id}/communes.geojson", data.communes),
    ("/api/projects/{project_id}/features.geojson", data.features),
    ("/api/projects/{project_id}/adopted.geojson", data.adopted),
    ("/api/rounds/{round_id}/agreement.geojson", data.agreement),
    ("/api/rounds/{round_id}/sketches.geojson", data.sketches),
    ("/api/rounds/{round_id}/zone.geojson", data.zone),
    ("/api/rounds/{round_id}/state.json", data.state),
    ("/documents/{project_id}/{round_id}/diagnostic.{extension}", documents.diagnostic),
    ("/healthz", links.health),
    ("/j/{token}", links.join),
    ("/leave", links.leave),
)


def list_routes() -> list[BaseRoute]:
    """Return the routes of data, documents, links and vendored files."""
    served: list[BaseRoute] = [
        Route(path, refusing(endpoint), methods=["GET"], name=path) for path, endpoint in ENDPOINTS
    ]
    return [*served, Mount(STATIC_ADDRESS, StaticFiles(directory=STATIC_DIR), name="vendor")]
