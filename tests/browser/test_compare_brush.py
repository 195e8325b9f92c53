"""Sketches brushed: chosen on a map, the tree, the matrix or by name, they show on all of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from animmap.services import compare
from animmap.services.compare_families import read_families
from animmap.services.demo import DEMO_PROJECT_ID
from tests.browser.maps import wait_on_map
from tests.browser.test_compare import BETHUNE, busiest_round, click_place, fr

pytestmark = pytest.mark.browser
OUTLINED = """
() => Object.values(map._layers).filter(({ feature, options }) =>
    feature && feature.geometry.type !== "Point" && options.weight === 3.5).length
"""


@pytest.fixture
def reading(server_desk):
    desk = server_desk()
    return compare.read_round(desk, busiest_round(desk).id)


@pytest.fixture
def screen(visit, reading):
    """Return the page, open on the sketches two by two."""
    asked = f"demarche={DEMO_PROJECT_ID}&question={reading.round.id}"
    visit.open(f"/comparer?{asked}&lecture=raw,equal&partie=overlap")
    return visit


def tree(visit):
    return visit.page.frame_locator("iframe[title*='tree']")


def pressed(visit):
    """Return the names of the tree that are brushed."""
    return tree(visit).locator("button.leaf[aria-pressed=true]")


def wait_for_maps(visit, count: int) -> None:
    for rank in (0, 1):
        wait_on_map(visit, OUTLINED, count, rank)


def framed(visit):
    """Return the cells of the matrix that are framed."""
    return visit.page.locator("[data-testid=stVegaLiteChart] path[stroke='#B3261E']")


def test_the_keyboard_walks_the_tree_and_what_it_chooses_shows_everywhere(screen, reading):
    page, found = screen.page, read_families(reading)
    first = tree(screen).locator("button[tabindex='0']")
    first.focus()
    first.press("End")
    tree(screen).locator("button:focus").press("ArrowUp")
    tree(screen).locator("button:focus").press("Enter")
    chosen = reading.sketches[found.order[-2]]
    page.wait_for_url(re.compile(f"traces={chosen.id}"))
    wait_for_maps(screen, 1)
    expect(tree(screen).locator("button:focus")).to_have_attribute("aria-pressed", "true")
    page.get_by_text(re.compile("^1 tracé sur les cartes")).wait_for()

    tree(screen).locator("button:focus").press("ArrowRight")
    tree(screen).locator("button:focus").press("Enter")
    page.wait_for_url(lambda address: "branche=" in address or "famille=" in address)
    held = next(
        found.branch(number)
        for number, merge in enumerate(found.tree.merges, start=1)
        if found.tree.order[-2] in (merge.one, merge.two)
    )
    wait_for_maps(screen, len(held))
    expect(pressed(screen)).to_have_count(len(held))
    expect(framed(screen)).to_have_count(len(held) ** 2)
    assert screen.complaints == []


def test_a_place_of_the_map_marks_the_sketches_that_include_it_in_tree_and_matrix(screen, reading):
    page = screen.page
    click_place(screen, *BETHUNE)
    found = compare.who_at(reading, *BETHUNE)
    show = page.get_by_role("button", name=fr("compare.place_show", n=len(found.included)))
    dotted = page.locator("[data-testid=stVegaLiteChart] text", has_text="●")
    expect(dotted).to_have_count(2 * len(found.included))
    show.click()
    wait_for_maps(screen, len(found.included))
    expect(pressed(screen)).to_have_count(len(found.included))
    expect(page.locator(".am-colleges mark")).to_have_count(len(found.included))
    assert screen.complaints == []


def test_a_cell_of_the_matrix_shows_its_pair_in_the_tree_and_its_link_elsewhere(
    screen, reading, new_visit
):
    order = read_families(reading).order
    ids = {reading.sketches[rank].id for rank in order[:2]}
    cells = screen.page.locator("[data-testid=stVegaLiteChart] .mark-rect path")
    cells.nth(1).click()
    screen.page.wait_for_url(lambda address: all(each in address for each in ids))
    wait_for_maps(screen, 2)
    expect(pressed(screen)).to_have_count(2)
    pair = [each.get_attribute("aria-label") for each in pressed(screen).all()]
    other = new_visit()
    other.page.goto(screen.page.url)
    expect(pressed(other)).to_have_count(2)
    assert [each.get_attribute("aria-label") for each in pressed(other).all()] == pair
    assert screen.complaints == []
