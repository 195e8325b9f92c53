"""The mark of data on their way to a map: seen while they are awaited, heard, then gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from animmap.texts import tr

pytestmark = pytest.mark.browser
LAYER = "**/api/rounds/*/agreement.geojson*"
SHOWN = "#map_div[aria-busy=true] .am-waiting.am-shown .am-heard"
OVER = "#map_div[aria-busy=false] .am-waiting:not(.am-shown) .am-heard:empty"


class Gate:
    """Holds what the browser asks until it is opened."""

    def __init__(self) -> None:
        self.held: list[Route] = []
        self.is_open = False

    def take(self, asked: Route) -> None:
        if self.is_open:
            asked.continue_()
        else:
            self.held.append(asked)

    def open(self) -> None:
        self.is_open = True
        while self.held:
            self.held.pop().continue_()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_map_that_waits_for_its_layer_shows_a_ring_and_says_so_until_it_has_come(
    new_visit, language
):
    visit, gate = new_visit(), Gate()
    visit.page.route(LAYER, gate.take)
    visit.page.goto(visit.server.address + "/comparer?demarche=demo&lecture=raw&lang=" + language)
    words = visit.map().locator(SHOWN, has_text=tr("map.loading", language))
    words.wait_for(state="attached")
    gate.open()
    visit.settle()
    visit.map().locator(OVER).wait_for(state="attached")


def test_a_layer_that_fails_is_said_and_the_ring_goes(visit):
    visit.page.route(LAYER, lambda asked: asked.fulfill(status=500, body="{}"))
    visit.page.goto(visit.server.address + "/comparer?demarche=demo&lecture=raw")
    visit.map().get_by_text(tr("map.failed", "fr")).wait_for()
    visit.map().locator(OVER).wait_for(state="attached")
