"""Live workshops: kinds of question, timers, rooms, participants, answers, notes, walls."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_STATES = "state IN ('draft', 'open', 'paused', 'closed', 'revealed')"


def upgrade() -> None:
    """Widen the tables there are, then create those that point at them."""
    _give_workshops_a_room()
    _let_the_journal_say_what_it_undoes()
    _widen_round()
    _create_participant()
    _widen_voice()
    _create_answer()
    _create_note()
    _create_wall()


def _give_workshops_a_room() -> None:
    op.add_column("workshop", sa.Column("join_code", sa.String(length=16), nullable=True))
    op.create_index("ix_workshop_join_code", "workshop", ["join_code"], unique=True)


def _let_the_journal_say_what_it_undoes() -> None:
    op.add_column("journal", sa.Column("undoes", sa.Integer(), nullable=True))


def _widen_round() -> None:
    with op.batch_alter_table("round") as table:
        for column in (
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="perimeter"),
            sa.Column("subject", sa.String(length=16), nullable=False, server_default=""),
            sa.Column("college_ids", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("shown_layers", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("pseudonyms", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("minutes", sa.Integer(), nullable=True),
            sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
            sa.Column("seconds_left", sa.Integer(), nullable=True),
        ):
            table.add_column(column)
        table.drop_constraint(op.f("ck_round_state"), type_="check")
        table.create_check_constraint(op.f("ck_round_state"), _STATES)
        table.create_check_constraint(
            op.f("ck_round_kind"),
            "kind IN ('perimeter', 'sure_maybe', 'communes', 'places', 'words')",
        )
        table.create_check_constraint(
            op.f("ck_round_subject"), "subject IN ('', 'resource', 'living_asset', 'need')"
        )


def _widen_voice() -> None:
    with op.batch_alter_table("voice") as table:
        table.add_column(sa.Column("participant_id", sa.String(length=64), nullable=True))
        table.add_column(_simulated())
        table.create_foreign_key(
            op.f("fk_voice_participant_id_participant"), "participant", ["participant_id"], ["id"]
        )
    op.create_index(op.f("ix_voice_participant_id"), "voice", ["participant_id"], unique=False)


def _create_participant() -> None:
    _create(
        "participant",
        _name("id"),
        _name("project_id"),
        _name("workshop_id"),
        _name("college_id", nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        _name("device_hash"),
        _name("code_hash", nullable=True),
        sa.Column("room_code", sa.String(length=16), nullable=False),
        _simulated(),
        _moment("joined_at"),
        _moment("seen_at"),
        sa.UniqueConstraint(
            "workshop_id", "device_hash", name=op.f("uq_participant_workshop_id_device_hash")
        ),
        sa.UniqueConstraint(
            "workshop_id", "code_hash", name=op.f("uq_participant_workshop_id_code_hash")
        ),
        keys=("project", "workshop", "college"),
    )


def _create_answer() -> None:
    _create(
        "answer",
        _name("id"),
        _name("project_id"),
        _name("round_id"),
        _name("college_id"),
        sa.Column("label", sa.Text(), nullable=False),
        _name("participant_id", nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        _name("commune_code", nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        _name("merged_into", nullable=True),
        _name("feature_id", nullable=True),
        _simulated(),
        sa.Column("version", sa.Integer(), nullable=False),
        _name("sent_digest"),
        _moment("created_at"),
        _moment("updated_at"),
        _moment("deleted_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('sent', 'withdrawn', 'hidden', 'merged')", name=op.f("ck_answer_state")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["answer.id"], name=op.f("fk_answer_merged_into_answer")
        ),
        keys=("project", "round", "college", "participant", "feature"),
    )
    op.create_index(op.f("ix_answer_merged_into"), "answer", ["merged_into"], unique=False)


def _create_note() -> None:
    _create(
        "note",
        _name("id"),
        _name("project_id"),
        _name("workshop_id"),
        _name("round_id", nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("deleted_at", nullable=True),
        sa.CheckConstraint("kind IN ('note', 'decision')", name=op.f("ck_note_kind")),
        keys=("project", "workshop", "round"),
    )


def _create_wall() -> None:
    _create(
        "wall",
        _name("workshop_id"),
        _name("project_id"),
        sa.Column("screen", sa.String(length=16), nullable=False),
        _name("round_id", nullable=True),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("by_college", sa.Boolean(), nullable=False),
        sa.Column("debate", sa.Integer(), nullable=False),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "screen IN ('join', 'progress', 'reveal', 'explore', 'portrait', 'decision')",
            name=op.f("ck_wall_screen"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_wall_workshop_id_workshop")
        ),
        keys=("project", "round"),
        primary="workshop_id",
    )


def _create(
    table: str,
    *items: sa.schema.SchemaItem,
    keys: tuple[str, ...],
    primary: str = "id",
) -> None:
    """Create a table whose foreign keys to ``keys`` are indexed."""
    references = [
        sa.ForeignKeyConstraint(
            [f"{target}_id"], [f"{target}.id"], name=op.f(f"fk_{table}_{target}_id_{target}")
        )
        for target in keys
    ]
    key = sa.PrimaryKeyConstraint(primary, name=op.f(f"pk_{table}"))
    op.create_table(table, *items, *references, key)
    for target in keys:
        op.create_index(op.f(f"ix_{table}_{target}_id"), table, [f"{target}_id"], unique=False)


def _name(column: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(length=64), nullable=nullable)


def _moment(column: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, sa.DateTime(timezone=True), nullable=nullable)


def _simulated() -> sa.Column[bool]:
    return sa.Column("simulated", sa.Boolean(), nullable=False, server_default=sa.false())
