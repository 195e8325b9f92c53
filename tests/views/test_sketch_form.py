"""A draft follows the map without ever losing what a group gave."""

from __future__ import annotations

import pytest
from shapely.geometry import MultiPolygon, box

from animmap.core.model import SketchMethod
from animmap.views.panels import literal
from animmap.views.sketch_form import (
    BY_COMMUNES,
    MAYBE,
    SURE,
    SketchForm,
    form_for_next_group,
)
from tests.conftest import two_by_two_communes

SQUARE, OTHER = box(2.5, 50.4, 2.6, 50.5), box(2.7, 50.6, 2.8, 50.7)
COMMUNES = two_by_two_communes()


def test_a_map_that_has_just_appeared_erases_nothing():
    form = SketchForm()
    form.take_drawings([SQUARE], "first map")
    form.take_drawings([], "second map")
    assert form.shape(SURE, COMMUNES).equals(SQUARE)


def test_a_map_already_followed_erases_what_is_erased_on_it():
    form = SketchForm()
    form.take_drawings([SQUARE], "map")
    form.take_drawings([], "map")
    assert form.shape(SURE, COMMUNES) is None


def test_what_the_map_still_reports_after_a_switch_is_not_taken_for_the_other_outline():
    form = SketchForm()
    form.take_drawings([SQUARE], "map")
    form.switch_outline(MAYBE)
    form.take_drawings([SQUARE], "map")
    assert form.shape(MAYBE, COMMUNES) is None
    form.take_drawings([], "map")
    form.take_drawings([OTHER], "map")
    assert form.shape(SURE, COMMUNES).equals(SQUARE)
    assert form.shape(MAYBE, COMMUNES).equals(OTHER)


def test_each_way_of_answering_keeps_its_own_answer():
    form = SketchForm()
    form.take_drawings([SQUARE], "map")
    form.switch_way(BY_COMMUNES)
    assert form.shape(SURE, COMMUNES) is None
    form.toggle_commune("62001")
    assert form.shape(SURE, COMMUNES).equals(COMMUNES[0].geometry)
    form.switch_way("map")
    assert form.shape(SURE, COMMUNES).equals(SQUARE)


def test_a_commune_toggled_twice_is_as_if_it_had_not_been():
    form = SketchForm(way=BY_COMMUNES)
    form.toggle_commune("62001")
    form.toggle_commune("62002")
    form.toggle_commune("62001")
    assert form.codes[SURE] == ("62002",)


def test_several_drawings_are_kept_raw_side_by_side_even_overlapping():
    form = SketchForm()
    form.take_drawings([SQUARE, SQUARE.buffer(0.01)], "map")
    shape = form.shape(SURE, COMMUNES)
    assert isinstance(shape, MultiPolygon)
    assert len(shape.geoms) == 2


def test_an_outline_of_many_points_was_drawn_by_hand():
    form = SketchForm()
    form.take_drawings([SQUARE], "map")
    assert form.draft("round", COMMUNES).method is SketchMethod.POINTS
    form.take_drawings([box(0, 0, 1, 1).buffer(0.1, quad_segs=30)], "map")
    assert form.draft("round", COMMUNES).method is SketchMethod.FREEHAND


def test_erasing_the_first_outline_erases_what_was_added_to_it():
    form = SketchForm()
    form.take_drawings([SQUARE], "map")
    form.switch_outline(MAYBE)
    form.take_drawings([OTHER], "map")
    form.outline = SURE
    form.erase()
    assert form.outlines == {}


def test_an_unsent_drawing_survives_a_reload_but_not_the_next_group():
    assert SketchForm().clear_token == ""
    assert form_for_next_group().clear_token != form_for_next_group().clear_token


def test_a_draft_keeps_one_identifier_for_all_its_sends():
    form = SketchForm(way=BY_COMMUNES, codes={SURE: ("62001",)})
    first, second = form.draft("round", COMMUNES), form.draft("round", COMMUNES)
    assert first == second
    assert first.id == form.id
    assert SketchForm().id != form.id


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a*b*", r"a\*b\*"),
        ("<img src=x>", r"\<img src\=x\>"),
        (":red[x]", r"\:red\[x\]"),
        ("$x$", r"\$x\$"),
        ("Habitant·es", "Habitant·es"),
        ("une\nligne", "une ligne"),
    ],
)
def test_a_label_shows_markdown_as_typed(typed, shown):
    assert literal(typed) == shown


@pytest.mark.parametrize(
    "turned",
    [
        ":smile:",
        ":material/home:",
        "http://",
        "HTTPS://",
        "www.",
        "a@b",
        "->",
        "<-",
        "<->",
        "--",
        ">=",
        "<=",
        "~=",
    ],
)
def test_a_label_never_becomes_an_emoji_an_icon_a_link_or_an_arrow(turned):
    shown = literal(f"vu {turned} ici").replace("\\", "")
    assert turned not in shown
    assert shown.replace("\N{WORD JOINER}", "") == f"vu {turned} ici"
