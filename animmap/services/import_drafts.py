"""From the tables of a file to drafts: read by the make of the file, their places doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from animmap.core.importing.choices import Choices
from animmap.core.importing.corrections import place_by_hand
from animmap.core.importing.draft import Draft
from animmap.core.importing.known_files import bar
from animmap.core.importing.positions import Region
from animmap.core.importing.precision import doubt_precision
from animmap.core.importing.rows import Reader, read_rows
from animmap.core.importing.second_places import tell_second_places
from animmap.core.importing.written_places import find_places
from animmap.services.import_sheets import PLACES, TableRead


def read_drafts(one: TableRead, reader: Reader) -> list[Draft]:
    """Return a draft for every row of a table, placed as it is written."""
    if one.known is not None:
        made = reader.choices
        kind = made.kind or one.known.kinds.get(reader.layer, "")
        credit = made.credit or one.known.source
        reader = replace(reader, choices=replace(made, kind=kind, credit=credit))
    drafts = read_rows(one.table, one.matches, reader)
    if one.known is not None:
        bar(one.known, drafts)
    place_by_hand(drafts, reader.choices.cells)
    find_places(one.table, one.matches, drafts)
    return drafts


def doubt_places(
    drafts: Sequence[Draft], tables: Sequence[TableRead], region: Region, choices: Choices
) -> None:
    """Doubt, table by table, the places that are coarse or that other columns contradict."""
    for one in tables:
        own = [draft for draft in drafts if draft.table == one.table.name]
        places = {match.column for match in one.matches if match.field in PLACES}
        doubt_precision(own, places, as_is="outside" in choices.accept)
        tell_second_places(own, one.matches, region)
