"""Features taken away: safe in a spreadsheet, readable by GIS, without anybody's contact."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pyogrio
import pytest
import shapely
from shapely.geometry import LineString, box

from animmap.core.importing.columns import match_columns
from animmap.core.model import LAYERS, Role
from animmap.errors import AnimmapError
from animmap.services import explore, features_export, taxonomy_edit
from animmap.services.features_export import FORMATS, export_features
from animmap.services.taxonomy import get_taxonomy
from animmap.texts import LANGUAGES, tr

HOSTILE = ["=1+1", "{{7*191}}", "<img src=x onerror=alert(1)>", "@SUM(A1)", "'quote", "x" * 200]


@pytest.fixture
def made(desk, project, make_features):
    first = make_features(project, 1)[0]
    others = [replace(first, id=f"h{rank}", name=name) for rank, name in enumerate(HOSTILE)]
    line = replace(
        first, id="line", name="Ruisseau", geometry=LineString([(2.5, 50.4), (2.6, 50.5)])
    )
    area = replace(first, id="area", name="Bois", geometry=box(2.5, 50.4, 2.6, 50.5))
    lost = replace(first, id="lost", name="Nulle part", geometry=None, siret="73282932000074")
    explore.add_features(desk, project.id, [*others, line, area, lost])
    return [first, *others, line, area, lost]


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_csv_holds_every_feature_once_and_no_formula(desk, project, made):
    rows = rows_of(export_features(desk, project.id, "actor", "csv", "fr"))
    assert {row["Nom"].removeprefix("'") for row in rows} == {
        item.name.removeprefix("'") for item in made
    }
    assert len(rows) == len(made)
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t"))
    lost = next(row for row in rows if row["Nom"] == "Nulle part")
    assert (lost["SIRET"], lost["Longitude"], lost["WKT"]) == ("73282932000074", "", "")
    wood = next(row for row in rows if row["Nom"] == "Bois")
    assert shapely.from_wkt(wood["WKT"]).equals(box(2.5, 50.4, 2.6, 50.5))
    assert lost["Type"] == "Personne"


def test_the_workbook_holds_words_as_words(desk, project, made):
    body = export_features(desk, project.id, "actor", "xlsx", "fr")
    page = openpyxl.load_workbook(io.BytesIO(body)).active
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1" in {cell.value for cell in cells}


def test_the_geojson_keeps_places_and_what_has_none(desk, project, made):
    told = json.loads(export_features(desk, project.id, "actor", "geojson", "fr"))
    places = {
        each["properties"]["Nom"]: each["geometry"] and shapely.geometry.shape(each["geometry"])
        for each in told["features"]
    }
    assert places == {item.name: item.geometry for item in made}


def test_the_geopackage_has_a_layer_for_each_kind_of_place(desk, project, made, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(export_features(desk, project.id, "actor", "gpkg", "fr"))
    counts = {
        name: len(pyogrio.read_dataframe(path, layer=name)) for name, _ in pyogrio.list_layers(path)
    }
    styles = counts.pop("layer_styles")
    assert counts == {"actor_points": 7, "actor_lines": 1, "actor_areas": 1, "actor_unplaced": 1}
    assert styles == 3


def test_the_geopackage_shows_in_qgis_each_kind_in_its_own_colour(desk, project, made, tmp_path):
    person, *rest = get_taxonomy(desk, project.id).of("actor")
    mine = replace(person, labels={"fr": 'Bêtes & "gens"', "en": "Folk"}, color="#7A2E0F")
    taxonomy_edit.save_words(desk, project.id, "actor", [mine, *rest])
    path = tmp_path / "a.gpkg"
    path.write_bytes(export_features(desk, project.id, "actor", "gpkg", "fr"))
    styles = pyogrio.read_dataframe(path, layer="layer_styles").set_index("f_table_name")
    shapes = {"actor_points": "marker", "actor_lines": "line", "actor_areas": "fill"}
    assert set(styles.index) == set(shapes)
    for name, shape in shapes.items():
        [drawn] = ElementTree.fromstring(styles.loc[name, "styleQML"]).iter("renderer-v2")
        assert drawn.get("attr") == tr("export.kind", "fr")
        ranks = {each.get("value"): each.get("symbol") for each in drawn.iter("category")}
        colors = {
            each.get("name"): each.find("layer/Option/Option[@name='color']")
            if shape != "line"
            else each.find("layer/Option/Option[@name='line_color']")
            for each in drawn.iter("symbol")
        }
        assert {each.get("type") for each in drawn.iter("symbol")} == {shape}
        assert colors[ranks['Bêtes & "gens"']].get("value").startswith("122,46,15,")


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("layer", LAYERS)
def test_an_empty_layer_is_a_file_all_the_same(desk, project, layer, extension):
    assert export_features(desk, project.id, layer, extension, "en")


@pytest.mark.parametrize("extension", FORMATS)
def test_partners_take_features_away_and_no_contact_is_ever_in_them(
    desk_as, project, made, extension
):
    body = export_features(desk_as(Role.PARTNER), project.id, "actor", extension, "fr")
    for private in ("Lefèvre", "03 21 00", "ada@exemple"):
        assert private.encode() not in body
    for role in (Role.PARTICIPANT, Role.PROJECTOR):
        with pytest.raises(AnimmapError, match="access_denied"):
            export_features(desk_as(role), project.id, "actor", extension, "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_import_knows_the_columns_that_it_has_a_field_for(language):
    heads = {tr(f"export.{name}", language): name for name in features_export.COLUMNS}
    matches = match_columns(list(heads), [])
    found = {heads[match.column]: match.field for match in matches}
    kept = set(features_export.COLUMNS) - {"skills", "spoken_for_by"}
    assert {name: found.get(name) for name in kept} == {name: name for name in kept}


def test_an_unknown_layer_or_format_is_refused(desk, project):
    with pytest.raises(AnimmapError, match="layer_unknown"):
        export_features(desk, project.id, "ghost", "csv", "fr")
    with pytest.raises(AnimmapError, match="format_unknown"):
        export_features(desk, project.id, "actor", "exe", "fr")
