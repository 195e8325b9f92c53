"""What is taken away from a comparison: whole, the same each time, masked by role, no formula."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import openpyxl
import pyogrio
import pytest
from shapely.geometry import box

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.report import raster
from animmap.report.tables import Sheet, write_csv, write_xlsx
from animmap.services import compare_export, compare_report, debates, diagnose, workshops
from animmap.services.compare import read_round

WEST, WHOLE = box(2.50, 50.40, 2.60, 50.60), box(2.50, 50.40, 2.70, 50.60)
EAST = box(2.60, 50.40, 2.70, 50.60)
STAFF = (Role.HOST, Role.ANIMATOR)
SMALL = "Habitants"


@pytest.fixture
def project(make_project, make_sketch, make_features):
    """Return a démarche where one college has a single voice, two have three each."""
    made = make_project()
    make_features(made)
    make_sketch(made, 0, geometry=EAST, label="=SOMME(A1)", reason="Seule à le dire.")
    for college, ground in ((1, WEST), (2, WHOLE)):
        for rank in range(3):
            make_sketch(made, college, geometry=ground, label=f"Table {college}{rank}")
    return made


@pytest.fixture
def as_role(desk_as, project):
    """Return ``as_role(role)``: a desk and the first round as that role reads it."""

    def read(role: Role):
        visitor = desk_as(role, project.id)
        return visitor, read_round(visitor, workshops.list_rounds(visitor, project.id)[0].id)

    return read


def layers_of(body: bytes, tmp_path):
    path = tmp_path / "layers.gpkg"
    path.write_bytes(body)
    return {
        str(name): pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)
    }


def rows_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


# -- the whole as JSON -------------------------------------------------------------------


def test_the_reading_holds_what_the_command_line_writes(as_role):
    visitor, reading = as_role(Role.ANIMATOR)
    told = json.loads(compare_export.export_figures(visitor, reading, 0.5))
    wanted = {
        "crs", "voices", "colleges", "thresholds", "pairwise", "curve", "clusters", "influence",
        "leave_one_college_out", "snapped", "single_truth_audit", "debated_zones",
        "shaking_hand", "portrait", "notices",
    }  # fmt: skip
    assert wanted <= told.keys()
    assert told["colleges"] == {SMALL: 1, "ESS": 3, "Communes": 3}
    assert "=SOMME(A1)" in told["pairwise"]["ids"]
    assert "hausdorff_m" in told["pairwise"]
    named = {name for zone in told["debated_zones"] for name in zone["colleges_for"]}
    assert named <= {SMALL, "ESS", "Communes"}


def _to_the_square_metre(figures):
    """Round what is told in km²: colleges under other names are added up in another order."""
    return json.loads(json.dumps(figures), parse_float=lambda told: round(float(told), 6))


def test_names_change_none_of_the_figures(as_role):
    _, reading = as_role(Role.ANIMATOR)
    comparison = reading.comparison
    named = compare_export._with_names(reading)
    voices = compare_export._as_voices(reading, comparison)
    plain = compare_report.report(voices, comparison, 0.5)
    worded = compare_report.report(voices, named, 0.5)
    for name in ("area_by_count_km2", "areas_km2", "thresholds", "classes_km2", "curve"):
        assert _to_the_square_metre(worded[name]) == _to_the_square_metre(plain[name])
    ids = {college.id: college.name for college in reading.colleges}
    assert worded["influence"] == {ids[key]: part for key, part in plain["influence"].items()}


def test_a_partner_reads_no_college_and_no_voice_apart_in_the_figures(as_role):
    visitor, reading = as_role(Role.PARTNER)
    body = compare_export.export_figures(visitor, reading, 0.5).decode()
    told = json.loads(body)
    assert SMALL not in body
    assert "Table" not in body
    assert {"debated_zones", "influence", "colleges", "clusters"}.isdisjoint(told)
    assert len(told["pairwise"]["iou"]) < len(reading.sketches)


# -- layers ------------------------------------------------------------------------------


def test_layers_hold_the_comparison_and_a_style_for_each_of_them(as_role, tmp_path):
    visitor, reading = as_role(Role.ANIMATOR)
    debates.decide(visitor, reading, debates.list_debated(visitor, reading)[0], "=Oui")
    found = layers_of(compare_export.export_layers(visitor, reading, 0.5), tmp_path)
    layers = {"faces", "core", "majority", "debated_zones", "sketches"}
    assert set(found) == layers | {"layer_styles"}
    styles = found["layer_styles"]
    assert set(styles["f_table_name"]) == layers
    assert styles["useAsDefault"].all()
    for written in styles["styleQML"]:
        assert ElementTree.fromstring(written).tag == "qgis"
    zones = found["debated_zones"]
    assert zones["number"].tolist() == list(range(1, len(zones) + 1))
    assert zones["decision"][0] == "=Oui"
    assert len(found["sketches"]) == 7
    assert found["faces"].crs.to_epsg() == 2154


def test_every_attribute_that_a_style_reads_is_in_its_layer(as_role, tmp_path):
    visitor, reading = as_role(Role.ANIMATOR)
    found = layers_of(compare_export.export_layers(visitor, reading, 0.5), tmp_path)
    for style in found["layer_styles"].itertuples():
        tree = ElementTree.fromstring(style.styleQML)
        read = {node.get("attr") for node in tree.iter("renderer-v2")} - {None}
        read |= {node.get("fieldName") for node in tree.iter("text-style")}
        assert read <= set(found[style.f_table_name].columns)
        colleges = {node.get("value") for node in tree.iter("category")}
        if colleges:
            assert set(found["sketches"]["college"]) <= colleges


def test_a_partner_gets_no_face_that_names_voices_nor_the_sketch_of_a_small_college(
    as_role, tmp_path
):
    visitor, reading = as_role(Role.PARTNER)
    found = layers_of(compare_export.export_layers(visitor, reading, 0.5), tmp_path)
    assert found["faces"]["voices"].isna().all()
    assert "everyone_in" not in found["faces"]
    assert not found["layer_styles"]["styleQML"].str.contains(SMALL).any()
    assert SMALL not in set(found["sketches"]["college"])
    assert not found["sketches"]["voice"].str.startswith("Table").any()
    told = json.dumps(found["debated_zones"].drop(columns="geometry").to_dict(), default=str)
    assert SMALL not in told


# -- matrices ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", compare_export.MATRICES)
def test_a_matrix_has_a_row_and_a_column_for_each_voice(as_role, name):
    visitor, reading = as_role(Role.ANIMATOR)
    head, *rows = rows_of(compare_export.export_matrix(visitor, reading, name, "fr"))
    assert head[1:] == [row[0] for row in rows]
    assert len(rows) == 7
    diagonal = {row[rank + 1] for rank, row in enumerate(rows)}
    if name in ("iou", "contained_in"):
        assert {float(value) for value in diagonal} == {1.0}
    if name == "hausdorff_m":
        assert {float(value) for value in diagonal} == {0.0}


def test_words_are_never_formulas(as_role):
    visitor, reading = as_role(Role.ANIMATOR)
    [head, *_] = rows_of(compare_export.export_matrix(visitor, reading, "iou", "fr"))
    assert "'=SOMME(A1)" in head
    book = openpyxl.load_workbook(
        io.BytesIO(compare_export.export_workbook(visitor, reading, "fr"))
    )
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "=SOMME(A1)" in {cell.value for cell in cells}


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_no_cell_of_a_table_begins_as_a_formula_does(words):
    sheet = Sheet("Feuille", (words, "n"), ((words, -1.5),))
    for row in rows_of(write_csv(sheet)):
        assert row[0].startswith("'")
    assert rows_of(write_csv(sheet))[1][1] == "-1.5"
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx([sheet]))).active
    assert page["A2"].data_type == "s"
    assert page["B2"].value == -1.5


def test_a_partner_reads_the_pairs_that_may_be_seen_one_by_one_without_labels(as_role):
    visitor, reading = as_role(Role.PARTNER)
    body = compare_export.export_matrix(visitor, reading, "iou", "fr").decode()
    assert SMALL not in body
    assert "Table" not in body
    # The smallest college is veiled with one of the two others, which have as many voices.
    assert ("ESS (1)" in body) != ("Communes (1)" in body)


def test_an_unknown_matrix_or_threshold_is_refused(as_role):
    visitor, reading = as_role(Role.ANIMATOR)
    with pytest.raises(AnimmapError, match="not_found"):
        compare_export.export_matrix(visitor, reading, "secret", "fr")
    with pytest.raises(AnimmapError, match="threshold_out_of_range"):
        compare_export.export_layers(visitor, reading, 0.0)


# -- figures -----------------------------------------------------------------------------


def test_each_picture_of_the_diagnostic_is_a_file_in_both_formats(as_role, monkeypatch):
    visitor, reading = as_role(Role.ANIMATOR)
    diagnostic = diagnose.diagnose(visitor, reading.project.id, reading.round.id, "fr")
    names = [each.name for each in compare_export.list_figures(visitor, diagnostic, "fr")]
    assert {"agreement", "pair", "classes", "reach", "weights"} <= set(names)
    for name in names:
        svg = compare_export.export_figure(visitor, diagnostic, name, "svg", "fr")
        assert ElementTree.fromstring(svg).tag.endswith("svg")
    png = compare_export.export_figure(visitor, diagnostic, "reach", "png", "fr")
    assert png.startswith(b"\x89PNG")
    with pytest.raises(AnimmapError, match="not_found"):
        compare_export.export_figure(visitor, diagnostic, "secret", "svg", "fr")


def test_words_in_a_picture_are_never_markup_of_the_typesetter():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">'
        "<text y='12'>#panic() $x$ \\</text></svg>"
    )
    assert raster.render_png(svg).startswith(b"\x89PNG")


# -- who may -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(Role))
def test_files_are_for_those_who_lead_and_for_partners(as_role, role):
    visitor, reading = as_role(role)
    deeds = (
        lambda: compare_export.export_figures(visitor, reading, 0.5),
        lambda: compare_export.export_layers(visitor, reading, 0.5),
        lambda: compare_export.export_matrix(visitor, reading, "iou", "fr"),
        lambda: compare_export.export_workbook(visitor, reading, "fr"),
        lambda: compare_export.export_zone(visitor, reading, 0),
    )
    for deed in deeds:
        if role in (*STAFF, Role.PARTNER):
            assert deed()
            continue
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()


def test_equal_readings_make_equal_tables(as_role):
    visitor, reading = as_role(Role.ANIMATOR)
    first, again = (compare_export.export_matrix(visitor, reading, "iou", "fr") for _ in range(2))
    assert first == again
