"""Agreement, disagreement and verdict: worked cases, and what must never change."""

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from animmap.core.agreement import disagreement_m2, equal_weights, reach_verdict
from animmap.core.bands import agreement_bands
from animmap.core.comparison import (
    VoiceShape,
    compare_shapes,
    thresholds,
    voices_at,
    zone,
    zone_at_least,
)
from animmap.core.palette import AGREEMENT_RAMP, agreement_color
from animmap.core.readings import read_ground
from animmap.errors import AnimmapError
from tests.core.shapes import LAMBERT, A, B, C, blob, compare, touching_outlines

pytestmark = pytest.mark.usefixtures("way")

D = box(2, 0, 4, 2)


def faces_by_pattern(comparison) -> dict[tuple[int, ...], gpd.GeoSeries]:
    return {row.voices: row for row in comparison.faces.itertuples()}


def test_three_squares_have_the_worked_figures():
    found = compare(all=[A, B, C])
    assert found.area_by_count_m2 == pytest.approx([20, 8, 4])
    assert found.mean_iou == pytest.approx(17 / 63)
    assert found.conformity_index == pytest.approx(5 / 19)
    assert found.expected_disagreement_m2 == pytest.approx(112 / 9)
    assert found.medoid == "all1"
    assert zone_at_least(found, 2).area == pytest.approx(12)
    assert found.between_colleges_share == pytest.approx(0, abs=1e-9)


def test_expected_disagreement_is_the_mean_difference_of_ordered_pairs():
    found = compare(all=[A, B, C])
    mean = np.mean([one.symmetric_difference(two).area for one in (A, B, C) for two in (A, B, C)])
    assert found.expected_disagreement_m2 == pytest.approx(mean)


def test_the_majority_zone_differs_least_from_the_voices():
    """Among all unions of faces, {p ≥ ½} has the smallest mean symmetric difference."""
    found = compare(all=[A, B, C])
    majority = zone(found, "raw", 0.5)
    mean = np.mean([majority.symmetric_difference(one).area for one in (A, B, C)])
    faces = found.faces.geometry.to_numpy()
    others = [
        shapely.union_all(faces[[bool(mask >> rank & 1) for rank in range(len(faces))]])
        for mask in range(1, 2 ** len(faces))
    ]
    best = min(
        np.mean([one.symmetric_difference(voice).area for voice in (A, B, C)]) for one in others
    )
    assert mean == pytest.approx(best) == pytest.approx(28 / 3)


def test_twenty_officials_do_not_drown_three_residents():
    found = compare(officials=[A] * 20, residents=[B] * 3)
    rows = {round(row.share, 6): row for row in found.faces.itertuples()}
    both, officials, residents = rows[1.0], rows[0.869565], rows[0.130435]
    assert [row.area_m2 for row in (both, officials, residents)] == pytest.approx([8, 8, 8])
    assert [row.equal_share for row in (both, officials, residents)] == pytest.approx([1, 0.5, 0.5])
    assert [row.min_share for row in (both, officials, residents)] == pytest.approx([1, 0, 0])
    assert found.effective_voices == pytest.approx(10.4347826)
    assert found.between_colleges_share == pytest.approx(1)


def test_equal_voice_changes_the_majority_zone():
    found = compare(officials=[A] * 4, associations=[B, B, A], residents=[C])
    areas = {round(step.share, 1): (step.raw_m2, step.equal_m2) for step in thresholds(found)}
    assert areas[0.5] == pytest.approx((16, 12))
    assert areas[1.0] == pytest.approx((4, 4))
    assert zone(found, "raw", 0.5).area == pytest.approx(16)
    assert zone(found, "equal", 0.5).area == pytest.approx(12)
    assert zone(found, "equal", 2 / 3).area == pytest.approx(8)
    assert found.between_colleges_share == pytest.approx(0.8125)


def test_disagreement_splits_within_and_between_colleges():
    found = compare(officials=[A, A, B], residents=[C, C, B])
    assert found.between_colleges_share == pytest.approx(0.428571, abs=1e-6)


def test_containment_tells_a_smaller_version_from_a_shifted_one():
    pairs = compare(all=[D, A]).pairwise
    assert pairs.contained_in[0, 1] == pytest.approx(1)
    assert pairs.contained_in[1, 0] == pytest.approx(0.25)
    assert pairs.iou[0, 1] == pytest.approx(0.25)


def test_a_tie_at_one_half_is_inside():
    found = compare(all=[A, B])
    assert zone(found, "raw", 0.5).area == pytest.approx(24)


