"""Compiled loops answer as arrays do, to the last bit; nothing is left to compile once loaded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core import compiled
from animmap.core.agreement import equal_weights
from animmap.core.changes import rewalk
from animmap.core.comparison import compare_shapes
from animmap.core.contours import zone_reaching
from animmap.core.lots import reach_by_lots, walk_by_lots
from animmap.core.outlines import TOLERANCE_M, hausdorff_distances
from animmap.core.pairs import pair_areas
from animmap.core.readings import class_areas, read_ground
from animmap.core.robustness import level_parts
from animmap.core.surface import draw_surface, reached_areas
from animmap.core.walk import depths, level_areas, share_areas, walk_boundaries
from bench.sketches import draw_sketches
from tests.core.shapes import LAMBERT, blob, slanted_outlines, touching_outlines, voices


@pytest.fixture(autouse=True, scope="module")
def _numba():
    pytest.importorskip("numba", reason="see requirements-fast.txt")


def both(answer):
    """What arrays answer, then what loops answer."""
    compiled.unload()
    one = answer()
    assert compiled.load()
    two = answer()
    compiled.unload()
    return one, two


def stops(walk):
    """Stops in an order of their own: those at the very same place come in any."""
    columns = (walk.segment, walk.at, walk.sign, walk.other)
    order = np.lexsort((walk.other, walk.sign, walk.at, walk.segment))
    return [column[order] for column in columns]


def assert_same_walk(one, two):
    for had, has in zip(stops(one), stops(two), strict=True):
        assert (had == has).all()
    assert (one.first == two.first).all()
    assert (one.around_ring == two.around_ring).all()
    assert (one.around_outline == two.around_outline).all()
    assert (one.touching == two.touching).all()
    assert one.plain == two.plain
    crossed = np.flatnonzero(two.sign)
    assert (two.twin[two.twin[crossed]] == crossed).all()
    assert (two.segment[two.twin[crossed]] != two.segment[crossed]).all()


def assert_same_figures(one, two):
    count = len(one.shapes)
    weights = np.arange(1, count + 1) / (count * (count + 1) / 2)
    bars = (0.2, 0.5, 1.0)
    figures = []
    for walk, way in ((one, compiled.unload), (two, compiled.load)):
        way()
        found = level_areas(walk), pair_areas(walk), share_areas(walk, weights, bars)
        figures.append(np.concatenate([each.ravel() for each in found]))
    compiled.unload()
    scale = max(sum(shape.area for shape in one.shapes), 1.0)
    assert figures[1] == pytest.approx(figures[0], rel=1e-12, abs=1e-12 * scale)


@settings(max_examples=200, deadline=None)
@given(st.one_of(touching_outlines(), slanted_outlines()))
def test_both_ways_find_the_same_stops_and_figures_whatever_touches(outlines):
    one, two = both(lambda: walk_boundaries(outlines))
    assert_same_walk(one, two)
    assert_same_figures(one, two)


@settings(max_examples=100, deadline=None)
@given(st.one_of(touching_outlines(), slanted_outlines()), st.data())
def test_both_ways_bring_a_walk_up_to_date_alike(outlines, data):
    stay = data.draw(st.lists(st.integers(0, len(outlines) - 1), min_size=1, unique=True))
    before = walk_boundaries([outlines[rank] for rank in stay])
    kept = np.array([stay.index(rank) if rank in stay else -1 for rank in range(len(outlines))])
    one, two = both(lambda: rewalk(before, outlines, kept))
    assert_same_walk(one, two)
    assert_same_figures(one, two)


@pytest.mark.parametrize("spread", [1.0, 10_000.0, 3_000_000.0])
def test_both_ways_walk_the_same_whether_outlines_gather_or_scatter(spread):
    rng = np.random.default_rng(5)
    outlines = [blob(rng, spread=spread) for _ in range(40)]
    one, two = both(lambda: walk_boundaries(outlines))
    for column in ("segment", "at", "other", "sign", "twin", "first", "piece_m2"):
        assert (getattr(one, column) == getattr(two, column)).all(), column
    weights = np.linspace(0.1, 1.0, 40)
    assert depths(one, weights) == pytest.approx(both(lambda: depths(two, weights))[1], abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(touching_outlines(), st.sampled_from([1, 40]))
def test_both_ways_walk_some_rings_at_a_time_alike(outlines, lot):
    one, two = both(lambda: [walk for walk, _ in walk_by_lots(outlines, lot)])
    assert sum(map(level_areas, two)) == pytest.approx(sum(map(level_areas, one)), abs=1e-9)


def test_rings_walked_without_keeping_a_stop_give_the_same_levels_and_shares():
    outlines, colleges = draw_sketches(90)
    weights, shares = equal_weights(colleges), [0.2, 0.5, 0.9]
    one, two = both(lambda: reach_by_lots(outlines, weights, shares, lambda _: None))
    assert two[0] == pytest.approx(one[0], rel=1e-9, abs=1e-3)
    assert two[1] == pytest.approx(one[1], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.one_of(touching_outlines(), slanted_outlines()))
def test_both_ways_tell_the_same_distances_between_outlines(outlines):
    one, two = both(lambda: hausdorff_distances(outlines))
    assert two == pytest.approx(one, abs=TOLERANCE_M)


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_both_ways_share_a_level_between_outlines_alike(outlines):
    walk = walk_boundaries(outlines)
    for level in range(1, len(outlines) + 1):
        one, two = both(lambda level=level: level_parts(walk, level))
        assert two == pytest.approx(one, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(touching_outlines(), st.integers(1, 4))
def test_both_ways_add_up_the_kinds_of_places_alike(outlines, groups):
    colleges = [str(rank % groups) for rank in range(len(outlines))]
    walk = walk_boundaries(outlines)
    classes = both(lambda: class_areas(walk, colleges))
    assert classes[1] == pytest.approx(classes[0], abs=1e-9)
    one, two = both(lambda: read_ground(walk, colleges, [0.3, 0.5, 1.0], 0.5))
    assert two.everyone_in_m2 == pytest.approx(one.everyone_in_m2, abs=1e-9)
    assert two.consensus_m2 == pytest.approx(one.consensus_m2, abs=1e-9)
    assert two.disagreement_m2 == pytest.approx(one.disagreement_m2, abs=1e-9)


def test_both_ways_add_up_the_kinds_of_a_large_round_alike():
    outlines, colleges = draw_sketches(90)
    walk = walk_boundaries(outlines)
    one, two = both(lambda: class_areas(walk, colleges))
    assert two == pytest.approx(one, rel=1e-9)


@pytest.mark.parametrize("cell_m", [40.0, 333.3])
def test_both_ways_draw_the_same_surface_and_bounds(cell_m):
    outlines, colleges = draw_sketches(30)
    for weights, bars in ((np.ones(30), range(1, 31)), (equal_weights(colleges), [0.9, 0.1, 0.5])):
        one, two = both(lambda weights=weights: draw_surface(outlines, weights, cell_m))
        assert two.held == pytest.approx(one.held, abs=1e-12)
        assert two.doubt == pytest.approx(one.doubt, abs=1e-12)
        had, has = both(lambda bars=bars, one=one: reached_areas(one, bars))
        for name in ("areas_m2", "least_m2", "most_m2"):
            assert (getattr(had, name) == getattr(has, name)).all(), name


def test_once_loaded_no_call_compiles_anything_more():
    from animmap.core import (
        loops,
        loops_arrival,
        loops_changes,
        loops_figures,
        loops_grid,
        loops_text,
        loops_walk,
        loops_weave,
    )

    compiled.load()
    try:
        near = (loops, loops_arrival, loops_changes, loops_grid, loops_walk, loops_weave)
        modules = (*near, loops_figures, loops_text)
        functions = [
            each
            for module in modules
            for each in vars(module).values()
            if hasattr(each, "signatures")
        ]
        loaded = {each: len(each.signatures) for each in functions}
        outlines, _ = draw_sketches(40)
        known = compare_shapes(voices(outlines[:-1]), LAMBERT)
        compared = compare_shapes(voices(outlines), LAMBERT, known=known)
        compare_shapes(voices(outlines[3:]), LAMBERT, known=compared)
        zone_reaching(compared.walk, compared.weights("equal"), 0.5)
        reach_by_lots(outlines, compared.weights("raw"), [0.5], lambda _: None)
        hausdorff_distances(compared.walk.shapes)
        level_parts(compared.walk, 3)
        reached_areas(draw_surface(outlines, compared.weights("equal"), 99.0), [0.5])
        assert {each: len(each.signatures) for each in functions} == loaded
    finally:
        compiled.unload()
