"""More of what people bring: each file holds the twelve places, and one mess of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyproj import Transformer

sys.path.insert(0, str(Path(__file__).parent))
from messy import (
    PLACES,
    as_csv,
    as_geojson,
    as_kml,
    as_xlsx,
    assert_all_in_place,
    features,
    frame,
    table,
)


def metres(crs, unit=1.0):
    def change(_, row):
        move = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
        east, north = move(row["lon"], row["lat"])
        return {**row, "lon": east / unit, "lat": north / unit}

    return change


def in_one_cell(write, header="GPS"):
    rows = [{**row, header: write(row)} for row in PLACES]
    return as_csv(table(("nom", "type", "commune", header), rows=rows))


def dms(value, letters, form):
    degrees = int(abs(value))
    minutes = int((abs(value) - degrees) * 60)
    seconds = round(((abs(value) - degrees) * 60 - minutes) * 60, 3)
    return form.format(d=degrees, m=minutes, s=seconds, h=letters[value < 0])


def as_dms(form, between):
    return lambda row: dms(row["lat"], "NS", form) + between + dms(row["lon"], "EO", form)


def both(form):
    def change(_, row):
        return {**row, "lat": dms(row["lat"], "NS", form), "lon": dms(row["lon"], "EO", form)}

    return as_csv(table(change=change))


def grouped(mark, decimals):
    def change(rank, row):
        moved = metres("EPSG:2154")(rank, row)
        return {
            **row,
            "x": f"{moved['lon']:,.{decimals}f}".replace(",", mark),
            "y": f"{moved['lat']:,.{decimals}f}".replace(",", mark),
        }

    return as_csv(table(("nom", "type", "commune", "x", "y"), change=change))


def lines_of(made, mark=""):
    return "\n".join(mark + json.dumps(one, ensure_ascii=False) for one in made).encode()


def whole_lines_quoted():
    lines = as_csv(table()).decode().strip().split("\r\n")
    return "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines).encode()


SOUND = {
    "lying_separator.csv": lambda: b"sep=,\r\n" + as_csv(table()),
    "quoted_separator.csv": lambda: b'"sep=;"\r\n' + as_csv(table()),
    "end_of_file_mark.csv": lambda: as_csv(table()) + b"\x1a",
    "whole_lines_quoted.csv": whole_lines_quoted,
    "workbook.csv": lambda: as_xlsx(table()),
    "table.xlsx": lambda: as_csv(table()),
    "french_pair.csv": lambda: in_one_cell(
        lambda row: f"{row['lat']}, {row['lon']}".replace(".", ",")
    ),
    "french_pair_tight.csv": lambda: in_one_cell(
        lambda row: f"{row['lat']},{row['lon']}".replace(".", ",")
    ),
    "telephone.csv": lambda: in_one_cell(lambda row: f"geo:{row['lat']},{row['lon']}"),
    "map_address.csv": lambda: in_one_cell(
        lambda row: f"https://www.google.com/maps/@{row['lat']},{row['lon']},17z"
    ),
    "labels.csv": lambda: in_one_cell(lambda row: f"lon: {row['lon']} lat: {row['lat']}"),
    "letters_tell.csv": lambda: in_one_cell(lambda row: f"{row['lon']} E {row['lat']} N"),
    "minutes_one_cell.csv": lambda: in_one_cell(as_dms("{d}° {m}\u2032 {s}\u2033 {h}", " ")),
    "minutes_spaced_one_cell.csv": lambda: in_one_cell(as_dms("{h} {d} {m} {s}", ", ")),
    "minutes_colons.csv": lambda: both("{d}:{m}:{s}{h}"),
    "minutes_spaced.csv": lambda: both("{d} {m} {s} {h}"),
    "minutes_full_stop.csv": lambda: both("{d}°{m}'{s}\" {h}."),
    "sequence.geojson": lambda: lines_of(features(), "\x1e"),
    "lines.geojsonl": lambda: lines_of(features()),
    "list_of_features.json": lambda: json.dumps(features()).encode(),
    "answer_of_a_service.json": lambda: json.dumps(
        {"data": {"type": "FeatureCollection", "features": features()}}
    ).encode(),
    "no_type.json": lambda: json.dumps({"features": features()}).encode(),
    "marked.geojson": lambda: b"\xef\xbb\xbf" + as_geojson(features()),
    "four_coordinates.geojson": lambda: as_geojson(
        features(lambda _, point: {"type": "Point", "coordinates": [*point, 37, 2]})
    ),
    "blank_before.kml": lambda: b"\n  " + as_kml(),
    "blanks_in_coordinates.kml": lambda: as_kml().replace(b",37<", b" , 37 <"),
    "undeclared_space.kml": lambda: as_kml().replace(b"</Document>", b"<gx:Tour/></Document>"),
    "bare_ampersand.kml": lambda: as_kml().replace(b"&amp;", b"&"),
    "page_entity.kml": lambda: as_kml().replace(b"<name>Sous", b"<name>Sous&nbsp;&eacute;"),
    "latin_that_says_utf8.kml": lambda: as_kml().decode().encode("cp1252"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_file_of_a_usual_make_is_imported_whole_and_in_place(bring, name):
    report = bring(name, SOUND[name]())
    assert (report["read"], report["imported"]) == (12, 12), report["faults"][:2]
    assert report["proposals"] == []
    assert_all_in_place(report)


SYSTEMS = ("EPSG:27571", "EPSG:3035", "EPSG:4807", "EPSG:3950", "EPSG:32631", "EPSG:3857")


def swapped_sign(_, row):
    return {**row, "lat": -row["lon"], "lon": row["lat"]}


PROPOSED = {
    **{crs: lambda crs=crs: as_csv(table(change=metres(crs))) for crs in SYSTEMS},
    "kilometres": lambda: as_csv(table(change=metres("EPSG:2154", 1000.0))),
    "millionths": lambda: as_csv(table(change=metres("EPSG:4326", 1e-6))),
    "tenths of millionths": lambda: as_geojson(
        features(lambda _, at: {"type": "Point", "coordinates": [round(x * 1e7) for x in at]})
    ),
    "thousands, English": lambda: grouped(",", 0),
    "thousands, points": lambda: grouped(".", 0),
    "thousands, narrow spaces": lambda: grouped("\u202f", 2),
    "latitude without its sign": lambda: as_csv(
        table(change=lambda _, row: {**row, "lat": -row["lat"]})
    ),
    "swapped and a sign": lambda: as_csv(table(change=swapped_sign)),
}  # fmt: skip


@pytest.mark.parametrize("name", PROPOSED)
def test_a_fault_of_coordinates_is_proposed_and_puts_all_in_place_once_accepted(
    bring, name
):  # fmt: skip
    content = PROPOSED[name]()
    file = "a.geojson" if content.startswith(b"{") else "a.csv"
    report = bring(file, content)
    assert report["imported"] == 0
    (proposal,) = report["proposals"]
    assert (proposal["n"], proposal["rivals"]) == (12, [])
    accepted = bring(file, content, accept=["crs", "swap", "sign"])
    assert accepted["imported"] == 12
    assert_all_in_place(accepted)


def test_equal_systems_of_two_dates_are_no_rivals(bring):
    report = bring("a.csv", as_csv(table(change=metres("EPSG:25831"))))
    assert [one["rivals"] for one in report["proposals"]] == [[]]


@pytest.mark.parametrize("unreadable", ["environ 12,5 et 3", "voir 50 et 2 svp", "12/04/2024"])
def test_a_place_that_cannot_be_read_waits_rather_than_vanish(bring, unreadable):
    report = bring("a.csv", in_one_cell(lambda _: unreadable))
    assert report["imported"] == 0
    assert {one["code"] for one in report["quarantined"]} == {"coordinate_unreadable"}


@pytest.mark.parametrize(
    "coordinates", [["2.55", "50.45"], [True, False], [[2.55, 50.45]], [2.55], ["a", "b"]]
)
def test_coordinates_that_are_no_numbers_wait(bring, coordinates):
    made = features()
    made[4]["geometry"] = {"type": "Point", "coordinates": coordinates}
    report = bring("a.geojson", as_geojson(made))
    assert report["imported"] == 11
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [
        (5, "geometry_unreadable")
    ]


def test_one_broken_line_of_a_sequence_waits_alone(bring):
    content = lines_of(features()).split(b"\n")
    content[3] = content[3][:40]
    report = bring("a.geojsonl", b"\n".join(content))
    assert (report["read"], report["imported"]) == (12, 11)
    assert [one["row"] for one in report["quarantined"]] == [4]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("TOTAL;;;;;12;", "stray_row"),
        ("Sous-total Béthune;9;;;;;", "stray_row"),
        ("BÉTHUNE;;;;;;", "heading_row"),
        ("Source : mairie, 2026;;;;;;", "stray_row"),
        ("* données provisoires", "cells_missing"),
    ],
)
def test_lines_between_rows_wait(bring, line, code):
    lines = as_csv(table()).decode().split("\r\n")
    text = "\r\n".join([*lines[:7], line, *lines[7:]])
    report = bring("a.csv", text.encode())
    assert report["imported"] == 12
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(8, code)]


def test_names_in_capitals_alone_come_in_one_gesture_and_totals_still_wait(bring):
    names = ["AFEJI", "BÉTHUNE", "LES RESTOS"]
    lines = as_csv([*table(), *([name, *[""] * 6] for name in [*names, "TOTAL"])])
    report = bring("capitals.csv", lines)
    (proposal,) = report["proposals"]
    assert (proposal["option"], proposal["n"]) == ("--accept-headings", 3)
    assert report["imported"] == 12
    report = bring("capitals.csv", lines, accept=("headings", "again"), duplicates="skip")
    assert {one["value"] for one in report["quarantined"]} == {"TOTAL"}
    assert set(names) <= report["found"].keys()


def test_what_a_spreadsheet_hides_is_read_and_told(bring):
    from io import BytesIO

    import openpyxl

    book = openpyxl.load_workbook(BytesIO(as_xlsx(table()[:7])))
    book.active.row_dimensions[3].hidden = True
    other = book.create_sheet("Cachée")
    for line in [table()[0], *table()[7:]]:
        other.append(line)
    other.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    report = bring("a.xlsx", stream.getvalue())
    assert_all_in_place(report)
    told = {one["code"] for one in report["notices"]}
    assert told == {"hidden_rows", "hidden_sheet"}


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp1252", b"UTF-8"), ("utf-8", b"1252"), ("utf-8", b"ANSI 1252"), ("utf-8", b"XYZ"),
     ("cp1252", None), ("utf-8", None)],
)  # fmt: skip
def test_a_shapefile_that_lies_about_its_encoding_is_read_all_the_same(
    bring, tmp_path, encoding, said
):  # fmt: skip
    import zipfile

    frame("EPSG:2154").to_file(tmp_path / "lieux.shp", encoding=encoding)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("lieux.*"):
            if part.suffix != ".cpg":
                archive.write(part, part.name.upper())
            elif said is not None:
                archive.writestr("LIEUX.CPG", said)
    assert_all_in_place(bring("b.zip", path.read_bytes()))


def test_postcodes_of_corsica_are_in_corsica(desk, make_project, tmp_path):
    from animmap.core.importing.choices import Choices
    from animmap.services.import_plan import plan_import
    from animmap.services.territories import load_territory

    communes, crs = load_territory(["2A004", "2A041", "2B033"])
    project = make_project(communes=communes, crs=crs)
    at = [one.geometry.representative_point() for one in communes]
    rows = "\n".join(f"Lieu {i};20000;{p.y};{p.x}" for i, p in enumerate(at))
    path = tmp_path / "a.csv"
    path.write_text(f"nom;code postal;lat;lon\n{rows}\n", encoding="utf-8")
    plan = plan_import(desk, project.id, path, "actor", Choices())
    assert [draft.faults for draft in plan.drafts] == [[], [], []]
    assert {draft.commune_code for draft in plan.drafts} == {"2A004", "2A041", "2B033"}
