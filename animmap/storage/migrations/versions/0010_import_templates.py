"""Templates of columns that an animator names, to read the next file of the same headers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "import_template",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(length=32), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_import_template_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_template")),
    )
    op.create_index(
        op.f("ix_import_template_project_id"), "import_template", ["project_id"], unique=False
    )
