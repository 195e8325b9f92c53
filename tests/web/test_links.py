"""Links exchanged for a cookie; who counts as being on this machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services.access import create_link, revoke_link
from animmap.web.identity import ACCESS_COOKIE, is_local
from animmap.web.links import FailureLimit


def test_link_becomes_a_hidden_cookie_and_leaves_the_address(client, desk, make_project):
    project = make_project()
    _, token = create_link(desk, project.id, Role.PARTICIPANT, "tables")
    answer = client.get(f"/j/{token}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/?demarche={project.id}"
    assert token not in answer.headers["location"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{ACCESS_COOKIE}={token};")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_cookie_is_secure_over_https(client, desk, make_project):
    _, token = create_link(desk, make_project().id, Role.PARTNER, "commune")
    answer = client.get(f"https://localhost/j/{token}", follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


def test_leaving_forgets_the_link(client, desk, make_project):
    _, token = create_link(desk, make_project().id, Role.PARTNER, "commune")
    client.get(f"/j/{token}", follow_redirects=False)
    assert client.cookies.get(ACCESS_COOKIE)
    client.get("/leave", follow_redirects=False)
    assert not client.cookies.get(ACCESS_COOKIE)


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é" * 43, "..%2f..", "a" * 3000])
def test_unknown_links_all_get_the_same_answer(client, token):
    answer = client.get(f"/j/{token}", follow_redirects=False)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_revoked_link_is_refused_on_the_next_request(client_as, client, desk, make_project):
    project = make_project()
    info, token = create_link(desk, project.id, Role.PARTNER, "commune")
    client.cookies.set(ACCESS_COOKIE, token)
    address = f"/api/projects/{project.id}/communes.geojson"
    assert client.get(address).status_code == 200
    revoke_link(desk, info.id)
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "link_invalid")


def test_guessing_links_is_slowed_down_but_valid_links_never_are(client, desk, make_project):
    _, token = create_link(desk, make_project().id, Role.PARTICIPANT, "tables")
    for _ in range(30):
        assert client.get(f"/j/{token}", follow_redirects=False).status_code == 303
    codes = [client.get(f"/j/{'b' * 43}").status_code for _ in range(12)]
    assert codes == [404] * 10 + [429] * 2


def test_failures_are_forgotten_after_a_minute():
    moment = [0.0]
    limit = FailureLimit(allowed=2, clock=lambda: moment[0])
    limit.count("192.0.2.7")
    limit.count("192.0.2.7")
    with pytest.raises(AnimmapError, match="too_many_tries"):
        limit.check("192.0.2.7")
    limit.check("192.0.2.8")
    moment[0] = timedelta(seconds=61).total_seconds()
    limit.check("192.0.2.7")


@pytest.mark.parametrize(
    ("client_address", "host", "forwarded", "local"),
    [
        ("127.0.0.1", "localhost:8501", False, True),
        ("::1", "[::1]:8501", False, True),
        ("127.0.0.1", "127.0.0.1", False, True),
        ("127.0.0.1", "carte.example", False, False),
        ("127.0.0.1", "localhost:8501", True, False),
        ("192.0.2.7", "localhost:8501", False, False),
        ("127.0.0.1", "localhost.", False, False),
        ("127.0.0.1", "localhost@carte.example", False, False),
        ("127.0.0.1", "[::1", False, False),
        ("", "", False, False),
    ],
)
def test_only_a_browser_of_this_machine_by_its_own_name_is_local(
    client_address, host, forwarded, local
):
    assert is_local(client_address, host, forwarded) is local


@pytest.mark.parametrize(
    "mark",
    ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP"],
)
def test_proxy_on_this_machine_does_not_open_the_local_role(client, make_project, mark):
    address = f"/api/projects/{make_project().id}/communes.geojson"
    assert client.get(address).status_code == 200
    assert client.get(address, headers={mark: "192.0.2.7"}).status_code == 403


def test_health_says_nothing_of_the_data(stranger):
    answer = stranger.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "version"}


@pytest.mark.parametrize(("spoken", "sentence"), [("fr", "Aller à l’accueil"), ("en", "home page")])
def test_a_person_who_follows_a_dead_link_reads_a_page_in_their_language(client, spoken, sentence):
    headers = {"accept": "text/html,*/*", "accept-language": spoken}
    answer = client.get(f"/j/{'c' * 43}", headers=headers)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert f'lang="{spoken}"' in answer.text
    assert sentence in answer.text
