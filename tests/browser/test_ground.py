"""The plan under the maps: from the pack, seen closer where it ends, with the network cut."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from animmap.core.model import Access, Role
from animmap.core.tiles import cover
from animmap.services.projects import get_territory
from animmap.storage import tile_pack
from tests.browser.test_offline_maps import cut_internet
from tests.fake_services.tiles import png
from tests.storage.test_tile_pack import FACTS

pytestmark = pytest.mark.browser

FINEST = 12


@pytest.fixture(scope="module")
def packed(start_server):
    """Return a server whose demo has a pack down to FINEST, one tile of it left out."""
    from shapely import union_all

    from animmap.services.desk import Desk

    server = start_server(ANIMMAP_ONLINE_TILES="0")
    store = server.open_store()
    desk = Desk(store, Access(Role.ANIMATOR), lambda: None)  # type: ignore[arg-type,return-value]
    communes = get_territory(desk, "demo").communes
    outline = union_all([each.geometry for each in communes])
    store.close()
    west, south, east, north = outline.bounds
    tiles = [each for level in cover(outline, range(8, FINEST + 1)).values() for each in level]
    facts = {
        **FACTS, "bounds": f"{west},{south},{east},{north}", "minzoom": "8",
        "maxzoom": str(FINEST),
    }  # fmt: skip
    with tile_pack.writing(tile_pack.path_of(server.var, "demo")) as pack:
        pack.describe(facts)
        pack.keep({one: png(one.zoom, one.column, one.row) for one in tiles[:-1]})
    return server


def test_map_shows_the_pack_without_any_other_host_and_overzooms_it(packed, new_visit):
    visit = new_visit(packed)
    cut_internet(visit)
    visit.open("/carte?demarche=demo")
    frame = visit.map()
    frame.locator("#map_div.am-on-tiles").wait_for()
    assert frame.get_by_label("Fond de plan").is_checked()
    assert "© IGN" in frame.locator(".leaflet-control-attribution").inner_text()
    asked = [each for each in visit.requests if "/tiles/" in each]
    assert asked
    for _ in range(5):
        frame.locator(".leaflet-control-zoom-in").click()
    frame.locator(".leaflet-am-tiles-pane canvas[data-drawn]").first.wait_for(state="attached")
    zooms = {int(urlsplit(each).path.split("/")[5]) for each in visit.requests if "/tiles/" in each}
    assert max(zooms) == FINEST
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_plan_is_put_away_and_the_choice_is_remembered(packed, new_visit):
    visit = new_visit(packed)
    visit.open("/carte?demarche=demo")
    frame = visit.map()
    frame.locator("#map_div.am-on-tiles").wait_for()
    frame.get_by_label("Fond de plan").uncheck()
    frame.locator("#map_div:not(.am-on-tiles)").wait_for()
    frame.locator(".am-name", has_text="Béthune").first.wait_for()
    visit.open("/carte?demarche=demo")
    assert not visit.map().get_by_label("Fond de plan").is_checked()


def test_a_pack_whose_tiles_do_not_come_leaves_the_communes(packed, new_visit):
    visit = new_visit(packed)
    visit.page.context.route("**/tiles/**", lambda route: route.abort())
    visit.open("/carte?demarche=demo")
    frame = visit.map()
    frame.locator(".am-name", has_text="Béthune").first.wait_for()
    assert frame.locator("#map_div.am-on-tiles").count() == 0
    assert frame.locator("#map_div[data-ready=true]").count() == 1


def test_wall_lays_the_plan_quietly_and_a_key_puts_it_away(packed, new_visit):
    visit = new_visit(packed, viewport={"width": 1920, "height": 1080})
    cut_internet(visit)
    visit.page.goto(packed.address + "/mur?demarche=demo")
    visit.page.locator("html[data-steady]").wait_for(state="attached")
    for _ in range(8):
        if visit.page.locator(".sheet.plan").count():
            break
        visit.page.keyboard.press("PageDown")
        visit.page.locator("html[data-steady]").wait_for(state="attached")
    plan = visit.page.locator(".sheet.plan").first
    visit.page.locator(".sheet.plan:not([data-laid='0'])").first.wait_for()
    assert visit.page.locator(".credit").first.inner_text() == FACTS["attribution"]
    visit.page.keyboard.press("p")
    visit.page.locator(".sheet.plan[data-laid='0']").first.wait_for()
    assert plan.count() == 1
    assert visit.foreign_requests() == []
    assert visit.complaints == []
