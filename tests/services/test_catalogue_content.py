"""Geometry and tables that harm (catalogue B and C): one test a line, in the real child."""

from __future__ import annotations

import json
import math
import zipfile
from io import BytesIO

import openpyxl
import pytest

from animmap.core.importing.choices import Choices
from animmap.services.import_plan import plan_import
from animmap.services.imports import run_import
from tests.services.catalogue import Trial, imported, proposed, refused
from tests.services.messy import PLACES, as_csv, as_geojson, as_xlsx, features, lambert, table
from tests.sources.harmful import claiming, far_cell, swollen

SQUARE = [[2.52, 50.42], [2.58, 50.42], [2.58, 50.48], [2.52, 50.48], [2.52, 50.42]]
BOW_TIE = [[2.52, 50.42], [2.58, 50.48], [2.58, 50.42], [2.52, 50.48], [2.52, 50.42]]


def point(longitude, latitude, *more) -> str:
    return f'{{"type": "Point", "coordinates": [{longitude}, {latitude}{"".join(more)}]}}'


def polygon(*rings) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings})


SOUND = point(2.55, 50.45)


def layer(*shapes, crs="") -> str:
    """Return a GeoJSON written by hand: JSON of Python knows no 1e400."""
    made = ",".join(
        f'{{"type": "Feature", "properties": {{"nom": "Lieu {rank}"}}, "geometry": {shape}}}'
        for rank, shape in enumerate(shapes)
    )
    named = f'"crs": {{"type": "name", "properties": {{"name": "{crs}"}}}},' if crs else ""
    return f'{{"type": "FeatureCollection", {named} "features": [{made}]}}'


def in_lambert(_, place):
    return {"type": "Point", "coordinates": lambert(*place)}


def swap(_, place):
    return {"type": "Point", "coordinates": place[::-1]}


def thousand(**members) -> str:
    unclosed = polygon(SQUARE[:-1])
    places = [point(2.5 + n / 10_000, 50.45) for n in range(999)]
    return layer(*places[:500], unclosed, *places[500:])


def many_corners(count) -> list:
    ring = [[2.5 + n / count / 10, 50.4 + (n % 7) / 1e4] for n in range(count)]
    return [*ring, ring[0]]


def round_ring(count) -> list:
    turns = (2 * math.pi * n / count for n in range(count))
    ring = [[2.55 + math.cos(one) / 30, 50.45 + math.sin(one) / 30] for one in turns]
    return [*ring, ring[0]]


def many_points(count) -> str:
    places = [[2.5 + n / count / 10, 50.4 + n % 100 / 1e3] for n in range(count)]
    return json.dumps({"type": "MultiPoint", "coordinates": places})


def workbook(*lines, merged=(), macro=b"") -> bytes:
    content = as_xlsx(lines, merges=merged)
    if not macro:
        return content
    stream = BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", macro)
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return stream.getvalue()


def hundred_columns() -> str:
    made = [{"type": "Feature", "geometry": json.loads(SOUND),
             "properties": {f"{n}-{k}": 1 for k in range(50)}} for n in range(1000)]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": made})


def values(report, code) -> list[tuple[int, str]]:
    return [(one["row"], one["value"]) for one in report["faults"] if one["code"] == code]


def rows(count, bad) -> str:
    lines = (
        f"Lieu {n};{'?' if n < bad else '50,45'};{2.5 + n / 40_000:.6f}".replace(".", ",")
        for n in range(count)
    )
    return "nom;lat;lon\n" + "\n".join(lines)


