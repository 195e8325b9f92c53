"""A sketch chosen by its line on a map of Comparer."""

from __future__ import annotations

import pytest

from animmap.services import contribute, workshops
from animmap.texts import tr
from animmap.views import brush
from animmap.views.maps import MapAnswer
from tests.pages.conftest import plain_text_of


@pytest.fixture
def ids(three_squares, desk) -> dict[str, str]:
    asked = workshops.list_rounds(desk, three_squares.id)[0]
    return {one.voice.label: one.id for one in contribute.list_sketches(desk, asked.id)}


@pytest.fixture
def choose(fake_map):
    """Choose on the map the line of some sketches, for the n-th time; the page is drawn again."""

    def run(page, picked: str, rank: int):
        fake_map.answer = MapAnswer(picked=f"{picked} {rank}")
        return page.run()

    return run


def on_maps(fake_map) -> list[str]:
    return [o.url for o in fake_map.shown[-1]["overlays"] if o.kind == "sketches"]


def test_a_line_chosen_tells_who_drew_it_with_their_words_and_once_more_nothing(
    open_page, ids, choose, fake_map
):
    page = choose(open_page("compare", lecture="raw"), ids["Aster"], 1)
    told = plain_text_of(page).split("1 tracé sur les cartes")[1].split("À ces seuils")[0]
    assert "Aster · Habitants" in told
    assert "« Je pense à Aster. »" in told
    assert "Bleuet" not in told
    assert page.query_params[brush.SKETCHES_PARAM] == ids["Aster"]
    assert f"voices={ids['Aster']}" in on_maps(fake_map)[0]
    choose(page, ids["Aster"], 2)
    assert on_maps(fake_map) == []


def test_a_line_that_several_drew_shows_all_of_them(open_page, ids, choose):
    both = f"{ids['Aster']},{ids['Bleuet']}"
    page = choose(open_page("compare", lecture="raw"), both, 1)
    assert "2 tracés sur les cartes" in plain_text_of(page)


@pytest.mark.parametrize("picked", ["", "inconnu", "<script>,,'"])
def test_what_is_no_sketch_chooses_nothing(open_page, three_squares, choose, fake_map, picked):
    page = choose(open_page("compare", lecture="raw"), picked, 1)
    assert not page.exception
    assert on_maps(fake_map) == []


def test_what_was_chosen_leads_to_where_it_stands_among_the_others(open_page, ids):
    page = open_page("compare", traces=ids["Aster"])
    page.button(key="compare-brush-among").click().run()
    assert page.query_params["partie"] == "overlap"
    assert tr("compare.overlap.title", "fr") in plain_text_of(page)
    assert len([each for each in page.button if each.key == "compare-brush-clear"]) == 1


def test_lines_too_many_to_be_told_apart_are_not_offered(
    open_page, three_squares, fake_map, monkeypatch
):
    monkeypatch.setattr(brush, "MOST_LINES", 2)
    page = open_page("compare")
    assert [o for o in fake_map.shown[-1]["overlays"] if o.kind == "lines"] == []
    assert tr("compare.line_hint", "fr") not in plain_text_of(page)
