"""The tables: guarded, indexed, and the same by migration and by model."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from animmap.errors import AnimmapError
from animmap.services import contribute, explore, projects
from animmap.services.import_templates import keep_template, list_templates
from animmap.storage import schema
from animmap.storage.migrate import known_revisions, upgrade
from animmap.storage.schema_imports import import_template
from animmap.storage.schema_outlines import outline, outline_set
from animmap.storage.schema_taxonomy import taxonomy_term
from animmap.storage.schema_zonings import zone, zoning
from animmap.storage.store import Store


def leading_columns(table: sa.Table) -> set[str]:
    indexed = [[column.name for column in index.columns] for index in table.indexes]
    indexed += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    return {names[0] for names in indexed if names}


def definitions(connection: sa.Connection) -> dict[str, list[str]]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    )
    return {name: sorted(parts_of(sql)) for name, sql in rows}


def parts_of(sql: str) -> list[str]:
    """Columns and guards, however SQLite laid them out when the table was changed."""
    flat = " ".join(sql.replace('"', "").split())
    inside = flat[flat.index("(") + 1 : flat.rindex(")")]
    depth, parts = 0, [""]
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


@pytest.mark.parametrize("name", sorted(schema.metadata.tables))
def test_every_foreign_key_is_indexed(name):
    table = schema.metadata.tables[name]
    keys = {column.name for column in table.columns if column.foreign_keys}
    assert keys <= leading_columns(table)


def test_migrations_make_the_tables_of_the_models(store: Store):
    with store.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []


def test_migrations_make_the_same_guards_as_the_models(store: Store, tmp_path: Path):
    modelled = sa.create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite'}")
    schema.metadata.create_all(modelled)
    with store.read() as migrated, modelled.connect() as connection:
        assert definitions(migrated) == definitions(connection)
    modelled.dispose()


def test_the_first_step_serves_a_whole_demarche_and_running_it_again_loses_nothing(
    store: Store, desk, make_project, make_sketch
):
    project = make_project()
    drawn = make_sketch(project)
    upgrade(store._writer)
    assert projects.get_project(desk, project.id).name == project.name
    assert contribute.list_sketches(desk, drawn.round_id) == [drawn]


def test_every_step_is_known_by_the_tests():
    # A new step needs its own test, with rows in the shape that the step before left.
    earlier = ["0008", "0007", "0006", "0005", "0004", "0003", "0002", "0001"]
    assert known_revisions() == ["0010", *earlier]


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch):
    path = tmp_path / "animmap.sqlite"

    def fail(*_args, **_kwargs):
        raise sa.exc.OperationalError("CREATE", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", fail)
        with pytest.raises(AnimmapError, match="database_unusable"):
            Store.open(f"sqlite:///{path}")
    opened = Store.open(f"sqlite:///{path}")
    assert opened.revision("unknown") == 0
    opened.close()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (schema.round_, {"state": "lost"}),
        (schema.sketch, {"state": "lost"}),
        (schema.sketch, {"method": "telepathy"}),
        (schema.sketch, {"round_id": "unknown"}),
        (schema.college, {"project_id": "unknown"}),
    ],
)
def test_the_database_refuses_a_state_the_model_does_not_know(
    store: Store, make_project, make_sketch, table, values
):
    make_sketch(make_project())
    with pytest.raises(AnimmapError, match="database_unusable"), store.write_unseen() as writer:
        writer.execute(sa.update(table).values(values))


def test_a_naive_moment_is_refused(store: Store, make_project):
    from datetime import datetime

    project = make_project()
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(AnimmapError, match="database_unusable"), store.write_unseen() as writer:
        writer.execute(
            sa.update(schema.project).where(schema.project.c.id == project.id),
            {"created_at": naive},
        )


def undo_tenth_step(writer: sa.Connection) -> None:
    """Leave the tables as they were before: a step starts from what the one before it left."""
    writer.execute(sa.schema.DropTable(import_template))


def undo_eighth_step(writer: sa.Connection) -> None:
    """Leave the tables as they were before it, the step after it undone as well."""
    undo_tenth_step(writer)
    for table in (outline, outline_set):
        writer.execute(sa.schema.DropTable(table))


def undo_seventh_step(writer: sa.Connection) -> None:
    """Leave the tables as they were before it, the step after it undone as well."""
    undo_eighth_step(writer)
    for table in (zone, zoning):
        writer.execute(sa.schema.DropTable(table))


def undo_sixth_step(writer: sa.Connection) -> None:
    """Leave the tables as they were before it, the steps after it undone as well."""
    undo_seventh_step(writer)
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    operations = Operations(MigrationContext.configure(writer))
    with operations.batch_alter_table("import_row") as table:
        table.drop_constraint("fk_import_row_sketch_id_sketch", type_="foreignkey")
        table.drop_index("ix_import_row_sketch_id")
        table.drop_column("sketch_id")


def undo_fifth_step(writer: sa.Connection) -> None:
    """Leave the tables as they were before it, the steps after it undone as well."""
    undo_sixth_step(writer)
    writer.execute(sa.schema.DropTable(taxonomy_term))
    for column in ("siret", "skills", "sources"):
        writer.execute(sa.text(f"ALTER TABLE feature DROP COLUMN {column}"))


def test_the_third_step_keeps_every_row_and_finds_room_for_imports(store: Store, make_project):
    from animmap.storage.schema_debates import debate
    from animmap.storage.schema_imports import import_batch, import_row

    project = make_project()
    with store.write_unseen() as writer:
        undo_fifth_step(writer)
        for table in (debate, import_row, import_batch):
            writer.execute(sa.schema.DropTable(table))
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0002'"))
    upgrade(store._writer)
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(import_row)) == 0
        kept = connection.scalars(sa.select(schema.project.c.id)).all()
    assert kept == [project.id]


def test_the_fourth_step_keeps_what_was_adopted_and_finds_room_for_debates(
    store: Store, desk, make_project, make_sketch
):
    from datetime import date

    from animmap.services import adopt, compare
    from animmap.storage.schema_debates import debate

    project = make_project()
    reading = compare.read_round(desk, make_sketch(project).round_id)
    proposal = adopt.propose(reading, "equal", 0.5, snap=False)
    told = {"decided_on": date(2026, 11, 23), "decided_by": "L’assemblée", "reasons": "L’eau."}
    kept = adopt.adopt(desk, reading, proposal, **told, minority_views="")
    with store.write_unseen() as writer:
        undo_fifth_step(writer)
        writer.execute(sa.schema.DropTable(debate))
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0003'"))
    upgrade(store._writer)
    assert adopt.history(desk, project.id) == [kept]
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(debate)) == 0


def test_the_fifth_step_gives_features_the_siret_they_were_imported_with(
    store: Store, desk, make_project, tmp_path: Path
):
    from animmap.services.imports import plan_import, run_import
    from animmap.storage.schema_imports import import_row

    project = make_project()
    path = tmp_path / "liste.csv"
    path.write_text("nom;siret\nLa Fabrique;73282932000074\nLe Jardin;\nSiège;732829320\n", "utf-8")
    run_import(desk, plan_import(desk, project.id, path, "structure"))
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(import_row)) == 3
    with store.write_unseen() as writer:
        undo_fifth_step(writer)
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0004'"))
    upgrade(store._writer)
    found = explore.find_features(desk, project.id, explore.Filters())
    assert {item.name: item.siret for item in found} == {
        "La Fabrique": "73282932000074",
        "Le Jardin": "",
        "Siège": "",
    }


def test_the_sixth_step_keeps_imported_rows_and_finds_room_for_sketches(
    store: Store, desk, make_project, tmp_path: Path
):
    from animmap.services.imports import plan_import, run_import
    from animmap.storage.schema_imports import import_row

    project = make_project()
    path = tmp_path / "liste.csv"
    path.write_text("nom;lat;lon\nLa Fabrique;50,45;2,55\n", "utf-8")
    run_import(desk, plan_import(desk, project.id, path, "structure"))
    before = sa.select(import_row.c.id, import_row.c.feature_id, import_row.c.cells)
    with store.read() as connection:
        rows = connection.execute(before).all()
    with store.write_unseen() as writer:
        undo_sixth_step(writer)
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0005'"))
    upgrade(store._writer)
    with store.read() as connection:
        assert connection.execute(before).all() == rows
        assert connection.scalars(sa.select(import_row.c.sketch_id)).all() == [None]


def test_the_seventh_step_keeps_what_was_drawn_and_finds_room_for_zonings(
    store: Store, desk, make_project, make_sketch
):
    drawn = make_sketch(make_project())
    with store.write_unseen() as writer:
        undo_seventh_step(writer)
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0006'"))
    upgrade(store._writer)
    assert contribute.list_sketches(desk, drawn.round_id) == [drawn]
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(zone)) == 0


def test_the_eighth_step_leaves_a_territory_as_it_was_and_finds_room_for_changes(
    store: Store, desk, make_project
):
    from animmap.services.territory_changes import change_communes

    project = make_project()
    territory = projects.get_territory(desk, project.id)
    with store.write_unseen() as writer:
        undo_eighth_step(writer)
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0007'"))
    upgrade(store._writer)
    assert projects.get_territory(desk, project.id) == territory
    change_communes(desk, project.id, ["62001", "62002"])
    assert len(projects.get_territory(desk, project.id).communes) == 2


def test_the_tenth_step_finds_room_for_templates(store: Store, desk, make_project):
    project = make_project()
    with store.write_unseen() as writer:
        undo_tenth_step(writer)
        writer.execute(sa.text("UPDATE alembic_version SET version_num = '0008'"))
    upgrade(store._writer)
    keep_template(desk, project.id, "Annuaire", "actor", {"columns": {"Qui": "name"}})
    assert [one.name for one in list_templates(desk, project.id)] == ["Annuaire"]
