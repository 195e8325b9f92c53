"""Rows of what the wall of each workshop shows; no row before anyone leads it."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.core.room import WallScreen, WallState
from animmap.storage.rows import Values
from animmap.storage.schema import wall


def find(connection: sa.Connection, workshop_id: str) -> WallState:
    """Return what the wall of a workshop shows: at first, that one may join."""
    row = connection.execute(sa.select(wall).where(wall.c.workshop_id == workshop_id)).first()
    if row is None:
        return WallState(workshop_id=workshop_id, screen=WallScreen.JOIN, round_id=None)
    return WallState(
        workshop_id=row.workshop_id,
        screen=WallScreen(row.screen),
        round_id=row.round_id,
        readings=tuple(row.readings),
        share=row.share,
        by_college=row.by_college,
        debate=row.debate,
        dark=row.dark,
        version=row.version,
    )


def save(connection: sa.Connection, shown: WallState, project_id: str) -> None:
    """Keep what the wall of a workshop shows."""
    values: Values = {
        "screen": shown.screen.value,
        "round_id": shown.round_id,
        "readings": list(shown.readings),
        "share": shown.share,
        "by_college": shown.by_college,
        "debate": shown.debate,
        "dark": shown.dark,
        "version": shown.version,
    }
    led = connection.execute(
        sa.update(wall).where(wall.c.workshop_id == shown.workshop_id).values(values)
    )
    if not led.rowcount:
        key = {"workshop_id": shown.workshop_id, "project_id": project_id}
        connection.execute(sa.insert(wall).values(values | key))
