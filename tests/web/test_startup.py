"""What must hold before the first visitor: else one sentence, and no server."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from animmap.errors import AnimmapError
from animmap.services import desk as desk_module
from animmap.settings import ROOT, read_settings
from animmap.texts import tr
from animmap.web import startup


class StoppedError(Exception):
    """The process would have ended here."""


@pytest.fixture
def start(monkeypatch, tmp_path, capsys):
    """Return ``start(**settings)``: what a server that refuses to start writes."""
    desk_module.use_store(None)

    def leave(code):
        assert code == startup.REFUSED
        raise StoppedError

    def attempt(**changes):
        environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite'}", "ANIMMAP_LANG": "fr"}
        for name, value in (environ | changes).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(startup.os, "_exit", leave)
        with pytest.raises(StoppedError):
            startup.open_ground()
        return capsys.readouterr().err

    yield attempt
    desk_module.use_store(None)


def assert_clear(told):
    assert told.startswith("animmap n’a pas démarré. ")
    assert "Traceback" not in told
    assert len(told.splitlines()) <= 2


def test_a_file_that_is_no_database_is_told_with_its_place(start, tmp_path):
    (tmp_path / "a.sqlite").write_text("ceci n’est pas une base " * 50, encoding="utf-8")
    told = start()
    assert_clear(told)
    assert str(tmp_path / "a.sqlite") in told
    assert tr("error.database_unusable", "fr") in told


def test_a_database_of_a_later_version_is_left_as_it_is(start, store, tmp_path):
    store.close()
    path = tmp_path / "animmap.sqlite"
    with sqlite3.connect(path) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    desk_module.use_store(None)
    told = start(DATABASE_URL=f"sqlite:///{path}")
    assert_clear(told)
    assert "later version" in told
    with sqlite3.connect(path) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_folder_that_cannot_be_made_is_told(start, tmp_path):
    (tmp_path / "file").write_text("")
    assert_clear(start(DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'a.sqlite'}"))


def test_the_password_of_a_database_is_not_told(start):
    told = start(DATABASE_URL="unknown://ada:secret@base.example/animmap")
    assert_clear(told)
    assert "secret" not in told
    assert "base.example" in told


def test_a_local_role_that_does_not_exist_opens_nothing(start):
    told = start(ANIMMAP_LOCAL_ROLE="chef")
    assert_clear(told)
    assert "ANIMMAP_LOCAL_ROLE" in told
    assert "chef" in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_refuses_is_said_in_the_language_of_the_terminal(language):
    error = AnimmapError("database_busy", detail="TimeoutError")
    told = startup.tell_refusal(error, read_settings({}), language)
    assert tr("error.database_busy", language) in told


def test_a_server_that_stops_leaves_all_its_data_in_one_file(monkeypatch, tmp_path):
    path = tmp_path / "a.sqlite"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("ANIMMAP_LOCAL_ROLE", "animator")
    desk_module.use_store(None)
    startup.open_ground()
    with desk_module.open_store().read():
        assert path.with_name("a.sqlite-wal").exists()
    desk_module.close_store()
    assert [each.name for each in tmp_path.iterdir()] == ["a.sqlite"]
    desk_module.close_store()  # closed twice is closed


def test_a_service_address_in_clear_stops_the_start_naming_its_variable(start):
    told = start(ANIMMAP_URL_GBIF="http://gbif.exemple.fr")
    assert_clear(told)
    assert "ANIMMAP_URL_GBIF" in told


def test_nothing_that_the_server_imports_loads_gdal_before_it_is_guarded():
    """GDAL reads what it may open at its first import: ``app.py`` guards it after its imports."""
    imported = "animmap.services.desk, animmap.views.breakdown, animmap.views.maps_safe"
    served = f"import sys, {imported}, animmap.web.middleware, animmap.web.routes"
    told = subprocess.run(
        [sys.executable, "-c", f"{served}, animmap.web.startup; print('pyogrio' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == ["False"]
