"""Backups: whole, checked, and never in the way of the living data."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from animmap.errors import AnimmapError
from animmap.services import contribute, projects
from animmap.services.desk import Desk
from animmap.storage.backup import back_up, check_backup, find_backups, restore
from animmap.storage.store import Store


def test_a_backup_taken_in_use_holds_all_that_was_acknowledged(
    desk: Desk, make_project, make_sketch, tmp_path: Path
):
    project = make_project()
    sent = {make_sketch(project).id for _ in range(5)}
    later = threading.Thread(target=lambda: [make_sketch(project) for _ in range(10)])
    later.start()
    copy = back_up(desk.store.url, tmp_path / "backups" / "copy.sqlite")
    later.join()
    check_backup(copy)
    opened = Store.open(f"sqlite:///{copy}")
    there = Desk(opened, desk.access, desk.now)
    round_id = contribute._find(desk, next(iter(sent))).round_id
    assert sent <= {drawn.id for drawn in contribute.list_sketches(there, round_id)}
    opened.close()
    assert not list(tmp_path.glob("backups/*.partial"))


def test_a_restored_backup_brings_back_what_was_there(desk: Desk, make_project, tmp_path: Path):
    project = make_project()
    copy = back_up(desk.store.url, tmp_path / "copy.sqlite")
    projects.purge_project(desk, project.id)
    desk.store.close()
    restore(copy, desk.store.url)
    opened = Store.open(desk.store.url)
    assert projects.get_project(Desk(opened, desk.access, desk.now), project.id) == project
    opened.close()


@pytest.mark.parametrize("damage", ["truncated", "empty", "text", "missing", "other database"])
def test_a_damaged_backup_is_refused_and_the_living_data_untouched(
    desk: Desk, make_project, tmp_path: Path, damage
):
    make_project()
    copy = back_up(desk.store.url, tmp_path / "copy.sqlite")
    content = copy.read_bytes()
    desk.store.close()
    living = Path(desk.store.url.removeprefix("sqlite:///"))
    before = living.read_bytes()
    if damage == "missing":
        copy.unlink()
    elif damage == "other database":
        copy.write_bytes(content.replace(b"alembic_version", b"alembic_verzion"))
    else:
        copy.write_bytes({"truncated": content[:-8192], "empty": b"", "text": b"x" * 999}[damage])
    with pytest.raises(AnimmapError, match="database_unusable"):
        restore(copy, desk.store.url)
    assert living.read_bytes() == before


def test_only_a_file_can_be_backed_up(tmp_path: Path):
    with pytest.raises(AnimmapError, match="database_unusable"):
        back_up("postgresql://server/animmap", tmp_path / "copy.sqlite")


# Another process that works on the same data, then is the last that it knows of to leave.
PASSER_BY = """
import sqlite3, sys
here = sqlite3.connect(sys.argv[1])
here.execute("UPDATE project SET name = 'Ailleurs'")
here.commit()
here.close()
"""


def test_looking_for_backups_leaves_the_living_data_to_who_works_on_them(desk: Desk, make_project):
    project = make_project()
    living = Path(desk.store.url.removeprefix("sqlite:///"))
    assert find_backups(desk.store.url) == []
    subprocess.run([sys.executable, "-c", PASSER_BY, str(living)], check=True)
    assert projects.get_project(desk, project.id).name == "Ailleurs"
    projects.delete_project(desk, project.id)
    with sqlite3.connect(living) as outside:
        (gone,) = outside.execute("SELECT deleted_at IS NOT NULL FROM project").fetchone()
    outside.close()
    assert gone
