"""Files, formats and archives that harm (catalogue A): one test a line, in the real child."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import geopandas as gpd
import pytest
from shapely import Point

from animmap.errors import AnimmapError
from animmap.services import import_templates, taxonomy_edit
from animmap.services.import_plan import plan_import
from animmap.views import import_state
from animmap.views.import_state import Bringing
from tests.services.catalogue import Trial, imported, proposed, refused
from tests.services.messy import PLACES, as_csv, as_shapefile, as_xlsx, table
from tests.sources.harmful import (
    LAUGHS,
    POINT,
    SECRET,
    canary,
    claiming,
    collection,
    far_cell,
    secret,
    vrt,
    zipped,
)

__all__ = ["canary", "secret"]
NOT_OURS = refused("format_not_imported", "file_unsafe", "file_unreadable", "format_other")
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read %s ! write x"}'
XXE = '<?xml version="1.0"?><!DOCTYPE {0} [<!ENTITY e SYSTEM "file://{1}">]><{0}>&e;</{0}>'
KML = (
    "<kml><Document><NetworkLink><Link><href>http://{0}/x.kml</href></Link></NetworkLink>"
    "<NetworkLink><Link><href>{1}/contacts.csv</href></Link></NetworkLink><Placemark><name>Un"
    "</name><Point><coordinates>2.55,50.45</coordinates></Point></Placemark></Document></kml>"
)


def link(target: str) -> bytes:
    """Return an archive with a symbolic link beside a sound list."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        member = zipfile.ZipInfo("lien.csv")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, target)
        archive.writestr("../../hors.csv", as_csv(table()))
    return stream.getvalue()


