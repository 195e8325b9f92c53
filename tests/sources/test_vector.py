"""Files nobody has checked: what is read, what is named, what is refused."""

import json
import sqlite3
import struct
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from animmap.errors import AnimmapError
from animmap.sources.vector import read_vector


def square(**properties):
    ring = [[2.6, 50.5], [2.7, 50.5], [2.7, 50.6], [2.6, 50.6], [2.6, 50.5]]
    return feature({"type": "Polygon", "coordinates": [ring]}, **properties)


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@pytest.fixture
def geojson(tmp_path):
    def write(*features, encoding="utf-8", **members):
        document = {"type": "FeatureCollection", "features": list(features), **members}
        path = tmp_path / "voix.geojson"
        path.write_bytes(json.dumps(document, ensure_ascii=False).encode(encoding))
        return path

    return write


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {"nom": ["Lawe", "Clarence"], "n": [1, 2]},
        geometry=[box(2.6, 50.5, 2.7, 50.6), box(2.65, 50.5, 2.75, 50.6)],
        crs="EPSG:4326",
    )


def test_one_bad_feature_never_hides_the_others(geojson):
    found = read_vector(
        geojson(square(), feature({"type": "Polygon", "coordinates": "?"}), square(), "not a row")
    )
    assert [one is not None for one in found.geometries] == [True, False, True, False]
    assert found.faults == {1: "unreadable", 3: "empty"}


def test_an_unclosed_ring_is_read_and_a_ring_of_two_points_has_no_area(geojson):
    open_ring = {"type": "Polygon", "coordinates": [[[2, 50], [3, 50], [3, 51]]]}
    two_points = {"type": "Polygon", "coordinates": [[[2, 50], [3, 50]]]}
    found = read_vector(geojson(feature(open_ring), feature(two_points), feature(None)))
    assert found.geometries[0].area == pytest.approx(0.5)
    assert found.mends == {0: ("unclosed",)}
    assert found.faults == {1: "no_area", 2: "empty"}


def test_a_polygon_keeps_its_area_whatever_its_hole_or_its_second_part(geojson):
    ring, stub = [[2, 50], [3, 50], [3, 51], [2, 50]], [[5, 50], [6, 50]]
    raised = [[*ring[0], 9], *ring[1:3], [*ring[0], 9]]
    found = read_vector(
        geojson(
            feature({"type": "Polygon", "coordinates": [ring, stub]}),
            feature({"type": "MultiPolygon", "coordinates": [[ring], [stub]]}),
            feature({"type": "Polygon", "coordinates": [raised]}),
        )
    )
    assert [one.area for one in found.geometries] == pytest.approx([0.5] * 3)
    assert found.mends == {0: ("collapsed_part",), 1: ("collapsed_part",)}


@pytest.mark.parametrize("coordinate", ["1" + "0" * 400, "null", '"here"', "[]", "{}"])
def test_a_coordinate_that_is_no_number_stops_its_row_only(geojson, coordinate):
    ring = {"type": "Polygon", "coordinates": [[["?", 50], [3, 50], [3, 51]]]}
    path = geojson(feature(ring), square())
    path.write_text(path.read_text().replace('"?"', coordinate))
    found = read_vector(path)
    assert found.faults == {0: "unreadable"}
    assert len(found.geometries) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_are_read_in_the_usual_encodings(geojson, encoding):
    found = read_vector(geojson(square(nom="Béthune – marché"), encoding=encoding))
    assert found.attributes[0]["nom"] == "Béthune – marché"


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("EPSG:2154", "EPSG:2154"),
    ],
)
def test_an_old_style_crs_name_is_honoured(geojson, name, crs):
    assert read_vector(geojson(square(), crs={"properties": {"name": name}})).crs == crs


@pytest.mark.parametrize("name", ["EPSG:999999", "urn:ogc:def:crs:EPSG::5773", "EPSG:4978"])
def test_a_crs_that_places_nothing_on_the_ground_is_asked_for(geojson, name):
    path = geojson(square(), crs={"properties": {"name": name}})
    with pytest.raises(AnimmapError, match="crs_unknown"):
        read_vector(path)
    assert read_vector(path, fallback_crs="EPSG:2154").crs == "EPSG:4326"


def test_a_crs_link_is_never_followed(geojson):
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    assert read_vector(geojson(square(), crs=link)).crs == "EPSG:4326"


