"""Each map of Comparer can be read aloud: which communes its zone and its classes hold."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from animmap.core.diagnostic import Place
from animmap.core.groundwork import parts_within
from tests.pages.test_compare import fr, plain, shown

# The four communes of the tests, squares of 0.1°, and a sketch over three of them.
WHOLE, PART, OUT = "Aix-Noulette", "Béthune", "Divion"
WEST, EAST = box(2.49, 50.501, 2.6, 50.61), box(2.6, 50.501, 2.71, 50.61)


@pytest.fixture
def drawn(make_project, make_sketch):
    """Return a project: two voices hold Aix-Noulette whole and the western half of Béthune."""
    made = make_project()
    for college in (0, 1):
        make_sketch(made, college, geometry=box(2.49, 50.501, 2.65, 50.61))
    return made


def told(page, reading):
    page.session_state[f"compare-words-{reading}"] = True
    return shown(page.run())


def row(text: str, title: str) -> str:
    return text.split(plain(fr(title)), 1)[1].split("\n", maxsplit=1)[0]


@pytest.mark.parametrize("reading", ["raw", "equal", "everyone"])
def test_a_zone_is_told_by_the_communes_it_holds(open_page, drawn, reading):
    text = told(open_page("compare", lecture=reading), reading)
    zone = text.split(plain(fr("words.whole")), 1)[1]
    whole, rest = zone.split(plain(fr("words.part")), 1)
    part, out = rest.split(plain(fr("words.none")), 1)
    assert (WHOLE in whole, PART in part, OUT in out.split("\n")[0]) == (True, True, True)
    assert PART not in whole


def test_classes_are_told_each_commune_once(open_page, drawn):
    text = told(open_page("compare", lecture="class"), "class")
    listed = text.split(plain(fr("words.classes")), 1)[1]
    core, rest = listed.split(fr("class.shared"), 1)
    assert WHOLE in core
    assert OUT in rest.split(fr("class.blind_spot"), 1)[1]


@pytest.mark.parametrize("reading", ["difference", "within", "between"])
def test_a_scale_is_told_by_its_steps_each_commune_once(open_page, drawn, reading):
    text = told(open_page("compare", lecture=reading), reading)
    steps = text.split(plain(fr("words.steps")), 1)[1].split(plain(fr("compare.place_hint")))[0]
    assert [steps.count(name) for name in (WHOLE, PART, OUT)] == [1, 1, 1]
    blank = steps.split(plain(fr("words.no_step")), 1)[1]
    # Both voices, one a college, drew the same: nobody differs anywhere.
    assert (WHOLE in blank) is (reading != "difference")


def test_a_difference_is_told_in_points_with_their_signs(open_page, make_project, make_sketch):
    """Three of four voices are of one college: their 75 % fall to 50 % at equal weight."""
    made = make_project()
    for college, where in ((0, WEST), (0, WEST), (0, WEST), (1, EAST)):
        make_sketch(made, college, geometry=where)
    text = told(open_page("compare", lecture="difference"), "difference")
    steps = text.split(plain(fr("words.steps")), 1)[1].split(plain(fr("compare.place_hint")))[0]
    assert f"De +15 à +30 points (1) :  {PART}" in steps
    assert f"De \N{MINUS SIGN}30 à \N{MINUS SIGN}15 points (1) :  {WHOLE}" in steps
    assert "%" not in steps


@pytest.mark.parametrize(
    ("part", "maps"),
    [("soundness", ("truth",)), ("adopt", ("adopt",))],
)
def test_the_maps_below_are_told_too(open_page, drawn, part, maps):
    page = open_page("compare", partie=part)
    for name in maps:
        assert WHOLE in row(told(page, name).split(fr("words.title"))[-1], "words.whole")


def test_parts_are_counted_on_squares():
    places = [Place("a", 0, box(0, 0, 4, 4)), Place("b", 0, box(4, 0, 8, 4))]
    assert parts_within(places, box(0, 0, 6, 2)) == pytest.approx(np.array([0.5, 0.25]))


def test_the_small_maps_of_colleges_are_told_one_after_the_other(open_page, drawn):
    words = told(open_page("compare", partie="colleges"), "colleges")
    before, first, second = words.split(plain(fr("words.all")))
    assert before.rstrip().endswith("Habitants")
    assert first.rstrip().endswith("ESS")
    for mine in (first, second):
        whole, part = mine.split(plain(fr("words.some")), 1)
        assert WHOLE in whole
        assert PART in part.split("\n")[0]
        assert OUT not in mine


def test_each_debated_zone_is_told_under_its_number(open_page, drawn, make_sketch):
    make_sketch(drawn, 2, geometry=box(2.65, 50.501, 2.69, 50.61))
    page = open_page("compare", partie="debates")
    words = told(page, "debates").split(fr("words.title"))[-1]
    # Two colleges hold the west, the third the east of Béthune alone.
    west, east = words.split("1 · ", 1)[1].split("2 · ", 1)
    assert WHOLE in west.split(plain(fr("words.all")), 1)[1]
    assert PART in west.split(plain(fr("words.some")), 1)[1]
    named = east.split("km²", 1)[0]
    assert PART in named
    assert plain(fr("words.all")) not in named


def test_colleges_that_are_not_shown_apart_are_not_told(open_page, drawn):
    page = open_page("compare", role="partner", partie="colleges")
    assert "compare-words-colleges" not in [each.key for each in page.expander]
    assert not page.exception
