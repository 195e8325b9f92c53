"""Adopting a perimeter from Comparer, with its reasons, and taking it back."""

from __future__ import annotations

from datetime import date

import pytest

from animmap.core.crs import to_metric
from animmap.services import adopt
from tests.pages.paper import (
    CRS,
    KM,
)
from tests.pages.test_compare import ask_voices, fr, open_part, plain, shown


def fill_adoption(page, *, by="L’assemblée", reasons="L’eau nous relie.", minority="La plaine."):
    page.text_input(key="adopt-by-0").set_value(by)
    page.text_area(key="adopt-reasons-0").set_value(reasons)
    page.text_area(key="adopt-minority-0").set_value(minority)
    return page.button[-1].click().run()


def test_adopting_keeps_rule_threshold_reasons_and_minority_views(open_page, three_squares, desk):
    page = open_part(open_page("compare"), "adopt")
    page = ask_voices(page, 2, 3, "adopt-count")
    page.date_input(key="adopt-date-0").set_value(date(2026, 3, 12))
    page = fill_adoption(page)
    kept = adopt.current(desk, three_squares.id)
    assert (kept.rule, kept.threshold) == ("raw", pytest.approx(2 / 3))
    assert (kept.decided_by, kept.reasons) == ("L’assemblée", "L’eau nous relie.")
    assert kept.minority_views == "La plaine."
    assert kept.decided_on == date(2026, 3, 12)
    area = to_metric([kept.geometry], CRS)[0].area
    assert area == pytest.approx(12 * KM**2, rel=1e-6)
    assert "Retenu le" in shown(page)


def test_the_threshold_to_adopt_follows_the_maps_until_somebody_sets_it_there(
    open_page, three_squares
):
    page = open_part(open_page("compare"), "adopt")
    page = ask_voices(page, 3, 3)
    assert page.select_slider(key="adopt-count-3").value == 3
    page = ask_voices(page, 1, 3, "adopt-count")
    page = ask_voices(page, 2, 3)
    assert page.select_slider(key="adopt-count-3").value == 1
    page = open_part(open_part(page, "figures"), "adopt")
    assert page.select_slider(key="adopt-count-3").value == 1


def test_a_perimeter_without_reasons_is_not_adopted(open_page, three_squares, desk):
    page = open_part(open_page("compare"), "adopt")
    page = fill_adoption(page, reasons="  ")
    assert adopt.current(desk, three_squares.id) is None
    assert plain(fr("adopt.missing")) in shown(page)


# The zone shared by two voices lies in Chocques but for a strip in Divion.
def test_whole_communes_show_what_they_add_and_leave(open_page, three_squares, desk):
    page = open_part(open_page("compare"), "adopt")
    page = page.toggle(key="adopt-snap").set_value(True).run()
    kept, touched = shown(page).split("1 commune touchée par la zone, non retenue")
    assert "1 commune entière retenue" in kept
    assert "ajoutés" in kept
    assert "Chocques" in kept
    assert "Divion" in touched
    fill_adoption(page)
    assert adopt.current(desk, three_squares.id).commune_codes == ("62003",)


def test_an_adoption_can_be_withdrawn(open_page, three_squares, desk):
    page = fill_adoption(open_part(open_page("compare"), "adopt"))
    page = open_part(page, "adopt")
    page.button(key="yes_adopt-withdraw").click().run()
    assert adopt.current(desk, three_squares.id) is None


def test_only_animators_may_adopt(open_page, three_squares):
    page = open_part(open_page("compare", role="partner"), "adopt")
    assert not page.exception
    assert not page.text_area
