"""A sketch chosen by its line on the map shows in the list, the tree and the address."""

from __future__ import annotations

import re

import pytest

from animmap.services import compare
from animmap.services.demo import DEMO_PROJECT_ID
from tests.browser.test_compare import busiest_round, on_map

pytestmark = pytest.mark.browser
# A corner of a line that no other line comes near, and whose it is.
ALONE = """
() => {
  const lines = [];
  map.eachLayer((layer) => layer.facts && lines.push(layer));
  const size = map.getSize();
  for (const line of lines) for (const part of line._parts) for (const corner of part) {
    const { x, y } = map.layerPointToContainerPoint(corner);
    if (x < 120 || y < 120 || x > size.x - 120 || y > size.y - 120) continue;
    const near = lines.filter((one) => (one.closestLayerPoint(corner)?.distance ?? 99) < 20);
    if (near.length === 1) return { x, y, id: line.facts.id };
  }
}
"""


def test_a_line_of_the_map_is_named_when_pointed_at_and_chosen_by_a_click(visit, server_desk):
    desk = server_desk()
    reading = compare.read_round(desk, busiest_round(desk).id)
    asked = f"demarche={DEMO_PROJECT_ID}&question={reading.round.id}"
    page = visit.open(f"/comparer?{asked}&lecture=raw&partie=overlap").page
    here = on_map(visit, ALONE)
    sheet = visit.map().locator("#map_div")
    sheet.scroll_into_view_if_needed()
    near = {"x": here["x"] + 2, "y": here["y"] + 1}
    sheet.hover(position=near)
    chosen = next(each for each in reading.sketches if each.id == here["id"])
    visit.map().locator(".leaflet-tooltip", has_text=chosen.voice.label).wait_for()
    sheet.click(position=near)
    page.wait_for_url(re.compile(f"traces={chosen.id}"))
    listed = page.locator(".am-brushed", has_text=chosen.voice.label)
    listed.get_by_text(chosen.reason).wait_for()
    leaf = page.frame_locator("iframe[title*='tree']").locator("button.leaf[aria-pressed=true]")
    leaf.wait_for(state="attached")
    assert leaf.count() == 1
    assert visit.complaints == []
