"""A row on its way to the map: what it says, where it is, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from shapely.geometry.base import BaseGeometry

from animmap.core.importing.faults import Repair, RowFault, cut
from animmap.core.model import Source
from animmap.errors import Fact


@dataclass(slots=True)
class Draft:
    """One row, filled step by step.

    ``number`` is that of the row in its ``table`` as a person sees it. ``raw`` is the geometry
    in ``crs`` ("" when nobody said it) as written in the column ``placed_by``, ``shapes`` what
    it makes in longitude, latitude (several when a collection was split). ``method`` tells how
    the row was located: "geometry", "coordinates", "text_geometry", "by_hand", "geocoded", "siret",
    "commune" or "none". ``score``: how sure a geocoder was (0 to 1), None when none was asked.
    ``college`` is what it says of its college, ``college_id`` the one that is, if there is one.
    ``raw_maybe`` and ``maybe`` are those of what a sketch would perhaps add.
    """

    table: str
    number: int
    values: dict[str, str]
    name: str = ""
    description: str = ""
    kind: str = ""
    themes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    college: str = ""
    college_id: str | None = None
    siret: str = ""
    postcode: str = ""
    commune_code: str | None = None
    credit: str = ""
    sources: tuple[Source, ...] = ()
    person: str = ""
    phone: str = ""
    email: str = ""
    informed_on: date | None = None
    spoken_for_by: str = ""
    raw: BaseGeometry | None = None
    crs: str = ""
    placed_by: str = ""
    shapes: tuple[BaseGeometry, ...] = ()
    raw_maybe: BaseGeometry | None = None
    maybe: BaseGeometry | None = None
    method: str = "none"
    score: float | None = None
    faults: list[RowFault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Tell whether a fault keeps the row in quarantine."""
        return any(fault.blocking for fault in self.faults)

    def blame(self, code: str, column: str = "", value: str = "", **facts: Fact) -> None:
        """Write a fault of this row down."""
        self.faults.append(RowFault(self.table, self.number, column, cut(value), code, facts))

    def mend(self, code: str, column: str, before: str, after: str) -> None:
        """Write down that a value was read otherwise than written."""
        self.repairs.append(Repair(self.table, self.number, column, cut(before), cut(after), code))
