"""Debates: the zones put to the room or decided upon; a perimeter may be one of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SIDES = ("west", "south", "east", "north")
_KEYS = {
    "project_id": "project",
    "round_id": "round",
    "asked_round_id": "round",
    "note_id": "note",
}


def upgrade() -> None:
    """Create the table, and let an adopted perimeter come from a zone."""
    op.create_table(
        "debate",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("asked_round_id", sa.String(length=64), nullable=True),
        sa.Column("note_id", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        *(sa.Column(side, sa.Float(), nullable=False) for side in _SIDES),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_debate_{column}_{target}")
            )
            for column, target in _KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debate")),
    )
    for column in _KEYS:
        op.create_index(op.f(f"ix_debate_{column}"), "debate", [column], unique=False)
    with op.batch_alter_table("adoption") as table:
        table.drop_constraint(op.f("ck_adoption_rule"), type_="check")
        table.create_check_constraint(op.f("ck_adoption_rule"), "rule IN ('raw', 'equal', 'zone')")
