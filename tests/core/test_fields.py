"""Maps of everyone-in, consensus, weight of numbers and disagreement agree with their integrals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core.comparison import compare_shapes
from animmap.core.fields import FIELDS, SHARED_FIELDS, field_bands, field_zone
from animmap.core.readings import read_ground
from tests.core.shapes import LAMBERT, A, B, C, compare, touching_outlines
from tests.core.test_readings import colleges_of


def area_by_color(found, name, **options) -> dict[str, float]:
    bands = field_bands(found, name, colleges_of(found), **options)
    return {band.facts["color"]: band.geometry.area for band in bands}


def without_faces(found):
    return compare_shapes(found.shapes, LAMBERT, most_faces=-1)


UNEVEN = {"officials": [A] * 4, "associations": [B, B, A], "residents": [C]}


def test_what_numbers_hid_is_drawn_where_it_gains_and_where_it_loses():
    # From one voice each to one college each: A alone 62 → 44 %, A and B 87 → 67 %; B and C
    # 37 → 56 %, C alone 12 → 33 %; the rest moves by less than five points.
    found = compare(**UNEVEN)
    bands = field_bands(found, "difference", colleges_of(found))
    lost = [band for band in bands if band.facts["share_max"] <= 0]
    gained = [band for band in bands if band.facts["share_min"] > 0]
    assert all(str(band.facts["pattern"]).startswith("rise") for band in lost)
    assert all(str(band.facts["pattern"]).startswith("fall") for band in gained)
    assert sum(band.geometry.area for band in lost) == pytest.approx(8 + 4)
    assert sum(band.geometry.area for band in gained) == pytest.approx(4 + 8)
    assert sum(band.geometry.area for band in bands) == pytest.approx(32)


@settings(max_examples=40, deadline=None)
@given(touching_outlines(), st.integers(1, 3), st.sampled_from(sorted(FIELDS)))
def test_a_field_is_the_same_with_and_without_faces(outlines, groups, name):
    drawn: dict[str, list] = {}
    for rank, outline in enumerate(outlines):
        drawn.setdefault(f"g{rank % groups}", []).append(outline)
    found = compare(**drawn)
    faces, walk = area_by_color(found, name), area_by_color(without_faces(found), name)
    for color in faces.keys() | walk.keys():
        assert walk.get(color, 0.0) == pytest.approx(faces.get(color, 0.0), abs=1e-3, rel=1e-6)


@pytest.mark.parametrize("name", SHARED_FIELDS)
@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_the_zone_of_a_field_holds_the_area_that_the_readings_give(name, share):
    found = compare(**UNEVEN)
    read = read_ground(found.walk, colleges_of(found), (share,), 0.5)
    expected = {"everyone": read.everyone_in_m2, "consensus": read.consensus_m2}[name][0]
    for each in (found, without_faces(found)):
        zone = field_zone(each, name, colleges_of(each), share)
        assert zone.area == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", SHARED_FIELDS)
def test_asking_a_share_leaves_out_what_is_under_it(name):
    found = compare(**UNEVEN)
    shown = sum(area_by_color(found, name, at_least=0.4).values())
    assert shown == pytest.approx(field_zone(found, name, colleges_of(found), 0.4).area)


def test_the_scales_of_disagreement_hold_every_value_that_a_place_can_have():
    counts = np.array([[a, b] for a in range(5) for b in range(4)])
    sizes = np.array([4, 3])
    for name in ("within", "between"):
        values = FIELDS[name].figure(counts, sizes)
        assert values.min() >= 0
        assert values.max() <= 0.5


def test_ground_that_a_college_leaves_out_has_no_colour():
    found = compare(**UNEVEN)
    assert sum(area_by_color(found, "everyone").values()) == pytest.approx(4)
    assert sum(area_by_color(found, "within").values()) == pytest.approx(32 - 4 - 4 - 8)
