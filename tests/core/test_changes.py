"""A walk brought up to date equals a walk made anew, whatever arrives, changes or leaves."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core.changes import renew_levels, rewalk
from animmap.core.pairs import pair_areas, renew_pairs
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from tests.core.shapes import A, B, C, blob, slanted_outlines, touching_outlines

pytestmark = pytest.mark.usefixtures("way")


def same(one, two):
    """Every figure of two walks, to a billionth."""
    scale = max(sum(shape.area for shape in two.shapes), 1.0)
    close = {"rel": 1e-9, "abs": 1e-9 * scale}
    count = len(two.shapes)
    assert len(one.shapes) == count
    assert level_areas(one) == pytest.approx(level_areas(two), **close)
    assert pair_areas(one) == pytest.approx(pair_areas(two), **close)
    for weights in (np.full(count, 1 / count), np.arange(1, count + 1) / (count * (count + 1) / 2)):
        shares = (0.2, 0.5, 1.0)
        assert share_areas(one, weights, shares) == pytest.approx(
            share_areas(two, weights, shares), **close
        )


def sound(walk):
    """The twins of a walk are each other's, and its stops in order."""
    crossed = np.flatnonzero(walk.sign)
    assert (walk.twin[walk.twin[crossed]] == crossed).all()
    assert (walk.sign[walk.twin[crossed]] == -walk.sign[crossed]).all()
    assert (walk.edges.owner[walk.segment[walk.twin[crossed]]] == walk.other[crossed]).all()
    assert (walk.twin[walk.sign == 0] == -1).all()
    assert (np.diff(walk.segment) >= 0).all()
    assert (np.diff(walk.at)[np.diff(walk.segment) == 0] > -(2.0**-38)).all()


@st.composite
def histories(draw, outlines):
    """Who is there after each of some events, among the outlines that may come."""
    pool = draw(outlines)
    ranks = st.lists(st.integers(0, len(pool) - 1), min_size=1, max_size=6, unique=True)
    return pool, draw(st.lists(ranks, min_size=2, max_size=6))


def replay(pool, events):
    walk, there = walk_boundaries([pool[rank] for rank in events[0]]), events[0]
    levels, pairs = level_areas(walk), pair_areas(walk)
    for event in events[1:]:
        kept = np.array([there.index(rank) if rank in there else -1 for rank in event])
        before, there = walk, event
        walk = rewalk(before, [pool[rank] for rank in event], kept)
        sound(walk)
        whole = walk_boundaries([pool[rank] for rank in event])
        same(walk, whole)
        # Levels and pairs are carried from event to event: what is wrong once stays wrong.
        levels, pairs = renew_levels(levels, before, walk, kept), renew_pairs(walk, pairs, kept)
        close = {"rel": 1e-9, "abs": 1e-9 * max(sum(one.area for one in whole.shapes), 1.0)}
        assert levels == pytest.approx(level_areas(whole), **close)
        assert pairs == pytest.approx(pair_areas(whole), **close)


@settings(max_examples=150, deadline=None)
@given(histories(touching_outlines()))
def test_any_history_of_touching_outlines_ends_as_if_all_had_come_at_once(history):
    replay(*history)


@settings(max_examples=150, deadline=None)
@given(histories(slanted_outlines()))
def test_any_history_of_slanted_outlines_ends_as_if_all_had_come_at_once(history):
    replay(*history)


@pytest.mark.parametrize("seed", range(4))
def test_hand_sized_outlines_may_come_and_go_in_any_order(seed):
    rng = np.random.default_rng(seed)
    pool = [blob(rng) for _ in range(30)]
    events = [rng.permutation(30)[: rng.integers(15, 28)].tolist() for _ in range(6)]
    events += [[*events[-1][1:], events[-1][0]], events[-1][3:]]
    replay(pool, events)


def test_three_copies_that_come_in_any_order_are_covered_by_all():
    walk = walk_boundaries([A, A])
    walk = rewalk(walk, [A, A, A], np.array([1, -1, 0]))
    walk = rewalk(walk, [A, A, A, B, C], np.array([2, 0, 1, -1, -1]))
    same(walk, walk_boundaries([A, A, A, B, C]))
    assert pair_areas(walk)[0, :3] == pytest.approx([16, 16, 16])


def test_an_outline_west_of_all_the_others_finds_its_place():
    west = shapely.affinity.translate(A, -5000.0, -3000.0)
    walk = rewalk(walk_boundaries([A, B]), [west, A, B], np.array([-1, 0, 1]))
    assert level_areas(walk) == pytest.approx([32, 8, 0])


def test_when_nothing_changes_the_walk_says_the_same():
    walk = walk_boundaries([A, B, C])
    same(rewalk(walk, [A, B, C], np.arange(3)), walk)