def locked() -> bytes:
    content = bytearray(zipped(x__csv="nom\nUn\n"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def spied(folder) -> bytes:
    path = folder / "one.gpkg"
    places = [Point(2.55, 50.45)]
    gpd.GeoDataFrame({"nom": ["Un"]}, geometry=places, crs=4326).to_file(path, layer="un")
    with sqlite3.connect(path) as base:
        base.execute("CREATE VIEW spy AS SELECT * FROM sqlite_master")
        base.execute("CREATE TABLE t (x TEXT)")
        base.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM un; END")
    return path.read_bytes()


def shapefile(folder, *without):
    made = folder / ("sans" + "".join(without).replace(".", "_"))
    made.mkdir()
    return as_shapefile(made, without=without)


def lone_table(folder):
    return shapefile(folder, ".shp", ".shx", ".prj", ".cpg")


# Line → files of it, from the folder of secrets, the address of the canary and a folder of ours.
LINES = {
    "A1": lambda cave, _, __: [
        (f"x.{end}", vrt(source), NOT_OURS)
        for end in ("geojson", "kml", "csv", "gpkg")
        for source in (f"{cave}/contacts.csv", "CSV:/etc/passwd", "CSV:/proc/self/environ")
    ],
    "A2": lambda cave, _, __: [
        ("x.geojson", vrt(f"{cave}/base.sqlite", query), NOT_OURS)
        for query in ("", "SELECT token FROM link", "DELETE FROM link")
    ],
    "A3": lambda _, host, __: [
        ("x.geojson", vrt(f"http://{host}/x.geojson"), NOT_OURS),
        ("y.gpkg", vrt(f"/vsicurl/http://{host}/x.geojson"), NOT_OURS),
        ("z.xml", f"<OGRWFSDataSource><URL>http://{host}/w</URL></OGRWFSDataSource>", NOT_OURS),
    ],
    "A4": lambda cave, host, _: [
        ("x.geojson", GDALG % source, NOT_OURS)
        for source in (f"{cave}/contacts.csv", f"{cave}/base.sqlite", f"http://{host}/x")
    ],
    "A5": lambda cave, _, __: [
        ("x.zip", zipped(layer__shp=vrt(f"{cave}/contacts.csv")), NOT_OURS)
    ],
    "A6": lambda cave, host, _: [
        (
            "x.geojson",
            collection(POINT, crs={"type": "link", "properties": {"href": target}}),
            imported(1, notices=["crs_link_ignored"]),
        )
        for target in (f"http://{host}/crs", f"file://{cave}/contacts.csv")
    ],
    "A7": lambda cave, host, _: [
        ("x.kml", KML.format(host, cave), imported(1, notices=["links_ignored"]))
    ],
    "A8": lambda cave, _, __: [
        *((f"x.{end}", XXE.format(end, f"{cave}/contacts.csv"), refused("file_unsafe"))
          for end in ("kml", "gpx", "gml")),
        ("x.xlsx", zipped(**{"xl/workbook.xml": XXE.format("workbook", f"{cave}/contacts.csv"),
                             "[Content_Types].xml": "<Types/>"}), refused("file_unsafe")),
    ],
    "A9": lambda *_: [
        ("x.kml", LAUGHS, refused("file_unsafe")),
        ("x.xlsx", zipped(**{"xl/workbook.xml": LAUGHS.replace("kml", "workbook"),
                             "[Content_Types].xml": "<Types/>"}), refused("file_unsafe")),
    ],
    "A10": lambda *_: [
        ("x.zip", claiming(825_000_000, zipped(x__shp=b" ")), refused("file_too_large"))
    ],
    "A11": lambda *_: [
        ("x.zip", claiming(1_000_000_000, zipped(x__geojson=b"{")), refused("file_too_large"))
    ],
    "A12": lambda *_: [
        ("x.zip", zipped(**{f"f{n}__csv": "x" for n in range(20_000)}), refused("file_too_large"))
    ],
    "A13": lambda cave, _, __: [
        ("x.zip", link(f"{cave}/contacts.csv"), lambda told: told["imported"] == len(PLACES)),
        ("y.zip", zipped(**{"/tmp/evil-animmap.csv": "nom;lat;lon\nUn;50,45;2,55\n"}),
         imported(1)),
    ],
    "A14": lambda *_: [
        ("x.zip", zipped(inner__zip=zipped(x__csv="nom")), refused("format_not_imported")),
        ("y.zip", locked(), refused("file_encrypted")),
        ("z.zip", zipped(x__csv="nom\nUn\n")[:-30], refused("file_damaged")),
    ],
    "A15": lambda _, __, ours: [
        ("prj.zip", shapefile(ours, ".prj"), proposed("crs_missing", 12, "EPSG:2154")),
        ("shx.zip", shapefile(ours, ".shx"), imported(12)),
        ("dbf.zip", shapefile(ours, ".dbf"), imported(0, waiting=12, faults=["name_missing"])),
        ("alone.zip", lone_table(ours), refused("shapefile_incomplete")),
    ],
    "A16": lambda *_: [
        ("x.gpkg", b"SQLite format 3\x00" + bytes(range(256)) * 8, refused("file_unreadable"))
    ],
    "A17": lambda _, __, ours: [("x.gpkg", spied(ours), lambda told: told["imported"] == 1)],
    "A18": lambda *_: [
        ("x.csv", b"", refused("file_empty")),
        ("x.geojson", "<!DOCTYPE html><html><p>Connexion</p></html>", refused("format_other")),
        ("y.csv", b"MZ\x90\x00" + bytes(200), refused("format_other")),
    ],
    "A20": lambda *_: [("x.csv", b"nom\n" + b"Un\n" * 17_000_000, refused("file_too_large"))],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_file_of_the_catalogue_is_answered_as_expected(
    line,
    desk,
    make_project,
    secret,
    canary,
    tmp_path,
):
    trial = Trial(desk, make_project(), tmp_path)
    before = {path for path in tmp_path.rglob("*") if path.is_dir()}
    ours = tmp_path / "ours"
    ours.mkdir()
    for name, content, check in LINES[line](secret, f"127.0.0.1:{canary.server_port}", ours):
        told = trial.bring(name, content)
        assert check(told), (name, told)
    assert canary.calls == []
    assert {path for path in tmp_path.iterdir() if path.is_dir()} == before | {ours}
    with sqlite3.connect(secret / "base.sqlite") as base:
        assert base.execute("SELECT token FROM link").fetchall() == [(SECRET,)]


@pytest.mark.parametrize(
    "name", ["../../x.csv", "é" * 300 + ".csv", "a\x00b.csv", "a\u202egnp.csv"]
)
def test_a19_a_strange_name_is_kept_inside_a_folder_of_ours(name):
    bringing = Bringing()
    import_state.receive(bringing, name, b"nom\nUn\n")
    kept = bringing.path.resolve()
    assert kept.parent == import_state.Path(bringing.folder.name).resolve()
    assert len(kept.name.encode()) <= 255
    import_state.drop(bringing)


def test_a21_what_a_screen_let_through_is_measured_where_it_is_read(desk, make_project):
    project = make_project()
    before = desk.store.revision(project.id)
    heavy = b"x" * 5_000_000
    with pytest.raises(AnimmapError, match="template_invalid"):
        import_templates.read_template_file(b'{"credit": "' + heavy + b'"}')
    with pytest.raises(AnimmapError, match="file_too_large"):
        taxonomy_edit.import_words(desk, project.id, heavy, "csv")
    assert desk.store.revision(project.id) == before


def test_a22_bombs_at_once_are_answered_and_a_sound_file_beside_them_too(
    desk, make_project, tmp_path
):
    project = make_project()
    files = {
        "far.xlsx": far_cell(),
        "swarm.zip": zipped(**{f"f{n}__csv": "x" for n in range(20_000)}),
        "laugh.kml": LAUGHS,
        "deep.geojson": '{"type":"FeatureCollection","features":' + "[" * 100_000,
        "keys.geojson": json.dumps(
            {"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": POINT,
                 "properties": {f"{n}-{k}": 1 for k in range(50)}} for n in range(1000)]}
        ),
        "sound.xlsx": as_xlsx(table()),
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with ThreadPoolExecutor(len(files)) as pool:
        asked = {
            name: pool.submit(plan_import, desk, project.id, tmp_path / name, "actor")
            for name in files
        }
        refusals = {name: one.exception() for name, one in asked.items()}
    assert refusals.pop("sound.xlsx") is None
    assert asked["sound.xlsx"].result().states == ["imported"] * 12
    assert all(isinstance(one, AnimmapError) for one in refusals.values()), refusals