LINES = {
    "B1": [(layer(point("1e308", 50.4), point("Infinity", 50.4), point("NaN", 50.4),
                  point("1e400", 50.4), SOUND), imported(1, waiting=4))],
    "B2": [(layer(point(200, 95), SOUND), imported(1, waiting=1, faults=["outside_world"]))],
    "B3": [(as_geojson(features(swap)), proposed("swapped", 12))],
    "B4": [
        (as_geojson(features(in_lambert)), proposed("crs_wrong", 12, "EPSG:2154")),
        (as_geojson(features(in_lambert), crs={"type": "name", "properties": {
            "name": "urn:ogc:def:crs:EPSG::3857"}}), proposed("crs_wrong", 12, "EPSG:2154")),
    ],
    "B5": [(layer(SOUND, crs="EPSG:999999"), proposed("crs_unknown", 1))],
    "B6": [
        (layer(polygon(BOW_TIE), SOUND), imported(2, repairs=["geometry_repaired"])),
        (layer(polygon(SQUARE[:2]), SOUND), imported(1, waiting=1, faults=["geometry_no_area"])),
        (layer(polygon([one for one in SQUARE for _ in (0, 1)])), imported(1)),
    ],
    "B7": [(thousand(), imported(1000, repairs=["unclosed"]))],
    "B8": [(layer("null", '{"type": "Point", "coordinates": []}',
                  '{"type": "GeometryCollection", "geometries": []}', SOUND),
            imported(4, faults=["geometry_missing"]))],
    "B9": [(layer(f'{{"type": "GeometryCollection", "geometries": [{SOUND}, {polygon(SQUARE)}]}}',
                  SOUND), imported(2, repairs=["collection_split"]))],
    "B10": [(layer(point(2.55, 50.45, ", 37"), point(2.56, 50.45, ", 37, 2")), imported(2))],
    "B11": [(layer(polygon([[179, 50], [-179, 50], [-179, 51], [179, 51], [179, 50]]), SOUND),
             imported(1, waiting=1, faults=["far_from_territory"]))],
    "B12": [(layer(polygon(many_corners(300_000)), SOUND),
             imported(1, waiting=1, faults=["geometry_too_complex"])),
            (layer(polygon(many_corners(60_000)), SOUND),
             imported(1, waiting=1, faults=["geometry_too_complex"])),
            (layer(polygon(round_ring(40_000)), SOUND), imported(2)),
            (layer(many_points(100_000), SOUND),
             imported(1, waiting=1, faults=["geometry_too_complex"]))],
    "B14": [(layer('{"type": "Point", "coordinates": ["2.55", "50.45"]}', SOUND),
             imported(1, waiting=1, faults=["geometry_unreadable"]))],
    "B15": [
        ('{"type":"FeatureCollection","features":' + "[" * 100_000, refused("file_unreadable")),
        (layer('{"type": "GeometryCollection", "geometries": [' * 400 + SOUND + "]}" * 400, SOUND),
         lambda told: told.get("refused") == "file_unreadable" or told["read"] == 2),
    ],
    "B16": [
        (layer(SOUND)[:-10], refused("file_unreadable")),
        (layer(SOUND).replace('"nom"', '"nom": "Avant", "nom"'), imported(1)),
    ],
}  # fmt: skip
TABLES = {
    "C1": [("x.xlsx", far_cell, refused("too_many_columns", "too_many_rows"))],
    "C2": [
        ("x.xlsx", lambda: swollen("<row><c><v>1</v></c></row>", 3_000_000),
         refused("too_many_rows", "file_too_large")),
        ("y.xlsx", lambda: claiming(2_000_000_000, far_cell()), refused("file_too_large")),
    ],
    "C3": [
        ("x.csv", lambda: ";".join(f"c{n}" for n in range(50_000)) + "\n1;2\n",
         refused("too_many_columns")),
        ("x.geojson", hundred_columns, refused("too_many_columns")),
    ],
    "C4": [
        *((f"{name}.csv", lambda name=name: as_csv(table(), encoding=name), imported(12))
          for name in ("cp1252", "utf-16", "utf-8-sig")),
        ("mixed.csv", lambda: b"\n".join(
            line.encode("utf-8" if rank % 2 else "cp1252")
            for rank, line in enumerate(as_csv(table()).decode().split("\r\n"))
        ), imported(12, notices=["mixed_encoding"])),
    ],
    "C5": [
        (f"{ord(mark)}.csv", lambda mark=mark: as_csv(table(change=lambda _, row: {
            **row, "lat": str(row["lat"]).replace(".", ","), "tel": "0321540790"}), mark),
         imported(12))
        for mark in ";,\t"
    ],
    "C6": [
        ("x.csv", lambda: f"nom;tel;tel;;{'x' * 300};lat;lon\nUn;0321;0322;a;b;50,45;2,55\n",
         lambda told: imported(1)(told) and len({
             *(one["column"] for one in told["tables"][0]["columns"]),
             *told["tables"][0]["kept_aside"]}) == 7),
        ("x.xlsx", lambda: workbook(["ville", "nom", "lat", "lon"], ["Béthune", "Un", 50.55, 2.65],
                                    ["", "Deux", 50.56, 2.66], merged=["A2:A3"]),
         imported(2, repairs=["merged_cell"])),
    ],
    "C7": [
        ("x.csv", lambda: 'nom;lat;lon\nUn;50,45;2,55\n"Deux;50,46;2,56\nTrois;50,47;2,57\n',
         lambda told: imported(2, waiting=1, faults=["quote_unclosed"])(told)
         and told["quarantined"][0]["row"] == 3),
        ("y.csv", lambda: f"nom;description;lat;lon\nUn;{'x' * 1_000_000};50,45;2,55\n"
                          "Deux;y;50,46;2,56\n",
         imported(1, waiting=1, faults=["text_too_long"])),
        ("z.csv", lambda: "nom;lat;lon\nU\x00n;50,45;2,55\n", imported(1, faults=["text_cleaned"])),
    ],
    "C8": [("x.xlsx", lambda: workbook(
        ["nom", "lat", "lon"], ["=1+1", 50.45, 2.55], ["Deux", 50.46, "=2+0.56"],
        ["Trois", 50.47, 2.57], macro=b"\xcc\x61\x72\x55"),
        lambda told: told["read"] == 3 and "formula_without_value" in
        {one["code"] for one in told["faults"]} and told["imported"] == 1)],
    "C9": [("x.csv", lambda: "nom;informé le;lat;lon\nUn;30/02/2026;50,45;2,55\n"
            "Deux;1/2/3;50,46;2,56\nTrois;45123;50,47;2,57\nQuatre;3/11/2026;50,44;2,54\n",
            lambda told: imported(4)(told) and values(told, "date_unreadable") == [
                (2, "30/02/2026"), (3, "1/2/3"), (4, "45123")])],
    "C10": [
        ("x.xlsx", lambda: as_csv(table()), imported(12)),
        ("x.xls", lambda: "<html><table><tr><td>nom</td></tr></table></html>",
         refused("format_other")),
        ("y.xlsx", lambda: as_xlsx(table())[:-200], refused("file_damaged")),
    ],
    "C12": [("x.csv", lambda: rows(5_000, 37), imported(4_963, waiting=37))],
}  # fmt: skip


