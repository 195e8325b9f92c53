"""Where a row comes from, as its columns say; and what a newer answer changes of a feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import NAME_LIMIT, clean_line, clean_text
from animmap.core.importing.draft import Draft
from animmap.core.model import Feature, Source

FIELDS: tuple[str, ...] = ("licence", "source_key", "source_url", "attribution", "retrieved_on")
# Column of the former row that holds its shape (see ``services.import_tables``).
SHAPE = "WKT"
_SAME_PLACE = 1e-6


def read_sources(credit: str, told: Mapping[str, str]) -> tuple[Source, ...]:
    """Return the source that FIELDS of a row tell, none when they tell nothing of it.

    ``credit``: what the row, or its file, says of its source in one sentence.
    """
    texts = {name: clean_line(told.get(name, "")[:NAME_LIMIT]) for name in FIELDS}
    if not any(texts.values()):
        return ()
    url = texts["source_url"]
    return (
        Source(
            name=credit or texts["attribution"],
            licence=texts["licence"],
            url=url if url.startswith(("https://", "http://")) else "",
            key=texts["source_key"],
            retrieved_on=_day(texts["retrieved_on"]),
            attribution=texts["attribution"],
        ),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def keys_of(sources: tuple[Source, ...]) -> frozenset[str]:
    """Return what tells a thing apart in each of its sources."""
    return frozenset(f"{one.name}\n{one.key}" for one in sources if one.key)


def renew(into: Feature, draft: Draft, former: Mapping[str, str]) -> Feature:
    """Return a feature with what a newer answer of the same source says of it.

    What a person changed since the ``former`` row (its cells by column; none when it is not
    known) stays as it is: only what still reads as that row did takes the newer value.
    """
    shape = draft.shapes[0] if draft.shapes else None
    keep_name = into.name != clean_line(former.get("name", ""))
    keep_words = into.description != clean_text(former.get("description", ""))
    known = keys_of(draft.sources)
    others = tuple(one for one in into.sources if not keys_of((one,)) & known)
    return replace(
        into,
        name=into.name if keep_name and into.name else draft.name,
        description=into.description if keep_words and into.description else draft.description,
        kind=draft.kind if into.kind == former.get("kind") else into.kind,
        themes=draft.themes if ", ".join(into.themes) == former.get("themes") else into.themes,
        commune_code=draft.commune_code or into.commune_code,
        geometry=_place(into.geometry, shape, former.get(SHAPE, "")),
        siret=into.siret or draft.siret,
        sources=(*others, *draft.sources),
    )


def _place(
    there: BaseGeometry | None, newer: BaseGeometry | None, former: str
) -> BaseGeometry | None:
    """Return the newer place, unless a person moved the one that is there."""
    if there is None or newer is None:
        return newer if there is None else there
    written = former.partition(";")[2] if former.startswith("SRID=") else former
    try:
        before = shapely.from_wkt(written) if written else None
    except shapely.errors.ShapelyError:
        before = None
    untouched = before is not None and shapely.equals_exact(there, before, _SAME_PLACE)
    return newer if untouched else there
