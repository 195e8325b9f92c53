"""Comparer under a finger: nothing too small to be pressed, no part out of sight or too wide."""

from __future__ import annotations

import pytest

from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr
from animmap.views.compare_parts import PARTS
from tests.browser.maps import on_map
from tests.browser.test_barriers import phone

__all__ = ["phone"]

pytestmark = pytest.mark.browser
# What is pressed, save what is made larger around it: the marks of help and the knobs of sliders.
SMALL = """() => {
    const pressed = `button, summary, [role=tab], [data-testid=stMain] a[href],
        label:has(input:not([type=range])), [data-testid=stSelectbox] [role=group],
        [data-testid=stTextInputRootElement], [data-testid=stDateInputField]`;
    return [...document.querySelectorAll(pressed)].filter((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width > 1 && height < 43.5 && !each.closest(".stTooltipHoverTarget");
    }).map((each) => `${each.tagName} ${each.innerText || each.ariaLabel}`);
}"""
# On a map: its zoom, and what is chosen on it.
ON_MAP = """[...document.querySelectorAll(".leaflet-bar a, .am-tiles-choice, .am-legend summary")]
    .filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"""
WIDE = "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
# Of all that is pressed, pairs that lie on one another without one holding the other.
LAID_OVER = """() => {
    const pressed = [...document.querySelectorAll(`button, summary, [role=tab], a[href],
        [data-testid=stRadio] label:has(input), [data-testid=stCheckbox] label`)]
        .filter((each) => each.getBoundingClientRect().width > 1 && each.checkVisibility())
        .filter((each) => !each.closest(".stTooltipHoverTarget, [data-testid=stSidebar]"));
    const apart = (one, two) => one.right <= two.left + 1 || two.right <= one.left + 1
        || one.bottom <= two.top + 1 || two.bottom <= one.top + 1;
    return pressed.flatMap((one, rank) => pressed.slice(rank + 1)
        .filter((two) => !one.contains(two) && !two.contains(one))
        .filter((two) => !apart(one.getBoundingClientRect(), two.getBoundingClientRect()))
        .map((two) => `${one.innerText} / ${two.innerText}`));
}"""
# A help is opened from around its mark too.
AROUND = """() => [...document.querySelectorAll(".stTooltipHoverTarget button")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width)
    .map((each) => {
        each.scrollIntoView({ block: "center" });
        const { left, top } = each.getBoundingClientRect();
        return each.contains(document.elementFromPoint(left - 10, top - 10));
    })"""


@pytest.mark.parametrize("part", PARTS)
def test_whatever_is_pressed_on_a_telephone_is_as_high_as_a_finger(phone, part):
    phone.open(f"/comparer?demarche={DEMO_PROJECT_ID}&partie={part}")
    assert phone.page.evaluate(SMALL) == []
    assert on_map(phone, ON_MAP) == []
    assert phone.page.evaluate(LAID_OVER) == []
    assert phone.page.evaluate(WIDE) <= 0
    around = phone.page.evaluate(AROUND)
    assert around
    assert all(around)


@pytest.mark.parametrize("screen", ["carte", "dessiner", "diagnostic"])
def test_the_screens_around_comparer_are_pressed_with_a_finger_too(phone, screen):
    phone.open(f"/{screen}?demarche={DEMO_PROJECT_ID}")
    assert phone.page.evaluate(SMALL) == []
    assert phone.page.evaluate(LAID_OVER) == []
    assert phone.page.evaluate(WIDE) <= 0


@pytest.mark.parametrize("width", [390, 1280, 1366])
def test_every_part_of_comparer_is_in_sight_without_looking_for_it(new_visit, width):
    visit = new_visit(viewport={"width": width, "height": 768})
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&partie={PARTS[-1]}")
    for name in PARTS:
        tab = visit.page.get_by_role("tab", name=tr(f"compare.part.{name}", "fr"), exact=True)
        box = tab.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    more = visit.page.locator("[data-testid=stTabs] button[aria-label*='tabs']")
    assert more.count() == 0