def test_a_place_names_its_voices():
    found = compare(all=[A, B, C])
    assert voices_at(found, 1, 1) == (0,)
    assert voices_at(found, 3, 3) == (0, 1, 2)
    assert voices_at(found, 50, 50) == ()


def test_a_place_opposing_colleges_is_debated_even_above_one_half():
    found = compare(one=[A, A], two=[A, A], three=[B, B])
    classes = {row.voices: row.klass for row in found.faces.itertuples()}
    assert classes[(0, 1, 2, 3, 4, 5)] == "core"
    assert classes[(0, 1, 2, 3)] == "debated"
    assert classes[(4, 5)] == "debated"


def test_a_lone_voice_among_many_is_the_edge():
    found = compare(all=[A, A, A, B])
    assert {row.voices: row.klass for row in found.faces.itertuples()}[(3,)] == "edge"


@pytest.mark.parametrize(
    ("outlines", "verdict"),
    [
        ([A, A, A, B], "core"),
        ([box(9 * n, 0, 9 * n + 4, 4) for n in range(5)], "no-agreement"),
        ([box(0, 0, 2, 2), box(50, 0, 52, 2)], "no-agreement"),
        ([A, A, A, box(20, 0, 24, 4), box(30, 0, 34, 4)], "debated"),
        ([A], "core"),
    ],
)
def test_the_verdict_follows_its_rule(outlines, verdict):
    assert compare(all=outlines).verdict == verdict


def test_the_verdict_does_not_depend_on_the_unit():
    areas, levels = np.array([16.0, 16, 16]), np.array([20.0, 8, 4])
    assert reach_verdict(levels, areas) == reach_verdict(levels * 1e6, areas * 1e6)


def test_no_sketch_is_refused_by_name():
    with pytest.raises(AnimmapError, match="no_sketch_yet"):
        compare_shapes([], LAMBERT)


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.01])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(AnimmapError, match="threshold_out_of_range"):
        zone(compare(all=[A]), "raw", threshold)


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_level_areas_weighted_by_count_sum_to_the_drawn_areas(outlines):
    found = compare(all=outlines)
    total = float(found.area_by_count_m2 @ np.arange(1, len(outlines) + 1))
    assert total == pytest.approx(sum(outline.area for outline in outlines), rel=1e-9)
    by_count = found.faces.groupby("count")["area_m2"].sum()
    assert by_count.to_dict() == pytest.approx(
        {k: found.area_by_count_m2[k - 1] for k in by_count.index}, abs=1e-6
    )


@settings(max_examples=30, deadline=None)
@given(touching_outlines(), st.randoms(use_true_random=False))
def test_the_order_of_the_voices_changes_no_figure(outlines, shuffler):
    shapes = [VoiceShape(str(n), "ab"[n % 2], one) for n, one in enumerate(outlines)]
    mixed = shapes.copy()
    shuffler.shuffle(mixed)
    one, two = compare_shapes(shapes, LAMBERT), compare_shapes(mixed, LAMBERT)
    assert one.area_by_count_m2 == pytest.approx(two.area_by_count_m2, abs=1e-9)
    assert one.mean_iou == pytest.approx(two.mean_iou)
    assert one.verdict == two.verdict
    for left, right in zip(thresholds(one), thresholds(two), strict=True):
        assert (left.raw_m2, left.equal_m2) == pytest.approx((right.raw_m2, right.equal_m2))


@settings(max_examples=30, deadline=None)
@given(touching_outlines())
def test_doubling_every_voice_of_a_college_leaves_equal_voice_alone(outlines):
    half = len(outlines) // 2
    one = compare(a=outlines[:half], b=outlines[half:])
    two = compare(a=outlines[:half] * 2, b=outlines[half:])
    assert [s.equal_m2 for s in thresholds(one)] == pytest.approx(
        [s.equal_m2 for s in thresholds(two)], abs=1e-9
    )
    assert one.between_colleges_share == pytest.approx(two.between_colleges_share)


@settings(max_examples=30, deadline=None)
@given(touching_outlines())
def test_one_voice_a_college_makes_equal_and_raw_the_same(outlines):
    found = compare(**{f"c{rank}": [outline] for rank, outline in enumerate(outlines)})
    assert found.faces["share"].to_numpy() == pytest.approx(found.faces["equal_share"].to_numpy())


