"""Every address served beside the Streamlit pages."""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from animmap.vendored import BUNDLES, STATIC_ADDRESS, STATIC_DIR, bundle
from animmap.web import (
    data,
    documents,
    evolution,
    exports,
    france,
    grounds,
    layers,
    links,
    phone,
    rooms,
    rooms_answers,
    rooms_write,
    tiles,
    wall_data,
    wall_page,
    wall_scene,
    zonings,
)
from animmap.web.answers import Endpoint, refusing
from animmap.web.bodies import Writing, writing

ENDPOINTS: Final[tuple[tuple[str, Endpoint], ...]] = (
    ("/api/projects/{project_id}/communes.geojson", data.communes),
    ("/api/projects/{project_id}/features.geojson", data.features),
    ("/api/projects/{project_id}/adopted.geojson", data.adopted),
    ("/api/projects/{project_id}/tiles/{zoom}/{column}/{row}", tiles.project_tile),
    ("/api/projects/{project_id}/zonings/{zoning_id}.geojson", zonings.outlines),
    ("/api/rounds/{round_id}/agreement.geojson", layers.agreement),
    ("/api/rounds/{round_id}/debates.geojson", data.debated),
    ("/api/rounds/{round_id}/debates/features.geojson", data.standing),
    ("/api/rounds/{round_id}/graded.geojson", data.graded),
    ("/api/rounds/{round_id}/evolution.geojson", evolution.shift),
    ("/api/rounds/{round_id}/ground.geojson", grounds.ground),
    ("/api/rounds/{round_id}/ground/features.geojson", grounds.features),
    ("/api/rounds/{round_id}/quick.geojson", layers.quick),
    ("/api/rounds/{round_id}/sketches.geojson", data.sketches),
    ("/api/rounds/{round_id}/zone.geojson", data.zone),
    ("/api/rounds/{round_id}/state.json", data.state),
    ("/documents/{project_id}/{round_id}/diagnostic.{extension}", documents.diagnostic),
    ("/documents/{project_id}/{round_id}/comparison.json", exports.figures),
    ("/documents/{project_id}/{round_id}/debate.geojson", exports.debate),
    ("/documents/{project_id}/{round_id}/evolution.{extension}", evolution.document),
    ("/documents/{project_id}/features/{layer}.{extension}", exports.features),
    ("/documents/{project_id}/{round_id}/figures/{name}.{extension}", exports.picture),
    ("/documents/{project_id}/{round_id}/layers.gpkg", exports.layers),
    ("/documents/{project_id}/{round_id}/zone.gpkg", grounds.document),
    ("/documents/{project_id}/{round_id}/matrices.xlsx", exports.workbook),
    ("/documents/{project_id}/{round_id}/matrices/{name}.csv", exports.matrix),
    ("/documents/{project_id}/{round_id}/perimeters.csv", zonings.table),
    ("/api/france/departments.geojson", france.departments),
    ("/api/france/communes.geojson", france.communes),
    ("/healthz", links.health),
    ("/j/{token}", links.join),
    ("/leave", links.leave),
    ("/api/rooms/{code}", rooms.describe),
    ("/api/rooms/{code}/communes.geojson", rooms.communes),
    ("/api/rooms/{code}/features.geojson", rooms.features),
    ("/api/rooms/{code}/mine", rooms.mine),
    ("/api/rooms/{code}/qr.svg", rooms.qr),
    ("/api/rooms/{code}/tiles/{zoom}/{column}/{row}", tiles.room_tile),
    ("/api/wall/{workshop_id}/scene.json", wall_scene.scene),
    ("/api/wall/{workshop_id}/rounds/{round_id}/agreement.geojson", wall_data.agreement),
    ("/api/wall/{workshop_id}/rounds/{round_id}/answers.geojson", wall_data.places),
    ("/api/wall/{workshop_id}/rounds/{round_id}/curve.json", wall_data.curve),
    ("/api/wall/{workshop_id}/rounds/{round_id}/debates.json", wall_data.debates),
    ("/api/wall/{workshop_id}/rounds/{round_id}/ground.geojson", wall_data.ground),
    ("/api/wall/{workshop_id}/rounds/{round_id}/portrait.json", wall_data.portrait),
    ("/api/wall/{workshop_id}/rounds/{round_id}/sketches.geojson", wall_data.sketches),
    ("/mur", wall_page.wall),
    ("/phone-sw.js", phone.worker),
    ("/r", phone.enter),
    ("/r/{code}", phone.show),
    ("/r/{code}/app.webmanifest", phone.manifest),
)
WRITES: Final[tuple[tuple[str, str, Writing], ...]] = (
    ("POST", "/api/rooms/{code}/join", rooms_write.join),
    ("POST", "/api/rooms/{code}/sketches", rooms_write.send_sketch),
    ("PUT", "/api/rooms/{code}/sketches/{sketch_id}", rooms_write.amend_sketch),
    ("DELETE", "/api/rooms/{code}/sketches/{sketch_id}", rooms_write.withdraw_sketch),
    ("POST", "/api/rooms/{code}/answers", rooms_answers.send_answer),
    ("PUT", "/api/rooms/{code}/answers/{answer_id}", rooms_answers.amend_answer),
    ("DELETE", "/api/rooms/{code}/answers/{answer_id}", rooms_answers.withdraw_answer),
    ("POST", "/api/wall/{workshop_id}/back", wall_scene.go_back),
    ("POST", "/api/wall/{workshop_id}/next", wall_scene.go_next),
    ("POST", "/api/wall/{workshop_id}/show", wall_scene.show),
)


def list_routes() -> list[BaseRoute]:
    """Return the routes of data, documents, links, rooms, walls and vendored files."""
    served: list[BaseRoute] = [
        Route(path, refusing(endpoint), methods=["GET"], name=path) for path, endpoint in ENDPOINTS
    ]
    written = [
        Route(path, writing(endpoint), methods=[method], name=f"{method} {path}")
        for method, path, endpoint in WRITES
    ]
    bundles = [
        Route(f"{STATIC_ADDRESS}/{name}", partial(_bundle, name), methods=["GET"], name=name)
        for name in BUNDLES
    ]
    files = Mount(STATIC_ADDRESS, StaticFiles(directory=STATIC_DIR), name="vendor")
    return [*served, *written, *bundles, files]


def _bundle(name: str, _: Request) -> Response:
    """Serve the scripts or the styles of a map as one file."""
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    return Response(bundle(name), media_type=kind)
