"""What services know, in one shape: each thing with its place, source and licence; as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.geojson import round_lonlat
from animmap.errors import Fact
from animmap.texts import DEFAULT_LANGUAGE, tr

Words = tuple[str, Mapping[str, Fact]]
COLUMNS: tuple[str, ...] = (
    "name", "kind", "description", "themes", "siret", "address", "postcode", "commune",
    "commune_code", "source", "source_key", "source_url", "licence", "attribution",
    "retrieved_on",
)  # fmt: skip
MEMBER = "animmap"
MOST_NOTICES = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says it: name of the source, licence, the sentence to show with it."""

    source: str
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a service knows.

    ``key``: its identifier there. ``shape``: EPSG:4326, None when it has no place. ``text``:
    the service's own words; ``words``: messages ``online.<code>`` that are told with them.
    """

    key: str
    name: str
    shape: BaseGeometry | None
    origin: Origin
    kind: str = ""
    text: str = ""
    words: tuple[Words, ...] = ()
    themes: tuple[str, ...] = ()
    siret: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    commune_code: str = ""
    url: str = ""


@dataclass(slots=True)
class Harvest:
    """All that a question brought.

    ``notices``: messages ``import.notice.<code>`` about the whole, what was left out first.
    ``retrieved_at``: moment of the oldest answer; ``cached`` when some come from the disk,
    ``late`` when one of those is past its date.
    """

    service: str
    found: list[Found] = field(default_factory=list)
    notices: list[Words] = field(default_factory=list)
    retrieved_at: datetime | None = None
    cached: bool = False
    late: bool = False

    def note(self, code: str, **facts: Fact) -> None:
        """Say something of the whole."""
        self.notices.append((code, facts))

    def leave_out(self, counts: Mapping[str, int]) -> None:
        """Say how many things were left out, by reason."""
        for reason, count in counts.items():
            if count:
                self.note(f"left_out_{reason}", n=count)


def rows_of(harvest: Harvest, language: str = DEFAULT_LANGUAGE) -> list[dict[str, str]]:
    """Return what was found as rows under COLUMNS."""
    day = harvest.retrieved_at.date().isoformat() if harvest.retrieved_at else ""
    return [_row(one, day, language) for one in harvest.found]


def _row(one: Found, day: str, language: str) -> dict[str, str]:
    lines = [one.text, *(tr(f"online.{code}", language, **facts) for code, facts in one.words)]
    cells = (
        one.name, one.kind, "\n".join(filter(None, lines)), ", ".join(one.themes), one.siret,
        one.address, one.postcode, one.commune, one.commune_code, one.origin.source, one.key,
        one.url, one.origin.licence, one.origin.attribution, day,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def write_harvest(harvest: Harvest, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return a GeoJSON that imports as any file, with the notices beside its features.

    Written feature by feature, outlines by GEOS itself: as Python lists, those of a large
    answer would hold everybody's screens.
    """
    features = [
        _feature(one.shape, row)
        for one, row in zip(harvest.found, rows_of(harvest, language), strict=True)
    ]
    notices = [[code, dict(facts)] for code, facts in harvest.notices[:MOST_NOTICES]]
    told = json.dumps({"service": harvest.service, "notices": notices}, ensure_ascii=False)
    head = f'{{"type":"FeatureCollection","{MEMBER}":{told},"features":[\n'
    return b"".join((head.encode(), b",\n".join(features), b"\n]}\n"))


def _feature(shape: BaseGeometry | None, row: Mapping[str, str]) -> bytes:
    geometry = "null" if shape is None else shapely.to_geojson(round_lonlat(shape))
    facts = json.dumps(row, ensure_ascii=False)
    return f'{{"type":"Feature","geometry":{geometry},"properties":{facts}}}'.encode()
