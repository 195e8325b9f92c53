"""Imports: a row may be a sketch."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Let a row of an import tell the sketch that it made."""
    with op.batch_alter_table("import_row") as table:
        table.add_column(sa.Column("sketch_id", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            op.f("fk_import_row_sketch_id_sketch"), "sketch", ["sketch_id"], ["id"]
        )
    op.create_index(op.f("ix_import_row_sketch_id"), "import_row", ["sketch_id"])
