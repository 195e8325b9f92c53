"""Answers of services that a person saved: recognised by what they hold, read as if asked here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import shapely

from animmap.errors import AnimmapError, Fact
from animmap.sources.online import gogocarto, osm, wfs
from animmap.sources.online.entreprises import read_units
from animmap.sources.online.found import COLUMNS, MEMBER, MOST_NOTICES, Harvest, rows_of
from animmap.sources.online.gbif import read_records
from animmap.sources.read_answer import Layer, Notice, check_size
from animmap.texts import DEFAULT_LANGUAGE, has_text, tr

_MARKS = re.compile(
    r'"(?:total_results|osm3s|ontology|numberMatched|endOfRecords|' + MEMBER + r')"\s*:'
)
# Where services say how many things there are, and what holds those of this answer.
_ANNOUNCED = (
    ("total_results", "results"), ("numberMatched", "features"), ("total_count", "results"),
    ("count", "results"), ("nhits", "records"),
)  # fmt: skip
_NATURE = ("id_mnhn", "sitecode")


def read_saved(text: str, name: str) -> tuple[Layer, list[Notice]] | None:
    """Return what a saved answer holds as a layer, None when it is no answer of a service.

    Raises
    ------
    AnimmapError
        ``answer_unreadable`` for an answer that is not what it claims; ``too_many_rows``.
    """
    document = _load(text)
    read = None if document is None else _reader(document)
    if document is None or read is None:
        return None
    harvest = read(document)
    rows = rows_of(harvest)
    check_size(name, len(COLUMNS), len(rows))
    shapes = [one.shape for one in harvest.found]
    layer = Layer(
        "",
        list(COLUMNS),
        [[row[column] for column in COLUMNS] for row in rows],
        [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in shapes],
        "EPSG:4326",
    )
    told = [(code, dict(facts)) for code, facts in harvest.notices]
    return layer, told + cut_page(document)


def cut_page(document: object) -> list[Notice]:
    """Say that a saved answer is one page of several: services announce how many there are."""
    told = document if isinstance(document, dict) else {}
    for total, held in _ANNOUNCED:
        announced, listed = told.get(total), told.get(held)
        if isinstance(announced, int) and isinstance(listed, list) and announced > len(listed):
            return [("page_only", {"n": len(listed), "of": announced})]
    return []


def notices_of(text: str) -> list[Notice]:
    """Return what was noted beside a list that was fetched here; nothing that we do not say."""
    document = _load(text)
    told = document.get(MEMBER) if document else None
    listed = told.get("notices") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        return []
    return [known for one in listed[:MOST_NOTICES] if (known := _notice(one)) is not None]


def _notice(one: object) -> Notice | None:
    match one:
        case [str(code), dict(facts)] if has_text(f"import.notice.{code}"):
            kept: dict[str, Fact] = {
                str(key): value
                for key, value in facts.items()
                if isinstance(value, str | int | float)
            }
            return (code, kept) if _can_be_said(code, kept) else None
    return None


def _can_be_said(code: str, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a sentence has the facts it needs, of the kind it needs."""
    try:
        return "{" not in tr(f"import.notice.{code}", DEFAULT_LANGUAGE, **facts)
    except (KeyError, IndexError, ValueError, AttributeError):
        return False


def _load(text: str) -> Mapping[str, Any] | None:
    """Return the object of a text that bears the mark of a service: reading all would cost."""
    if not _MARKS.search(text):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _reader(document: Mapping[str, Any]) -> Callable[[Any], Harvest] | None:
    """Return what reads a document, by its envelope."""
    features = document.get("features")
    if isinstance(features, list):
        known = any(_is_nature(one) for one in features[:5]) and MEMBER not in document
        return wfs.read_sites if known and document.get("type") == "FeatureCollection" else None
    readers: tuple[tuple[str, str, Callable[[Any], Harvest]], ...] = (
        ("total_results", "results", _read_units),
        ("endOfRecords", "results", read_records),
        ("osm3s", "elements", osm.read_elements),
        ("ontology", "data", gogocarto.read_elements),
    )
    return next(
        (read for mark, held, read in readers if mark in document and held in document), None
    )


def _read_units(document: Mapping[str, Any]) -> Harvest:
    results = document["results"]
    if not isinstance(results, list):
        raise AnimmapError("answer_unreadable", service="entreprises", reason="")
    return read_units(results)


def _is_nature(feature: object) -> bool:
    told = feature.get("properties") if isinstance(feature, dict) else None
    return isinstance(told, dict) and any(name in told for name in _NATURE)
