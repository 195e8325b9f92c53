"""Files nobody has checked: what is read, what is named, what is refused."""

import json
import zipfile

import geopandas as gpd
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
    assert found.faults == {1: "no_area", 2: "empty"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
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


def test_a_crs_link_is_never_followed(geojson):
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    assert read_vector(geojson(square(), crs=link)).crs == "EPSG:4326"


def test_a_geopackage_is_read_by_layer(tmp_path, frame):
    path = tmp_path / "voix.gpkg"
    frame.to_file(path, layer="atelier1")
    frame.head(1).to_file(path, layer="atelier2")
    assert len(read_vector(path, "atelier2").geometries) == 1
    assert read_vector(path).attributes[1] == {"nom": "Clarence", "n": 2}
    with pytest.raises(AnimmapError, match=r"layer_unknown.*atelier1, atelier2"):
        read_vector(path, "atelier3")


def test_a_zipped_shapefile_is_read_in_its_own_crs(tmp_path, frame):
    frame.to_crs("EPSG:2154").to_file(tmp_path / "voix.shp")
    path = tmp_path / "voix.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for suffix in ("shp", "shx", "dbf", "prj"):
            archive.write(tmp_path / f"voix.{suffix}", f"dossier/voix.{suffix}")
    found = read_vector(path)
    assert len(found.geometries) == 2
    assert "Lambert" in found.crs or "2154" in found.crs


def test_a_zip_of_several_shapefiles_is_read_by_name(tmp_path, frame):
    path = tmp_path / "voix.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in (("un", 1), ("deux", 2)):
            frame.head(rows).to_file(tmp_path / f"{name}.shp")
            for suffix in ("shp", "shx", "dbf", "prj"):
                archive.write(tmp_path / f"{name}.{suffix}", f"{name}.{suffix}")
    assert len(read_vector(path, "deux").geometries) == 2
    with pytest.raises(AnimmapError, match=r"layer_unknown.*un, deux"):
        read_vector(path, "trois")


def test_a_shapefile_without_crs_is_refused_by_name(tmp_path, frame):
    frame.to_crs("EPSG:2154").to_file(tmp_path / "voix.shp")
    (tmp_path / "voix.prj").unlink()
    with pytest.raises(AnimmapError, match="crs_missing"):
        read_vector(tmp_path / "voix.shp")


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
    with pytest.raises(AnimmapError, match=r"format_unknown|file_unreadable"):
        read_vector(path)


def test_a_virtual_layer_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("layer.shp", SECRET_VRT.format("CSV:/etc/passwd"))
    with pytest.raises(AnimmapError, match="file_unreadable"):
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
    with pytest.raises(AnimmapError, match=r"file_unreadable.*absent\.gpkg"):
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
