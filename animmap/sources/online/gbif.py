"""GBIF: species observed in a territory, with the effort of those who looked; never an absence.

Traps known: the outline is counter-clockwise WKT, short enough for an address; at most 300
records an answer and 100,000 a question; keys depend on the checklist, which is pinned; licences
are those of each record, and non-commercial ones are asked apart; records of sensitive species
are blurred by those who publish, so such species get no place here. The outline that is sent is
wider than the territory: where all records came, those inside are counted, else it is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.errors import AnimmapError
from animmap.sources.online.asking import Answer, Asked
from animmap.sources.online.found import Found, Harvest, Origin, Words
from animmap.sources.online.gathering import Gathering
from animmap.sources.online.transport import Transport

SERVICE = "gbif"
CHECKLIST = "7ddf754f-d193-4cc9-b351-99906754a03b"
LONGEST_WKT = 2_500
# Three decimals of a degree may move a corner by as much, in degrees.
_ROUNDED = 0.001
# The most that one answer holds.
RECORDS = 300
MOST_SPECIES = 300
# Surer than this, in metres, to be put on the map.
SURE_M = 1_000
LICENCES: Mapping[str, tuple[str, ...]] = {
    "open": ("CC0_1_0", "CC_BY_4_0"),
    "non_commercial": ("CC_BY_NC_4_0",),
}
_ORIGINS: Mapping[str, Origin] = {
    "open": Origin("GBIF", "CC0 1.0, CC BY 4.0", "GBIF.org, CC0 / CC BY 4.0"),
    "non_commercial": Origin("GBIF (NC)", "CC BY-NC 4.0", "GBIF.org, CC BY-NC 4.0"),
}
_THREATENED = frozenset({"CR", "EN", "VU", "EW", "EX"})
_BLURRED = ("informationWithheld", "dataGeneralizations")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Years (first, last), licences ("open" or "non_commercial"), number of species at most."""

    years: tuple[int, int]
    licences: str = "open"
    species: int = 50


def wkt_of(outline: BaseGeometry, longest: int = LONGEST_WKT) -> str:
    """Return an outline (EPSG:4326) as short counter-clockwise WKT that covers it.

    The outline is simplified, holes filled; what is still too long becomes its hull.
    """
    shape = shapely.union_all([shapely.Polygon(one.exterior) for one in _polygons(outline)])
    step = 0.001
    while step < 0.1:
        # Grown by what simplifying may cut: the territory stays inside.
        simple = shape.buffer(step + _ROUNDED).simplify(step)
        written = _written(simple)
        if len(written) <= longest and _still_covers(written, shape):
            return written
        step *= 1.6
    return _written(shape.convex_hull.buffer(0.02 + _ROUNDED).simplify(0.015))


def _still_covers(written: str, shape: BaseGeometry) -> bool:
    """Tell whether what is sent is one sound outline around a shape.

    In a narrow bay, simplifying and rounding may go further than they say.
    """
    sent = shapely.from_wkt(written)
    return bool(sent.geom_type == "Polygon" and sent.is_valid and sent.covers(shape))


def _polygons(outline: BaseGeometry) -> list[Any]:
    return [one for one in shapely.get_parts(outline) if one.geom_type == "Polygon"]


def _written(shape: BaseGeometry) -> str:
    turned = shapely.orient_polygons(shape) if shape.geom_type == "Polygon" else shape
    return shapely.to_wkt(turned, rounding_precision=3, trim=True)


def count(
    transport: Transport, outline: BaseGeometry, wanted: Wanted, *, refresh: bool = False
) -> tuple[int, int]:
    """Return how many records answer, and how many species (at most MOST_SPECIES + 1)."""
    told, _ = _facets(transport, outline, wanted, refresh)
    return int(told["count"]), len(_counts(told, "SPECIES_KEY"))


def fetch(
    transport: Transport,
    outline: BaseGeometry,
    wanted: Wanted,
    gathering: Gathering,
    *,
    refresh: bool = False,
) -> Harvest:
    """Return the species most recorded in a territory, each with its records and years.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask_json``; ``answer_unreadable``.
    """
    told, _ = _facets(transport, outline, wanted, refresh)
    species = _counts(told, "SPECIES_KEY")
    chosen = sorted(species, key=lambda key: (-species[key], key))[: wanted.species]
    gathering.expect(len(chosen))
    harvest = Harvest(SERVICE)
    for key in chosen:
        answer = _species(transport, outline, wanted, key, refresh)
        found = read_species(answer[0], key, wanted.licences, outline)
        gathering.add(answer[1], 1)
        if found is not None:
            harvest.found.append(found)
    harvest.leave_out({"elsewhere": len(chosen) - len(harvest.found)})
    harvest.note("gbif_effort", n=int(told["count"]))
    harvest.note("gbif_around", n=RECORDS)
    if len(species) > len(chosen):
        harvest.note("gbif_more", n=len(chosen), of=len(species))
    return gathering.sign(harvest)


def _facets(
    transport: Transport, outline: BaseGeometry, wanted: Wanted, refresh: bool
) -> tuple[dict[str, Any], Answer]:
    query = [
        *_common(outline, wanted), ("limit", "0"),
        ("facet", "speciesKey"), ("facetLimit", str(MOST_SPECIES + 1)),
    ]  # fmt: skip
    return _ask(transport, query, refresh)


def _species(
    transport: Transport, outline: BaseGeometry, wanted: Wanted, key: str, refresh: bool
) -> tuple[dict[str, Any], Answer]:
    query = [
        *_common(outline, wanted), ("taxonKey", key), ("limit", str(RECORDS)),
        ("facet", "year"), ("facet", "datasetKey"), ("facetLimit", "500"),
    ]  # fmt: skip
    return _ask(transport, query, refresh)


