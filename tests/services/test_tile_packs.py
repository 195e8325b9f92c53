"""The pack of a démarche: what is fetched, what is kept when things go wrong, what is brought."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from animmap.core.model import Role
from animmap.core.tiles import MOST_TILES, Tile
from animmap.errors import AnimmapError
from animmap.services import tile_packs
from animmap.services.projects import purge_project
from animmap.services.tile_packs import (
    bring_pack,
    download_pack,
    plan_pack,
    read_pack,
    read_tile,
    remove_pack,
)
from animmap.settings import ROOT, read_settings
from animmap.sources.online.asking import Stop
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from animmap.storage.store import Store
from tests.fake_services.all import start
from tests.fake_services.server import Reply, as_text
from tests.fake_services.tiles import png
from tests.sources.online.conftest import FakeClock
from tests.storage.test_tile_pack import METADATA, TILES, hostile, put

SERVICE = "tiles"


@pytest.fixture
def hours():
    return FakeClock()


@pytest.fixture
def services(hours):
    fake = start(hours.ticks)
    yield fake
    fake.stop()


@pytest.fixture(autouse=True)
def var(monkeypatch, tmp_path, services):
    monkeypatch.setenv("ANIMMAP_VAR", str(tmp_path))
    for name, value in services.environ.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def transport(hours):
    """Return a transport made anew at each call: an errand closes its own."""
    return lambda stop=None: Transport(read_settings(), clock=hours, pace=Pace(), stop=stop)


def all_of(plan) -> list[Tile]:
    return [tile for each in plan.tiles.values() for tile in each]


def test_every_tile_of_the_territory_is_fetched_once_and_read_back(
    desk, project, transport, services
):
    plan = plan_pack(desk, project.id, (8, 13))
    told = []
    pack = download_pack(desk, plan, lambda done, of: told.append((done, of)), None, transport())
    assert len(services.requests[SERVICE]) == len(all_of(plan)) == pack.count
    assert told[-1] == (pack.count, pack.count)
    assert [done for done, _ in told] == list(range(1, pack.count + 1))
    assert (pack.complete, pack.attribution) == (True, "© IGN – Géoplateforme")
    assert all(
        read_tile(desk, project.id, tile) == png(tile.zoom, tile.column, tile.row)
        for tile in all_of(plan)
    )
    assert plan_pack(desk, project.id, (8, 13)).missing == []


def test_an_estimate_asks_nobody_and_is_measured_once_tiles_are_there(
    desk, project, transport, services
):
    first = plan_pack(desk, project.id, (8, 11))
    assert (services.requests[SERVICE], first.estimate.measured) == ([], False)
    pack = download_pack(desk, first, transport=transport())
    again = plan_pack(desk, project.id, (8, 12)).estimate
    images = sum(len(read_tile(desk, project.id, tile)) for tile in all_of(first))
    assert again.measured
    assert again.size == pytest.approx(images * again.total / pack.count, rel=0.05)


def test_a_wider_pack_asks_only_for_what_is_missing(desk, project, transport, services):
    narrow = download_pack(desk, plan_pack(desk, project.id, (10, 11)), transport=transport())
    services.requests[SERVICE].clear()
    wider = plan_pack(desk, project.id, (9, 12))
    pack = download_pack(desk, wider, transport=transport())
    assert len(services.requests[SERVICE]) == len(all_of(wider)) - narrow.count
    assert (pack.min_zoom, pack.max_zoom, pack.stamp) == (9, 12, narrow.stamp)


def test_stopping_keeps_what_came_and_resuming_asks_for_the_rest(
    desk, project, transport, services
):
    plan, stop = plan_pack(desk, project.id, (8, 13)), Stop()

    def tell(done, of):
        if done == 30:
            stop.ask()

    with pytest.raises(AnimmapError, match="fetch_stopped"):
        download_pack(desk, plan, tell, stop, transport(stop))
    pack = read_pack(desk, project.id)
    assert (pack.count, pack.missing) == (30, len(all_of(plan)) - 30)
    services.requests[SERVICE].clear()
    assert download_pack(desk, plan_pack(desk, project.id, (8, 13)), transport=transport()).complete
    assert len(services.requests[SERVICE]) == len(all_of(plan)) - 30


def test_a_busy_host_is_waited_for(desk, project, transport, services, hours):
    busy = Reply(429, b"", headers={"Retry-After": "5"})
    services.plan(SERVICE, busy, busy)
    assert download_pack(desk, plan_pack(desk, project.id, (8, 10)), transport=transport()).complete
    assert sum(hours.waits) >= 10


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, png(1, 1, 1)[:60], "image/png"),
        Reply(200, b"<html>maintenance</html>", "text/html"),
        Reply(200, b"", "image/png"),
        Reply(200, png(1, 1, 1, side=1500), "image/png"),
    ],
)
def test_a_damaged_tile_is_asked_again_then_left_for_later(
    desk, project, transport, services, reply
):
    plan = plan_pack(desk, project.id, (8, 10))
    services.plan(SERVICE, reply)
    assert download_pack(desk, plan, transport=transport()).complete
    remove_pack(desk, project.id)
    services.plan(SERVICE, reply, reply)
    pack = download_pack(desk, plan, transport=transport())
    assert (pack.missing, pack.count) == (1, len(all_of(plan)) - 1)
    assert plan_pack(desk, project.id, (8, 10)).missing == [all_of(plan)[0]]


def test_a_host_that_always_fails_is_left_alone(desk, project, transport, services):
    services.services[SERVICE] = lambda request: as_text("", 500)
    plan = plan_pack(desk, project.id, (8, 13))
    with pytest.raises(AnimmapError, match="host_failing"):
        download_pack(desk, plan, transport=transport())
    assert len(services.requests[SERVICE]) < 100


def test_a_tile_that_does_not_exist_is_not_missing(desk, project, transport, services):
    plan = plan_pack(desk, project.id, (8, 9))
    services.plan(SERVICE, as_text("<ExceptionReport/>", 404, "text/xml"))
    pack = download_pack(desk, plan, transport=transport())
    assert (pack.complete, pack.count) == (True, len(all_of(plan)) - 1)


def test_nothing_is_asked_when_the_server_may_not(desk, project, transport, services, monkeypatch):
    monkeypatch.setenv("ANIMMAP_ONLINE", "0")
    with pytest.raises(AnimmapError, match="online_off"):
        download_pack(desk, plan_pack(desk, project.id), transport=transport())
    assert services.requests[SERVICE] == []


def test_a_full_disk_is_said_before_anything_is_asked(
    desk, project, transport, services, monkeypatch
):
    monkeypatch.setattr(tile_packs, "_SPARE_BYTES", 10**18)
    with pytest.raises(AnimmapError, match="disk_full"):
        download_pack(desk, plan_pack(desk, project.id), transport=transport())
    assert services.requests[SERVICE] == []


@pytest.mark.parametrize("zooms", [(2, 10), (10, 9), (10, 25)])
def test_zooms_out_of_range_are_refused(desk, project, zooms):
    with pytest.raises(AnimmapError, match="zoom_out_of_range"):
        plan_pack(desk, project.id, zooms)


def test_a_pack_too_large_is_refused_before_it_is_counted(desk, make_project):
    from dataclasses import replace

    from shapely.geometry import box

    from tests.conftest import two_by_two_communes

    country = replace(two_by_two_communes()[0], geometry=box(-4, 43, 7, 50))
    large = make_project(communes=(country,))
    with pytest.raises(AnimmapError, match="pack_too_large") as refused:
        plan_pack(desk, large.id, (8, 16))
    assert refused.value.facts["n"] > MOST_TILES


def test_a_killed_download_loses_nothing_that_was_kept(desk, project, store: Store, var, services):
    """The command is killed with -9 in the middle; what it kept is whole, and not asked again."""
    url = store.url
    environment = {**os.environ, "DATABASE_URL": url, "ANIMMAP_LANG": "fr"}
    command = [
        sys.executable, "-m", "animmap", "tiles", "--project", project.id, "--zoom", "8-13",
    ]  # fmt: skip
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(services.requests[SERVICE]) < 60 and time.monotonic() < deadline:
        assert child.poll() is None
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    pack = read_pack(desk, project.id)
    assert 25 <= pack.count <= 60
    assert not pack.complete
    with closing(sqlite3.connect(var / "tiles" / f"{project.id}.mbtiles")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    asked = len(services.requests[SERVICE])
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    whole = read_pack(desk, project.id)
    assert whole.complete
    assert len(services.requests[SERVICE]) - asked == whole.count - pack.count


def brought(tmp_path, tiles) -> Path:
    rows = [put(tile, png(tile.zoom, tile.column, tile.row)) for tile in tiles]
    told = "INSERT INTO metadata VALUES ('name', 'Carte de la mairie'), ('attribution', '© Mairie')"
    return hostile(tmp_path / "cle.mbtiles", METADATA, TILES, told, rows=rows)


def test_a_brought_file_serves_its_tiles_and_says_where_it_comes_from(desk, project, tmp_path):
    here = all_of(plan_pack(desk, project.id, (10, 12)))
    pack = bring_pack(desk, project.id, brought(tmp_path, [*here, Tile(10, 3, 3)]))
    assert (pack.count, pack.origin, pack.complete) == (len(here), "file", True)
    assert (pack.name, pack.attribution) == ("Carte de la mairie", "© Mairie")
    assert (pack.min_zoom, pack.max_zoom) == (10, 12)
    assert read_tile(desk, project.id, here[0]) is not None


def test_a_brought_file_is_not_mixed_with_another(desk, project, tmp_path, transport):
    here = all_of(plan_pack(desk, project.id, (10, 11)))
    bring_pack(desk, project.id, brought(tmp_path, here))
    with pytest.raises(AnimmapError, match="pack_present"):
        download_pack(desk, plan_pack(desk, project.id, (10, 13)), transport=transport())


def test_a_refused_file_leaves_the_pack_as_it_was(desk, project, tmp_path, var, transport):
    pack = download_pack(desk, plan_pack(desk, project.id, (8, 10)), transport=transport())
    far = brought(tmp_path, [Tile(10, 3, 3)])
    with pytest.raises(AnimmapError, match="pack_elsewhere") as refused:
        bring_pack(desk, project.id, far, "ma clé.mbtiles")
    assert refused.value.facts["name"] == "ma clé.mbtiles"
    assert read_pack(desk, project.id) == pack
    assert [each.name for each in (var / "tiles").iterdir()] == [f"{project.id}.mbtiles"]


def test_erasing_a_demarche_erases_its_pack(desk, project, transport, var):
    download_pack(desk, plan_pack(desk, project.id, (8, 9)), transport=transport())
    purge_project(desk, project.id)
    assert list((var / "tiles").iterdir()) == []


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PARTNER, Role.PROJECTOR])
def test_everybody_of_the_demarche_reads_tiles_and_nobody_of_another(
    desk, desk_as, project, transport, role
):
    plan = plan_pack(desk, project.id, (8, 9))
    download_pack(desk, plan, transport=transport())
    assert read_tile(desk_as(role, project.id), project.id, all_of(plan)[0])
    with pytest.raises(AnimmapError, match="not_found"):
        read_tile(desk_as(role, "another"), project.id, all_of(plan)[0])


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PARTNER, Role.PROJECTOR])
def test_only_staff_of_the_demarche_brings_a_file(desk_as, project, tmp_path, role):
    file = brought(tmp_path, [Tile(10, 519, 344)])
    with pytest.raises(AnimmapError, match="access_denied"):
        bring_pack(desk_as(role, project.id), project.id, file)
    with pytest.raises(AnimmapError, match="not_found"):
        bring_pack(desk_as(Role.ANIMATOR, "another"), project.id, file)
