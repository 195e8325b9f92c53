"""Faces and zones traced from crossing to crossing, against GEOS and hand-worked areas."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from animmap.core.contours import list_faces, trace_faces, zone_reaching
from animmap.core.overlay import cut_faces
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from tests.core.shapes import A, B, C, blob, touching_outlines

pytestmark = pytest.mark.usefixtures("way")

# Off any lattice, so that nothing merely touches.
ASKEW = {"angle": 0.31, "origin": (1.7, 2.9)}


def by_voices(faces, membership):
    """Total area and number of faces of each set of voices."""
    found = {}
    for face, row in zip(faces, membership, strict=True):
        area, count = found.get(tuple(np.flatnonzero(row)), (0.0, 0))
        found[tuple(np.flatnonzero(row))] = area + face.area, count + 1
    return found


def scribble(rng):
    """A stroke that crosses itself: it touches itself at corners once repaired."""
    drawn = Polygon(rng.uniform(-9_000, 9_000, (rng.integers(5, 9), 2)))
    return shapely.make_valid(drawn, method="structure", keep_collapsed=False)


def holed(rng):
    """An outline with an island in its hole."""
    whole = blob(rng)
    middle = whole.representative_point()
    hole, island = middle.buffer(1_500 + rng.uniform(0, 500)), middle.buffer(700)
    return shapely.union(shapely.difference(whole, hole), island)


KINDS = (blob, scribble, holed)


@pytest.mark.parametrize("seed", range(40))
def test_traced_faces_are_those_that_geos_cuts(seed):
    rng = np.random.default_rng(seed)
    outlines = [KINDS[rng.integers(3)](rng) for _ in range(rng.integers(2, 14))]
    walk = walk_boundaries(outlines)
    traced = trace_faces(walk)
    assert traced is not None
    assert shapely.is_valid(traced[0]).all()
    one, two = by_voices(*traced), by_voices(*cut_faces(walk.shapes))
    assert one.keys() == two.keys()
    for voices, (area, count) in one.items():
        assert (area, count) == (pytest.approx(two[voices][0], abs=5), two[voices][1]), voices


@pytest.mark.parametrize("seed", range(20))
def test_traced_zones_have_the_area_of_the_walk_at_any_weight(seed):
    rng = np.random.default_rng(100 + seed)
    outlines = [KINDS[rng.integers(3)](rng) for _ in range(9)]
    walk = walk_boundaries(outlines)
    weights = rng.dirichlet(np.ones(9))
    for share in (0.1, 0.35, 0.5, 0.9):
        zone = zone_reaching(walk, weights, share)
        assert zone.is_valid
        assert zone.area == pytest.approx(share_areas(walk, weights, [share])[0], rel=1e-9, abs=1)


def test_islands_within_holes_belong_to_the_smallest_ground_around_them():
    ring = shapely.affinity.rotate(box(0, 0, 10, 10), **ASKEW) - shapely.Point(4, 5).buffer(3)
    island = shapely.Point(4.1, 5.2).buffer(2) - shapely.Point(4.2, 5.1).buffer(1)
    traced = trace_faces(walk_boundaries([ring, island]))
    assert traced is not None
    assert sorted(shapely.area(traced[0])) == pytest.approx(sorted([ring.area, island.area]), 1e-4)
    assert [len(face.interiors) for face in traced[0]] == [1, 1]


def test_two_halves_of_a_bow_tie_are_two_faces_of_one_voice():
    tie = shapely.MultiPolygon(
        [Polygon([(0, 0), (1, 2), (0, 4)]), Polygon([(1, 2), (3, 0), (3, 4)])]
    )
    other = shapely.affinity.rotate(box(-1, 1.5, 4, 2.6), **ASKEW)
    walk = walk_boundaries([tie, other])
    traced = trace_faces(walk)
    assert traced is not None
    assert shapely.is_valid(traced[0]).all()
    assert {k: n for k, (_, n) in by_voices(*traced).items()} == {
        k: n for k, (_, n) in by_voices(*cut_faces(walk.shapes)).items()
    }


@pytest.mark.parametrize(
    "outlines",
    [
        [A, A],
        [A, B, C],
        [A, box(4, 0, 8, 4)],
        [A, Polygon([(4, 4), (9, 5), (9, 8)])],
        [A, Polygon([(4, 1.3), (9, 0.7), (9, 3.1)])],
        # Three outlines through one place, none of which has a corner there.
        [Polygon([(-3, 0), (3, 0), (0, -3)]), Polygon([(0, 3), (0, -2), (5, 0.5)]),
         Polygon([(-2, -2), (2, 2), (-2, 2)])],
    ],
    ids=["twins", "shared edges", "neighbours", "corners", "corner on edge", "three at a place"],
)  # fmt: skip
def test_outlines_that_touch_are_left_to_geos_and_told_as_exactly(outlines):
    walk = walk_boundaries(outlines)
    assert trace_faces(walk) is None
    faces, membership = list_faces(walk)
    levels = np.bincount(membership.sum(axis=1), shapely.area(faces), len(outlines) + 1)[1:]
    assert levels == pytest.approx(level_areas(walk), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(touching_outlines(), st.floats(0.05, 1.5), st.floats(0.001, 0.09))
def test_whatever_touched_and_was_moved_apart_has_the_same_faces_both_ways(outlines, angle, shift):
    moved = [
        shapely.affinity.rotate(one, 57 * angle * rank + 3, origin=(3 + shift * rank, 2))
        for rank, one in enumerate(outlines)
    ]
    walk = walk_boundaries(moved)
    faces, membership = list_faces(walk)
    one, two = by_voices(faces, membership), by_voices(*cut_faces(walk.shapes))
    for voices in one.keys() | two.keys():
        areas = one.get(voices, (0, 0))[0], two.get(voices, (0, 0))[0]
        assert areas[0] == pytest.approx(areas[1], abs=1e-2)
