"""Messy files as people bring them, each with the truth it hides: written anew by the tests.

The truth is ``PLACES``: twelve named points of the four communes of the tests, each in a known
commune. Every writer returns the bytes of a file that holds these twelve rows and one mess.
"""

from __future__ import annotations

import json
import random
import zipfile
from dataclasses import asdict
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import openpyxl
from pyproj import Transformer
from shapely.geometry import Point

from animmap.sources import import_child

A_METRE = 1.5e-5
_NAMES = (
    "Épicerie solidaire", "Café des Tilleuls", "Repair’s Club", "Jardin de l’Étang",
    "La Fabrique à Cœurs", "Ressourcerie d’Artois", "Maison d’à côté", "Radio Houille",
    "Compost & Cie", "Atelier vélo « Roue libre »", "Halte-garderie Noël", "Théâtre du Grès",
)  # fmt: skip
_COMMUNES = ("Aix-Noulette", "Béthune", "Chocques", "Divion")
_CORNERS = {"Aix-Noulette": (2.5, 50.5), "Béthune": (2.6, 50.5), "Chocques": (2.5, 50.4),
            "Divion": (2.6, 50.4)}  # fmt: skip
_random = random.Random(5)


def _place(rank: int) -> dict[str, object]:
    commune = _COMMUNES[rank % 4]
    west, south = _CORNERS[commune]
    longitude = round(west + _random.uniform(0.01, 0.09), 6)
    latitude = round(south + _random.uniform(0.01, 0.09), 6)
    return {
        "nom": _NAMES[rank], "commune": commune, "lon": longitude, "lat": latitude,
        "cp": f"624{rank:02d}", "tel": f"03 21 00 00 {rank:02d}", "type": "association",
    }  # fmt: skip


PLACES = [_place(rank) for rank in range(12)]
POINTS = {str(one["nom"]): (float(one["lon"]), float(one["lat"])) for one in PLACES}


def lambert(longitude: float, latitude: float, crs: str = "EPSG:2154") -> tuple[float, float]:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(longitude, latitude)


def table(
    columns=("nom", "type", "commune", "cp", "tel", "lat", "lon"), *, change=None, rows=None
) -> list[list[str]]:
    lines = [list(columns)]
    for rank, one in enumerate(PLACES if rows is None else rows):
        row = dict(one)
        if change:
            row = change(rank, row) or row
        lines.append([str(row.get(column, "")) for column in columns])
    return lines


