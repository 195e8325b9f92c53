"""``animmap backup``: a copy is made, never over a file; erased people are found, and leave."""

from __future__ import annotations

import pytest

from animmap.__main__ import main
from animmap.core.model import Contact
from animmap.services import contacts, erasing, explore
from animmap.storage.backup import check_backup

PERSON = "Zoé Kerouédan"


@pytest.fixture
def erased(desk, make_project, make_features, tmp_path):
    """Return a backup made before a person was erased."""
    project = make_project()
    made = make_features(project, 1)
    contacts.save_contact(desk, explore.get_contact(desk, made[0].id),
                          Contact(made[0].id, PERSON, "", "", None))  # fmt: skip
    copy = tmp_path / "copies" / "before.sqlite"
    assert main(["backup", str(copy)]) == 0
    check_backup(copy)
    erasing.erase(desk, project.id, [made[0].id])
    return copy


def test_check_says_which_hold_somebody_and_changes_nothing(erased, capsys):
    body = erased.read_bytes()
    capsys.readouterr()
    assert main(["backup", "--check", str(erased.parent)]) == 0
    assert "before.sqlite" in capsys.readouterr().out
    assert erased.read_bytes() == body


def test_clean_erases_the_person_there(erased, capsys):
    assert main(["backup", "--clean", str(erased)]) == 0
    assert PERSON.encode() not in erased.read_bytes()
    check_backup(erased)


def test_delete_removes_only_those_that_hold_somebody(erased, tmp_path):
    later = tmp_path / "copies" / "later.sqlite"
    assert main(["backup", str(later)]) == 0
    assert main(["backup", "--delete", str(erased.parent)]) == 0
    assert not erased.exists()
    assert later.exists()


def test_a_file_that_is_there_is_never_written_over(erased, capsys):
    body = erased.read_bytes()
    assert main(["backup", str(erased)]) == 2
    assert "before.sqlite" in capsys.readouterr().err
    assert erased.read_bytes() == body


@pytest.mark.parametrize("arguments", [[], ["a.sqlite", "b.sqlite"], ["--check", "nowhere.sqlite"]])
def test_a_misuse_is_one_line_and_writes_nothing(desk, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    assert main(["backup", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not list(tmp_path.glob("[ab].sqlite"))
