"""The diagnostic by its own address: checked by role, never kept, never able to run a script."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.services.workshops import list_rounds, set_round_state


@pytest.fixture
def address(desk, make_project, make_sketch):
    project = make_project(name='Démarche "d’été" <b>')
    for college in range(3):
        make_sketch(project, college)
    question = list_rounds(desk, project.id)[0]
    set_round_state(desk, question.id, RoundState.REVEALED)
    return project, f"/documents/{project.id}/{question.id}/diagnostic"


@pytest.mark.parametrize(("extension", "start"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_diagnostic_is_a_file_of_its_kind_named_after_the_demarche(
    client, address, extension, start
):
    answer = client.get(f"{address[1]}.{extension}")
    assert answer.status_code == 200
    assert answer.content.lower().startswith(start.lower())
    assert answer.headers["content-disposition"].startswith(
        f'attachment; filename="diagnostic-Demarche-d-ete-b.{extension}"'
    )
    assert answer.headers["cache-control"] == "private, no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_diagnostic_speaks_the_language_asked(client, address):
    french = client.get(f"{address[1]}.html?lang=fr").text
    english = client.get(f"{address[1]}.html?lang=en").text
    assert '<html lang="fr"' in french
    assert '<html lang="en"' in english


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ANIMATOR, 200), (Role.PARTNER, 200), (Role.PARTICIPANT, 403)]
)
def test_diagnostic_is_for_leaders_and_partners(client_as, address, role, status):
    assert client_as(role, address[0]).get(f"{address[1]}.html").status_code == status


def test_diagnostic_is_refused_to_a_stranger_and_unknown_kinds_do_not_exist(
    client, stranger, address
):
    assert stranger.get(f"{address[1]}.pdf").status_code == 403
    assert client.get(f"{address[1]}.docm").status_code == 404
    assert client.get("/documents/x/y/diagnostic.html").status_code == 404
