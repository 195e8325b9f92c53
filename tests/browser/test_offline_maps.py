"""Maps work without internet: nothing is asked of another host, and everything shows."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

TILES = "https://data.geopf.fr/wmts"
SCREENS = [
    "/", "/carte", "/territoire", "/preparer", "/dessiner", "/animer", "/comparer", "/projeter",
    "/diagnostic", "/partager",
]  # fmt: skip


def cut_internet(visit):
    """Let no request reach any other host."""
    visit.page.context.route(
        lambda address: urlsplit(address).hostname != "127.0.0.1", lambda route: route.abort()
    )


@pytest.mark.parametrize("path", SCREENS)
def test_no_screen_asks_anything_of_another_host_nor_complains(visit, path):
    visit.open(f"{path}?demarche=demo")
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_map_shows_communes_and_features_without_any_other_host(visit):
    cut_internet(visit)
    visit.open("/carte?demarche=demo")
    sheet = visit.map().locator("#map_div")
    assert int(sheet.get_attribute("data-features")) > 200
    visit.map().locator(".am-name", has_text="Béthune").first.wait_for()
    assert visit.map().locator(".am-cluster").count() > 5


def test_online_background_is_asked_only_on_demand_and_may_fail(start_server, new_visit):
    visit = new_visit(start_server(ANIMMAP_ONLINE_TILES="1", ANIMMAP_URL_TILES=TILES))
    cut_internet(visit)
    visit.open("/carte?demarche=demo")
    assert visit.foreign_requests() == []
    tick = visit.map().get_by_label("Fond Plan IGN")
    tick.click()
    visit.map().get_by_text("Le fond en ligne ne répond pas").wait_for()
    asked = visit.foreign_requests()
    assert {urlsplit(address).netloc for address in asked} == {"data.geopf.fr"}
    assert not tick.is_checked()
    assert int(visit.map().locator("#map_div").get_attribute("data-features")) > 200