def as_csv(lines, separator=";", encoding="utf-8", end="\r\n") -> bytes:
    def cell(text: str) -> str:
        quoted = any(mark in text for mark in (separator, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    text = end.join(separator.join(cell(one) for one in line) for line in lines) + end
    return text.encode(encoding)


def comma(_, row):
    return {
        **row,
        "lat": str(row["lat"]).replace(".", ","),
        "lon": str(row["lon"]).replace(".", ","),
    }


def as_xlsx(lines, *, merges=(), sheets=None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for one in merges:
        sheet.merge_cells(one)
    for name, extra in (sheets or {}).items():
        other = book.create_sheet(name)
        for line in extra:
            other.append(line)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def features(geometry=None, rows=None) -> list[dict]:
    made = []
    for rank, one in enumerate(PLACES if rows is None else rows):
        point = (one["lon"], one["lat"])
        shape = geometry(rank, point) if geometry else {"type": "Point", "coordinates": point}
        properties = {key: one[key] for key in ("nom", "type", "commune")}
        made.append({"type": "Feature", "properties": properties, "geometry": shape})
    return made


def as_geojson(made, encoding="utf-8", **members) -> bytes:
    document = {"type": "FeatureCollection", **members, "features": made}
    return json.dumps(document, ensure_ascii=False).encode(encoding)


def frame(crs="EPSG:4326") -> gpd.GeoDataFrame:
    columns = {key: [one[key] for one in PLACES] for key in ("nom", "type", "commune")}
    shapes = [Point(one["lon"], one["lat"]) for one in PLACES]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_crs(crs)


def as_shapefile(folder: Path, *, crs="EPSG:2154", without=(), layers=("lieux",), prj="") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for rank, name in enumerate(layers):
            rows = frame(crs).iloc[rank :: len(layers)]
            rows.to_file(folder / f"{name}.shp", encoding="utf-8")
            if prj:
                (folder / f"{name}.prj").write_text(prj)
            for part in sorted(folder.glob(f"{name}.*")):
                if part.suffix not in without:
                    archive.write(part, f"données/{part.name}")
    return stream.getvalue()


def as_kml(folders=2, links=False) -> bytes:
    def placemark(one):
        name = str(one["nom"]).replace("&", "&amp;")
        return (
            f"<Placemark><name>{name}</name><description><![CDATA[<b>Un lieu</b><br/>de la vie]]>"
            f"</description><Point><coordinates>{one['lon']},{one['lat']},37</coordinates></Point>"
            "</Placemark>"
        )

    body = ""
    for rank in range(folders):
        inside = "".join(placemark(one) for one in PLACES[rank::folders])
        inner = f"<Folder><name>Sous</name>{inside}</Folder>"
        body += f"<Folder><name>Dossier {rank}</name>{inner}</Folder>"
    if links:
        body += "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document>{body}</Document></kml>".encode()


def as_gpx() -> bytes:
    points = "".join(
        f'<wpt lat="{one["lat"]}" lon="{one["lon"]}"><name>{str(one["nom"]).replace("&", "&amp;")}'
        "</name></wpt>"
        for one in PLACES
    )
    head = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    track = (
        "<trk><name>Le tour</name><trkseg>"
        '<trkpt lat="50.45" lon="2.55"/><trkpt lat="50.46" lon="2.56"/></trkseg></trk>'
    )
    return f"{head}{points}{track}</gpx>".encode()


def as_ods(lines) -> bytes:
    """Write a workbook by hand: the smallest that LibreOffice opens."""
    names = {
        "office": "office:1.0", "table": "table:1.0", "text": "text:1.0",
    }  # fmt: skip
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{value}"'
        for key, value in names.items()
    )
    out = StringIO()
    for line in lines:
        out.write("<table:table-row>")
        for cell in line:
            if cell.replace(".", "", 1).isdigit():
                out.write(
                    f'<table:table-cell office:value-type="float" office:value="{cell}">'
                    f"<text:p>{cell.replace('.', ',')}</text:p></table:table-cell>"
                )
            else:
                safe = cell.replace("&", "&amp;").replace("<", "&lt;")
                out.write(
                    '<table:table-cell office:value-type="string">'
                    f"<text:p>{safe}</text:p></table:table-cell>"
                )
        out.write('<table:table-cell table:number-columns-repeated="16000"/></table:table-row>')
    out.write(
        '<table:table-row table:number-rows-repeated="1048000">'
        "<table:table-cell/></table:table-row>"
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{out.getvalue()}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def read_here(module, arguments, name, longest_s):
    """Read in this process, as the child does: a child for each of these files takes minutes."""
    path, name, options = arguments
    with TemporaryDirectory() as folder:
        answer = asdict(import_child.read(Path(path), name, json.loads(options), Path(folder)))
    return json.loads(json.dumps(answer))


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


def point_at(coordinates) -> dict:
    return {"type": "Point", "coordinates": list(coordinates)}


def swap(_, row):
    return {**row, "lat": row["lon"], "lon": row["lat"]}


def in_lambert(_, row):
    east, north = lambert(row["lon"], row["lat"])
    said = {"X (Lambert 93)": f"{east:.2f}", "Y (Lambert 93)": f"{north:.2f}"}
    return {**row, **said, "x": f"{east:.2f}", "y": f"{north:.2f}", "EPSG": "2154"}
