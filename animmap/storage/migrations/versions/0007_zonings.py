"""Zonings: layers of zones that a démarche loads, to set what is drawn beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_SIDES = ("west", "south", "east", "north")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "zoning",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_zoning_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zoning")),
    )
    op.create_index(op.f("ix_zoning_project_id"), "zoning", ["project_id"], unique=False)
    op.create_table(
        "zone",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("zoning_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        *(sa.Column(side, sa.Float(), nullable=False) for side in _SIDES),
        sa.ForeignKeyConstraint(
            ["zoning_id"], ["zoning.id"], name=op.f("fk_zone_zoning_id_zoning")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    op.create_index(op.f("ix_zone_zoning_id"), "zone", ["zoning_id"], unique=False)


_TEXTS = ("name", "credit", "file", "name_column")
