"""Territories that change: sets of outlines, each whole, the last one holds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SIDES = ("west", "south", "east", "north")


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "outline_set",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("retrieved_on", sa.Date(), nullable=True),
        sa.Column("precision_m", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_outline_set_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_set")),
    )
    op.create_index(op.f("ix_outline_set_project_id"), "outline_set", ["project_id"], unique=False)
    op.create_table(
        "outline",
        sa.Column("outline_set_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("epci_code", sa.Text(), nullable=False),
        sa.Column("epci_name", sa.Text(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        *(sa.Column(side, sa.Float(), nullable=False) for side in _SIDES),
        sa.ForeignKeyConstraint(
            ["outline_set_id"],
            ["outline_set.id"],
            name=op.f("fk_outline_outline_set_id_outline_set"),
        ),
        sa.PrimaryKeyConstraint("outline_set_id", "code", name=op.f("pk_outline")),
    )
