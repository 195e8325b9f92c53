"""GBIF occurrences: records and facets of a few species, with its limits.

Kept: a limit above 300 is 300; nothing beyond 100,000 records; the outline must be
counter-clockwise, else it is the rest of the world; an address that is too long is refused;
repeated parameters are alternatives; licences are those of each record.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import shapely
from shapely.geometry import Point

from tests.fake_services.server import Reply, Request, as_json, as_text

LONGEST_ADDRESS = 4_000
CHECKLIST = "7ddf754f-d193-4cc9-b351-99906754a03b"
_LICENCES = {
    "CC0_1_0": "http://creativecommons.org/publicdomain/zero/1.0/legalcode",
    "CC_BY_4_0": "http://creativecommons.org/licenses/by/4.0/legalcode",
    "CC_BY_NC_4_0": "http://creativecommons.org/licenses/by-nc/4.0/legalcode",
}
_FACETS = {
    "speciesKey": "SPECIES_KEY",
    "year": "YEAR",
    "datasetKey": "DATASET_KEY",
    "license": "LICENSE",
}


def record(
    number: int, key: str, species: str, lon: float, lat: float, year: int, **changes: Any
) -> dict[str, Any]:
    return {
        "key": number,
        "datasetKey": f"00000000-0000-0000-0000-00000000000{number % 3}",
        "scientificName": f"{species} (Inventé, 1758)",
        "species": species,
        "speciesKey": key,
        "taxonRank": "SPECIES",
        "decimalLatitude": lat,
        "decimalLongitude": lon,
        "coordinateUncertaintyInMeters": 30.0,
        "eventDate": f"{year}-05-04",
        "year": year,
        "basisOfRecord": "HUMAN_OBSERVATION",
        "occurrenceStatus": "PRESENT",
        "license": _LICENCES["CC_BY_4_0"],
        "recordedBy": "Ada Lefèvre-Inventée",
        "issues": [],
    } | changes


def some_records() -> list[dict[str, Any]]:
    """Return records in the four communes of the tests, one of each trap."""
    newts = [
        record(n, "4QTGX", "Triturus cristatus", 2.52 + n / 1000, 50.43, 2016 + n % 5)
        for n in range(40)
    ]
    oaks = [
        record(100 + n, "4CZCD", "Quercus robur", 2.61, 50.52 + n / 1000, 2020) for n in range(12)
    ]
    rare = [
        record(200 + n, "6XYZ9", "Botaurus stellaris", 2.55, 50.45, 2019,
               iucnRedListCategory="VU", informationWithheld="Coordinate uncertainty increased")
        for n in range(5)
    ]  # fmt: skip
    apart = [
        record(
            300 + n,
            "4QTGX",
            "Triturus cristatus",
            2.53,
            50.44,
            2021,
            license=_LICENCES["CC_BY_NC_4_0"],
        )
        for n in range(7)
    ]
    vague = [
        record(400, "5VAGU", "Lutra lutra", 2.6, 50.5, 2018, coordinateUncertaintyInMeters=7071.0)
    ]
    away = [record(500, "7AWAY", "Vulpes vulpes", 3.5, 50.9, 2020)]
    return [*newts, *oaks, *rare, *apart, *vague, *away]


class Gbif:
    def __init__(self, records: list[dict[str, Any]] | None = None) -> None:
        self.records = some_records() if records is None else records

    def __call__(self, request: Request) -> Reply:
        if request.path != "/occurrence/search":
            return as_text("Not Found", 404)
        if sum(len(name) + len(value) for name, value in request.query) > LONGEST_ADDRESS:
            return as_text("Request-URI Too Long", 414)
        if request.get("checklistKey") != CHECKLIST:
            return as_text("Unknown checklist", 400)
        limit, offset = min(int(request.get("limit", "20")), 300), int(request.get("offset", "0"))
        if offset + limit > 100_000:
            return as_text("Max offset of 100001 exceeded", 400)
        try:
            found = [one for one in self.records if _is_such(one, request)]
        except (shapely.errors.ShapelyError, ValueError):
            return as_text("Invalid geometry", 400)
        return as_json(
            {
                "offset": offset,
                "limit": limit,
                "endOfRecords": offset + limit >= len(found),
                "count": len(found),
                "results": found[offset : offset + limit],
                "facets": _facets(found, request),
            }
        )


def _all(request: Request, name: str) -> list[str]:
    return [value for key, value in request.query if key == name]


def _is_such(one: dict[str, Any], request: Request) -> bool:
    outline = shapely.from_wkt(request.get("geometry")) if request.get("geometry") else None
    if outline is not None:
        inside = outline.covers(Point(one["decimalLongitude"], one["decimalLatitude"]))
        if inside != outline.exterior.is_ccw:
            return False
    years = request.get("year")
    if years and not int(years.split(",")[0]) <= one["year"] <= int(years.split(",")[-1]):
        return False
    licences, keys = _all(request, "license"), _all(request, "taxonKey")
    known = not licences or one["license"] in [_LICENCES[each] for each in licences]
    return known and (not keys or one["speciesKey"] in keys)


def _facets(found: list[dict[str, Any]], request: Request) -> list[dict[str, Any]]:
    most = int(request.get("facetLimit", "10"))
    told = []
    for name in _all(request, "facet"):
        counted = Counter(str(one[name]) for one in found).most_common(most)
        counts = [{"name": each, "count": count} for each, count in counted]
        told.append({"field": _FACETS[name], "counts": counts})
    return told
