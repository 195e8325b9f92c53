"""Imports: each file that was brought, and each of its rows, on the map or waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create both tables."""
    _create_import_batch()
    _create_import_row()


def _create_import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("layer", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_import_batch_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_digest"), "import_batch", ["digest"])
    op.create_index(op.f("ix_import_batch_project_id"), "import_batch", ["project_id"])


def _create_import_row() -> None:
    op.create_table(
        "import_row",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("import_batch_id", sa.String(length=64), nullable=False),
        sa.Column("feature_id", sa.String(length=64), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('imported', 'merged', 'quarantined', 'skipped')",
            name=op.f("ck_import_row_state"),
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_row_import_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["feature.id"], name=op.f("fk_import_row_feature_id_feature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    op.create_index(op.f("ix_import_row_feature_id"), "import_row", ["feature_id"])
    op.create_index(op.f("ix_import_row_import_batch_id"), "import_row", ["import_batch_id"])
