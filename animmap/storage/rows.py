"""Between rows and nouns: geometry as WKB with its bounds, rows as JSON for the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from animmap.storage.columns import UtcDateTime

Values = dict[str, Any]

# Never in the journal: secrets, how to reach a person, doors that undo must not open again, and
# counters that it must push forward, not back.
UNTOLD: frozenset[str] = frozenset(
    {
        "code_hash",
        "email",
        "join_code",
        "last_used_at",
        "person",
        "phone",
        "revision",
        "token_hash",
        "updated_at",
        "version",
    }
)


def to_wkb(geometry: BaseGeometry) -> bytes:
    """Return a geometry (EPSG:4326) as little-endian two-dimensional WKB."""
    wkb: bytes = shapely.to_wkb(geometry, byte_order=1, output_dimension=2)
    return wkb


def geometries(wkbs: Sequence[bytes | None]) -> list[Any]:
    """Return the geometries (EPSG:4326) of many WKB at once, None where there is none."""
    return list(shapely.from_wkb(list(wkbs))) if wkbs else []


def bounds_of(geometry: BaseGeometry | None) -> Values:
    """Return the columns west, south, east, north of a geometry, in degrees."""
    if geometry is None or geometry.is_empty:
        return dict.fromkeys(("west", "south", "east", "north"))
    west, south, east, north = geometry.bounds
    return {"west": west, "south": south, "east": east, "north": north}


def tell(row: Mapping[str, Any]) -> dict[str, object]:
    """Return a row as plain JSON values, geometries in hexadecimal WKB, secrets left out."""
    return {name: _tell_value(value) for name, value in row.items() if name not in UNTOLD}


def _tell_value(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def untell(table: sa.Table, told: Mapping[str, Any]) -> Values:
    """Return the column values that ``tell`` wrote, for the columns the table still has."""
    return {
        name: _untell_value(table.c[name].type, value)
        for name, value in told.items()
        if name in table.c
    }


def _untell_value(kind: sa.types.TypeEngine[Any], value: object) -> object:
    if not isinstance(value, str):
        return value
    if isinstance(kind, sa.LargeBinary):
        return bytes.fromhex(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return value
