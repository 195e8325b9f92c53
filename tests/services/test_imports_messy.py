"""What people really bring: every row accounted for, no place moved in silence."""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely

from animmap.core.importing.choices import Choices
from animmap.services import explore
from animmap.services.explore import Filters
from animmap.services.import_report import report_import
from animmap.services.imports import plan_import, run_import
from animmap.sources import import_child, import_file
from animmap.texts import tr

sys.path.insert(0, str(Path(__file__).parent))
import messy
from messy import PLACES, POINTS, as_csv, as_geojson, as_xlsx, features, lambert, table

A_METRE = 1.5e-5


def read_here(module, arguments, name, longest_s):
    """Read in this process, as the child does: a child for each of these files takes minutes."""
    path, name, options = arguments
    with TemporaryDirectory() as folder:
        answer = asdict(import_child.read(Path(path), name, json.loads(options), Path(folder)))
    return json.loads(json.dumps(answer))


@pytest.fixture
def bring(desk, make_project, tmp_path, monkeypatch):
    """Return ``bring(name, content, layer="actor", **choices)``: the report of an import."""
    project = make_project()

    def run(name, content, layer="actor", accept=(), **choices):
        if not name.endswith((".zip", ".gpkg")):
            monkeypatch.setattr(import_file, "ask_child", read_here)
        path = tmp_path / name
        path.write_bytes(content)
        made = Choices(accept=frozenset(accept), **choices)
        plan = plan_import(desk, project.id, path, layer, made)
        run_import(desk, plan)
        report = report_import(plan, tr, written=True)
        found = explore.find_features(desk, project.id, Filters(layers=(layer,)))
        report["found"] = {item.name: item for item in found}
        assert len(found) >= report["imported"]
        waiting = len(report["quarantined"])
        assert report["read"] == report["imported"] + waiting + report["merged"] + report["skipped"]
        json.dumps({key: value for key, value in report.items() if key != "found"})
        return report

    run.project = project
    return run


def assert_all_in_place(report, names=POINTS):
    for name in names:
        assert name in report["found"], name
        place = report["found"][name].geometry
        assert place is not None, name
        middle = place.representative_point()
        truth = POINTS[name]
        assert abs(middle.x - truth[0]) < A_METRE
        assert abs(middle.y - truth[1]) < A_METRE


def codes(report) -> set[str]:
    return {one["code"] for one in report["proposals"]}


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
    "l93_said.csv": lambda: as_csv(table(("nom", "X (Lambert 93)", "Y (Lambert 93)"), change=_l93)),
    "l93_epsg_column.csv": lambda: as_csv(table(("nom", "x", "y", "EPSG"), change=_l93)),
    "plain.geojson": lambda: as_geojson(features()),
    "latin.geojson": lambda: as_geojson(features(), "cp1252"),
    "utf16.geojson": lambda: as_geojson(features(), "utf-16"),
    "said_l93.geojson": lambda: as_geojson(
        features(lambda _, point: _point(lambert(*point))),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
    ),
    "three_dimensions.geojson": lambda: as_geojson(
        features(lambda _, point: _point((*point, 42.0)))
    ),
    "multi.geojson": lambda: as_geojson(
        features(lambda _, point: {"type": "MultiPoint", "coordinates": [point]})
    ),
    "folders.kml": messy.as_kml,
    "linked.kml": lambda: messy.as_kml(links=True),
    "plain.gpx": messy.as_gpx,
}  # fmt: skip


def _point(coordinates) -> dict:
    return {"type": "Point", "coordinates": list(coordinates)}


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
    return {**row, "geojson": json.dumps(_point((row["lon"], row["lat"])))}


def _l93(_, row):
    east, north = lambert(row["lon"], row["lat"])
    said = {"X (Lambert 93)": f"{east:.2f}", "Y (Lambert 93)": f"{north:.2f}"}
    return {**row, **said, "x": f"{east:.2f}", "y": f"{north:.2f}", "EPSG": "2154"}


