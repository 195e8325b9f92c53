"""Distances between outlines: published values, worked ones, and GEOS once densified."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely import LineString, Polygon, box

from animmap.core import outlines
from animmap.core.outlines import hausdorff_distances, spread_distances
from tests.core.shapes import A, B, C, blob, slanted_outlines


def there_and_back(line: LineString) -> Polygon:
    """A line as a ring that comes back the way it went: the same places."""
    points = list(line.coords)
    return Polygon([*points, *points[-2::-1]])


@pytest.mark.parametrize(
    ("one", "two", "densify", "published"),
    [
        ("LINESTRING(130 0, 0 0, 0 150)", "LINESTRING(10 10, 10 150, 130 10)", 0.5, 70),
        ("LINESTRING(130 0, 0 0, 0 150)", "LINESTRING(10 10, 10 150, 130 10)", None, 14.1421356),
        ("LINESTRING(20 70, 70 60, 110 70, 170 70)",
         "LINESTRING(20 90, 130 90, 60 100, 190 100)", None, 37.262066),
    ],
)  # fmt: skip
def test_the_published_distances_are_those_of_some_points_ours_of_all(one, two, densify, published):
    lines = [shapely.from_wkt(text) for text in (one, two)]
    assert shapely.hausdorff_distance(*lines, densify=densify) == pytest.approx(published)
    found = hausdorff_distances([there_and_back(line) for line in lines])[0, 1]
    fine = shapely.hausdorff_distance(*lines, densify=0.0005)
    assert published <= fine <= found + 0.01
    assert found == pytest.approx(fine, abs=0.1)


def test_three_squares_have_the_worked_distances():
    largest = hausdorff_distances([A, B, C])
    mean, usual = spread_distances([A, B, C])
    assert largest[[0, 0, 1], [1, 2, 2]] == pytest.approx([2, 2 * np.sqrt(2), 2])
    assert (mean[0, 1], usual[0, 1]) == pytest.approx((1, 2))


@pytest.mark.filterwarnings("error")
def test_no_outline_has_no_distance():
    """A partner is shown none where every college is small."""
    assert [each.shape for each in (hausdorff_distances([]), *spread_distances([]))] == [(0, 0)] * 3


def test_a_notch_is_far_from_the_outline_though_inside_the_ground():
    whole = box(0, 0, 10, 10)
    notched = Polygon([(0, 0), (10, 0), (10, 10), (5, 5), (0, 10)])
    assert hausdorff_distances([whole, notched])[0, 1] == pytest.approx(5, abs=0.01)


@settings(max_examples=60, deadline=None)
@given(slanted_outlines())
def test_the_largest_distance_is_that_of_geos_densified(outlines):
    found = hausdorff_distances(outlines)
    assert (found == found.T).all()
    assert np.diag(found) == pytest.approx(0, abs=1e-6)
    for rank, other in enumerate(outlines[1:], start=1):
        rough = shapely.hausdorff_distance(outlines[0].boundary, other.boundary, densify=0.01)
        longest = max(_longest_edge(one) for one in (outlines[0], other))
        assert rough - 0.01 <= found[0, rank] <= rough + 0.01 * longest + 0.02


def _longest_edge(outline) -> float:
    return max(
        float(np.linalg.norm(np.diff(shapely.get_coordinates(ring), axis=0), axis=1).max())
        for ring in shapely.get_rings(shapely.get_parts(outline))
    )


def test_outlines_of_any_kind_and_place_are_measured_alike():
    rng = np.random.default_rng(2)
    outlines = [blob(rng) for _ in range(6)]
    outlines.append(shapely.MultiPolygon([box(0, 0, 900, 900), box(5000, 0, 6000, 900)]))
    outlines.append(box(0, 0, 9000, 9000).difference(box(2000, 2000, 3000, 3000)))
    moved = [shapely.affinity.translate(one, 670_000, 7_040_000) for one in outlines]
    assert hausdorff_distances(moved) == pytest.approx(hausdorff_distances(outlines), abs=1e-3)
    for one, two in zip(spread_distances(moved), spread_distances(outlines), strict=True):
        assert one == pytest.approx(two, abs=1e-3)
        assert (one <= hausdorff_distances(moved) + 0.01).all()


@pytest.mark.parametrize("held", [1, 300, 5_000])
def test_distances_are_the_same_however_little_is_held_at_once(held, monkeypatch):
    """An outline of a hundred thousand corners against another would else fill the memory."""
    rng = np.random.default_rng(3)
    drawn = [blob(rng) for _ in range(6)]
    whole = hausdorff_distances(drawn)
    monkeypatch.setattr(outlines, "_HELD", held)
    monkeypatch.setattr(outlines, "_CHUNK", held)
    assert hausdorff_distances(drawn) == pytest.approx(whole, abs=0.011)
