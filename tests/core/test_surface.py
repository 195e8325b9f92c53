"""Areas read from a grid against the exact walk: the truth lies between the bounds, always."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from animmap.core.agreement import equal_weights
from animmap.core.surface import choose_cell, draw_surface, reached_areas
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from bench.sketches import draw_sketches
from tests.core.shapes import A, B, C, slanted_outlines, touching_outlines

DUST_M2 = 1e-6


def exact_reached(outlines):
    return np.cumsum(level_areas(walk_boundaries(outlines))[::-1])[::-1]


def assert_bounded(outlines, cell_m, dust_m2):
    counts = range(1, len(outlines) + 1)
    found = reached_areas(draw_surface(outlines, np.ones(len(outlines)), cell_m), counts)
    exact = exact_reached(outlines)
    assert (found.least_m2 <= exact + dust_m2).all()
    assert (exact <= found.most_m2 + dust_m2).all()
    assert (found.least_m2 <= found.areas_m2).all()
    assert (found.areas_m2 <= found.most_m2).all()


@settings(max_examples=200, deadline=None)
@given(touching_outlines(), st.sampled_from([0.3, 0.5, 1.0, 1.7, 30.0]))
def test_the_truth_lies_between_the_bounds_whatever_touches(outlines, cell_m):
    assert_bounded(outlines, cell_m, DUST_M2)


@settings(max_examples=150, deadline=None)
@given(slanted_outlines(), st.sampled_from([37.0, 100.0, 333.3, 1000.0]))
def test_the_truth_lies_between_the_bounds_of_slanted_outlines(outlines, cell_m):
    # Coordinates rounded to a tenth of a millimetre move some metres squared along kilometres.
    assert_bounded(outlines, cell_m, 5)


def test_an_outline_within_one_cell_is_doubted_there():
    surface = draw_surface([box(31, 31, 33, 33)], np.ones(1), 10.0)
    assert surface.held[0, 0] == 0
    assert surface.doubt[0, 0] == 1
    assert surface.doubt.sum() == 1


def test_cells_that_follow_the_outlines_count_them_exactly():
    found = reached_areas(draw_surface([A, B, C], np.ones(3), 0.5), [1, 2, 3])
    assert found.areas_m2 == pytest.approx([32, 12, 4])


def test_weighted_shares_lie_between_their_bounds():
    outlines, colleges = draw_sketches(60)
    weights, shares = equal_weights(colleges), [0.1, 0.25, 0.5, 2 / 3, 1.0]
    exact = share_areas(walk_boundaries(outlines), weights, shares)
    found = reached_areas(draw_surface(outlines, weights, 100.0), shares)
    assert (found.least_m2 <= exact).all()
    assert (exact <= found.most_m2).all()


def test_the_bounds_of_a_workshop_are_within_one_percent_of_what_was_drawn():
    outlines, _ = draw_sketches(60)
    found = reached_areas(draw_surface(outlines, np.ones(60), choose_cell(outlines)), range(1, 61))
    exact = exact_reached(outlines)
    assert (found.most_m2 - found.least_m2).max() <= 0.01 * exact[0]
    assert np.abs(found.areas_m2 - exact).max() <= 0.0005 * exact[0]


@pytest.mark.parametrize("shape", [box(0, 0, 1e6, 1), box(0, 0, 1, 1), box(0, 0, 3e5, 2e5)])
def test_a_grid_holds_no_more_cells_than_asked(shape):
    cell_m = choose_cell([shape], 10_000)
    held = draw_surface([shape], np.ones(1), cell_m).held
    assert held.size <= 10_000


def test_a_hole_is_left_out():
    holed = box(0, 0, 10, 10).difference(box(3, 3, 6, 6))
    found = reached_areas(draw_surface([shapely.MultiPolygon([holed])], np.ones(1), 1.0), [1])
    assert found.areas_m2 == pytest.approx([91])
