"""Every area read from the cells of a grid has bounds that the exact one never leaves."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from animmap.core import readings
from animmap.core.cell_bands import cell_bands, share_ground, trace_ranks
from animmap.core.cells import (
    RISING,
    cell_classes,
    class_areas,
    differing_area,
    draw_cells,
    share_reached,
    spread_areas,
    weighed_areas,
)
from animmap.core.fields import FIELDS
from animmap.core.readings import MAPPED_CLASSES, read_ground
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from tests.core.shapes import A, B, C, slanted_outlines, touching_outlines

SHARES = (0.1, 0.25, 0.5, 2 / 3, 0.9, 1.0)
# Coordinates rounded to a tenth of a millimetre move some metres squared along kilometres.
DUST_M2 = 5.0


def assert_between(found, exact):
    exact = np.asarray(exact)
    assert (found.least_m2 <= exact + DUST_M2).all()
    assert (exact <= found.most_m2 + DUST_M2).all()
    assert (found.least_m2 <= found.areas_m2 + DUST_M2).all()
    assert (found.areas_m2 <= found.most_m2 + DUST_M2).all()


def assert_all_between(outlines, colleges, most_cells):
    walk, cells = walk_boundaries(outlines), draw_cells(outlines, colleges, most_cells)
    exact = read_ground(walk, colleges, SHARES, 0.5)
    count = len(outlines)
    raw = share_areas(walk, np.full(count, 1 / count), SHARES)
    sizes = [colleges.count(name) * len(set(colleges)) for name in colleges]
    equal = share_areas(walk, 1.0 / np.array(sizes), SHARES)
    for name, areas in {
        "raw": raw, "equal": equal,
        "everyone": exact.everyone_in_m2, "consensus": exact.consensus_m2,
    }.items():  # fmt: skip
        assert_between(share_reached(cells, name, SHARES), areas)
    by_class = readings.class_areas(walk, colleges)
    assert_between(class_areas(cells), [by_class[name] for name in MAPPED_CLASSES])
    assert_between(spread_areas(cells), [exact.within_m2, exact.between_m2])
    weighing = exact.weighing
    assert_between(weighed_areas(cells, 0.5), [weighing.gained_m2, weighing.lost_m2])
    levels = np.arange(1, count + 1) / count
    differ = 2 * (level_areas(walk) * levels * (1 - levels)).sum()
    assert_between(differing_area(cells), [differ])


def in_colleges(outlines, parts):
    return [f"college {rank % parts}" for rank in range(len(outlines))]


@settings(max_examples=100, deadline=None)
@given(touching_outlines(), st.integers(1, 3), st.sampled_from([30, 200, 2_000]))
def test_exact_areas_lie_between_the_bounds_whatever_touches(outlines, parts, most_cells):
    assert_all_between(outlines, in_colleges(outlines, parts), most_cells)


@settings(max_examples=100, deadline=None)
@given(slanted_outlines(), st.integers(1, 3), st.sampled_from([100, 1_000, 5_000]))
def test_exact_areas_lie_between_the_bounds_of_slanted_outlines(outlines, parts, most_cells):
    assert_all_between(outlines, in_colleges(outlines, parts), most_cells)


@settings(max_examples=60, deadline=None)
@given(slanted_outlines(), st.sampled_from([100, 1_000]))
def test_the_places_of_one_class_beyond_doubt_are_of_that_class(outlines, most_cells):
    """Any place of a cell has counts within its doubt: taken at its four corners and middle."""
    colleges = in_colleges(outlines, 2)
    cells = draw_cells(outlines, colleges, most_cells)
    row, column = np.divmod(cells.at, cells.shape[1])
    for across, down in ((0.5, 0.5), (0.2, 0.7), (0.9, 0.1)):
        x = cells.corner[0] + (column + across) * cells.cell_m
        y = cells.corner[1] + (row + down) * cells.cell_m
        points = shapely.points(x, y)
        for rank, name in enumerate(cells.names):
            own = [one for one, college in zip(outlines, colleges, strict=True) if college == name]
            held = sum(shapely.intersects(one, points).astype(int) for one in own)
            assert (held >= cells.least[:, rank]).all()
            assert (held <= cells.most[:, rank]).all()


def test_cells_that_follow_the_outlines_are_exact():
    cells = draw_cells([A, B, C], ["one", "one", "two"], 194)
    assert cells.cell_m == pytest.approx(0.5, rel=0.01)
    assert share_reached(cells, "raw", [1 / 3, 2 / 3, 1]).areas_m2 == pytest.approx(
        [32, 12, 4], rel=0.05
    )


def test_one_college_alone_has_its_own_share():
    cells = draw_cells([A, B, C], ["one", "one", "two"], 500)
    assert share_reached(cells.only("one"), "raw", [1.0]).areas_m2 == pytest.approx([8], rel=0.1)


def test_colleges_alone_keep_their_cells_and_no_others():
    cells = draw_cells([A, B, C], ["one", "two", "three"], 500)
    kept = cells.only("two", "one")
    assert kept.names == ("one", "two")
    near = (cells.most[:, [0, 2]] > 0).any(axis=1)
    assert cells.names == ("one", "three", "two")
    assert np.array_equal(kept.at, cells.at[near])
    assert np.array_equal(kept.counts, cells.counts[near][:, [0, 2]])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1))
def test_traced_ranks_are_valid_apart_and_hold_their_cells(bits, more):
    """Any pattern of a grid of four by four, corners that touch and holes included."""
    cells = draw_cells([box(0, 0, 4, 4)], ["one"], 36)
    rows, columns = cells.shape
    inside = [(row, column) for row in range(4) for column in range(4)]
    ranks = np.full(len(cells.at), -1)
    for rank, (row, column) in enumerate(inside):
        place = np.flatnonzero(cells.at == row * columns + column)
        ranks[place] = (bits >> rank & 1) + (more >> rank & 1) - 1
    grounds = trace_ranks(cells, ranks, 2)
    points = shapely.points(
        cells.corner[0] + (cells.at % columns + 0.5) * cells.cell_m,
        cells.corner[1] + (cells.at // columns + 0.5) * cells.cell_m,
    )
    for rank, ground in enumerate(grounds):
        assert ground.is_valid
        assert (shapely.contains_properly(ground, points) == (ranks == rank)).all()
    assert grounds[0].intersection(grounds[1]).area == pytest.approx(0, abs=1e-9)
    assert rows >= 4


@settings(max_examples=40, deadline=None)
@given(slanted_outlines(), st.sampled_from(["raw", "equal", "class", *FIELDS]))
def test_bands_of_every_reading_are_valid_and_disjoint(outlines, name):
    cells = draw_cells(outlines, in_colleges(outlines, 2), 2_000)
    bands = cell_bands(cells, name)
    grounds = [band.geometry for band in bands]
    assert all(ground.is_valid for ground in grounds)
    assert shapely.union_all(grounds).area == pytest.approx(
        sum(ground.area for ground in grounds), rel=1e-6
    )


def test_what_is_hidden_below_a_share_is_drawn_nowhere():
    cells = draw_cells([A, B, C], ["one", "one", "two"], 5_000)
    for name in ("raw", "class", "everyone"):
        drawn = shapely.union_all([band.geometry for band in cell_bands(cells, name, 2 / 3)])
        figure = "raw" if name == "class" else name
        assert drawn.area == pytest.approx(share_ground(cells, figure, 2 / 3).area, rel=0.02)


def test_every_figure_of_rising_never_falls_when_a_voice_comes():
    sizes = np.array([2, 3])
    counts = np.array([[one, two] for one in range(3) for two in range(4)])
    for figure in RISING.values():
        values = figure(counts, sizes).reshape(3, 4)
        assert (np.diff(values, axis=0) >= -1e-12).all()
        assert (np.diff(values, axis=1) >= -1e-12).all()


def test_the_middle_of_a_cell_tells_its_class():
    cells = draw_cells([A, A, B], ["one", "two", "two"], 2_000)
    classes = cell_classes(cells)
    both = np.flatnonzero((cells.counts == cells.sizes).all(axis=1))
    assert len(both)
    assert (classes[both] == 0).all()
