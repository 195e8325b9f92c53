"""The walk some rings at a time against the whole one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core.agreement import equal_weights
from animmap.core.lots import reach_by_lots, walk_by_lots
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from bench.sketches import draw_sketches
from tests.core.shapes import A, B, C, touching_outlines

pytestmark = pytest.mark.usefixtures("way")


@settings(max_examples=100, deadline=None)
@given(touching_outlines(), st.sampled_from([1, 40, 1_000]))
def test_walking_some_rings_at_a_time_gives_the_same_areas(outlines, lot):
    shares, weights = [0.3, 0.5, 1.0], np.full(len(outlines), 1 / len(outlines))
    whole = walk_boundaries(outlines)
    walks = [walk for walk, _ in walk_by_lots(outlines, lot)]
    assert sum(level_areas(walk) for walk in walks) == pytest.approx(level_areas(whole), abs=1e-9)
    added = sum(share_areas(walk, weights, shares) for walk in walks)
    assert added == pytest.approx(share_areas(whole, weights, shares), abs=1e-9)


def test_a_walk_by_lots_tells_how_far_it_is():
    parts = [part for _, part in walk_by_lots([A, B, C], 1)]
    assert parts == sorted(parts)
    assert len(parts) == 3
    assert parts[-1] == 1.0


def test_levels_and_shares_by_lots_are_those_of_the_whole_walk():
    outlines, colleges = draw_sketches(80)
    weights, shares, told = equal_weights(colleges), [0.2, 0.5, 0.9], []
    levels, reached = reach_by_lots(outlines, weights, shares, told.append)
    whole = walk_boundaries(outlines)
    assert levels == pytest.approx(level_areas(whole), rel=1e-9, abs=1e-3)
    assert reached == pytest.approx(share_areas(whole, weights, shares), rel=1e-9)
    assert told[-1] == 1.0
