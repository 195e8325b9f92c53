"""Files of one mess all through: read in place, or proposed and then in place."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
import messy
from messy import (
    PLACES,
    as_csv,
    as_geojson,
    as_xlsx,
    assert_all_in_place,
    features,
    in_lambert,
    lambert,
    point_at,
    swap,
    table,
)

SOUND = {
    "comma.csv": lambda: as_csv(table(), ","),
    "semicolon_bom.csv": lambda: as_csv(table(change=messy.comma), ";", "utf-8-sig"),
    "tab_utf16.txt": lambda: as_csv(table(), "\t", "utf-16"),
    "utf16_be_without_mark.csv": lambda: as_csv(table(), ";", "utf-16-be"),
    "utf16_le_without_mark.csv": lambda: as_csv(table(), ";", "utf-16-le"),
    "windows.csv": lambda: as_csv(table(change=messy.comma), ";", "cp1252"),
    "unix_ends.csv": lambda: as_csv(table(), ";", end="\n"),
    "old_mac_ends.csv": lambda: as_csv(table(), ";", end="\r"),
    "pipes.csv": lambda: as_csv(table(), "|"),
    "announced.csv": lambda: b"sep=;\r\n" + as_csv(table()),
    "decimal_comma_quoted.csv": lambda: as_csv(table(change=messy.comma), ","),
    "english.csv": lambda: as_csv(
        [["Name", "Category", "City", "Zip code", "Phone", "Latitude", "Longitude"], *table()[1:]]
    ),
    "titled.csv": lambda: as_csv([["Liste des acteurs 2026"], [], ["Mars"], *table()]),
    "titled.xlsx": lambda: as_xlsx(
        [["Liste des acteurs 2026"], [], *table()], merges=["A1:G1"]
    ),
    "plain.xlsx": lambda: as_xlsx(table()),
    "plain.ods": lambda: messy.as_ods(table()),
    "degrees.csv": lambda: as_csv(table(change=_in_degrees_minutes)),
    "one_cell.csv": lambda: as_csv(
        table(("nom", "commune", "Coordonnées GPS"), change=_in_one_cell)
    ),
    "wkb.csv": lambda: as_csv(table(("nom", "geom"), change=_as_wkb)),
    "wkt.csv": lambda: as_csv(table(("nom", "WKT"), change=_as_wkt)),
    "geojson_column.csv": lambda: as_csv(table(("nom", "geojson"), change=_as_geojson_cell)),
    "l93_said.csv": lambda: as_csv(table(
        ("nom", "X (Lambert 93)", "Y (Lambert 93)"), change=in_lambert)),
    "l93_epsg_column.csv": lambda: as_csv(table(("nom", "x", "y", "EPSG"), change=in_lambert)),
    "plain.geojson": lambda: as_geojson(features()),
    "latin.geojson": lambda: as_geojson(features(), "cp1252"),
    "utf16.geojson": lambda: as_geojson(features(), "utf-16"),
    "saidin_lambert.geojson": lambda: as_geojson(
        features(lambda _, point: point_at(lambert(*point))),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
    ),
    "three_dimensions.geojson": lambda: as_geojson(
        features(lambda _, point: point_at((*point, 42.0)))
    ),
    "multi.geojson": lambda: as_geojson(
        features(lambda _, point: {"type": "MultiPoint", "coordinates": [point]})
    ),
    "folders.kml": messy.as_kml,
    "linked.kml": lambda: messy.as_kml(links=True),
    "plain.gpx": messy.as_gpx,
}  # fmt: skip


def _in_degrees_minutes(_, row):
    def write(value: float, letter: str) -> str:
        degrees, rest = divmod(value, 1)
        minutes, seconds = divmod(rest * 60, 1)
        return f"{int(degrees)}°{int(minutes)}'{seconds * 60:.3f}\"{letter}"

    return {**row, "lat": write(row["lat"], "N"), "lon": write(row["lon"], "E")}


def _in_one_cell(_, row):
    return {**row, "Coordonnées GPS": f"{row['lat']}, {row['lon']}"}


def _as_wkt(_, row):
    return {**row, "WKT": f"POINT ({row['lon']} {row['lat']})"}


def _as_wkb(_, row):
    return {**row, "geom": shapely.to_wkb(shapely.Point(row["lon"], row["lat"]), hex=True)}


def _as_geojson_cell(_, row):
    return {**row, "geojson": json.dumps(point_at((row["lon"], row["lat"])))}


@pytest.mark.parametrize("name", SOUND)
def test_a_file_that_says_what_it_is_is_imported_whole_and_in_place(bring, name):
    report = bring(name, SOUND[name]())
    assert report["quarantined"] == []
    assert report["imported"] == len(PLACES) + ("gpx" in name)
    assert_all_in_place(report)


def _flip(_, point):
    return point_at(point[::-1])


FAULTY = {
    "swapped.csv": ("swapped", "swap", lambda folder: as_csv(table(change=swap))),
    "swapped.geojson": ("swapped", "swap", lambda folder: as_geojson(features(_flip))),
    "swappedin_lambert.csv": (
        "swapped", "swap",
        lambda folder: as_csv(table(
            ("nom", "x_l93", "y_l93"),
            change=lambda rank, row: dict(
                zip(("y_l93", "x_l93"), map(str, lambert(row["lon"], row["lat"])), strict=True),
                nom=row["nom"],
            ),
        )),
    ),
    "metres.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(features(lambda _, point: point_at(lambert(*point)))),
    ),
    "metres_swapped.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(features(lambda _, point: point_at(lambert(*point)[::-1]))),
    ),
    "mercator.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(
            features(lambda _, point: point_at(lambert(*point, crs="EPSG:3857")))
        ),
    ),
    "mercator_saidin_lambert.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(
            features(lambda _, point: point_at(lambert(*point, crs="EPSG:3857"))),
            crs={"type": "name", "properties": {"name": "EPSG:2154"}},
        ),
    ),
    "unknown_crs.geojson": (
        "crs_unknown", "crs",
        lambda folder: as_geojson(
            features(), crs={"type": "name", "properties": {"name": "EPSG:999999"}}
        ),
    ),
    "lambert_2.csv": (
        "crs_missing", "crs",
        lambda folder: as_csv(table(("nom", "x", "y"), change=_in("EPSG:27572"))),
    ),
    "conic.csv": (
        "crs_missing", "crs",
        lambda folder: as_csv(table(("nom", "x", "y"), change=_in("EPSG:3950"))),
    ),
    "utm.csv": (
        "crs_missing", "crs",
        lambda folder: as_csv(table(("nom", "x", "y"), change=_in("EPSG:32631"))),
    ),
    "metres_as_latitude.csv": (
        "crs_wrong", "crs",
        lambda folder: as_csv(table(("nom", "longitude", "latitude"), change=_metres_as_degrees)),
    ),
    "no_prj.zip": (
        "crs_missing", "crs",
        lambda folder: messy.as_shapefile(folder, without=(".prj",)),
    ),
    "no_prj_degrees.zip": (
        "crs_missing", "crs",
        lambda folder: messy.as_shapefile(folder, crs="EPSG:4326", without=(".prj",)),
    ),
}  # fmt: skip


def _in(crs):
    def change(_, row):
        east, north = lambert(row["lon"], row["lat"], crs=crs)
        return {**row, "x": f"{east:.2f}".replace(".", ","), "y": f"{north:.2f}"}

    return change


def _metres_as_degrees(_, row):
    east, north = lambert(row["lon"], row["lat"])
    return {**row, "longitude": f"{east:.2f}", "latitude": f"{north:.2f}"}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_of_the_whole_file_is_proposed_then_mended_once_accepted(bring, tmp_path, name):
    code, accept, write = FAULTY[name]
    content = write(tmp_path)
    report = bring(name, content)
    assert report["imported"] == 0
    assert {one["code"] for one in report["quarantined"]} == {code}
    (proposal,) = [one for one in report["proposals"] if one["code"] == code]
    assert (proposal["n"], proposal["of"]) == (len(PLACES), len(PLACES))
    assert not proposal["accepted"]
    mended = bring(name, content, accept=[accept])
    assert mended["imported"] == len(PLACES)
    assert mended["quarantined"] == []
    assert_all_in_place(mended)
