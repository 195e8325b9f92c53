"""Files that harm: each is refused in time by the child process, and nothing is read or called."""

from __future__ import annotations

import json
import sqlite3
from time import monotonic

import geopandas as gpd
import pytest
from shapely import Point

from animmap.errors import AnimmapError
from animmap.sources.import_file import read_import_file
from tests.sources.harmful import (
    LAUGHS,
    POINT,
    canary,
    claiming,
    collection,
    far_cell,
    secret,
    swollen,
    vrt,
    zipped,
)

LONGEST_S = 20
SECRET = "secret-de-la-cave"
__all__ = ["canary", "secret"]


@pytest.fixture
def bring(tmp_path):
    def run(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        started = monotonic()
        try:
            return read_import_file(path)
        finally:
            assert monotonic() - started < LONGEST_S

    return run


@pytest.mark.parametrize("name", ["x.geojson", "x.kml", "x.csv", "x.gpkg", "x.xml", "x.shp"])
@pytest.mark.parametrize("source", ["{}/contacts.csv", "{}/base.sqlite", "CSV:/etc/passwd"])
def test_a_virtual_file_reads_nothing_whatever_its_name(bring, secret, name, source):
    with pytest.raises(AnimmapError, match=r"format_unknown|file_unsafe|file_unreadable"):
        bring(name, vrt(source.format(secret), "SELECT token FROM link"))


def test_a_virtual_file_in_an_archive_reads_nothing(bring, secret):
    with pytest.raises(AnimmapError):
        bring("x.zip", zipped(layer__shp=vrt(f"{secret}/contacts.csv")))


@pytest.mark.parametrize(
    "content",
    [
        vrt("http://{}/x.geojson"),
        vrt("/vsicurl/http://{}/x.geojson"),
        "<OGRWFSDataSource><URL>http://{}/wfs</URL></OGRWFSDataSource>",
        '<!DOCTYPE kml SYSTEM "http://{}/x.dtd"><kml/>',
        '<?xml version="1.0"?><!-- a --><!DOCTYPE gpx [<!ENTITY x SYSTEM "http://{}/y">]><gpx/>',
        '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read http://{}/"}}',
    ],
)
def test_nothing_is_called(bring, canary, content):
    host = f"127.0.0.1:{canary.server_port}"
    with pytest.raises(AnimmapError, match=r"format_unknown|file_unsafe|file_unreadable"):
        bring("x.geojson", content.format(host))
    assert canary.calls == []


def test_links_are_kept_aside_and_told(bring, canary):
    host = f"http://127.0.0.1:{canary.server_port}"
    link = {"type": "link", "properties": {"href": f"{host}/crs", "type": "ogcwkt"}}
    found = bring("x.geojson", collection(POINT, crs=link))
    assert [code for code, _ in found.notices] == ["crs_link_ignored"]
    kml = (
        "<kml><Document><NetworkLink><Link><href>{}/x.kml</href></Link></NetworkLink>"
        "<Placemark><name>Un</name><Point><coordinates>2.5,50.4</coordinates></Point></Placemark>"
        "</Document></kml>"
    )
    found = bring("x.kml", kml.format(host))
    assert len(found.layers[0].records) == 1
    assert found.notices == (("links_ignored", {"n": 1}),)
    assert canary.calls == []


@pytest.mark.parametrize("name", ["x.kml", "x.gpx", "x.geojson"])
def test_a_document_that_laughs_is_refused(bring, name):
    with pytest.raises(AnimmapError, match="file_unsafe"):
        bring(name, LAUGHS)


def test_a_workbook_that_laughs_is_refused(bring):
    sheets = {
        "xl/workbook.xml": LAUGHS.replace("kml", "workbook"),
        "[Content_Types].xml": "<Types/>",
    }
    with pytest.raises(AnimmapError, match="file_unsafe"):
        bring("x.xlsx", zipped(**sheets))


def test_archives_that_swell_or_swarm_are_refused_unread(bring):
    with pytest.raises(AnimmapError, match="file_too_large"):
        bring("big.zip", claiming(900_000_000, zipped(x__geojson=b" ")))
    with pytest.raises(AnimmapError, match="file_too_large"):
        bring("many.zip", zipped(**{f"f{n}__csv": "x" for n in range(20_000)}))


def test_an_archive_writes_nothing_out_of_its_folder(bring, tmp_path):
    hostile = {"../../evil.csv": "nom;x\nUn;1\n", "/tmp/evil-animmap.csv": "nom;x\nDeux;2\n"}
    before = set(tmp_path.rglob("*"))
    found = bring("slip.zip", zipped(**hostile))
    assert sum(len(grid.lines) for grid in found.grids) == 4
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "slip.zip"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "file_empty"),
        ("nested.zip", zipped(inner__zip=zipped(x__csv="nom")), "format_unknown"),
        ("cut.zip", zipped(x__csv="nom\nUn\n")[:-30], "file_damaged"),
        ("page.geojson", "<!DOCTYPE html><html><p>Connexion</p></html>", "format_other"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format_other"),
        ("table.xls", "<html><table><tr><td>nom</td></tr></table></html>", "format_other"),
        ("program.csv", b"MZ\x90\x00" + bytes(200), "format_other"),
        ("base.gpkg", b"SQLite format 3\x00" + bytes(range(256)) * 8, "file_unreadable"),
        ("cut.geojson", collection(POINT)[:-20], "file_unreadable"),
        ("deep.geojson", '{"type":"FeatureCollection","features":' + "[" * 100_000, "file_"),
        ("other.json", '{"type": "Topology", "objects": {}}', "format_other"),
        ("columns.csv", ";".join(f"c{n}" for n in range(50_000)) + "\n1;2\n", "too_many_columns"),
        ("rows.csv", "nom\n" + "Un\n" * 120_000, "too_many_rows"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_by_its_own_reason(bring, name, content, code):
    with pytest.raises(AnimmapError, match=code):
        bring(name, content)


def test_an_encrypted_archive_says_so(bring):
    content = bytearray(zipped(x__csv="nom\nUn\n"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(AnimmapError, match="file_encrypted"):
        bring("locked.zip", bytes(content))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (far_cell, "too_many"),
        (lambda: swollen("<row><c><v>1</v></c></row>", 3_000_000), "too_many|too_large"),
        (lambda: claiming(2_000_000_000, far_cell()), "file_too_large"),
    ],
)
def test_a_workbook_that_swells_is_refused(bring, content, code):
    with pytest.raises(AnimmapError, match=code):
        bring("bomb.xlsx", content())


def test_a_thousand_features_of_fifty_keys_each_are_refused(bring):
    made = [
        {"type": "Feature", "geometry": POINT, "properties": {f"{n}-{k}": 1 for k in range(50)}}
        for n in range(1000)
    ]
    with pytest.raises(AnimmapError, match="too_many_columns"):
        bring("keys.geojson", json.dumps({"type": "FeatureCollection", "features": made}))


def test_only_tables_of_a_geopackage_are_read(bring, tmp_path):
    path = tmp_path / "one.gpkg"
    gpd.GeoDataFrame({"nom": ["Un"]}, geometry=[Point(2.5, 50.4)], crs=4326).to_file(path)
    with sqlite3.connect(path) as base:
        base.execute("CREATE VIEW spy AS SELECT * FROM sqlite_master")
        base.execute("CREATE TABLE note (x TEXT)")
    found = bring("spied.gpkg", path.read_bytes())
    assert [table.name for table in found.layers if table.shapes is not None] == ["one"]


def test_a_missing_file_is_said_missing(tmp_path):
    with pytest.raises(AnimmapError, match="file_missing"):
        read_import_file(tmp_path / "rien.csv")


def test_an_unknown_sheet_is_named_with_those_there_are(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(far_cell())
    with pytest.raises(AnimmapError, match="layer_unknown"):
        read_import_file(path, layer="Feuille 9")


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("nom\nÉpicerie\n".encode("cp1252"))
    for wrong in ("utf-8", "klingon"):
        with pytest.raises(AnimmapError, match="encoding_unknown"):
            read_import_file(path, encoding=wrong)


def test_an_overpass_answer_or_a_gogocarto_list_is_a_table(bring):
    elements = {"elements": [{"type": "node", "id": 1, "lat": 50.4, "lon": 2.5,
                              "tags": {"name": "Un", "shop": "charity"}}]}  # fmt: skip
    (layer,) = bring("overpass.json", json.dumps(elements)).layers
    assert layer.columns == ("type", "id", "lat", "lon", "tags.name", "tags.shop")
    data = {"data": [{"name": "Un", "geo": {"latitude": 50.4, "longitude": 2.5},
                      "categories": ["Alternatives", "Vélo"]}]}  # fmt: skip
    (layer,) = bring("elements.json", json.dumps(data)).layers
    assert layer.records[0].cells == ("Un", "50.4", "2.5", "Alternatives, Vélo")


LONG_NAMES = ["é" * 80 + ".csv", "a\u202egnp.csv", "carte \U0001f333.csv", "x;y'\"$(id).csv"]


@pytest.mark.parametrize("name", LONG_NAMES)
def test_a_strange_name_is_a_name(bring, name):
    assert len(bring(name, "nom\nUn\nDeux\n").grids[0].lines) == 3


SHAPES = {
    "antimeridian": [[[179, 50], [-179, 50], [-179, 51], [179, 51], [179, 50]]],
    "a million corners": [[[i / 1e6, (i % 7) / 1e3] for i in range(300_000)]],
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_out_of_measure_is_read_in_time(bring, name):
    found = bring("x.geojson", collection({"type": "Polygon", "coordinates": SHAPES[name]}))
    assert len(found.layers[0].records) == 1


@pytest.mark.parametrize(
    "cell",
    ["30/02/2026", "1/2/3", "45123", "=1+1", "=cmd|' /C calc'!A0", "+33 3 21 54", "@SUM(A1)"],
)
def test_dates_serials_and_formulas_stay_the_text_they_are(bring, cell):
    lines = bring("x.csv", f"nom;quand\nUn;{cell}\nDeux;x\n").grids[0].lines
    assert lines[1].cells == ("Un", cell)
