"""Bring a database to the tables of this version, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from animmap.errors import AnimmapError
from animmap.storage.engine import check_keys, keys_unwatched

MIGRATIONS_DIR = Path(__file__).parent / "migrations"


def migration_config(connection: sa.Connection | None = None) -> Config:
    """Return the settings of Alembic, bound to ``connection`` when one is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.attributes["connection"] = connection
    return config


def known_revisions() -> list[str]:
    """Return the revisions of the tables that this version knows, latest first."""
    steps = ScriptDirectory.from_config(migration_config()).walk_revisions()
    return [step.revision for step in steps]


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Run the steps that are missing, all in one transaction.

    A step that fails, or a process killed in the middle, leaves the database as it was. So
    does one that would leave a row pointing at nothing.

    Raises
    ------
    AnimmapError
        ``database_unusable`` when the database was made by a later version of animmap, or
        when rows would point at nothing.
    """
    try:
        with engine.connect() as connection, keys_unwatched(connection), connection.begin():
            command.upgrade(migration_config(connection), revision)
            check_keys(connection)
    except CommandError as error:
        raise AnimmapError("database_unusable", detail="later version") from error
