"""From a layer of a file to zones with a name: which column names them, what each row draws.

Places are settled as those of any import (``settle``): what is astray is proposed, never moved
in silence, and one bad row never hides the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import NAME_LIMIT, clean_text
from animmap.core.importing.cells import has_letters
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Table
from animmap.core.importing.positions import Region
from animmap.core.importing.settle import Proposal, settle_places
from animmap.core.importing.words import HEADERS, plain
from animmap.core.importing.written_places import find_places

_AREAS = ("Polygon", "MultiPolygon")
# A column that names zones has a word of its own in most rows.
_NAMED_ROWS = 0.5


def choose_table(tables: Sequence[Table], wanted: str = "") -> Table | None:
    """Return the layer of that name, else the one with the most areas; None without any."""
    drawn = [one for one in tables if one.shapes is not None and _count_areas(one)]
    if wanted:
        drawn = [one for one in drawn if one.name == wanted]
    return max(drawn, key=_count_areas, default=None)


def _count_areas(table: Table) -> int:
    return sum(shape is not None and _has_area(shape) for shape in table.shapes or ())


def _has_area(shape: BaseGeometry) -> bool:
    return bool(shapely.get_dimensions(shape) == 2)


def guess_name_column(table: Table) -> str:
    """Return the column that most likely names the zones, "" when none has a word of its own.

    A header that says a name wins; then the column with the most different words.
    """
    best, column = (0, 0.0), ""
    for rank, header in enumerate(table.columns):
        words = [record.cells[rank].strip() for record in table.records if rank < len(record.cells)]
        told = [word for word in words if has_letters(word)]
        if not words or len(told) < _NAMED_ROWS * len(words):
            continue
        score = (_says_name(header), len(set(told)) / len(words))
        if score > best:
            best, column = score, header
    return column


def _says_name(header: str) -> int:
    folded = plain(header)
    if folded in HEADERS["name"]:
        return 3
    words = folded.split()
    return 2 if {"nom", "name", "libelle", "label"} & set(words) else 1


def read_zones(
    table: Table, name_column: str, region: Region, choices: Choices
) -> tuple[list[Draft], list[Proposal]]:
    """Return every row of a layer as a draft with its name and areas, and what is proposed.

    ``region``: where zones are looked for (``positions.region_around``). A draft that waits
    keeps its faults; the others have ``shapes`` in longitude, latitude.
    """
    rank = table.columns.index(name_column) if name_column in table.columns else -1
    drafts = [
        Draft(table.name, record.number, {}, name=_name(record.cells, rank))
        for record in table.records
    ]
    find_places(table, (), drafts)
    proposals = settle_places(drafts, region, choices)
    for draft in drafts:
        areas = tuple(shape for shape in draft.shapes if shape.geom_type in _AREAS)
        if draft.shapes and not areas:
            draft.blame("geometry_no_area")
        draft.shapes = areas
    return drafts, proposals


def _name(cells: Sequence[str], rank: int) -> str:
    written = cells[rank] if 0 <= rank < len(cells) else ""
    return " ".join(clean_text(written, len(written)).split())[:NAME_LIMIT]


def is_near(draft: Draft, region: Region) -> bool:
    """Tell whether a draft draws something around the territory of a region."""
    around = shapely.box(*region.near)
    return any(shapely.intersects(shape, around) for shape in draft.shapes)