def test_a_geopackage_is_read_by_layer(tmp_path, frame):
    path = tmp_path / "voix.gpkg"
    frame.to_file(path, layer="atelier1")
    frame.head(1).to_file(path, layer="atelier2")
    assert len(read_vector(path, "atelier2").geometries) == 1
    assert read_vector(path).attributes[1] == {"nom": "Clarence", "n": 2, "fid": 2}
    with pytest.raises(AnimmapError, match=r"layer_unknown.*atelier1, atelier2"):
        read_vector(path, "atelier3")


def test_the_layer_read_is_the_first_with_rows_of_the_kind_wanted(tmp_path, frame):
    path = tmp_path / "voix.gpkg"
    points = frame.set_geometry(frame.to_crs("EPSG:2154").centroid.to_crs("EPSG:4326"))
    frame.head(0).to_file(path, layer="vide", geometry_type="Polygon")
    points.to_file(path, layer="lieux")
    frame.to_file(path, layer="périmètres", geometry_type="Unknown")
    assert read_vector(path).layer == "périmètres"
    assert read_vector(path, prefer="Point").layer == "lieux"
    assert read_vector(path).others == ()
    frame.to_file(path, layer="a")
    frame.to_file(path, layer="b")
    assert (read_vector(path).layer, read_vector(path).others) == ("a", ("b",))


def test_whole_numbers_and_yes_or_no_stay_so_beside_a_hole(tmp_path, frame):
    path = tmp_path / "voix.gpkg"
    frame.assign(
        n=pd.array([3, None], dtype="Int64"), yes=pd.array([True, None], dtype="boolean")
    ).to_file(path)
    first, second = read_vector(path).attributes
    assert (repr(first["n"]), repr(first["yes"])) == ("3", "True")
    assert (second["n"], second["yes"], second["fid"]) == (None, None, 2)


def test_an_unclosed_ring_of_a_geopackage_is_closed(tmp_path, frame):
    path = tmp_path / "voix.gpkg"
    frame.head(1).to_file(path, layer="voix")
    ring = struct.pack("<BIII", 1, 3, 1, 3) + struct.pack("<6d", 2, 50, 3, 50, 3, 51)
    blob = b"GP\x00\x01" + struct.pack("<i", 4326) + ring
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE voix SET geom = ?", (blob,))
    found = read_vector(path)
    assert found.geometries[0].area == pytest.approx(0.5)
    assert found.mends == {0: ("unclosed",)}


SECRET_VRT = """<OGRVRTDataSource><OGRVRTLayer name="s"><SrcDataSource>{}</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("name", ["x.geojson", "x.gpkg", "x.zip", "x.shp"])
@pytest.mark.parametrize(
    "content",
    [
        SECRET_VRT,
        '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {}"}}',
        "<html>{}</html>",
        "PK\x03\x04{}",
    ],
)
def test_a_file_that_asks_for_another_is_refused(tmp_path, name, content):
    secret = tmp_path / "secret.csv"
    secret.write_text("token\nabcdef\n")
    path = tmp_path / name
    path.write_text(content.format(secret))
    with pytest.raises(AnimmapError, match=r"format_unknown|file_unreadable|file_damaged"):
        read_vector(path)


def test_a_virtual_layer_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("layer.shp", SECRET_VRT.format("CSV:/etc/passwd"))
    with pytest.raises(AnimmapError, match="format_unknown"):
        read_vector(path)


def test_a_zip_that_unpacks_to_a_gigabyte_is_refused_before_unpacking(tmp_path):
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.shp", "w", force_zip64=True) as member,
    ):
        for _ in range(1000):
            member.write(bytes(1_000_000))
    with pytest.raises(AnimmapError, match="file_too_large"):
        read_vector(path)


def test_an_empty_and_a_missing_file_are_named(tmp_path):
    (tmp_path / "vide.geojson").touch()
    with pytest.raises(AnimmapError, match=r"file_empty.*vide\.geojson"):
        read_vector(tmp_path / "vide.geojson")
    with pytest.raises(AnimmapError, match=r"file_missing.*absent\.gpkg"):
        read_vector(tmp_path / "absent.gpkg")


@pytest.mark.parametrize("text", ['{"type": "FeatureCollection", "features": [', "[1, 2]", "{}"])
def test_a_broken_geojson_is_refused(tmp_path, text):
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(AnimmapError, match=r"format_unknown|file_unreadable"):
        read_vector(path)


def test_a_json_nested_without_end_is_refused(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text('{"a":' * 100_000)
    with pytest.raises(AnimmapError, match="file_unreadable"):
        read_vector(path)
