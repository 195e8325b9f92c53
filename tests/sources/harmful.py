"""Files that harm, written anew by the tests; and what they would read or call: nothing may."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import openpyxl
import pytest

SECRET = "secret-de-la-cave"


@pytest.fixture
def secret(tmp_path):
    folder = tmp_path / "cave"
    folder.mkdir()
    (folder / "contacts.csv").write_text(f"nom,tel\n{SECRET},06\n")
    with sqlite3.connect(folder / "base.sqlite") as base:
        base.execute("CREATE TABLE link (token TEXT)")
        base.execute("INSERT INTO link VALUES (?)", (SECRET,))
    return folder


@pytest.fixture
def canary():
    """Return the address of a server that counts who calls it."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    server.calls = calls
    yield server
    server.shutdown()
    server.server_close()


def zipped(**members) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def claiming(size: int, archive: bytes) -> bytes:
    """Return an archive whose directory says that its last file unpacks into ``size`` bytes."""
    place = archive.rindex(b"PK\x01\x02") + 24
    return archive[:place] + size.to_bytes(4, "little") + archive[place + 4 :]


def vrt(source: str, query: str = "") -> str:
    asked = f"<SrcSQL>{query}</SrcSQL>" if query else ""
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="contacts"><SrcDataSource>'
        f"{source}</SrcDataSource>{asked}</OGRVRTLayer></OGRVRTDataSource>"
    )


def collection(*geometries, **members) -> str:
    made = [{"type": "Feature", "properties": {"nom": "Un"}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": made, **members})


POINT = {"type": "Point", "coordinates": [2.5, 50.4]}


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)).replace("&a0;", "&a;")
    + "]><kml><Document><Placemark><name>&a11;</name></Placemark></Document></kml>"
)


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "nom"
    book.active["XFD1048576"] = "loin"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def swollen(cells: str, times: int) -> bytes:
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(far_cell())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, _, rest = content.partition(b"<sheetData>")
                _, _, tail = rest.partition(b"</sheetData>")
                inside = cells.encode() * times
                content = head + b"<sheetData>" + inside + b"</sheetData>" + tail
            target.writestr(name, content)
    return stream.getvalue()
