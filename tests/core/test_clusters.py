"""Families of sketches: the worked tree, and its edges."""

import numpy as np
import pytest
from shapely import box

from animmap.core.clusters import cluster_sketches
from tests.core.shapes import A, B, C, compare

E, F = box(10, 0, 12, 2), box(10, 0, 13, 2)


def iou_of(*outlines):
    return compare(all=list(outlines)).pairwise.iou


def test_five_squares_make_the_worked_tree():
    found = cluster_sketches(iou_of(A, B, C, E, F), cut=0.9)
    heights = [merge.height for merge in found.merges]
    assert heights == pytest.approx([1 / 3, 2 / 3, 0.761905, 1], abs=1e-6)
    assert {found.merges[0].one, found.merges[0].two} == {3, 4}
    assert {found.merges[1].one, found.merges[1].two} == {0, 1}
    assert [merge.size for merge in found.merges] == [2, 2, 3, 5]
    assert found.fidelity == pytest.approx(0.980476, abs=1e-6)
    assert found.families == ((0, 1, 2), (3, 4))


def test_alike_sketches_stand_side_by_side():
    order = cluster_sketches(iou_of(A, E, C, F, B)).order
    places = [order.index(rank) for rank in (1, 3)]
    assert abs(places[0] - places[1]) == 1
    assert sorted(order) == [0, 1, 2, 3, 4]


def test_families_share_less_than_half_of_their_ground():
    assert cluster_sketches(iou_of(A, A, B, B)).families == ((0, 1), (2, 3))
    assert cluster_sketches(iou_of(A, box(0, 0, 4, 3))).families == ((0, 1),)


@pytest.mark.parametrize("outlines", [[A], [A, A], [A, A, A]])
def test_one_voice_or_identical_ones_are_one_family(outlines):
    found = cluster_sketches(iou_of(*outlines))
    assert found.families == (tuple(range(len(outlines))),)
    assert found.fidelity is None
    assert len(found.merges) == len(outlines) - 1


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_voices_changes_no_height_even_with_ties(seed):
    rng = np.random.default_rng(seed)
    iou = iou_of(A, A, A, A, B, B, A, C)
    mixed = rng.permutation(8)
    noise = rng.uniform(-1e-10, 1e-10, (8, 8))
    one, two = cluster_sketches(iou), cluster_sketches((iou + noise)[np.ix_(mixed, mixed)])
    assert [m.height for m in one.merges] == pytest.approx([m.height for m in two.merges])
    assert {frozenset(mixed[list(family)].tolist()) for family in two.families} == {
        frozenset(family) for family in one.families
    }