@pytest.mark.parametrize("name", SOUND)
def test_a_file_that_says_what_it_is_is_imported_whole_and_in_place(bring, name):
    report = bring(name, SOUND[name]())
    assert report["quarantined"] == []
    assert report["imported"] == len(PLACES) + ("gpx" in name)
    assert_all_in_place(report)


def _swap(_, row):
    return {**row, "lat": row["lon"], "lon": row["lat"]}


def _flip(_, point):
    return _point(point[::-1])


FAULTY = {
    "swapped.csv": ("swapped", "swap", lambda folder: as_csv(table(change=_swap))),
    "swapped.geojson": ("swapped", "swap", lambda folder: as_geojson(features(_flip))),
    "swapped_l93.csv": (
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
        lambda folder: as_geojson(features(lambda _, point: _point(lambert(*point)))),
    ),
    "metres_swapped.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(features(lambda _, point: _point(lambert(*point)[::-1]))),
    ),
    "mercator.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(
            features(lambda _, point: _point(lambert(*point, crs="EPSG:3857")))
        ),
    ),
    "mercator_said_l93.geojson": (
        "crs_wrong", "crs",
        lambda folder: as_geojson(
            features(lambda _, point: _point(lambert(*point, crs="EPSG:3857"))),
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


def test_one_row_swapped_among_others_waits_alone(bring):
    report = bring(
        "one.csv", as_csv(table(change=lambda rank, row: _swap(rank, row) if rank == 5 else row))
    )
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"]) == (7, "swapped")
    assert report["imported"] == len(PLACES) - 1


def test_a_lost_minus_is_proposed(bring, desk, make_project, tmp_path):
    from animmap.core.importing.draft import Draft
    from animmap.core.importing.positions import region_around
    from animmap.core.importing.settle import settle_places

    west = region_around(-1.8, 48.0, -1.6, 48.2, "EPSG:2154")
    draft = Draft("", 2, {}, raw=shapely.Point(1.7, 48.1), crs="EPSG:4326")
    (proposal,) = settle_places([draft], west, Choices())
    assert (proposal.code, proposal.accept) == ("sign_lost", "sign")
    assert draft.waits


def test_a_place_elsewhere_in_france_is_imported_and_told(bring):
    far = [{**PLACES[0], "nom": "Réseau national", "lon": 2.35, "lat": 48.85, "commune": "Paris"}]
    report = bring("paris.csv", as_csv(table(("nom", "lat", "lon"), rows=[*PLACES, *far])))
    assert report["imported"] == len(PLACES) + 1
    assert [one["code"] for one in report["faults"]] == ["outside_territory"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        ("139.7", "35.7", "far_from_territory"),
        ("0", "0", "position_zero"),
        ("500", "500", "outside_world"),
        ("2.55", "", "coordinate_missing"),
        ("2.55", "environ 50", "coordinate_unreadable"),
        ("50.45", "2.55", "swapped"),
    ],
)
def test_a_wrong_position_waits_and_is_named(bring, longitude, latitude, code):
    bad = [{**PLACES[0], "nom": "Ailleurs", "lon": longitude, "lat": latitude}]
    report = bring("bad.csv", as_csv(table(("nom", "lat", "lon"), rows=[*PLACES, *bad])))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"], waiting["name"]) == (14, code, "Ailleurs")
    assert waiting["message"]
    assert waiting["remedy"]
    assert report["imported"] == len(PLACES)


def test_a_position_of_one_decimal_is_imported_and_its_doubt_told(bring):
    report = bring("rounded.csv", b"nom;lon;lat\nUn;2.5;50.4\nDeux;2.55;50.4\n")
    told = [one for one in report["faults"] if one["code"] == "position_rounded"]
    assert [(one["row"], "11\u00a0km" in one["message"]) for one in told] == [(2, True)]
    assert report["imported"] == 2


@pytest.mark.parametrize("accept", [(), ("outside",)])
def test_a_position_rounded_to_the_degree_waits_until_it_is_kept_as_it_is(bring, accept):
    report = bring("degree.csv", b"nom;lon;lat\nUn;2;50\nDeux;2.55;50.4\n", accept=accept)
    assert report["imported"] == 1 + bool(accept)
    told = [one["code"] for one in report["faults"] if "110\u00a0km" in one["message"]]
    assert told == ["position_rounded" if accept else "position_degree"]


def test_an_empty_longitude_that_became_zero_waits(bring):
    report = bring("zero.csv", b"nom;lon;lat\nUn;0;50.4512\nDeux;2.5512;50.4512\n")
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(2, "position_zero")]


