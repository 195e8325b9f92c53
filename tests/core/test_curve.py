"""The area as a function of the share: levels, expectation, plateaus."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from animmap.core.comparison import TENTHS, thresholds, zone
from animmap.core.curve import agreement_curve, expectation, list_plateaus
from tests.core.shapes import A, B, C, blob, compare, touching_outlines

HUNDREDTHS = [rank / 100 for rank in range(1, 101)]


def curve(found, rule="raw"):
    return agreement_curve(found.walk, found.weights(rule))


def mean_difference(ground, outlines) -> float:
    return float(np.mean([ground.symmetric_difference(one).area for one in outlines]))


def test_three_squares_have_three_levels():
    found = curve(compare(all=[A, B, C]))
    assert found.shares == pytest.approx([1 / 3, 2 / 3, 1])
    assert found.areas_m2 == pytest.approx([32, 12, 4])
    assert found.mean_m2 == pytest.approx(16)


@pytest.mark.parametrize(("voices", "difference"), [(1, 16), (2, 28 / 3), (3, 12)])
def test_the_mean_difference_of_each_level_is_the_worked_one(voices, difference):
    found = compare(all=[A, B, C])
    assert mean_difference(zone(found, "raw", voices / 3), [A, B, C]) == pytest.approx(difference)


def test_the_expectation_has_the_mean_area_or_the_next_larger_one():
    found = expectation(curve(compare(all=[A, B, C])))
    assert (found.share, found.area_m2, found.mean_m2) == pytest.approx((1 / 3, 32, 16))
    assert found.deviation_m2 == pytest.approx(16)


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_the_deviation_is_the_mean_difference_with_the_voices(outlines):
    found = compare(all=outlines)
    told = expectation(curve(found))
    ground = zone(found, "raw", told.share)
    assert ground.area == pytest.approx(told.area_m2, abs=1e-6)
    assert mean_difference(ground, outlines) == pytest.approx(told.deviation_m2, abs=1e-6)
    assert told.area_m2 >= told.mean_m2 - 1e-6


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_the_half_differs_least_from_the_voices_among_all_levels(outlines):
    found = compare(all=outlines)
    half = mean_difference(zone(found, "raw", 0.5), outlines)
    for share in curve(found).shares:
        assert half <= mean_difference(zone(found, "raw", min(share, 1.0)), outlines) + 1e-6


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_the_curve_reads_as_the_thresholds_and_never_rises(outlines):
    half = max(len(outlines) // 2, 1)
    found = compare(one=outlines[:half], two=outlines[half:])
    steps = thresholds(found)
    for rule, expected in (
        ("raw", [step.raw_m2 for step in steps]),
        ("equal", [step.equal_m2 for step in steps]),
    ):
        read = curve(found, rule)
        assert read.at(TENTHS) == pytest.approx(expected, abs=1e-6)
        assert (np.diff(read.areas_m2) <= 1e-6).all()


def test_a_plateau_says_between_which_shares_the_ground_hardly_changes():
    areas = curve(compare(all=[A] * 6 + [B] * 2)).at(HUNDREDTHS)
    found = [(one.lowest, one.highest, one.largest_m2) for one in list_plateaus(HUNDREDTHS, areas)]
    # A voice of eight is an eighth: both squares up to a quarter, A up to three, then A∩B.
    assert np.ravel(found) == pytest.approx([0.01, 0.25, 24, 0.26, 0.75, 16, 0.76, 1, 8])


def test_plateaus_do_not_overlap_and_hold_their_promise():
    rng = np.random.default_rng(5)
    areas = curve(compare(all=[blob(rng) for _ in range(12)])).at(HUNDREDTHS)
    found = list_plateaus(HUNDREDTHS, areas)
    for plateau in found:
        assert plateau.smallest_m2 >= 0.95 * plateau.largest_m2 > 0
        assert plateau.highest - plateau.lowest >= 0.1 - 1e-9
    assert all(one.highest < two.lowest for one, two in itertools.pairwise(found))
