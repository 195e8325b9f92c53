"""Maps work without internet: nothing is asked of another host, and everything shows."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SCREENS = ["/", "/carte", "/dessiner", "/comparer", "/projeter", "/diagnostic", "/partager"]


@pytest.mark.parametrize("path", SCREENS)
def test_no_screen_asks_anything_of_another_host_nor_complains(visit, path):
    visit.open(f"{path}?demarche=demo")
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_map_shows_communes_and_features_without_any_other_host(visit):
    visit.page.route(
        lambda address: "127.0.0.1" not in address and not address.startswith("data:"),
        lambda route: route.abort(),
    )
    visit.open("/carte?demarche=demo")
    sheet = visit.map().locator("#map_div")
    assert int(sheet.get_attribute("data-features")) > 200
    visit.map().locator(".am-name", has_text="Béthune").first.wait_for()
    assert visit.map().locator(".am-cluster").count() > 5
