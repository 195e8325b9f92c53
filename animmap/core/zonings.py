"""The nouns of a loaded zoning: a layer that exists, and its zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Zoning:
    """A layer of zones loaded in a démarche: park, basin, scheme, inventory.

    ``credit``: source and licence; ``file``, ``name_column``: where it came from; ``zones``:
    how many; ``deleted_at``: when it went to the trash, None while it serves.
    """

    id: str
    project_id: str
    name: str
    credit: str
    file: str
    name_column: str
    zones: int
    created_at: datetime
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedZone:
    """One zone of a zoning: its outline in longitude, latitude."""

    id: str
    name: str
    geometry: BaseGeometry
