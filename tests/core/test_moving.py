"""A shape that is moved keeps its size and arrives where it was sent."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from animmap.core.crs import to_metric
from animmap.core.moving import area_of, line_of, moved

CRS = "EPSG:2154"
SHAPES = [
    box(2.5, 50.4, 2.6, 50.5),
    LineString([(2.5, 50.4), (2.55, 50.45), (2.6, 50.41)]),
    MultiPolygon([box(2.5, 50.4, 2.52, 50.42), box(2.6, 50.5, 2.63, 50.52)]),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
@given(longitude=st.floats(1.5, 4), latitude=st.floats(49, 51))
def test_it_stands_where_it_was_sent_with_its_metres(shape, longitude, latitude):
    before, after = to_metric([shape, moved(shape, (longitude, latitude), CRS)], CRS)
    [aim] = to_metric([shapely.Point(longitude, latitude)], CRS)
    assert after.centroid.distance(aim) < 0.01
    assert (after.area, after.length) == pytest.approx((before.area, before.length), rel=1e-6)
    assert shapely.get_num_coordinates(after) == shapely.get_num_coordinates(before)


def test_a_line_needs_two_places_that_differ():
    assert line_of([]) is None
    assert line_of([(1, 2), (1, 2)]) is None
    assert line_of([(1, 2), (1, 2), (3, 4)]).equals(LineString([(1, 2), (3, 4)]))


def test_outlines_make_one_ground_and_one_that_crosses_itself_keeps_what_it_encloses():
    west, east = box(2.5, 50.4, 2.6, 50.5), box(2.6, 50.4, 2.7, 50.5)
    far = box(2.8, 50.4, 2.9, 50.5)
    both = area_of([west, east], CRS)
    assert both.symmetric_difference(west.union(east)).area < 1e-9
    assert area_of([west, far], CRS).geom_type == "MultiPolygon"
    bow = Polygon([(2.5, 50.4), (2.6, 50.5), (2.6, 50.4), (2.5, 50.5)])
    [metric] = to_metric([area_of([bow], CRS)], CRS)
    [whole] = to_metric([west], CRS)
    assert metric.area == pytest.approx(whole.area / 2, rel=0.01)
    assert area_of([Polygon([(2.5, 50.4), (2.6, 50.5), (2.5, 50.4)])], CRS) is None
