"""Shapefiles as they travel: zipped by anybody, in any folder, incomplete, locked."""

import json
import zipfile

import geopandas as gpd
import pytest
from shapely import box

from animmap.errors import AnimmapError
from animmap.sources.vector import read_vector


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {"nom": ["Lawe", "Clarence"], "n": [1, 2]},
        geometry=[box(2.6, 50.5, 2.7, 50.6), box(2.65, 50.5, 2.75, 50.6)],
        crs="EPSG:4326",
    )


@pytest.fixture
def shapefile(tmp_path, frame):
    """Zip a Shapefile in Lambert-93: its members are named by ``rename``, some left out."""
    folder = tmp_path / "shp"
    folder.mkdir()
    frame.to_crs("EPSG:2154").to_file(folder / "voix.shp")
    frame.set_geometry(frame.to_crs("EPSG:2154").centroid).to_file(folder / "lieux.shp")

    def write(rename="{}", names=("voix",), without=(), junk=()):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in junk:
                archive.writestr(name, b"junk")
            for name in names:
                for part in sorted(folder.glob(f"{name}.*")):
                    if part.suffix not in without:
                        archive.write(part, rename.format(part.name))
        return path

    return write


@pytest.mark.parametrize("rename", ["un/deux/{}", "mes données (1)/{}", "../../{}", "{{x}}%20/{}"])
def test_a_zipped_shapefile_is_read_wherever_it_lies_in_the_archive(shapefile, rename):
    assert len(read_vector(shapefile(rename)).geometries) == 2


def test_what_a_mac_adds_to_an_archive_is_no_shapefile(shapefile):
    path = shapefile(junk=("__MACOSX/._voix.shp", "__MACOSX/voix/._voix.dbf", ".DS_Store"))
    assert len(read_vector(path).geometries) == 2


def test_upper_case_suffixes_are_the_same(shapefile, tmp_path):
    upper = tmp_path / "upper.zip"
    with zipfile.ZipFile(shapefile()) as source, zipfile.ZipFile(upper, "w") as target:
        for name in source.namelist():
            target.writestr(name.upper(), source.read(name))
    assert len(read_vector(upper).geometries) == 2
    assert len(read_vector(upper, "voix").geometries) == 2


def test_a_shapefile_of_areas_is_read_before_one_of_points(shapefile):
    path = shapefile(names=("lieux", "voix"))
    assert (read_vector(path).layer, read_vector(path).others) == ("voix", ())
    assert read_vector(path, prefer="Point").layer == "lieux"


def test_a_missing_index_is_made_again_without_touching_the_folder(shapefile, tmp_path):
    assert len(read_vector(shapefile(without=(".shx",))).geometries) == 2
    bare = tmp_path / "shp" / "voix.shp"
    bare.with_suffix(".shx").unlink()
    assert len(read_vector(bare).geometries) == 2
    assert not bare.with_suffix(".shx").exists()


def test_a_shapefile_without_crs_is_refused_unless_it_is_given(shapefile):
    path = shapefile(without=(".prj",))
    with pytest.raises(AnimmapError, match=r"crs_unknown.*x\.zip"):
        read_vector(path)
    assert read_vector(path, fallback_crs="EPSG:2154").crs == "EPSG:2154"


def test_a_truncated_archive_and_one_with_a_password_are_named(shapefile):
    path = shapefile()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AnimmapError, match="file_damaged"):
        read_vector(path)
    locked = bytearray(whole)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := locked.find(mark, place + 1)) >= 0:
            locked[place + flag] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(AnimmapError, match="file_encrypted"):
        read_vector(path)


def test_a_zipped_geojson_is_read_too(tmp_path, frame):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/voix.geojson", json.dumps(frame.to_geo_dict()))
    assert read_vector(path).attributes[0]["nom"] == "Lawe"


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