@settings(max_examples=30, deadline=None)
@given(touching_outlines())
def test_zones_nest_as_the_threshold_rises(outlines):
    found = compare(all=outlines)
    zones = [zone_at_least(found, k) for k in range(1, len(outlines) + 1)]
    for wide, narrow in itertools.pairwise(zones):
        assert narrow.difference(wide).area == pytest.approx(0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(touching_outlines(), st.floats(0.5, 2_000))
def test_scaling_the_map_scales_areas_and_leaves_ratios(outlines, factor):
    larger = [shapely.affinity.scale(one, factor, factor, origin=(0, 0)) for one in outlines]
    half = len(outlines) // 2
    one, two = (compare(a=some[:half], b=some[half:]) for some in (outlines, larger))
    # Corners are rounded to a tenth of a millimetre once scaled.
    dust = 2e-4 / factor * sum(outline.length for outline in outlines)
    assert two.area_by_count_m2 / factor**2 == pytest.approx(one.area_by_count_m2, abs=dust)
    assert two.pairwise.iou == pytest.approx(one.pairwise.iou, abs=dust)
    for left, right in zip(thresholds(one), thresholds(two), strict=True):
        scaled = (right.raw_m2 / factor**2, right.equal_m2 / factor**2)
        assert scaled == pytest.approx((left.raw_m2, left.equal_m2), abs=dust)


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_no_level_set_differs_less_from_the_voices_than_that_of_one_half(outlines):
    half = len(outlines) // 2
    found = compare(a=outlines[:half], b=outlines[half:])
    for rule in ("raw", "equal"):
        weights = found.weights(rule)

        def differing(ground, weights=weights):
            return weights @ [ground.symmetric_difference(one).area for one in outlines]

        least = differing(zone(found, rule, 0.5))
        others = [differing(zone(found, rule, rank / 24)) for rank in range(1, 25)]
        assert least <= min(others) + 1e-6


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_disagreement_is_what_is_within_colleges_and_what_is_between(outlines):
    drawn = {name: outlines[rank::3] for rank, name in enumerate("abc") if outlines[rank::3]}
    found = compare(**drawn)
    names = [shape.college for shape in found.shapes]
    read = read_ground(found.walk, names, [0.5], 0.5)
    drawn_by = [shape.geometry for shape in found.shapes]
    total = disagreement_m2(
        np.array([[one.intersection(two).area for two in drawn_by] for one in drawn_by]),
        equal_weights(names),
    )
    assert read.within_m2 + read.between_m2 == pytest.approx(total, abs=1e-6)


def test_a_round_too_large_for_faces_answers_the_same():
    rng = np.random.default_rng(7)
    shapes = [VoiceShape(str(n), "abc"[n % 3], blob(rng)) for n in range(20)]
    exact, large = (compare_shapes(shapes, LAMBERT, most_faces=most) for most in (10**6, 0))
    assert large.faces.empty
    for rule in ("raw", "equal"):
        for share in (0.2, 0.5, 0.8):
            one, two = zone(exact, rule, share), zone(large, rule, share)
            assert one.symmetric_difference(two).area == pytest.approx(0, abs=100)
    assert sum(band.geometry.area for band in agreement_bands(large, "raw")) == pytest.approx(
        exact.union_m2, rel=1e-5
    )


@pytest.mark.parametrize("weighting", ["raw", "equal", "class"])
def test_bands_partition_what_was_drawn(weighting):
    found = compare(officials=[A] * 4, associations=[B, B, A], residents=[C])
    bands = agreement_bands(found, weighting)
    assert sum(band.geometry.area for band in bands) == pytest.approx(found.union_m2)
    assert shapely.union_all([band.geometry for band in bands]).area == pytest.approx(32)


def test_a_band_has_the_colour_of_its_share():
    for band in agreement_bands(compare(all=[A, B, C]), "raw"):
        assert band.facts["color"] == agreement_color(band.facts["share_min"])
    assert agreement_color(1.0) == AGREEMENT_RAMP[-1]


def test_equal_weights_sum_to_one():
    assert equal_weights(["a"] * 20 + ["b"] * 3).sum() == pytest.approx(1)


@pytest.mark.parametrize("turns", range(5))
def test_a_bar_reached_exactly_is_held_in_whatever_order_the_sketches_come(turns):
    """Two thirds of the voices hold 3 km² exactly: a quarter of the median sketch, of 12 km²."""
    outlines = [box(0, 0, 4, 3), box(3, 0, 7, 3), box(20, 0, 21, 1)]
    kilometres = [shapely.affinity.scale(one, 1000, 1000, origin=(0, 0)) for one in outlines]
    shaken = [shapely.affinity.translate(one, 0.1 * turns, 0.3 * turns) for one in kilometres]
    assert compare(all=shaken[turns % 3 :] + shaken[: turns % 3]).verdict == "core"
