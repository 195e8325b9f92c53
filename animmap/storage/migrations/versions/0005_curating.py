"""Curating: SIRET, skills and sources of features, needs on the map, the words of a démarche."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_LAYERS = "layer IN ('actor', 'structure', 'resource', 'living_asset', 'need')"
_VOCABULARIES = (
    "vocabulary IN ('actor', 'structure', 'resource', 'living_asset', 'need', 'skill', 'theme')"
)


def upgrade() -> None:
    """Widen features, give them the SIRET they were imported with, create the terms."""
    with op.batch_alter_table("feature") as table:
        table.add_column(
            sa.Column("siret", sa.String(length=14), nullable=False, server_default="")
        )
        table.add_column(sa.Column("skills", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("sources", sa.JSON(), nullable=False, server_default="[]"))
        table.drop_constraint(op.f("ck_feature_layer"), type_="check")
        table.create_check_constraint(op.f("ck_feature_layer"), _LAYERS)
    op.execute(
        "UPDATE feature SET siret = COALESCE((SELECT MAX(import_row.siret) FROM import_row"
        " WHERE import_row.feature_id = feature.id AND LENGTH(import_row.siret) = 14), '')"
    )
    op.create_table(
        "taxonomy_term",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("vocabulary", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("label_fr", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_VOCABULARIES, name=op.f("ck_taxonomy_term_vocabulary")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_taxonomy_term_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy_term")),
        sa.UniqueConstraint(
            "project_id", "vocabulary", "code",
            name=op.f("uq_taxonomy_term_project_id_vocabulary_code"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_taxonomy_term_project_id"), "taxonomy_term", ["project_id"])
