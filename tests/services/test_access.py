"""Links: unguessable, kept as hashes, closed at once when revoked or expired."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from animmap.core.model import Access, Role
from animmap.errors import AnimmapError
from animmap.services import access, projects
from animmap.settings import read_settings


def test_a_token_opens_its_demarche_with_its_role_and_label(desk, store, clock, make_project):
    project = make_project()
    info, token = access.create_link(desk, project.id, Role.PROJECTOR, " Salle\n2 ")
    assert access.access_of_token(store, token, clock()) == Access(
        Role.PROJECTOR, project.id, "Salle 2", info.id
    )


def test_a_token_holds_256_bits_and_only_its_hash_is_kept(desk, store, make_project):
    project = make_project()
    tokens = {access.create_link(desk, project.id, Role.PARTNER, "")[1] for _ in range(20)}
    assert len(tokens) == 20
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}
    store.close()
    files = Path(store.url.removeprefix("sqlite:///")).parent.glob("animmap.sqlite*")
    content = b"".join(path.read_bytes() for path in files)
    assert not any(token.encode() in content for token in tokens)


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 43, "é" * 43, "A" * 1_000_000, "\x00" * 43, "' OR 1=1 --"]
)
def test_an_unknown_token_opens_nothing(store, clock, make_project, token):
    make_project()
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(store, token, clock())


def test_a_revoked_token_opens_nothing_from_then_on(desk, store, clock, make_project):
    info, token = access.create_link(desk, make_project().id, Role.PARTICIPANT, "")
    access.access_of_token(store, token, clock())
    assert access.revoke_link(desk, info.id).revoked_at == clock()
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(store, token, clock())
    clock.advance(days=1)
    assert access.revoke_link(desk, info.id).revoked_at < clock()


def test_a_token_opens_until_it_expires_and_not_at_that_moment(desk, store, clock, make_project):
    end = clock() + timedelta(days=1)
    _, token = access.create_link(desk, make_project().id, Role.PARTNER, "", expires_at=end)
    access.access_of_token(store, token, end - timedelta(microseconds=1))
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(store, token, end)


def test_a_token_of_a_deleted_demarche_opens_nothing_until_it_is_restored(
    desk, store, clock, make_project
):
    project = make_project()
    _, token = access.create_link(desk, project.id, Role.PARTNER, "")
    projects.delete_project(desk, project.id)
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(store, token, clock())
    projects.restore_project(desk, project.id)
    access.access_of_token(store, token, clock())


def test_the_last_use_is_kept_to_the_minute_without_a_new_revision(
    desk, store, clock, make_project
):
    project = make_project()
    _, token = access.create_link(desk, project.id, Role.PARTNER, "")
    revision = store.revision(project.id)
    first = clock()
    access.access_of_token(store, token, first)
    clock.advance(seconds=59)
    access.access_of_token(store, token, clock())
    assert access.list_links(desk, project.id)[0].last_used_at == first
    clock.advance(seconds=1)
    access.access_of_token(store, token, clock())
    assert access.list_links(desk, project.id)[0].last_used_at == clock()
    assert store.revision(project.id) == revision


def test_links_are_listed_latest_first_without_their_tokens(desk, clock, make_project):
    project = make_project()
    first, _ = access.create_link(desk, project.id, Role.PARTNER, "Région")
    clock.advance(minutes=1)
    second, token = access.create_link(desk, project.id, Role.PARTICIPANT, "Salle")
    assert access.list_links(desk, project.id) == [second, first]
    assert token not in repr(second)


def test_nobody_makes_a_link_for_a_host(desk, make_project):
    with pytest.raises(AnimmapError, match="access_denied"):
        access.create_link(desk, make_project().id, Role.HOST, "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("animator", Access(Role.ANIMATOR)), ("host", Access(Role.HOST)), ("none", None)],
)
def test_a_browser_of_this_machine_gets_the_role_of_the_settings(value, expected):
    assert access.local_access(read_settings({"ANIMMAP_LOCAL_ROLE": value})) == expected