@pytest.fixture
def trial(desk, make_project, tmp_path):
    return Trial(desk, make_project(), tmp_path)


@pytest.mark.parametrize("line", LINES)
def test_a_geometry_of_the_catalogue_is_answered_as_expected(line, trial):
    for content, check in LINES[line]:
        told = trial.bring("couche.geojson", content)
        assert check(told), told


@pytest.mark.parametrize("line", TABLES)
def test_a_table_of_the_catalogue_is_answered_as_expected(line, trial):
    for name, make, check in TABLES[line]:
        told = trial.bring(name, make())
        assert check(told), (name, told)


def test_b13_a_perimeter_that_crosses_itself_is_mended_and_told(trial):
    told = trial.bring("traces.geojson", layer(polygon(BOW_TIE)), "sketch", "colleges")
    assert imported(1, repairs=["geometry_repaired"])(told), told


def test_c11_a_file_imported_twice_waits_with_the_day_of_the_first(desk, trial, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes(as_csv(table()))
    run_import(desk, plan_import(desk, trial.project.id, path, "actor", Choices()))
    told = trial.bring("liste.csv", as_csv(table()))
    assert len(told["quarantined"]) == len(PLACES)
    assert {one["code"] for one in told["quarantined"]} == {"already_imported"}
    assert desk.now().date().isoformat() in told["quarantined"][0]["message"]


def test_links_and_macros_of_a_workbook_are_never_followed(trial):
    book = openpyxl.Workbook()
    book.active.append(["nom", "lat", "lon"])
    book.active.append(["Un", 50.45, 2.55])
    book.active["A2"].hyperlink = "file:///etc/passwd"
    stream = BytesIO()
    book.save(stream)
    assert imported(1)(trial.bring("x.xlsx", stream.getvalue()))


def test_b12_an_outline_of_too_many_corners_waits_with_the_proposal_to_simplify_it(trial):
    report = trial.bring("x.geojson", layer(polygon(many_corners(60_000)), SOUND))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"]) == (1, "geometry_too_complex")
    assert "50" in waiting["message"]
    assert waiting["remedy"].startswith("Simplifiez")