def test_a_point_out_of_its_declared_commune_waits_until_accepted(bring):
    bad = [{**PLACES[0], "nom": "Ailleurs", "commune": "Divion"}]
    content = as_csv(table(("nom", "commune", "lat", "lon"), rows=[*PLACES, *bad]))
    report = bring("commune.csv", content)
    assert [one["code"] for one in report["quarantined"]] == ["outside_commune"]
    assert "outside_commune" in codes(report)


@pytest.mark.parametrize(
    ("written", "read"),
    [("62400.0", "62400"), ("1004", "01004"), ("62 400", "62400"), ("F-62400", "62400")],
)
def test_postcodes_lose_what_spreadsheets_add_and_find_what_they_lose(bring, written, read):
    report = bring("cp.csv", as_csv([["nom", "code postal"], ["Un", written], ["Deux", "62000"]]))
    assert report["imported"] == 2
    mended = [one["after"] for one in report["repairs"]]
    assert mended == ([read] if written not in ("62 400", "F-62400") else [])


def test_telephones_and_codes_find_their_zero_again(bring, desk):
    lines = [["nom", "tel", "siret"], ["Un", "321000001.0", "5720153790017"], ["Deux", "0321", ""]]
    report = bring("zero.csv", as_csv(lines))
    contact = explore.get_contact(desk, report["found"]["Un"].id)
    assert contact.phone == "0321000001"


def test_cells_of_several_lines_stay_one_cell(bring):
    lines = [["nom", "description"], ["Un", "Première ligne\r\nseconde ; ligne"], ["Deux", "x"]]
    report = bring("lines.csv", as_csv(lines))
    assert report["imported"] == 2
    assert report["found"]["Un"].description == "Première ligne\nseconde ; ligne"


def test_a_header_repeated_at_each_page_is_no_row(bring):
    lines = table()
    report = bring("pages.csv", as_csv([*lines[:5], lines[0], *lines[5:9], lines[0], *lines[9:]]))
    assert report["read"] == report["imported"] == len(PLACES)
    assert [one["row"] for one in report["tables"][0]["passed"]] == [6, 11]


def test_a_header_of_two_lines_with_merged_groups_is_joined(bring):
    lines = table(("nom", "type", "commune", "lat", "lon"))
    top = ["Structure", "", "Localisation", "", ""]
    report = bring("groups.xlsx", as_xlsx([top, *lines], merges=["A1:B1", "C1:E1"]))
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_a_header_whose_upper_cells_span_two_lines_is_joined(bring):
    rows = table(("nom", "lat", "lon"))[1:]
    top, under = ["Nom de la structure", "Coordonnées", ""], ["", "Latitude", "Longitude"]
    for name, content in (
        ("span.xlsx", as_xlsx([top, under, *rows], merges=["A1:A2", "B1:C1"])),
        ("span.csv", as_csv([top, under, *rows])),
    ):
        report = bring(name, content, duplicates="keep")
        assert report["imported"] == len(PLACES), name
    assert_all_in_place(report)


def test_merged_cells_of_the_data_are_filled_downwards_and_told(bring):
    lines = [["nom", "commune", "cp"], ["Un", "Béthune", "62400"], ["Deux", None, "62400"]]
    report = bring("merged.xlsx", as_xlsx(lines, merges=["B2:B3"]))
    assert report["found"]["Deux"].commune_code == "62002"
    assert [one["code"] for one in report["repairs"]] == ["merged_cell"]


def test_totals_and_notes_wait(bring):
    lines = [*table(), ["", "Total : 12"], ["", "", "Source : enquête"]]
    report = bring("notes.csv", as_csv([line + [""] * (7 - len(line)) for line in lines]))
    assert [one["code"] for one in report["quarantined"]] == ["stray_row", "stray_row"]


