"""Every territory is measured in a CRS of its own."""

import pytest
import shapely
from pyproj import Geod
from shapely import Point, box

from animmap.core.crs import (
    areal_scale,
    check_crs,
    crs_for_bounds,
    crs_for_communes,
    crs_for_places,
    is_horizontal,
    reproject,
    to_lonlat,
    to_metric,
)
from animmap.errors import AnimmapError


def around(longitude, latitude):
    return (longitude - 0.1, latitude - 0.1, longitude + 0.1, latitude + 0.1)


@pytest.mark.parametrize(
    ("code", "crs"),
    [
        ("62119", "EPSG:2154"), ("2A004", "EPSG:2154"), ("97105", "EPSG:5490"),
        ("97209", "EPSG:5490"), ("97302", "EPSG:2972"), ("97411", "EPSG:2975"),
        ("97608", "EPSG:4471"), ("97502", "EPSG:4467"), ("98818", "EPSG:3163"),
    ],
)  # fmt: skip
def test_a_commune_is_measured_in_its_legal_crs(code, crs):
    assert crs_for_communes([code]) == crs


@pytest.mark.parametrize(
    ("place", "crs"),
    [
        ((2.64, 50.53), "EPSG:2154"), ((7.26, 43.70), "EPSG:2154"), ((9.45, 42.7), "EPSG:2154"),
        ((-4.49, 48.39), "EPSG:2154"), ((9.16, 41.39), "EPSG:2154"), ((2.38, 51.03), "EPSG:2154"),
        ((-61.53, 16.24), "EPSG:5490"), ((-52.33, 4.92), "EPSG:2972"),
        ((55.45, -20.9), "EPSG:2975"), ((45.23, -12.78), "EPSG:4471"),
        ((-56.33, 46.95), "EPSG:4467"), ((-62.83, 17.9), "EPSG:5490"),
        ((-63.06, 18.07), "EPSG:5490"), ((-176.2, -13.3), "EPSG:8903"),
        ((-178.1, -14.3), "EPSG:8903"), ((165.6, -21.3), "EPSG:3163"),
    ],
)  # fmt: skip
def test_data_in_france_is_measured_in_the_legal_crs(place, crs):
    assert crs_for_bounds(*around(*place)) == crs


@pytest.mark.parametrize(
    ("island", "place", "crs"),
    [
        ("Bora-Bora", (-151.74, -16.5), "EPSG:3296"), ("Rurutu", (-151.35, -22.45), "EPSG:3296"),
        ("Tahiti", (-149.45, -17.65), "EPSG:3297"), ("Moorea", (-149.83, -17.53), "EPSG:3297"),
        ("Nuku Hiva", (-140.14, -8.87), "EPSG:3298"), ("Mangareva", (-134.95, -23.12), "EPSG:3299"),
    ],
)  # fmt: skip
def test_each_part_of_french_polynesia_is_measured_in_the_zone_where_it_lies(island, place, crs):
    square = box(*around(*place))
    assert crs_for_places([square]) == crs, island
    on_globe = abs(Geod(ellps="GRS80").geometry_area_perimeter(square.segmentize(0.002))[0])
    assert to_metric([square], crs)[0].area == pytest.approx(on_globe, rel=0.0025)


def test_the_zone_of_tahiti_would_enlarge_the_marquesas():
    assert areal_scale("EPSG:3297", -140.14, -8.87) == pytest.approx(1.014, abs=0.002)


@pytest.mark.parametrize(
    "place",
    [(-73.98, 40.67), (-0.13, 51.51), (4.35, 50.85), (2.17, 41.39), (8.55, 47.37), (11.9, 57.7)],
    ids=["New York", "London", "Brussels", "Barcelona", "Zürich", "Göteborg"],
)
def test_elsewhere_areas_are_those_of_the_globe(place):
    square = box(*around(*place))
    crs = crs_for_bounds(*square.bounds)
    assert "laea" in crs
    dense = square.segmentize(0.002)
    on_globe = abs(Geod(ellps="WGS84").geometry_area_perimeter(dense)[0])
    assert to_metric([dense], crs)[0].area == pytest.approx(on_globe, rel=1e-6)


def test_web_mercator_would_more_than_double_the_areas_of_lille():
    square = box(*around(3.06, 50.63))
    legal, mercator = (to_metric([square], crs)[0].area for crs in ("EPSG:2154", "EPSG:3857"))
    assert 2.3 < mercator / legal < 2.6


def test_a_territory_across_two_crs_is_refused():
    with pytest.raises(AnimmapError, match="crs_mismatch"):
        crs_for_communes(["62119", "97411"])


@pytest.mark.parametrize("name", ["EPSG:4326", "EPSG:999999", "Lambert", "EPSG:2230"])
def test_only_a_metric_crs_measures(name):
    with pytest.raises(AnimmapError, match="crs_missing"):
        check_crs(name)


@pytest.mark.parametrize("name", ["EPSG:2154", "epsg:2154", "2154", " 2154 "])
def test_a_metric_crs_is_known_by_its_number(name):
    assert check_crs(name) == "EPSG:2154"


def test_one_outline_astray_does_not_move_the_crs():
    lille = [box(3, 50.6, 3.1, 50.7)] * 4
    assert crs_for_places([*lille, box(-74, 40.7, -73.9, 40.8)]) == "EPSG:2154"


def test_outlines_on_either_side_of_the_antimeridian_are_measured_there():
    west, east = box(178, -18, 180, -16), box(-180, -18, -178, -16)
    crs = crs_for_places([west, east, shapely.MultiPolygon([west, east])])
    assert "+lat_0=-17 +lon_0=-180" in crs
    moved = to_metric([west, east, shapely.box(177, -18, 179, -16)], crs)
    assert moved[0].area == pytest.approx(moved[1].area, rel=1e-6)
    assert moved[0].distance(moved[1]) == pytest.approx(0, abs=1e-3)


def test_web_mercator_is_known_to_enlarge_areas():
    assert areal_scale("EPSG:2154", 2.6, 50.5) == pytest.approx(1, abs=0.01)
    assert areal_scale("EPSG:3857", 2.6, 50.5) == pytest.approx(2.47, abs=0.05)


@pytest.mark.parametrize(
    ("name", "known"),
    [("EPSG:4326", True), ("EPSG:2154", True), ("EPSG:2263", True),
     ("EPSG:999999", False), ("EPSG:5773", False), ("EPSG:4978", False), ("", False)],
)  # fmt: skip
def test_heights_and_unknown_systems_place_nothing(name, known):
    assert is_horizontal(name) is known


def test_there_and_back_is_the_same_place():
    place = Point(2.64, 50.53)
    back = to_lonlat(to_metric([place], "EPSG:2154"), "EPSG:2154")[0]
    assert back.distance(place) < 1e-9


def test_height_is_dropped_and_order_kept():
    moved = reproject([Point(2, 50, 7), shapely.Point(3, 50)], "EPSG:4326", "EPSG:2154")
    assert [point.has_z for point in moved] == [False, False]
    assert moved[0].x < moved[1].x


@pytest.mark.parametrize("astray", [box(-179, -89, 179, 89), box(178, 10, 179, 11)])
def test_an_outline_over_greenwich_stays_there_whatever_lies_far_away(astray):
    drawn = [box(2.6, 50.5, 2.7, 50.6), box(2.6, 50.5, 2.8, 50.6), box(-4, 43, 9, 52), astray]
    assert crs_for_places(drawn) == "EPSG:2154"
