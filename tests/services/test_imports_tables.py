"""Rows, cells and headers as people and spreadsheets leave them: every row accounted for."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from animmap.core.importing.choices import Choices
from animmap.services import explore
from animmap.services.import_report import report_import
from animmap.services.imports import plan_import
from animmap.texts import tr

sys.path.insert(0, str(Path(__file__).parent))
from messy import PLACES, as_csv, as_xlsx, assert_all_in_place, in_lambert, table


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
    rows = table(
        ("nom", "cp", "y", "x") if metric else ("nom", "cp", "lat", "lon"), change=in_lambert
    )
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
