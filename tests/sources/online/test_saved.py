"""Answers that a person saved are read as if they had been asked here, in the guarded child."""

from __future__ import annotations

import json

import pytest
import shapely

from animmap.errors import AnimmapError
from animmap.sources.import_file import read_import_file
from animmap.sources.online import wfs
from animmap.sources.online.asking import Asked
from animmap.sources.online.found import COLUMNS, Found, Harvest, Origin, write_harvest
from animmap.sources.online.gathering import Gathering
from animmap.texts import LANGUAGES
from tests.sources.online.test_osm import ANSWER

QUESTIONS = {
    "entreprises": Asked("entreprises", "/search", (("est_ess", "true"), ("departement", "62"))),
    "gogocarto": Asked("gogocarto", "/api/elements.json", (("bounds", "2.5,50.4,2.7,50.6"),)),
    "gbif": Asked(
        "gbif",
        "/occurrence/search",
        (("checklistKey", "7ddf754f-d193-4cc9-b351-99906754a03b"), ("limit", "300")),
    ),
    "wfs": Asked("wfs", "", (("REQUEST", "GetFeature"), ("TYPENAMES", "patrinat_znieff1:znieff1"))),
}


SITE = {
    "type": "Feature", "id": "znieff1.1", "geometry": None, "properties": {"id_mnhn": "1"},
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def save(content, name="reponse.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_import_file(path)

    return save


@pytest.mark.parametrize("service", QUESTIONS)
def test_an_answer_saved_as_it_came_is_a_table_with_places_sources_and_licences(
    service, transport, read
):
    file = read(transport.ask(QUESTIONS[service]).content)
    (table,) = file.layers
    assert table.columns == COLUMNS
    rows = [dict(zip(table.columns, one.cells, strict=True)) for one in table.records]
    assert rows
    assert all(row["name"] and row["source"] and row["source_key"] for row in rows)
    assert all(row["licence"] for row in rows)
    assert table.crs == "EPSG:4326"
    assert any(shape is not None for shape in table.shapes)


def test_a_saved_answer_of_overpass_is_read_too(read):
    (table,) = read(ANSWER).layers
    assert len(table.records) == 4


def test_a_site_keeps_its_key_whether_it_was_fetched_here_or_saved_elsewhere(transport, read):
    (table,) = read(transport.ask(QUESTIONS["wfs"]).content).layers
    saved = {one.cells[COLUMNS.index("source_key")] for one in table.records}
    ground = wfs.Ground(shapely.box(2, 50, 4, 52), "EPSG:2154")
    fetched = wfs.fetch(transport, ["znieff1"], ground, Gathering()).found
    assert saved == {one.key for one in fetched}
    assert "znieff1:310000001" in saved


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("sic.fid-1a", "sic:7"), ("conservatoire_littoral.4", "cdl:7"), ("parc_national.2", "pn:7"),
        ("pnm.3", "7"), ("7", "7"), (None, "7"),
    ],
)  # fmt: skip
def test_the_zoning_of_a_saved_site_is_that_of_its_identifier_or_none(identifier, key):
    feature = {"type": "Feature", "id": identifier, "geometry": None,
               "properties": {"id_mnhn": "7", "nom_site": "Marais"}}  # fmt: skip
    document = {"type": "FeatureCollection", "features": [feature]}
    assert [one.key for one in wfs.read_sites(document).found] == [key]


def test_no_person_of_a_saved_answer_leaves_the_child(transport, read):
    full = Asked("entreprises", "/search", (("departement", "62"),))
    answer = transport.ask(full).content
    assert b"LEFEVRE-INVENTEE" in answer
    (table,) = read(answer).layers
    assert "LEFEVRE" not in repr(table)
    (species,) = read(transport.ask(QUESTIONS["gbif"]).content).layers
    assert "Lef" not in repr(species)


def test_what_was_fetched_here_is_read_again_the_same(read):
    harvest = Harvest("entreprises", [
        Found("1", "Épicerie ; « l’Ami »", shapely.Point(2.5, 50.5), Origin("A", "L", "A, L"),
              "association", "Un texte.\nDeux lignes.", (("staff", {"staff": "1–2"}),), ("food",)),
        Found("2", "Sans lieu", None, Origin("A")),
    ])  # fmt: skip
    harvest.note("gbif_effort", n=3)
    file = read(json.loads(write_harvest(harvest)))
    (table,) = file.layers
    first, second = (dict(zip(table.columns, one.cells, strict=True)) for one in table.records)
    assert first["description"] == "Un texte.\nDeux lignes.\nEffectif de l’établissement\u00a0: 1–2"
    assert (first["attribution"], first["themes"]) == ("A, L", "food")
    assert table.shapes[0].equals(shapely.Point(2.5, 50.5))
    assert (second["name"], table.shapes[1]) == ("Sans lieu", None)
    assert ("gbif_effort", {"n": 3}) in file.notices


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_are_written_in_the_language_asked(language):
    one = Found("1", "A", None, Origin("A"), words=(("observed", {"n": 2}),))
    told = write_harvest(Harvest("gbif", [one]), language).decode()
    assert "2 observations" in told


def test_a_foreign_notice_is_not_said(read):
    document = json.loads(write_harvest(Harvest("gbif", [Found("1", "A", None, Origin("A"))])))
    document["animmap"]["notices"] = [
        ["<b>hi</b>", {}], ["gbif_effort", {"n": [1]}], 3, ["x"], ["wfs_incomplete", {"n": 1}],
        ["gbif_effort", {"n": 5}],
    ]  # fmt: skip
    assert read(document).notices == (("gbif_effort", {"n": 5}),)


@pytest.mark.parametrize(
    "document",
    [
        {"total_results": 3, "results": {"a": 1}},
        {"endOfRecords": True, "results": 3},
        {"osm3s": {}, "elements": 3},
        {"ontology": "gogofull", "data": 3},
    ],
)
def test_an_answer_that_is_not_what_it_claims_is_refused(read, document):
    with pytest.raises(AnimmapError) as caught:
        read(document)
    assert caught.value.code == "answer_unreadable"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"total_count": 250, "results": [{"nom": "A"}]}, {"n": 1, "of": 250}),
        ({"total_count": 1, "results": [{"nom": "A"}]}, None),
        ({"nhits": 30, "records": [{"nom": "A"}, {"nom": "B"}]}, {"n": 2, "of": 30}),
        ({"type": "FeatureCollection", "numberMatched": 9, "features": [SITE]}, {"n": 1, "of": 9}),
    ],
)
def test_one_page_of_several_is_said_to_be(read, document, told):
    assert dict(read(document).notices).get("page_only") == told
