"""Every choice of Comparer is in its address, and the address alone brings the screen back."""

from __future__ import annotations

import pytest

from animmap.services import projects
from animmap.views.maps import MapAnswer
from tests.pages.paper import IN_A_AND_B, place
from tests.pages.test_compare import ask_voices, fr, open_part, plain, shown


def address_of(page) -> dict[str, str]:
    """Return what the address carries, one text a name."""
    carried = dict(page.query_params)
    return {name: each[0] if isinstance(each, list) else each for name, each in carried.items()}


def opened_afresh(open_page, page):
    """Open the address of a page in another browser."""
    return open_page("compare", **address_of(page))


@pytest.mark.parametrize("part", ["debates", "colleges", "overlap", "portrait", "adopt"])
def test_the_open_part_is_in_the_address_and_comes_back(open_page, three_squares, part):
    page = open_part(open_page("compare"), part)
    assert address_of(page)["partie"] == part
    assert opened_afresh(open_page, page).session_state["compare-parts"] == fr(
        f"compare.part.{part}"
    )


def test_a_place_clicked_is_in_the_address_and_comes_back(open_page, three_squares, fake_map):
    fake_map.answer = MapAnswer(clicked=place(*IN_A_AND_B))
    page = open_page("compare")
    told = shown(page)
    assert "2 voix sur 3" in told
    fake_map.answer = MapAnswer()
    again = opened_afresh(open_page, page)
    assert shown(again) == told
    marks = [
        one for one in fake_map.shown[-1]["overlays"] if one.data and one.data["type"] == "Point"
    ]
    assert marks[0].data["coordinates"] == pytest.approx(place(*IN_A_AND_B), abs=1e-5)


def test_a_place_can_be_cleared(open_page, three_squares):
    longitude, latitude = place(*IN_A_AND_B)
    page = open_page("compare", lieu=f"{longitude},{latitude}")
    page.button(key="compare-place-clear").click().run()
    assert "lieu" not in address_of(page)
    assert plain(fr("compare.place_hint")) in shown(page)


@pytest.mark.parametrize("nonsense", ["nulle part", "1", "1,2,3", "200,95", "nan,nan", ","])
def test_a_place_that_is_none_shows_none(open_page, three_squares, nonsense):
    assert plain(fr("compare.place_hint")) in shown(open_page("compare", lieu=nonsense))


def test_colleges_maybe_and_what_is_hidden_come_back(open_page, three_squares, desk, fake_map):
    [first, *_] = projects.list_colleges(desk, three_squares.id)
    page = open_page("compare")
    page.multiselect(key="compare-colleges").set_value([first.id]).run()
    page.toggle(key="compare-peutetre").set_value(True).run()
    page.toggle(key="compare-masque").set_value(True).run()
    assert {"colleges": first.id, "peutetre": "1", "masque": "1"}.items() <= address_of(
        page
    ).items()
    asked = fake_map.shown[-1]["overlays"][0].url
    opened_afresh(open_page, page)
    assert fake_map.shown[-1]["overlays"][0].url == asked
    page.multiselect(key="compare-colleges").set_value([]).run()
    page.toggle(key="compare-peutetre").set_value(False).run()
    assert {"colleges", "peutetre"}.isdisjoint(address_of(page))


def test_going_back_undoes_a_college_filter_as_the_address_says(
    open_page, three_squares, desk, go_back
):
    [first, *_] = projects.list_colleges(desk, three_squares.id)
    page = open_page("compare")
    page.multiselect(key="compare-colleges").set_value([first.id]).run()
    assert go_back(page, "colleges").multiselect(key="compare-colleges").value == []


def test_going_back_undoes_the_first_choice_of_readings_and_of_threshold(
    open_page, three_squares, go_back
):
    page = open_page("compare")
    came = page.segmented_control(key="compare-readings").value
    page.segmented_control(key="compare-readings").set_value(["class"]).run()
    assert go_back(page, "lecture").segmented_control(key="compare-readings").value == came
    count = page.select_slider(key="compare-at-least-3").value
    page = ask_voices(page, 3, 3)
    assert go_back(page, "seuil").select_slider(key="compare-at-least-3").value == count


def test_a_request_that_left_before_the_address_was_written_takes_nothing_back(
    open_page, three_squares, desk
):
    [first, *_] = projects.list_colleges(desk, three_squares.id)
    page = open_part(open_page("compare"), "overlap")
    page.multiselect(key="compare-colleges").set_value([first.id]).run()
    for late in ("colleges", "partie"):  # a timer's, or a second click before the first is told
        del page.query_params[late]
    page = page.run()
    assert page.multiselect(key="compare-colleges").value == [first.id]
    assert page.session_state["compare-parts"] == fr("compare.part.overlap")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_threshold_comes_back_at_the_very_count_it_was_left_at(open_page, three_squares, count):
    page = ask_voices(open_page("compare"), count, 3)
    again = opened_afresh(open_page, page)
    assert again.select_slider(key="compare-at-least-3").value == count


def test_the_rule_of_the_portrait_is_the_rule_of_the_perimeter_to_adopt(open_page, three_squares):
    page = open_part(open_page("compare"), "portrait")
    page.segmented_control(key="portrait-rule").set_value("equal").run()
    assert address_of(page)["regle"] == "equal"
    page = open_part(page, "adopt")
    assert page.segmented_control(key="adopt-rule").value == "equal"
