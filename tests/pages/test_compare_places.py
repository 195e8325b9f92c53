"""A place pointed at on Comparer: who includes it, who does not, and why."""

from __future__ import annotations

from animmap.views.maps import MapAnswer
from tests.pages.paper import (
    IN_A_AND_B,
    IN_A_ONLY,
    NOWHERE,
    A,
    place,
)
from tests.pages.test_compare import fr, shown


def test_a_clicked_place_names_who_includes_it_who_does_not_and_why(
    open_page, three_squares, fake_map
):
    fake_map.answer = MapAnswer(clicked=place(*IN_A_AND_B))
    text = shown(open_page("compare"))
    assert "2 voix sur 3 incluent ce lieu (67 %)" in text
    included, excluded = text.split("Coquelicot", 1)
    assert fr("compare.includes") in included.split("Aster")[0]
    assert "« Je pense à Aster. »" in included
    assert fr("compare.excludes") in included.rsplit("Communes", 1)[1]
    assert "« Je pense à Coquelicot. »" in excluded


def test_a_place_in_nobodys_sketch_is_a_blind_spot(open_page, three_squares, fake_map):
    fake_map.answer = MapAnswer(clicked=place(*NOWHERE))
    text = shown(open_page("compare"))
    assert "Personne n’inclut ce lieu (3 voix)" in text
    assert fr("class.blind_spot") in text


def test_a_commune_chosen_in_the_list_tells_the_same_as_a_click(open_page, three_squares):
    page = open_page("compare")
    page.selectbox(key="compare-commune").set_value("Chocques").run()
    assert "Ici, à Chocques" in shown(page)


def test_hostile_reasons_and_names_are_read_as_typed(open_page, make_project, draw, fake_map):
    canary = "<img src=x onerror=alert(1)> {{7*191}} `${x}` </script> **gras**"
    project = make_project()
    draw(project, A, label=canary[:60], reason=canary)
    fake_map.answer = MapAnswer(clicked=place(*IN_A_ONLY))
    page = open_page("compare")
    assert canary in shown(page)
    bodies = [getattr(element, "body", "") for element in page.main]
    assert not any("<img src=x" in body for body in bodies if isinstance(body, str))


def test_a_partner_reads_counts_but_neither_labels_nor_reasons(open_page, three_squares, fake_map):
    fake_map.answer = MapAnswer(clicked=place(*IN_A_AND_B))
    text = shown(open_page("compare", role="partner"))
    assert "2 voix sur 3" in text
    assert "Aster" not in text
    assert "Je pense" not in text
