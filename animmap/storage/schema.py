"""Tables of the database. Geometries are WKB in EPSG:4326, moments are UTC.

The same tables serve SQLite and PostgreSQL. What a column may hold is guarded here too, so
that no code path can store a state the rest of the house does not know.
"""

from __future__ import annotations

import sqlalchemy as sa

from animmap.core.model import ADOPTION_RULES, LAYERS, Role, RoundState, SketchMethod, SketchState
from animmap.core.room import NOTE_KINDS, PLACE_SUBJECTS, AnswerState, RoundKind, WallScreen
from animmap.storage.columns import bounds, flag, key, key_of, metadata, moment, one_of, text
from animmap.storage.schema_outlines import of_commune

project = sa.Table(
    "project",
    metadata,
    key(),
    text("name"),
    text("summary"),
    text("territory_name"),
    sa.Column("crs", sa.String(255), nullable=False),
    sa.Column("fictional", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
)

commune = sa.Table(
    "commune",
    metadata,
    sa.Column("project_id", sa.ForeignKey("project.id"), primary_key=True),
    *of_commune(),
)

college = sa.Table(
    "college",
    metadata,
    key(),
    key_of("project"),
    text("name"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("less_heard", sa.Boolean, nullable=False),
    moment("deleted_at", nullable=True),
    sa.UniqueConstraint("project_id", "position"),
)

feature = sa.Table(
    "feature",
    metadata,
    key(),
    key_of("project"),
    sa.Column("layer", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    text("name"),
    text("description"),
    text("search"),
    key_of("college", nullable=True),
    sa.Column("themes", sa.JSON, nullable=False),
    sa.Column("commune_code", sa.String(64), nullable=True),
    sa.Column("geometry", sa.LargeBinary, nullable=True),
    *bounds(nullable=True),
    text("credit"),
    text("spoken_for_by"),
    sa.Column("siret", sa.String(14), nullable=False, default="", server_default=""),
    sa.Column("skills", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("sources", sa.JSON, nullable=False, server_default="[]"),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    one_of("layer", LAYERS),
)

contact = sa.Table(
    "contact",
    metadata,
    sa.Column("feature_id", sa.ForeignKey("feature.id"), primary_key=True),
    text("person"),
    text("phone"),
    text("email"),
    sa.Column("informed_on", sa.Date, nullable=True),
)

workshop = sa.Table(
    "workshop",
    metadata,
    key(),
    key_of("project"),
    text("name"),
    sa.Column("held_on", sa.Date, nullable=False),
    text("place"),
    sa.Column("join_code", sa.String(16), nullable=True),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    sa.Index("ix_workshop_join_code", "join_code", unique=True),
)

round_ = sa.Table(
    "round",
    metadata,
    key(),
    key_of("project"),
    key_of("workshop"),
    text("question"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("blind", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default=RoundKind.PERIMETER.value),
    sa.Column("subject", sa.String(16), nullable=False, server_default=""),
    sa.Column("college_ids", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("shown_layers", sa.JSON, nullable=False, server_default="[]"),
    flag("pseudonyms", default=True),
    sa.Column("minutes", sa.Integer, nullable=True),
    moment("deadline", nullable=True),
    sa.Column("seconds_left", sa.Integer, nullable=True),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    one_of("state", tuple(RoundState)),
    one_of("kind", tuple(RoundKind)),
    one_of("subject", ("", *PLACE_SUBJECTS)),
)

participant = sa.Table(
    "participant",
    metadata,
    key(),
    key_of("project"),
    key_of("workshop"),
    key_of("college", nullable=True),
    text("label"),
    # Of the secret that the device made, and of the code it is copied by hand with.
    sa.Column("device_hash", sa.String(64), nullable=False),
    sa.Column("code_hash", sa.String(64), nullable=True),
    # The code of the room when the device joined: a renewed one ends its access.
    sa.Column("room_code", sa.String(16), nullable=False),
    flag("simulated", default=False),
    moment("joined_at"),
    moment("seen_at"),
    sa.UniqueConstraint("workshop_id", "device_hash"),
    sa.UniqueConstraint("workshop_id", "code_hash"),
)

voice = sa.Table(
    "voice",
    metadata,
    key(),
    key_of("round"),
    key_of("college"),
    text("label"),
    sa.Column("code_hash", sa.String(64), nullable=True),
    key_of("participant", nullable=True),
    flag("simulated", default=False),
    moment("created_at"),
    sa.UniqueConstraint("round_id", "code_hash"),
)

sketch = sa.Table(
    "sketch",
    metadata,
    key(),
    key_of("project"),
    key_of("round"),
    sa.Column("voice_id", sa.ForeignKey("voice.id"), nullable=False, unique=True),
    sa.Column("sure", sa.LargeBinary, nullable=False),
    sa.Column("maybe", sa.LargeBinary, nullable=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    *bounds(),
    sa.Column("repairs", sa.JSON, nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("commune_codes", sa.JSON, nullable=False),
    text("reason"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # What was sent at first, to tell a repeated send from another drawing under the same id.
    sa.Column("sent_digest", sa.String(64), nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    one_of("state", tuple(SketchState)),
    one_of("method", tuple(SketchMethod)),
)

answer = sa.Table(
    "answer",
    metadata,
    key(),
    key_of("project"),
    key_of("round"),
    key_of("college"),
    text("label"),
    key_of("participant", nullable=True),
    text("words"),
    sa.Column("place", sa.LargeBinary, nullable=True),
    sa.Column("commune_code", sa.String(64), nullable=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("merged_into", sa.ForeignKey("answer.id"), nullable=True, index=True),
    key_of("feature", nullable=True),
    flag("simulated", default=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sent_digest", sa.String(64), nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    one_of("state", tuple(AnswerState)),
)

note = sa.Table(
    "note",
    metadata,
    key(),
    key_of("project"),
    key_of("workshop"),
    key_of("round", nullable=True),
    sa.Column("kind", sa.String(16), nullable=False),
    text("text"),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    one_of("kind", NOTE_KINDS),
)

wall = sa.Table(
    "wall",
    metadata,
    sa.Column("workshop_id", sa.ForeignKey("workshop.id"), primary_key=True),
    key_of("project"),
    sa.Column("screen", sa.String(16), nullable=False),
    key_of("round", nullable=True),
    sa.Column("readings", sa.JSON, nullable=False),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("by_college", sa.Boolean, nullable=False),
    sa.Column("debate", sa.Integer, nullable=False),
    sa.Column("dark", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    one_of("screen", tuple(WallScreen)),
)

adoption = sa.Table(
    "adoption",
    metadata,
    key(),
    key_of("project"),
    key_of("round"),
    sa.Column("rule", sa.String(16), nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("drawn", sa.LargeBinary, nullable=False),
    sa.Column("geometry", sa.LargeBinary, nullable=False),
    *bounds(),
    sa.Column("commune_codes", sa.JSON, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    text("decided_by"),
    text("reasons"),
    text("minority_views"),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    one_of("rule", ADOPTION_RULES),
    sa.CheckConstraint("threshold >= 0 AND threshold <= 1", name="threshold"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    key_of("project"),
    sa.Column("revision", sa.Integer, nullable=False),
    moment("at"),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("entity", sa.String(32), nullable=False),
    sa.Column("entity_id", sa.String(64), nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    # The revision that this line takes back.
    sa.Column("undoes", sa.Integer, nullable=True),
    sa.Index("ix_journal_entity_entity_id", "entity", "entity_id"),
    sqlite_autoincrement=True,
)

link = sa.Table(
    "link",
    metadata,
    key(),
    key_of("project"),
    sa.Column("role", sa.String(16), nullable=False),
    text("label"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("last_used_at", nullable=True),
    moment("revoked_at", nullable=True),
    one_of("role", tuple(Role)),
)
