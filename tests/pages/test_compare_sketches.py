"""Sketches two by two on Comparer: matrix, families, pairs, and those set aside."""

from __future__ import annotations

import pytest

from animmap.services import contribute, workshops
from tests.pages.paper import (
    A,
    C,
)
from tests.pages.test_compare import fr, open_part, plain, shown


def overlap_table(page):
    """Return the matrix written out, once somebody has unfolded it."""
    page.session_state["compare-overlap-table"] = True
    page = open_part(page, "overlap")
    assert not page.exception
    return page.dataframe[0].value


def test_the_overlap_table_holds_every_pair(open_page, three_squares):
    table = overlap_table(open_page("compare"))
    assert plain(table.loc["Aster · Habitants", "Bleuet · ESS"]) == "33 %"
    assert plain(table.loc["Aster · Habitants", "Coquelicot · Communes"]) == "14 %"


def test_the_matrix_shows_containment_and_distance_as_asked(open_page, three_squares):
    table = overlap_table(open_page("compare", mesure="contained"))
    assert plain(table.loc["Aster · Habitants", "Bleuet · ESS"]) == "50 %"
    # A = [0, 4]², B = [2, 6] × [0, 4]: the far side of each is 2 km from the other.
    table = overlap_table(open_page("compare", mesure="distance"))
    assert plain(table.loc["Aster · Habitants", "Bleuet · ESS"]) == "2,0 km"


def test_a_family_chosen_shows_its_sketches_on_the_map_and_in_the_list(
    open_page, make_project, draw, fake_map
):
    project = make_project()
    for label, rectangle in {"Aster": A, "Anis": A, "Coquelicot": C}.items():
        draw(project, rectangle, label=label, reason=f"Je pense à {label}.")
    page = open_part(open_page("compare", famille="1"), "overlap")
    text = shown(page)
    assert "Parmi 3 tracés : 1 famille de tracés qui se ressemblent, 1 à part" in text
    listed = text.split("2 tracés sur les cartes, 100 % de surface commune en moyenne")[1]
    assert "« Je pense à Aster. »" in listed
    assert "Coquelicot" not in listed.split(fr("compare.families.clear", n=2))[0]
    (sketches,) = [o for o in fake_map.shown[-1]["overlays"] if o.kind == "sketches"]
    assert "family=1" in sketches.url
    page.button(key="compare-brush-clear").click().run()
    assert not [o for o in fake_map.shown[-1]["overlays"] if o.kind == "sketches"]


def test_a_pair_in_the_address_is_read_out(open_page, three_squares, desk, fake_map):
    asked = workshops.list_rounds(desk, three_squares.id)[0]
    ids = {one.voice.label: one.id for one in contribute.list_sketches(desk, asked.id)}
    page = open_page("compare", traces=f"{ids['Aster']},{ids['Bleuet']}")
    text = shown(open_part(page, "overlap"))
    assert "Aster · Habitants et Bleuet · ESS : 33 % de leur surface réunie est commune." in text
    assert "Leurs contours s’éloignent d’au plus 2,0 km." in text
    (sketches,) = [o for o in fake_map.shown[-1]["overlays"] if o.kind == "sketches"]
    assert ids["Aster"] in sketches.url


@pytest.mark.parametrize("nonsense", ["-1", "99", "²", "<b>", "1e9"])
def test_a_family_that_is_not_there_brushes_nothing(open_page, three_squares, fake_map, nonsense):
    page = open_page("compare", famille=nonsense, traces=nonsense)
    assert not page.exception
    assert not [o for o in fake_map.shown[-1]["overlays"] if o.kind == "sketches"]


def test_a_partner_sees_no_tree_of_small_colleges(open_page, three_squares):
    text = shown(open_part(open_page("compare", role="partner", famille="1"), "overlap"))
    assert plain(fr("compare.by_college.too_few")) in text


@pytest.mark.parametrize(("role", "told"), [("animator", True), ("partner", False)])
def test_how_few_a_small_college_has_is_told_to_staff_only(open_page, three_squares, role, told):
    text = shown(open_part(open_page("compare", role=role), "colleges"))
    own = text.split(plain(fr("compare.by_college.lede")), 1)[1]
    assert (plain(fr("compare.by_college.voices", n=1)) in own) is told


def test_a_sketch_set_aside_leaves_the_comparison_and_can_come_back(open_page, three_squares, desk):
    (asked,) = workshops.list_rounds(desk, three_squares.id)
    drawn = {each.voice.label: each for each in contribute.list_sketches(desk, asked.id)}
    aster = drawn["Aster"]
    page = open_part(open_page("compare"), "overlap")
    page = page.selectbox(key="moderation_hide").set_value(aster.id).run()
    page = page.button(key="go_moderation_hide").click().run()
    left = {each.voice.label for each in contribute.list_sketches(desk, asked.id)}
    assert left == {"Bleuet", "Coquelicot"}
    page = open_part(page, "overlap")
    page = page.selectbox(key="moderation_unhide").set_value(aster.id).run()
    page.button(key="go_moderation_unhide").click().run()
    assert len(contribute.list_sketches(desk, asked.id)) == 3


def test_only_animators_set_sketches_aside(open_page, three_squares):
    page = open_part(open_page("compare", role="partner"), "overlap")
    assert not page.exception
    assert "moderation_hide" not in {box.key for box in page.selectbox}
