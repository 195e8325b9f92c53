"""The compact file of the communes of France says what its source says."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from animmap.core.crs import to_metric
from animmap.core.model import Commune
from animmap.errors import AnimmapError
from animmap.settings import ROOT
from animmap.sources.communes import (
    communes_around,
    communes_of_department,
    find_communes,
    get_epci,
    list_departments,
    list_epci,
    load_communes,
    search_epci,
)

CABBALR = "200072460"
REFERENCE = Path(__file__).parent / "bethune-bruay.geojson"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ROOT / "data" / "france" / "communes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def france(rows) -> list[Commune]:
    return load_communes(row["code"] for row in rows)


@pytest.fixture(scope="module")
def reference() -> dict[str, dict]:
    features = json.loads(REFERENCE.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature for feature in features}


def test_every_commune_of_the_list_has_an_outline_and_keeps_its_order(rows, france):
    # 34,867 outlines of the source and 4 rebuilt from delegated communes.
    assert len(rows) == 34_867 + 4
    assert [commune.code for commune in france] == [row["code"] for row in rows]


def test_every_outline_is_a_valid_area(france):
    outlines = np.array([commune.geometry for commune in france])
    assert shapely.is_valid(outlines).all()
    assert (shapely.area(outlines) > 0).all()


def test_populations_add_up_to_the_total_of_the_source(france):
    # 66,526,267 in the source, less the four communes left out (213 + 401 + 103 + 146).
    assert sum(commune.population for commune in france) == 66_526_267 - 863


def test_communes_without_population_are_those_the_readme_names(france):
    unknown = {commune.code for commune in france if commune.population == 0}
    mayotte = {f"976{number:02d}" for number in range(1, 18)}
    # Six villages destroyed in 1916 really have nobody.
    dead = {"55039", "55050", "55139", "55189", "55239", "55307"}
    assert unknown - dead == mayotte | {"60694"}


def test_metropolitan_france_and_overseas_have_their_known_areas(france):
    areas = {"FR": 0.0, "974": 0.0}
    for prefix, crs in (("FR", "EPSG:2154"), ("974", "EPSG:2975")):
        kept = [
            c for c in france if (c.code[:2] != "97" if prefix == "FR" else c.code[:3] == "974")
        ]
        areas[prefix] = shapely.area(to_metric([c.geometry for c in kept], crs)).sum() / 1e6
    assert areas["FR"] == pytest.approx(543_940, rel=0.015)
    assert areas["974"] == pytest.approx(2_504, rel=0.03)


def test_departments_are_the_101_and_share_the_communes_between_them(rows):
    departments = list_departments()
    assert len(departments) == 101
    assert {"2A", "2B", "971", "976"} <= {department.code for department in departments}
    counted = sum(len(communes_of_department(department.code)) for department in departments)
    assert counted == len(rows)


def test_epci_hold_each_commune_once_but_four_islands(rows):
    members = [code for epci in list_epci() for code in epci.commune_codes]
    assert len(members) == len(set(members))
    alone = {row["code"] for row in rows} - set(members)
    assert alone == {"22016", "29083", "29155", "85113"}


def test_an_epci_gives_exactly_its_communes(reference):
    epci = get_epci(CABBALR)
    assert set(epci.commune_codes) == set(reference)
    assert epci.department_codes == ("62",)
    assert epci.population == sum(f["properties"]["pop"] for f in reference.values())


def test_outlines_are_those_of_the_source_to_a_micro_degree(reference):
    for commune in load_communes(reference):
        drawn = shape(reference[commune.code]["geometry"])
        assert shapely.hausdorff_distance(commune.geometry, drawn) < 2e-6
        assert commune.population == reference[commune.code]["properties"]["pop"]


def test_neighbours_share_their_points_so_that_a_union_has_no_crack(reference):
    outlines = [commune.geometry for commune in load_communes(reference)]
    union = shapely.union_all(outlines)
    assert union.area == pytest.approx(sum(outline.area for outline in outlines), rel=1e-9)


def test_names_carry_their_article():
    names = {commune.code: commune.name for commune in load_communes(["62252", "62232", "85113"])}
    assert names == {"62252": "La Couture", "62232": "La Comté", "85113": "L'Île-d'Yeu"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("bethune", "62119"),
        ("BÉTHUNE", "62119"),
        ("noeux mines", "62617"),
        ("St Venant", "62770"),
        ("62119", "62119"),
        ("l'ile d'yeu", "85113"),
        ("2a004", "2A004"),
    ],
)
def test_a_commune_is_found_without_accents_case_or_punctuation(words, code):
    assert find_communes(words)[0].code == code


def test_an_exact_name_comes_before_a_more_populated_longer_one():
    assert find_communes("lens")[0].name == "Lens"


def test_empty_words_find_nothing():
    assert find_communes("  ") == []
    assert search_epci("!") == []


def test_an_epci_is_found_by_words_or_siren():
    assert [epci.code for epci in search_epci("bethune bruay")] == [CABBALR]
    assert [epci.code for epci in search_epci(CABBALR)] == [CABBALR]


def test_communes_come_in_the_order_asked_and_once():
    codes = [commune.code for commune in load_communes(["62119", "59350", "62119", "97411"])]
    assert codes == ["62119", "59350", "97411"]


def test_unknown_codes_are_refused_and_named():
    with pytest.raises(AnimmapError) as refusal:
        load_communes(["62119", "00000", "99999"])
    assert refusal.value.code == "communes_unknown"
    assert refusal.value.facts == {"n": 2, "codes": "00000, 99999"}
    with pytest.raises(AnimmapError):
        get_epci("123456789")


def test_the_communes_around_a_place_are_those_whose_outline_meets_the_box():
    inside = {commune.code for commune in communes_around(2.63, 50.52, 2.65, 50.54)}
    assert "62119" in inside  # Béthune
    wider = {commune.code for commune in communes_around(2.5, 50.4, 2.8, 50.6)}
    assert inside < wider
    assert communes_around(-73.99, 40.66, -73.97, 40.68) == []