def test_a_quote_never_closed_costs_one_row(bring):
    lines = as_csv(table()).decode().split("\r\n")
    lines[4] = '"' + lines[4]
    report = bring("quote.csv", "\r\n".join(lines).encode())
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"]) == (5, "quote_unclosed")
    assert report["imported"] == len(PLACES) - 1


@pytest.mark.parametrize("extra", [1, -2])
def test_a_row_of_another_width_waits_rather_than_shift(bring, extra):
    lines = table()
    lines[3] = [lines[3][0], *["intrus"] * extra, *lines[3][1:]] if extra > 0 else lines[3][:extra]
    report = bring("width.csv", as_csv(lines))
    (waiting,) = report["quarantined"]
    assert waiting["row"] == 4
    assert waiting["code"] in ("cells_too_many", "cells_missing")
    assert report["imported"] == len(PLACES) - 1


def test_two_encodings_in_one_file_are_read_line_by_line_and_told(bring):
    lines = as_csv(table()).split(b"\r\n")
    lines[2] = lines[2].decode().encode("cp1252", errors="replace")
    lines[11] = lines[11].decode().encode("cp1252")
    report = bring("mixed.csv", b"\r\n".join(lines))
    assert report["imported"] == len(PLACES)
    assert "mixed_encoding" in {one["code"] for one in report["notices"]}
    assert_all_in_place(report)


def test_accents_decoded_twice_are_put_right_and_told(bring):
    lines = [["nom"], ["Ã‰picerie"], ["CafÃ© des Tilleuls"]]
    report = bring("twice.csv", as_csv([[*line, ""] for line in lines]))
    assert set(report["found"]) == {"Épicerie", "Café des Tilleuls"}
    assert {one["code"] for one in report["repairs"]} == {"mojibake"}


