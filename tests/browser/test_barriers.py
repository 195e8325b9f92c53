"""No barrier that matters on the screens an animator works with, every part of them, maps included.

axe looks at the page and at each of its frames. Nothing of Streamlit or of its map component is
excepted: what they leave at the moderate level (``user-scalable=no`` in the frame of a map) is
below what is refused here.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from animmap.services import workshops
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr
from animmap.views.compare_parts import PARTS
from tests.browser.test_compare import busiest_round

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
RUN = "() => axe.run({ resultTypes: ['violations'], iframes: false })"
SCREENS = ("", "carte", "dessiner", "animer", "diagnostic", "partager", "preparer", "fiches")
READINGS = ("raw,equal,class", "difference,everyone,consensus", "within,between")


def barriers(visit, where: str) -> list[str]:
    """Return what keeps people out of what is shown, in the page and in its frames."""
    found = []
    for frame in visit.page.frames:
        frame.evaluate(AXE)
        found += [
            f"{where}: {each['id']} {node['target']}"
            for each in frame.evaluate(RUN)["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
    return found


def test_no_barrier_on_any_part_of_comparer(visit, server_desk):
    desk = server_desk()
    asked = busiest_round(desk)
    first = workshops.list_rounds(desk, DEMO_PROJECT_ID)[0]
    other = f"&avec={first.id}" if first.id != asked.id else ""
    start = f"/comparer?demarche={DEMO_PROJECT_ID}&question={asked.id}"
    found = []
    for part in PARTS:
        visit.open(f"{start}&lecture=raw,equal&partie={part}{other}")
        found += barriers(visit, part)
    for readings in READINGS:
        visit.open(f"{start}&lecture={readings}&lieu=2.6389,50.5303&partie=overlap&famille=1")
        found += barriers(visit, readings)
    assert found == []


@pytest.fixture
def phone(new_visit):
    """Return a page as wide as a telephone, touched with a finger."""
    return new_visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def test_no_barrier_on_a_telephone(phone):
    found = []
    for name in SCREENS:
        phone.open(f"/{name}?demarche={DEMO_PROJECT_ID}")
        found += barriers(phone, name or "accueil")
    for part in PARTS:
        phone.open(f"/comparer?demarche={DEMO_PROJECT_ID}&lecture=raw,class&partie={part}")
        found += barriers(phone, part)
    assert found == []


def test_the_matrix_wider_than_a_telephone_is_reached_named_and_scrolled_by_keys(phone, visit):
    path = f"/comparer?demarche={DEMO_PROJECT_ID}&lecture=raw&partie=overlap"
    named = {"name": tr("compare.overlap.title", "fr"), "exact": True}
    matrix = phone.open(path).page.get_by_role("region", **named)
    expect(matrix).to_have_attribute("tabindex", "0")
    matrix.focus()
    phone.page.keyboard.press("ArrowRight")
    phone.page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    # Where it all fits, nobody stops there for nothing.
    whole = visit.open(path).page.get_by_role("region", **named)
    expect(whole).not_to_have_attribute("tabindex", "0")


def test_no_barrier_where_lists_records_and_territory_are_prepared(visit):
    found, page = [], visit.page
    visit.open(f"/preparer?demarche={DEMO_PROJECT_ID}")
    found += barriers(visit, "preparer")
    page.get_by_text("Chercher en ligne").first.click()
    page.get_by_text("Espaces naturels (IGN, INPN)").wait_for()
    found += barriers(visit.settle(), "chercher en ligne")
    visit.open(f"/territoire?demarche={DEMO_PROJECT_ID}")
    found += barriers(visit, "territoire")
    visit.open(f"/fiches?demarche={DEMO_PROJECT_ID}")
    tabs = page.get_by_role("tab")
    for rank in range(tabs.count()):
        tabs.nth(rank).click()
        page.locator(
            "[role=tab][aria-selected=true]", has_text=tabs.nth(rank).inner_text()
        ).wait_for()
        found += barriers(visit.settle(), f"fiches {rank}")
    assert found == []
