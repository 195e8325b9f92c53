"""The pack of tiles is weighed, downloaded, stopped and resumed in a browser, and phones use it."""

from __future__ import annotations

import re

import pytest
from shapely.geometry import box

from animmap.core.room import RoundKind
from animmap.core.tiles import cover
from animmap.storage import tile_pack
from tests.browser.online import bar_of, desk_on, make_project
from tests.browser.phones import PHONE, Phone, asked, open_hall
from tests.fake_services.tiles import png
from tests.storage.test_tile_pack import FACTS

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(online_server, new_visit):
    return new_visit(online_server)


def start_download(page):
    page.get_by_role("button", name=re.compile("^Télécharger ")).click()


def test_a_pack_is_weighed_stopped_resumed_and_lies_under_the_map(visit, fake, online_store):
    project = make_project(online_store)
    path = tile_pack.path_of(visit.server.var, project.id)
    page = visit.open(f"/territoire?demarche={project.id}").page
    weight = page.get_by_text("à télécharger, de l’ordre de").inner_text()
    assert re.search(r"de l’ordre de [\d\u00a0]+\u00a0Mo, \d+\u00a0min", weight)
    total = int(re.sub(r"\D", "", weight.partition("image")[0]))
    assert fake.requests["tiles"] == []

    gate = fake.hold("tiles", after=30)
    start_download(page)
    bar_of(page, f"30 sur {total} images")
    page.get_by_role("button", name="Arrêter", exact=True).click()
    page.get_by_role("button", name="Arrêt demandé…").wait_for()
    gate.set()
    page.get_by_text("Arrêté à votre demande").wait_for()
    kept = tile_pack.describe(path)
    assert 30 <= kept.count < total
    page.get_by_text(f"Il manque encore {total - kept.count} images").wait_for()

    page.get_by_text("d’après celles déjà reçues").wait_for()
    page.get_by_role("button", name="Télécharger les images manquantes").click()
    bar_of(page, f"sur {total} images")
    page.get_by_text("Le fond de plan est prêt").wait_for(timeout=60_000)
    assert tile_pack.describe(path).count == total
    assert len({one.query for one in fake.requests["tiles"]}) == total
    assert len(fake.requests["tiles"]) <= total + 1

    visit.open(f"/carte?demarche={project.id}")
    visit.map().locator("#map_div.am-on-tiles").wait_for()
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_a_disk_where_nothing_can_be_written_is_said_and_the_map_keeps_its_communes(
    visit, online_store
):
    project = make_project(online_store)
    folder = tile_pack.path_of(visit.server.var, project.id).parent
    folder.mkdir(exist_ok=True)
    # A folder in the place of the file: nobody can write there, whatever their rights.
    tile_pack.path_of(visit.server.var, project.id).mkdir()
    page = visit.open(f"/territoire?demarche={project.id}").page
    start_download(page)
    page.get_by_text("ne peut pas être écrit").wait_for()
    visit.open(f"/carte?demarche={project.id}")
    visit.map().locator("#map_div[data-ready=true]:not(.am-on-tiles)").wait_for()


@pytest.fixture
def phone(online_store, online_server, new_visit):
    """Return a phone, the code of a room on the territory of the demo, and the path of its pack."""
    room = open_hall(desk_on(online_store), asked(RoundKind.PERIMETER))
    held = new_visit(online_server, **PHONE)
    made = Phone(held.page, online_server.address)
    return made, room.code, tile_pack.path_of(online_server.var, room.project.id), held


def lay(path, *zooms):
    """Make a pack of the tiles of Béthune and around."""
    tiles = [each for level in cover(box(2.3, 50.35, 2.8, 50.7), zooms).values() for each in level]
    facts = {**FACTS, "minzoom": str(min(zooms)), "maxzoom": str(max(zooms))}
    with tile_pack.writing(path) as pack:
        pack.describe(facts)
        pack.keep({one: png(one.zoom, one.column, one.row) for one in tiles})


DRAWN = ".leaflet-draw-tiles-pane canvas[data-drawn]"


def test_a_phone_draws_on_the_pack_of_its_room_and_puts_it_away(phone):
    made, code, path, held = phone
    lay(path, *range(8, 13))
    made.join(code).map()
    page = made.page
    page.locator(DRAWN).first.wait_for(state="attached")
    button = page.locator("button.draw-ground")
    assert button.get_attribute("aria-pressed") == "true"
    assert "© IGN" in button.inner_text()
    made.draw().fits("next")
    button.tap()
    page.locator("button.draw-ground[aria-pressed=false]").wait_for()
    assert page.locator(DRAWN).count() == 0
    assert held.foreign_requests() == []
    assert held.complaints == []


def test_a_phone_whose_tiles_do_not_come_draws_on_the_communes(phone):
    made, code, path, held = phone
    lay(path, 8)
    held.page.context.route("**/tiles/**", lambda route: route.abort())
    made.join(code).draw().press("next")
    assert held.page.locator(DRAWN).count() == 0
    assert held.foreign_requests() == []