def test_one_bad_feature_among_a_thousand_is_the_only_one_that_waits(bring):
    made = [
        {
            "type": "Feature",
            "properties": {"nom": f"Lieu {rank}"},
            "geometry": _point((2.51 + rank % 100 / 600, 50.41 + rank // 100 / 60)),
        }
        for rank in range(1000)
    ]
    made[412]["geometry"] = {"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6]]]}
    report = bring("thousand.geojson", as_geojson(made))
    assert report["imported"] == 999
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["name"]) == (413, "Lieu 412")


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (_point((float("inf"), 50.4)), "geometry_not_finite"),
        (_point((1e308, 50.4)), "outside_world"),
        (_point(("2.5", "cinquante")), "geometry_unreadable"),
        ({"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6, 50.5]]]}, "geometry_no_area"),
        ({"type": "Circle", "coordinates": [2.5, 50.4]}, "geometry_unreadable"),
        ({"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6, 50.5], [2.7, 50.6], [2.5, 50.4]]]},
         "geometry_no_area"),
    ],
)  # fmt: skip
def test_a_geometry_that_is_none_waits_with_its_reason(bring, geometry, code):
    extra = {"type": "Feature", "properties": {"nom": "Raté"}, "geometry": geometry}
    report = bring("bad.geojson", as_geojson([*features(), extra]))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"], waiting["name"]) == (13, code, "Raté")
    assert report["imported"] == len(PLACES)


@pytest.mark.parametrize(
    "geometry",
    [None, {"type": "Point", "coordinates": []}, {"type": "GeometryCollection", "geometries": []}],
)
def test_a_geometry_that_is_empty_leaves_a_row_without_a_place(bring, geometry):
    extra = {"type": "Feature", "properties": {"nom": "Sans lieu"}, "geometry": geometry}
    report = bring("empty.geojson", as_geojson([*features(), extra]))
    assert report["imported"] == len(PLACES) + 1
    assert report["found"]["Sans lieu"].geometry is None
    assert report["located"] == {"geometry": len(PLACES), "none": 1}
    assert [one["code"] for one in report["faults"]] == ["geometry_missing"]


def test_an_open_ring_is_closed_a_crossing_one_mended_and_both_told(bring):
    opened = [[2.51, 50.41], [2.53, 50.41], [2.53, 50.43], [2.51, 50.43]]
    crossed = [[2.61, 50.41], [2.63, 50.43], [2.63, 50.41], [2.61, 50.43], [2.61, 50.41]]
    made = [
        {"type": "Feature", "properties": {"nom": name},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("Ouvert", opened), ("Croisé", crossed))
    ]  # fmt: skip
    report = bring("rings.geojson", as_geojson(made), layer="resource")
    assert report["imported"] == 2
    assert [one["code"] for one in report["repairs"]] == ["unclosed", "geometry_repaired"]
    assert all(item.geometry.is_valid for item in report["found"].values())


def test_a_mixed_collection_is_split_by_kind_and_counts_as_one_row(bring, desk):
    line = {"type": "LineString", "coordinates": [[2.51, 50.41], [2.52, 50.42]]}
    both = {"type": "GeometryCollection", "geometries": [_point((2.51, 50.41)), line]}
    made = [{"type": "Feature", "properties": {"nom": "Sentier et borne"}, "geometry": both}]
    report = bring("mixed.geojson", as_geojson(made))
    assert report["imported"] == 1
    found = explore.find_features(desk, bring.project.id, Filters())
    assert sorted(item.geometry.geom_type for item in found) == ["LineString", "Point"]


@pytest.mark.parametrize("without", [(), (".shx",), (".cpg",)])
def test_a_zipped_shapefile_without_a_companion_is_read(bring, tmp_path, without):
    report = bring("shape.zip", messy.as_shapefile(tmp_path, without=without))
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_a_shapefile_without_its_table_waits_for_names(bring, tmp_path):
    content = messy.as_shapefile(tmp_path, without=(".dbf",))
    report = bring("shape.zip", content)
    assert {one["code"] for one in report["quarantined"]} == {"name_missing"}
    assert bring("shape.zip", content, accept=["names"])["imported"] == len(PLACES)


def test_every_layer_of_an_archive_is_read(bring, tmp_path):
    content = messy.as_shapefile(tmp_path, layers=("lieux", "clubs", "ateliers"))
    report = bring("layers.zip", content)
    assert [table["name"] for table in report["tables"]] == ["lieux", "clubs", "ateliers"] or {
        table["name"] for table in report["tables"]
    } == {"lieux", "clubs", "ateliers"}
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)
    other = bring("layers.zip", content, table="clubs", accept=["again"], duplicates="skip")
    assert (other["read"], other["skipped"]) == (4, 4)


def test_a_note_beside_the_layers_of_an_archive_is_left_aside_and_said(bring, tmp_path):
    content = BytesIO(messy.as_shapefile(tmp_path))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("métadonnées.json", '{"titre": "Lieux"}')
        archive.writestr("LISEZMOI.txt", "Bonjour,\nvoici les lieux.\n")
    report = bring("notes.zip", content.getvalue())
    assert report["imported"] == len(PLACES)
    assert [one["code"] for one in report["notices"]] == ["member_unread"]
    assert_all_in_place(report)


def test_every_layer_of_a_geopackage_is_read(bring, tmp_path):
    path = tmp_path / "two.gpkg"
    frame = messy.frame("EPSG:2154")
    frame.iloc[:6].to_file(path, layer="un", driver="GPKG")
    frame.iloc[6:].to_crs("EPSG:3857").to_file(path, layer="deux", driver="GPKG")
    report = bring("copy.gpkg", path.read_bytes())
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_a_sheet_of_notes_is_left_aside_and_said(bring):
    notes = [["Bonjour"], ["Merci de compléter avant mardi"]]
    report = bring("book.xlsx", as_xlsx(table(), sheets={"Lisez-moi": notes}))
    assert report["imported"] == len(PLACES)
    assert [one["left_out"] for one in report["tables"]] == ["", "nothing_known"]


def test_every_sheet_of_a_workbook_is_read(bring):
    lines = table()
    report = bring("book.xlsx", as_xlsx(lines[:7], sheets={"Autres": [lines[0], *lines[7:]]}))
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_a_formula_without_its_value_waits_and_is_never_computed(bring):
    lines = [["nom", "lat", "lon"], ["Un", "=50+0.45", 2.55], ["Deux", 50.45, 2.56]]
    report = bring("formula.xlsx", as_xlsx(lines))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["column"]) == (2, "lat")
    assert waiting["code"] == "formula_without_value"
    assert list(report["found"]) == ["Deux"]


def test_a_list_without_header_loses_no_row_and_says_so(bring):
    report = bring("names.txt", "Club Vélo\nFerme du Lac\n".encode())
    assert report["imported"] == 2
    assert [one["code"] for one in report["notices"]] == ["no_header"]


@pytest.mark.parametrize("metric", [False, True])
def test_columns_of_numbers_in_the_territory_are_places_without_header(bring, metric):
    rows = table(("nom", "cp", "y", "x") if metric else ("nom", "cp", "lat", "lon"), change=_l93)
    report = bring("bare.csv", as_csv(rows[1:]), crs="EPSG:2154" if metric else "")
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_unknown_headers_over_numbers_are_headers(bring):
    report = bring("odd.csv", as_csv([["Qui", "Nord", "Est"], *table(("nom", "lat", "lon"))[1:]]))
    assert report["read"] == report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_hostile_text_is_kept_as_it_was_typed(bring):
    hostile = "{{7*191}} `${x}` </script> <img src=x onerror=alert(1)> =1+1"
    report = bring("hostile.csv", as_csv([["nom", "note"], [hostile, "x"], ["Deux", "y"]]))
    assert hostile in report["found"]


def test_zero_bytes_at_the_end_of_each_text_are_cleaned_and_told(bring):
    lines = table(("nom", "lat", "lon"))
    content = as_csv([lines[0], *([f"{line[0]}\0", *line[1:]] for line in lines[1:])])
    report = bring("zeros.csv", content)
    assert_all_in_place(report)
    assert {one["code"] for one in report["faults"]} == {"text_cleaned"}


def test_rows_of_people_make_people_and_contacts(bring, desk):
    lines = [["Nom", "Prénom", "Mail"], ["Lefèvre", "Ada", "ada@exemple.test"]]
    report = bring("people.csv", as_csv(lines))
    (item,) = report["found"].values()
    assert (item.name, item.kind) == ("Ada Lefèvre", "person")
    assert explore.get_contact(desk, item.id).email == "ada@exemple.test"


def test_rows_without_a_place_wait_for_a_yes_to_be_put_in_their_commune(bring):
    lines = table(("nom", "commune", "cp"))
    report = bring("communes.csv", as_csv(lines))
    assert report["located"] == {"none": len(PLACES)}
    assert codes(report) == {"place_by_commune"}
    placed = bring("communes.csv", as_csv(lines), accept=["commune", "again"], duplicates="keep")
    assert placed["located"] == {"commune": len(PLACES)}


def test_a_report_of_a_dry_run_keeps_nothing(desk, make_project, tmp_path):
    project = make_project()
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv(table()))
    revision = desk.store.revision(project.id)
    plan = plan_import(desk, project.id, path, "actor")
    report = report_import(plan, tr, written=False)
    assert (report["imported"], report["dry_run"]) == (len(PLACES), True)
    assert desk.store.revision(project.id) == revision


def test_a_template_brings_columns_values_and_choices(bring):
    lines = [["Qui", "Quoi", "Où N", "Où E"], *table(("nom", "type", "lat", "lon"))[1:]]
    report = bring(
        "own.csv",
        as_csv(lines),
        columns={"Qui": "name", "Quoi": "kind", "Où N": "latitude", "Où E": "longitude"},
        values={"kind": {"association": "network"}},
    )
    assert_all_in_place(report)
    assert {item.kind for item in report["found"].values()} == {"network"}


def test_choices_written_as_a_template_are_read_back():
    from animmap.core.importing.choices import read_template, write_template

    choices = Choices(accept=frozenset({"swap"}), crs="EPSG:2154", values={"kind": {"a": "b"}})
    told = json.loads(json.dumps(write_template(choices, {"Nom": "name"})))
    assert read_template(told) == replace(choices, columns={"Nom": "name"})
