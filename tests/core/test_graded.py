"""Sure and maybe: halves, and the same figures as plain outlines when nobody hesitates."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely import box

from animmap.core.comparison import TENTHS, thresholds
from animmap.core.graded import compare_graded, graded_bands
from tests.core.shapes import A, B, C, compare, touching_outlines


def test_what_is_only_maybe_counts_for_half():
    found = compare_graded([A, B], [box(0, 0, 6, 4), None], ["x", "y"], [0.25, 0.5, 0.75, 1.0])
    # [4,6]×[0,4]: B sure, A maybe: 0.75; [0,2]×[0,4]: A alone: 0.5; [2,4]×[0,4]: both.
    assert found.raw_m2 == pytest.approx([24, 24, 16, 8])
    assert (found.hesitation_m2, found.hesitant) == pytest.approx((4, 1))
    # Σmin = 8 + 8/2, Σmax = 8 + 8 + 8.
    assert found.likeness[0, 1] == pytest.approx(12 / 24)


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_without_hesitation_nothing_changes(outlines):
    found = compare(all=outlines)
    graded = compare_graded(outlines, [None] * len(outlines), ["all"] * len(outlines), TENTHS)
    assert graded.raw_m2 == pytest.approx([step.raw_m2 for step in thresholds(found)], abs=1e-6)
    assert graded.equal_m2 == pytest.approx([s.equal_m2 for s in thresholds(found)], abs=1e-6)
    assert graded.likeness == pytest.approx(found.pairwise.iou, abs=1e-9)
    assert (graded.hesitation_m2, graded.hesitant) == pytest.approx((0, 0), abs=1e-9)


def test_likeness_is_that_of_the_grades_of_every_place():
    sure, maybe = [A, B, C], [box(-1, -1, 5, 5), box(1, 0, 7, 5), None]
    found = compare_graded(sure, maybe, ["x"] * 3, TENTHS)
    steps = np.arange(-1, 7, 0.5) + 0.25
    places = [box(x - 0.25, y - 0.25, x + 0.25, y + 0.25) for x in steps for y in steps]
    grades = np.array(
        [
            [
                1.0 if inner.covers(place) else 0.5 if outer and outer.covers(place) else 0.0
                for place in places
            ]
            for inner, outer in zip(sure, maybe, strict=True)
        ]
    )
    for one in range(3):
        for two in range(3):
            least = np.minimum(grades[one], grades[two]).sum()
            most = np.maximum(grades[one], grades[two]).sum()
            assert found.likeness[one, two] == pytest.approx(least / most)


def test_a_maybe_that_leaves_out_what_is_sure_does_not_unsay_it():
    found = compare_graded([A], [box(4, 0, 6, 4)], ["x"], [0.5, 1.0])
    assert found.raw_m2 == pytest.approx([24, 16])


@pytest.mark.parametrize("rule", ["raw", "equal"])
def test_the_map_holds_the_ground_of_each_grade(rule):
    bands = graded_bands([A, B], [box(0, 0, 6, 4), None], ["x", "y"], rule)
    # 0.5 on [0,2]×[0,4], 0.75 on [4,6]×[0,4], 1 on [2,4]×[0,4]: three steps of the ramp.
    assert [band.geometry.area for band in bands] == pytest.approx([8, 8, 8])
    for band, grade in zip(bands, (0.5, 0.75, 1.0), strict=True):
        assert band.facts["share_min"] - 1e-9 <= grade <= band.facts["share_max"]


@settings(max_examples=20, deadline=None)
@given(touching_outlines())
def test_the_map_covers_what_anybody_sure_or_not_draws(outlines):
    maybe = [outline if rank % 2 else None for rank, outline in enumerate(reversed(outlines))]
    bands = graded_bands(outlines, maybe, ["all"] * len(outlines), "raw")
    drawn = shapely.union_all([*outlines, *(one for one in maybe if one is not None)])
    assert sum(band.geometry.area for band in bands) == pytest.approx(drawn.area, abs=1e-6)
