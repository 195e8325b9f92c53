"""First tables: démarches, the map, workshops and sketches, decisions, journal, links."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, those that others point at first."""
    _create_project()
    _create_college()
    _create_commune()
    _create_journal()
    _create_link()
    _create_workshop()
    _create_feature()
    _create_round()
    _create_adoption()
    _create_contact()
    _create_voice()
    _create_sketch()


def _key_to(target: str, *, of: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{target}_id_{target}")
    return sa.ForeignKeyConstraint([f"{target}_id"], [f"{target}.id"], name=name)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _bounds(*, nullable: bool = False) -> list[sa.Column[float]]:
    sides = ("west", "south", "east", "north")
    return [sa.Column(side, sa.Float(), nullable=nullable) for side in sides]


def _create_project() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.String(length=64), nullable=False),
        *_texts("name", "summary", "territory_name"),
        sa.Column("crs", sa.String(length=255), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )


def _create_college() -> None:
    op.create_table(
        "college",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("less_heard", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        _key_to("project", of="college"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_college")),
        sa.UniqueConstraint("project_id", "position", name=op.f("uq_college_project_id_position")),
    )
    op.create_index(op.f("ix_college_project_id"), "college", ["project_id"], unique=False)


def _create_commune() -> None:
    op.create_table(
        "commune",
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        *_texts("epci_code", "epci_name"),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        *_bounds(),
        _key_to("project", of="commune"),
        sa.PrimaryKeyConstraint("project_id", "code", name=op.f("pk_commune")),
    )


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        _key_to("project", of="journal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_entity_entity_id", "journal", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_journal_project_id"), "journal", ["project_id"], unique=False)


def _create_link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('host', 'animator', 'projector', 'participant', 'partner')",
            name=op.f("ck_link_role"),
        ),
        _key_to("project", of="link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_hash")),
    )
    op.create_index(op.f("ix_link_project_id"), "link", ["project_id"], unique=False)


def _create_workshop() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        _key_to("project", of="workshop"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
    )
    op.create_index(op.f("ix_workshop_project_id"), "workshop", ["project_id"], unique=False)


def _create_feature() -> None:
    op.create_table(
        "feature",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("layer", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        *_texts("name", "description", "search"),
        sa.Column("college_id", sa.String(length=64), nullable=True),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("commune_code", sa.String(length=64), nullable=True),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        *_bounds(nullable=True),
        *_texts("credit", "spoken_for_by"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "layer IN ('actor', 'structure', 'resource', 'living_asset')",
            name=op.f("ck_feature_layer"),
        ),
        _key_to("college", of="feature"),
        _key_to("project", of="feature"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature")),
    )
    op.create_index(op.f("ix_feature_college_id"), "feature", ["college_id"], unique=False)
    op.create_index(op.f("ix_feature_project_id"), "feature", ["project_id"], unique=False)


def _create_round() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("workshop_id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'revealed')", name=op.f("ck_round_state")
        ),
        _key_to("project", of="round"),
        _key_to("workshop", of="round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_project_id"), "round", ["project_id"], unique=False)
    op.create_index(op.f("ix_round_workshop_id"), "round", ["workshop_id"], unique=False)


def _create_adoption() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("drawn", sa.LargeBinary(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        *_bounds(),
        sa.Column("commune_codes", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        *_texts("decided_by", "reasons", "minority_views"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rule IN ('raw', 'equal')", name=op.f("ck_adoption_rule")),
        sa.CheckConstraint("threshold >= 0 AND threshold <= 1", name=op.f("ck_adoption_threshold")),
        _key_to("project", of="adoption"),
        _key_to("round", of="adoption"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    op.create_index(op.f("ix_adoption_project_id"), "adoption", ["project_id"], unique=False)
    op.create_index(op.f("ix_adoption_round_id"), "adoption", ["round_id"], unique=False)


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("feature_id", sa.String(length=64), nullable=False),
        *_texts("person", "phone", "email"),
        sa.Column("informed_on", sa.Date(), nullable=True),
        _key_to("feature", of="contact"),
        sa.PrimaryKeyConstraint("feature_id", name=op.f("pk_contact")),
    )


def _create_voice() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("college_id", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key_to("college", of="voice"),
        _key_to("round", of="voice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("round_id", "code_hash", name=op.f("uq_voice_round_id_code_hash")),
    )
    op.create_index(op.f("ix_voice_college_id"), "voice", ["college_id"], unique=False)
    op.create_index(op.f("ix_voice_round_id"), "voice", ["round_id"], unique=False)


def _create_sketch() -> None:
    op.create_table(
        "sketch",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("voice_id", sa.String(length=64), nullable=False),
        sa.Column("sure", sa.LargeBinary(), nullable=False),
        sa.Column("maybe", sa.LargeBinary(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        *_bounds(),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("commune_codes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "method IN ('points', 'freehand', 'communes', 'imported')",
            name=op.f("ck_sketch_method"),
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'withdrawn', 'hidden')", name=op.f("ck_sketch_state")
        ),
        _key_to("project", of="sketch"),
        _key_to("round", of="sketch"),
        _key_to("voice", of="sketch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sketch")),
        sa.UniqueConstraint("voice_id", name=op.f("uq_sketch_voice_id")),
    )
    op.create_index(op.f("ix_sketch_project_id"), "sketch", ["project_id"], unique=False)
    op.create_index(op.f("ix_sketch_round_id"), "sketch", ["round_id"], unique=False)