def _common(outline: BaseGeometry, wanted: Wanted) -> list[tuple[str, str]]:
    return [
        ("geometry", wkt_of(outline)),
        ("hasCoordinate", "true"),
        ("hasGeospatialIssue", "false"),
        ("occurrenceStatus", "PRESENT"),
        ("checklistKey", CHECKLIST),
        ("year", f"{wanted.years[0]},{wanted.years[1]}"),
        *(("license", one) for one in LICENCES[wanted.licences]),
    ]


def _ask(
    transport: Transport, query: Sequence[tuple[str, str]], refresh: bool
) -> tuple[dict[str, Any], Answer]:
    told, answer = transport.ask_json(
        Asked(SERVICE, "/occurrence/search", tuple(query), refresh=refresh)
    )
    if not isinstance(told, dict) or not isinstance(told.get("count"), int):
        raise AnimmapError("answer_unreadable", service=SERVICE, reason="")
    return told, answer


def _counts(told: Mapping[str, Any], field: str) -> Counter[str]:
    """Return the counts of a facet, by name."""
    for facet in told.get("facets") or ():
        if isinstance(facet, dict) and facet.get("field") == field:
            return Counter({str(one["name"]): int(one["count"]) for one in facet["counts"]})
    return Counter()


def read_species(
    told: Mapping[str, Any], key: str, licences: str, outline: BaseGeometry | None = None
) -> Found | None:
    """Return a species from the records of one; None when no record names it.

    With the outline of a territory, records are counted inside it when all of them are there;
    None when none of them lies inside.
    """
    records = [one for one in told.get("results") or () if isinstance(one, dict)]
    names = Counter(str(one["species"]) for one in records if one.get("species"))
    if not names:
        return None
    counted = int(told.get("count") or len(records))
    inside = records if outline is None else _inside(records, outline)
    all_came = counted <= len(records)
    if all_came and not inside:
        return None
    words = _counted(inside) if all_came else _announced(told, records, counted)
    sensitive = any(one.get("iucnRedListCategory") in _THREATENED for one in records)
    withheld = sensitive or any(one.get(field) for one in records for field in _BLURRED)
    words.append(("blurred", {}) if withheld else ("observers", {}))
    return Found(
        key=key,
        name=names.most_common(1)[0][0],
        shape=None if withheld else _places(inside, outline),
        origin=_ORIGINS[licences],
        kind="species",
        words=tuple(words),
        url=f"https://www.gbif.org/species/{key}" if key.isdigit() else "https://www.gbif.org",
    )


def _counted(records: Sequence[Mapping[str, Any]]) -> list[Words]:
    """Return what is said of a species all the records of which are there."""
    years = [int(one["year"]) for one in records if one.get("year")]
    datasets = {one.get("datasetKey") for one in records}
    return _said("observed", len(records), years, len(datasets))


def _announced(
    told: Mapping[str, Any], records: Sequence[Mapping[str, Any]], counted: int
) -> list[Words]:
    """Return what is said of a species that the service counted in the outline that was sent."""
    years = [int(year) for year in _counts(told, "YEAR") if year.isdigit()]
    years = years or [int(one["year"]) for one in records if one.get("year")]
    datasets = len(_counts(told, "DATASET_KEY")) or len({one.get("datasetKey") for one in records})
    return _said("observed_around", counted, years, datasets)


def _said(code: str, count: int, years: Sequence[int], datasets: int) -> list[Words]:
    words: list[Words] = [(code, {"n": count})]
    if years:
        words.append(("years", {"first": min(years), "last": max(years)}))
    return [*words, ("datasets", {"n": datasets})]


def _inside(records: Sequence[dict[str, Any]], outline: BaseGeometry) -> list[dict[str, Any]]:
    """Return the records that lie in a territory (EPSG:4326), as far as their point is true."""
    shapely.prepare(outline)
    return [
        one
        for one in records
        if (place := _place(one)) is not None and shapely.intersects_xy(outline, *place)
    ]


def read_records(document: object) -> Harvest:
    """Return the species of a saved answer, by what its records say; NC licences apart.

    Raises
    ------
    AnimmapError
        ``answer_unreadable`` when it holds no records.
    """
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, list):
        raise AnimmapError("answer_unreadable", service=SERVICE, reason="")
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in results:
        if isinstance(one, dict) and one.get("species"):
            apart = "non_commercial" if "nc" in str(one.get("license", "")).lower() else "open"
            key = str(one.get("speciesKey") or one["species"])
            groups.setdefault((key, apart), []).append(one)
    harvest = Harvest(SERVICE)
    for (key, apart), records in groups.items():
        found = read_species({"results": records}, key, apart)
        if found is not None:
            harvest.found.append(found)
    harvest.note("gbif_effort", n=len(results))
    return harvest


def _places(
    records: Sequence[Mapping[str, Any]], outline: BaseGeometry | None
) -> BaseGeometry | None:
    """Return where a species was recorded well enough, to some 100 m; None when nowhere."""
    places = [_place(one) for one in records if _is_sure(one)]
    points = {(round(place[0], 3), round(place[1], 3)) for place in places if place is not None}
    shape = shapely.MultiPoint(sorted(points))
    inside = shape if outline is None else shape.intersection(outline)
    return None if inside.is_empty else inside


def _is_sure(one: Mapping[str, Any]) -> bool:
    doubt = one.get("coordinateUncertaintyInMeters")
    return not isinstance(doubt, int | float) or doubt <= SURE_M


def _place(one: Mapping[str, Any]) -> tuple[float, float] | None:
    lon, lat = one.get("decimalLongitude"), one.get("decimalLatitude")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return float(lon), float(lat)
