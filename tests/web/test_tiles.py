"""Tiles over HTTP: to whom, kept how long, and what is answered when there is none."""

from __future__ import annotations

import pytest

from animmap.core.model import Role
from animmap.core.tiles import Tile, cover
from animmap.services.map_ground import describe_ground
from animmap.services.projects import get_territory
from animmap.settings import read_settings
from animmap.storage import tile_pack
from animmap.web.room_access import ROOM_TRIES_A_MINUTE
from tests.fake_services.tiles import png
from tests.storage.test_tile_pack import FACTS

HERE = Tile(10, 519, 344)


@pytest.fixture(autouse=True)
def var(monkeypatch, tmp_path):
    monkeypatch.setenv("ANIMMAP_VAR", str(tmp_path))


@pytest.fixture
def project(meeting, desk):
    from animmap.services.projects import get_project

    with tile_pack.writing(tile_pack.path_of(read_settings().var_dir, meeting.project_id)) as pack:
        pack.describe(FACTS)
        pack.keep({HERE: png(10, HERE.column, HERE.row)})
    return get_project(desk, meeting.project_id)


def address(project, tile=HERE):
    return f"/api/projects/{project.id}/tiles/{tile.zoom}/{tile.column}/{tile.row}"


def test_the_tile_of_these_tests_is_over_their_territory(desk, project):
    communes = get_territory(desk, project.id).communes
    from shapely import union_all

    assert HERE in cover(union_all([each.geometry for each in communes]), [10])[10]


def test_a_tile_is_an_image_kept_under_its_etag(client, project):
    answer = client.get(address(project))
    assert answer.content == png(10, HERE.column, HERE.row)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"].startswith("private")
    again = client.get(address(project), headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_tile_that_is_not_there_is_no_error_and_is_not_kept(client, project):
    answer = client.get(address(project, Tile(10, 1, 1)))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("place", ["10/1", "a/1/1", "10/-1/1", "10/1/9999999999999", "10/1/²"])
def test_an_address_that_is_no_tile_is_refused(client, project, place):
    assert client.get(f"/api/projects/{project.id}/tiles/{place}").status_code in (400, 404)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PROJECTOR, Role.PARTICIPANT])
def test_a_link_opens_the_tiles_of_its_demarche_only(client_as, project, make_project, role):
    visitor = client_as(role, project)
    assert visitor.get(address(project)).status_code == 200
    assert visitor.get(address(make_project())).status_code == 404


def test_a_stranger_gets_no_tile(stranger, project):
    assert stranger.get(address(project)).status_code == 403


def test_phones_of_the_room_get_the_tiles_of_their_demarche(stranger, meeting, project):
    path = f"{HERE.zoom}/{HERE.column}/{HERE.row}"
    answer = stranger.get(f"/api/rooms/{meeting.join_code}/tiles/{path}")
    assert answer.content == png(10, HERE.column, HERE.row)
    for _ in range(ROOM_TRIES_A_MINUTE):
        assert stranger.get(f"/api/rooms/ZZZZZZ/tiles/{path}").status_code == 404
    assert stranger.get(f"/api/rooms/ZZZZZZ/tiles/{path}").status_code == 429


def test_pages_of_phones_and_walls_name_the_pack(client, stranger, meeting, project):
    stamp = FACTS["animmap_stamp"]
    page = stranger.get(f"/r/{meeting.join_code}").text
    assert f"/api/rooms/{meeting.join_code}/tiles/{{z}}/{{x}}/{{y}}?v={stamp}" in page
    assert f"{address(project)[: -len('/10/519/344')]}/{{z}}/{{x}}/{{y}}" in client.get("/mur").text


def test_online_tiles_follow_the_pack_only_where_the_server_allows_them(desk, project, monkeypatch):
    def told():
        return describe_ground(desk, project.id, "/t")

    monkeypatch.setenv("ANIMMAP_ONLINE_TILES", "1")
    monkeypatch.setenv("ANIMMAP_URL_TILES", "http://127.0.0.1:9/wmts")
    assert told()["pack"]["url"].startswith("/t/{z}/{x}/{y}?v=")
    assert told()["online"]["url"].startswith("http://127.0.0.1:9/wmts?SERVICE=WMTS")
    monkeypatch.setenv("ANIMMAP_ONLINE", "0")
    assert told()["pack"] is not None
    assert told()["online"] is None
