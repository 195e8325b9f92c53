"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """TODO say what changes for the rows that exist."""
    ${upgrades if upgrades else "pass"}
