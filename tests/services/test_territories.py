"""Choosing communes: a pasted list names what it does not know, and says which it doubts."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, box

from animmap.errors import AnimmapError
from animmap.services import territories
from animmap.services.territories import (
    commune_at,
    communes_touched,
    country_map,
    load_territory,
)


def codes(text: str) -> list[str]:
    return [commune.code for commune in territories.read_pasted(text).found]


@pytest.mark.parametrize("line", ["62119", "Béthune", "BETHUNE", " béthune ", "bethune\t"])
def test_a_commune_is_known_by_code_or_by_name_whatever_the_spelling(line):
    assert codes(line) == ["62119"]


@pytest.mark.parametrize("separator", ["\n", ",", ";", "\t", "\r\n"])
def test_a_list_is_read_whatever_separates_its_lines(separator):
    assert codes(f"62119{separator}62178") == ["62119", "62178"]


def test_a_commune_given_twice_counts_once():
    assert codes("Béthune\n62119\nBéthune") == ["62119"]


def test_unknown_lines_are_named_as_typed_and_spoil_nothing():
    pasted = territories.read_pasted("Béthune\nTrifouillis-les-Oies\n99999")
    assert pasted.unknown == ("Trifouillis-les-Oies", "99999")
    assert [commune.name for commune in pasted.found] == ["Béthune"]


def test_a_name_several_communes_bear_is_settled_by_the_department_of_the_others():
    alone = territories.read_pasted("Saint-Venant\nBeuvry\nBeaumont")
    assert [name for name, _ in alone.ambiguous] == ["Beaumont"]
    homes = {each.department_code for each in alone.ambiguous[0][1]}
    assert len(homes) > 1
    near = sorted(homes)[0]
    anchors = territories.codes_of_department(near)[:3]
    settled = territories.read_pasted("\n".join((*anchors, "Beaumont")))
    if not settled.ambiguous:
        assert settled.found[-1].department_code == near


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bethune", "Béthune"),
        ("CALONNE SUR LA", "Calonne-sur-la-Lys"),
        ("st venant", "Saint-Venant"),
        ("noeux", "Nœux-les-Mines"),
        ("buissiere", "Bruay-la-Buissière"),
    ],
)
def test_a_commune_of_a_territory_is_found_without_accents_or_hyphens(typed, name):
    codes = next(g.commune_codes for g in territories.list_epci() if g.code == "200072460")
    communes, _ = territories.load_territory(codes)
    assert territories.find_among(communes, typed)[0].name == name
    assert territories.find_among(communes, " ") == []


def test_an_empty_list_finds_nothing_and_complains_of_nothing():
    pasted = territories.read_pasted(" \n ;, ")
    assert (pasted.found, pasted.unknown, pasted.ambiguous) == ((), (), ())


def test_a_territory_comes_in_the_order_of_names_with_its_own_metric_crs():
    communes, crs = territories.load_territory(["62178", "62119"])
    assert [commune.name for commune in communes] == ["Béthune", "Bruay-la-Buissière"]
    assert crs == "EPSG:2154"


def test_a_territory_without_communes_is_refused():
    with pytest.raises(AnimmapError, match="territory_empty"):
        territories.load_territory([])


def test_a_department_gives_all_its_communes():
    found = territories.codes_of_department("90")
    assert len(found) > 50
    assert all(code.startswith("90") for code in found)


def test_every_group_of_communes_can_become_a_territory():
    largest = max(territories.list_epci(), key=lambda group: len(group.commune_codes))
    communes, _ = territories.load_territory(largest.commune_codes)
    assert len(communes) == len(largest.commune_codes)


def test_communes_touched_by_an_area_come_with_the_share_inside_most_first():
    whole = load_territory(["62119"])[0][0].geometry
    found = communes_touched(whole)
    assert (found[0].commune.code, round(found[0].share, 6)) == ("62119", 1.0)
    assert all(each.share < 0.05 for each in found[1:])
    west, south, east, north = whole.bounds
    half = communes_touched(box(west, south, (west + east) / 2, north))
    share = next(each.share for each in half if each.commune.code == "62119")
    left = whole.intersection(box(west, south, (west + east) / 2, north))
    assert share == pytest.approx(left.area / whole.area)


def test_an_area_overseas_at_sea_or_too_large_is_told_apart():
    reunion = communes_touched(Point(55.5, -21.1).buffer(0.05))
    assert {each.commune.code[:3] for each in reunion} == {"974"}
    with pytest.raises(AnimmapError, match="territory_empty"):
        communes_touched(Point(-8.0, 46.0).buffer(0.1))
    with pytest.raises(AnimmapError, match="area_too_large"):
        communes_touched(box(0, 45, 6, 48))
    assert commune_at(2.64, 50.53).name == "Béthune"
    assert commune_at(-8.0, 46.0) is None


def test_the_country_is_its_departments_those_of_the_mainland_in_sight():
    codes = {each.code for each in country_map().communes}
    assert len(codes) == 96
    assert {"2A", "62", "75"} <= codes
    everywhere = {each.code for each in country_map(overseas=True).communes}
    assert everywhere - codes == {"971", "972", "973", "974", "976"}


@pytest.mark.parametrize(
    ("code", "crs"),
    [("62119", "EPSG:2154"), ("2A004", "EPSG:2154"), ("97105", "EPSG:5490"),
     ("97209", "EPSG:5490"), ("97302", "EPSG:2972"), ("97411", "EPSG:2975"),
     ("97608", "EPSG:4471")],
)  # fmt: skip
def test_every_part_of_france_that_ships_is_measured_in_its_own_crs(code, crs):
    assert load_territory([code])[1] == crs


def test_a_territory_over_two_systems_is_refused():
    with pytest.raises(AnimmapError, match="crs_mismatch"):
        load_territory(["97411", "62119"])
