"""The boundary walk against faces, brute force and hand-worked areas."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely import Polygon, box

from animmap.core.comparison import VoiceShape, compare_shapes
from animmap.core.contours import zone_reaching
from animmap.core.overlay import cut_faces
from animmap.core.pairs import pair_areas
from animmap.core.walk import (
    level_areas,
    share_areas,
    walk_boundaries,
)
from tests.core.shapes import LAMBERT, A, B, C, blob, slanted_outlines, touching_outlines

pytestmark = pytest.mark.usefixtures("way")


def brute_pairs(outlines):
    return np.array([[one.intersection(two).area for two in outlines] for one in outlines])


def brute_levels(outlines):
    faces, membership = cut_faces(outlines)
    return np.bincount(
        membership.sum(axis=1), weights=shapely.area(faces), minlength=len(outlines) + 1
    )[1:]


def test_three_squares_have_the_worked_areas():
    walk = walk_boundaries([A, B, C])
    assert level_areas(walk) == pytest.approx([20, 8, 4])
    assert pair_areas(walk) == pytest.approx(np.array([[16, 8, 4], [8, 16, 8], [4, 8, 16]]))


def test_two_discs_overlap_as_the_formula_of_a_lens():
    radius, distance = 1000.0, 700.0
    lens = 2 * radius**2 * np.arccos(distance / (2 * radius)) - distance / 2 * np.sqrt(
        4 * radius**2 - distance**2
    )
    disc = shapely.Point(0, 0).buffer(radius, quad_segs=2048)
    walk = walk_boundaries([disc, shapely.affinity.translate(disc, distance)])
    common = pair_areas(walk)[0, 1]
    assert lens == pytest.approx(1_770_725.656, abs=1e-3)
    assert common == pytest.approx(lens, rel=1e-6)
    assert common / level_areas(walk).sum() == pytest.approx(0.3924080864, abs=1e-6)


def test_identical_outlines_are_covered_by_all():
    walk = walk_boundaries([A, A, A])
    assert level_areas(walk) == pytest.approx([0, 0, 16])
    assert pair_areas(walk) == pytest.approx(np.full((3, 3), 16.0))


def test_an_outline_fills_the_hole_of_another_without_overlap():
    holed, plug = A.difference(box(1, 1, 2, 2)), box(1, 1, 2, 2)
    assert level_areas(walk_boundaries([holed, plug])) == pytest.approx([16, 0])


@settings(max_examples=200, deadline=None)
@given(touching_outlines())
def test_levels_and_pairs_equal_brute_force_whatever_touches(outlines):
    walk = walk_boundaries(outlines)
    assert level_areas(walk) == pytest.approx(brute_levels(outlines), abs=1e-9)
    assert pair_areas(walk) == pytest.approx(brute_pairs(outlines), abs=1e-9)


def test_two_triangles_that_touch_at_a_corner_share_no_ground():
    one, two = Polygon([(3, 1), (3, 2), (2, 2)]), Polygon([(3, 1), (0, 1), (0, 0)])
    assert level_areas(walk_boundaries([one, two])) == pytest.approx([2, 0])


@settings(max_examples=150, deadline=None)
@given(slanted_outlines())
def test_slanted_outlines_agree_with_brute_force_wherever_they_touch(outlines):
    walk = walk_boundaries(outlines)
    assert level_areas(walk) == pytest.approx(brute_levels(walk.shapes), abs=5)
    assert pair_areas(walk) == pytest.approx(brute_pairs(walk.shapes), abs=5)
    weights = np.full(len(outlines), 1 / len(outlines))
    for share in (0.5, 1.0):
        area = share_areas(walk, weights, [share])[0]
        assert zone_reaching(walk, weights, share).area == pytest.approx(area, abs=50)


@settings(max_examples=50, deadline=None)
@given(touching_outlines())
def test_the_zone_of_each_share_has_the_area_of_the_walk(outlines):
    walk = walk_boundaries(outlines)
    weights = np.full(len(outlines), 1 / len(outlines))
    for share in (1 / len(outlines), 0.5, 1.0):
        area = share_areas(walk, weights, [share])[0]
        assert zone_reaching(walk, weights, share).area == pytest.approx(area, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_hand_sized_outlines_agree_with_brute_force_to_a_millionth(seed):
    rng = np.random.default_rng(seed)
    outlines = [blob(rng) for _ in range(25)]
    walk = walk_boundaries(outlines)
    levels = level_areas(walk)
    assert levels @ np.arange(1, 26) == pytest.approx(sum(o.area for o in outlines), rel=1e-6)
    assert levels == pytest.approx(brute_levels(outlines), rel=1e-6, abs=10)
    assert pair_areas(walk) == pytest.approx(brute_pairs(outlines), rel=1e-6, abs=10)


def test_outlines_scattered_over_a_continent_stay_exact():
    far = shapely.affinity.translate(A, 4_000_000, 2_000_000)
    walk = walk_boundaries([A, far, shapely.affinity.translate(far, 1)])
    assert pair_areas(walk)[1, 2] == pytest.approx(12, abs=1e-2)
    assert pair_areas(walk)[0, 1] == pytest.approx(0, abs=1e-2)


def test_a_country_drawn_in_four_strokes_leaves_the_small_ones_exact():
    country = shapely.affinity.rotate(box(-900_000, -900_000, 900_000, 900_000), 17)
    walk = walk_boundaries([country, A, B])
    assert pair_areas(walk)[0, 1] == pytest.approx(16, abs=1e-2)
    assert pair_areas(walk)[1, 2] == pytest.approx(8, abs=1e-2)
    assert pair_areas(walk)[0, 0] == pytest.approx(country.area, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_every_sampled_point_lies_in_the_voices_of_its_face(outlines):
    faces, membership = cut_faces(outlines)
    steps = np.arange(0.0371, 15, 0.5417)
    points = shapely.points(*(grid.ravel() for grid in np.meshgrid(steps, steps + 0.013)))
    truth = np.array([[outline.contains(point) for outline in outlines] for point in points])
    point, face = shapely.STRtree(faces).query(points, predicate="within")
    found = np.zeros_like(truth)
    found[point] = membership[face]
    assert (found == truth).all()


@settings(max_examples=100, deadline=None)
@given(slanted_outlines())
def test_equal_outlines_are_alike_to_one_and_never_beyond(outlines):
    shapes = [VoiceShape(str(rank), "all", one) for rank, one in enumerate([*outlines, *outlines])]
    iou = compare_shapes(shapes, LAMBERT).pairwise.iou
    assert iou.max() <= 1.0
    assert np.diagonal(iou, len(outlines)) == pytest.approx(np.ones(len(outlines)), abs=1e-9)
