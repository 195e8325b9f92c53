"""Géoplateforme geocoding: ``/search``, ``/reverse`` and ``/search/csv`` in its own form.

Oddities kept: at most 50 requests a second, then 429 to all for 5 s; nonsense is answered "ok"
with a score of 0.34, unless a code of commune or a postcode that is no such place's leaves
nothing ("not-found"); an empty row is "skipped"; a town alone is its town hall; the CSV comes
back in the order of its rows, its own columns first; ``x``, ``y`` are in Lambert-93.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any

from pyproj import Transformer

from tests.fake_services.server import Limit, Reply, Request, Ticks, as_json, as_text

NONSENSE = 0.34
TO_LAMBERT = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
ADDED = (
    "longitude", "latitude", "result_score", "result_score_next", "result_label", "result_type",
    "result_id", "result_banId", "result_housenumber", "result_name", "result_street",
    "result_postcode", "result_city", "result_context", "result_citycode", "result_oldcitycode",
    "result_oldcity", "result_district", "result_status",
)  # fmt: skip
# Fictitious streets of the communes of the tests: words, type, label, score, place, commune.
KNOWN = (
    ("rue du moulin imagine", "housenumber", "3 Rue du Moulin Imaginé 62001 Aix-Noulette", 0.94,
     (2.55, 50.55), "62001"),
    ("place inventee", "street", "Place Inventée 62002 Béthune", 0.81, (2.65, 50.55), "62002"),
    ("peu pres", "street", "Chemin d’à Peu Près 62003 Chocques", 0.62, (2.53, 50.43),
     "62003"),
    ("divion", "municipality", "Divion", 0.9, (2.65, 50.45), "62004"),
    ("rue lointaine", "street", "Rue Lointaine 13055 Marseille", 0.88, (5.4, 43.3), "13055"),
)  # fmt: skip


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z]+", plain.encode("ascii", "ignore").decode()))


Place = tuple[str, str, float, tuple[float, float], str]


def found(text: str, code: str = "", postcode: str = "") -> Place | None:
    """Return the best place for words; None where the commune asked for has none like it."""
    words = folded(text)
    for known, *told in KNOWN:
        if known in words and {code, postcode} <= {"", told[-1]}:
            return tuple(told)  # type: ignore[return-value]
    if code or postcode:
        return None
    return ("street", "Rue Sans Rapport 59350 Lille", NONSENSE, (3.06, 50.63), "59350")


class Geocoding:
    def __init__(self, ticks: Ticks) -> None:
        self._limit = Limit(50, ticks, punished_s=5.0, retry_after="5")

    def __call__(self, request: Request) -> Reply:
        refused = self._limit.refuse()
        if refused:
            return refused
        if request.path == "/search":
            return self._search(request)
        if request.path == "/reverse":
            return self._reverse(request)
        if request.path.rstrip("/") == "/search/csv" and request.method == "POST":
            return self._csv(request)
        return as_json({"code": 404, "message": "Not Found"}, 404)

    def _search(self, request: Request) -> Reply:
        text = request.get("q")
        if len(text.strip()) < 3:
            return as_json({"code": 400, "message": "q: must contain 3 characters"}, 400)
        place = found(text, request.get("citycode"), request.get("postcode"))
        return as_json(_collection([_feature(*place)] if place else [], text))

    def _reverse(self, request: Request) -> Reply:
        lon, lat = float(request.get("lon")), float(request.get("lat"))
        _, *told = min(KNOWN, key=lambda one: abs(one[4][0] - lon) + abs(one[4][1] - lat))
        feature = _feature(*told)  # type: ignore[arg-type]
        feature["properties"]["distance"] = 12
        return as_json(_collection([feature], ""))

    def _csv(self, request: Request) -> Reply:
        mark = request.headers.get("content-type", "").partition("boundary=")[2]
        parts = request.body.decode().split(f"--{mark}")
        fields = dict(re.findall(r'name="(\w+)"[^\r]*(?:\r\nContent-Type[^\r]*)?\r\n\r\n(.*)\r\n',
                                 part, re.DOTALL)[0] for part in parts[1:-1])  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(fields["data"])))
        if rows and fields["columns"] not in rows[0]:
            return as_json({"code": 400, "message": "columns: unknown column"}, 400)
        out = io.StringIO()
        writer = csv.DictWriter(out, [*(rows[0] if rows else ()), *ADDED], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            filters = [row.get(fields.get(name, ""), "") for name in ("citycode", "postcode")]
            writer.writerow({**row, **_answer(row[fields["columns"]], *filters)})
        return as_text(out.getvalue(), content_type="text/csv")


def _answer(text: str, code: str = "", postcode: str = "") -> dict[str, Any]:
    if not text.strip():
        return {"result_status": "skipped"}
    place = found(text, code, postcode)
    if place is None:
        return {"result_status": "not-found"}
    kind, label, score, (lon, lat), code = place
    return {
        "longitude": lon, "latitude": lat, "result_score": score,
        "result_score_next": round(score / 2, 2), "result_label": label, "result_type": kind,
        "result_id": f"{code}_0001", "result_name": label.partition(f" {code}")[0],
        "result_postcode": code, "result_city": label.rpartition(" ")[2],
        "result_citycode": code, "result_status": "ok",
    }  # fmt: skip


def _feature(
    kind: str, label: str, score: float, place: tuple[float, float], code: str
) -> dict[str, Any]:
    x, y = TO_LAMBERT.transform(*place)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(place)},
        "properties": {
            "label": label, "score": score, "type": kind, "citycode": code, "postcode": code,
            "name": label.partition(f" {code}")[0], "city": label.rpartition(" ")[2],
            "x": round(x, 2), "y": round(y, 2), "_type": "address",
        },
    }  # fmt: skip


def _collection(features: list[dict[str, Any]], query: str) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features, "query": query}
