"""Who leads a wall, from where, and how: step by step, one hand at a time."""

from __future__ import annotations

import pytest

from animmap.core.model import Role
from animmap.services import wall
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.limits import DEVICE_BURST, WriteLimits
from animmap.web.room_access import Limits
from animmap.web.routes import WRITES
from tests.web.conftest import OPEN_TO_ALL, OWN_PAGE, every_address, project_of, wall_of


def test_an_animator_leads_the_wall_step_by_step(client, desk, meeting):
    client.headers.update(OWN_PAGE)
    shown = client.post(wall_of(meeting, "/show"), json={"dark": True, "readings": ["equal"]})
    assert (shown.status_code, shown.json()["dark"]) == (200, True)
    assert shown.json()["readings"] == ["equal"]
    first = client.post(wall_of(meeting, "/next"), json={}).json()
    second = client.post(wall_of(meeting, "/next"), json={}).json()
    assert first["version"] < second["version"]
    assert (first["screen"], first["round"]["state"]) != (
        second["screen"],
        second["round"]["state"],
    )
    back = client.post(wall_of(meeting, "/back"), json={}).json()
    assert back["screen"] == first["screen"]


@pytest.mark.parametrize(
    "changes",
    [
        {"screen": "plasma"},
        {"share": "0.5"},
        {"share": True},
        {"share": 2},
        {"by_college": 1},
        {"readings": "raw"},
        {"readings": ["loud"]},
        {"version": 3},
        {"workshop_id": "x"},
        {"round_id": 5},
        {"round_id": "ailleurs"},
    ],
)
def test_a_change_that_a_wall_cannot_show_is_refused(client, desk, meeting, changes):
    before = wall.read_wall(desk, meeting.id)
    answer = client.post(wall_of(meeting, "/show"), json=changes, headers=OWN_PAGE)
    assert answer.status_code in (400, 404)
    assert wall.read_wall(desk, meeting.id) == before


@pytest.mark.parametrize("verb", ["next", "back", "show"])
def test_only_staff_leads_and_only_from_our_own_page(
    client, client_as, stranger, desk, meeting, verb
):
    project, address = project_of(desk, meeting), wall_of(meeting, f"/{verb}")
    before = wall.read_wall(desk, meeting.id)
    own = {"origin": "http://carte.example"}
    for role in (Role.PROJECTOR, Role.PARTNER, Role.PARTICIPANT):
        assert client_as(role, project).post(address, json={}, headers=own).status_code == 403
    assert stranger.post(address, json={}, headers=own).status_code == 403
    for headers in (
        {},
        {"origin": "http://ailleurs.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", **OWN_PAGE},
        {"sec-fetch-site": "none"},
    ):
        refused = client.post(address, json={}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_foreign"), headers
    as_form = client.post(address, content="a=1", headers=OWN_PAGE | {"content-type": "text/plain"})
    assert as_form.status_code == 400
    assert wall.read_wall(desk, meeting.id) == before


def test_another_machine_of_the_room_leads_only_with_an_animators_link(
    client, client_as, desk, meeting, blind
):
    """``serve --room`` answers the whole network, by the address of this very machine."""
    from starlette.testclient import TestClient

    room_address = "http://192.168.1.20:8501"
    neighbour = TestClient(client.app, base_url=room_address, client=("192.168.1.31", 1))
    own = {"origin": room_address}
    for address in every_address(meeting, (blind,)):
        if not address.startswith(OPEN_TO_ALL):
            assert neighbour.get(address).status_code in (403, 404), address
    assert neighbour.post(wall_of(meeting, "/next"), json={}, headers=own).status_code == 403
    # Not even by this machine's own name, nor through what a proxy would say.
    for host in ("localhost:8501", "127.0.0.1:8501"):
        lied = own | {"host": host, "x-forwarded-for": "127.0.0.1"}
        assert neighbour.get(wall_of(meeting, "/scene.json"), headers=lied).status_code == 403
    animator = client_as(Role.ANIMATOR, project_of(desk, meeting))
    neighbour.cookies.set(ACCESS_COOKIE, animator.cookies[ACCESS_COOKIE])
    assert neighbour.post(wall_of(meeting, "/next"), json={}, headers=own).status_code == 200


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in WRITES])
def test_no_write_comes_from_another_site_nor_from_a_form(
    client, desk, meeting, new_phone, colleges, method, path
):
    phone = new_phone()
    phone.join(colleges[0].id)
    address = path.format(
        code=meeting.join_code, workshop_id=meeting.id, sketch_id="x", answer_id="x"
    )
    revision = project_of(desk, meeting).revision
    headers = {"x-animmap-device": phone.device, "host": "localhost"}
    foreign = client.request(
        method, address, json={}, headers=headers | {"origin": "http://ailleurs.example"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_foreign")
    form = client.request(
        method, address, content="{}", headers=headers | {"content-type": "text/plain"}
    )
    assert form.status_code in (400, 403)
    assert project_of(desk, meeting).revision == revision


def test_a_device_gone_mad_is_asked_to_wait(new_phone, blind, colleges, monkeypatch):
    monkeypatch.setattr(Limits, "writes", WriteLimits(clock=lambda: 0.0))
    phone = new_phone()
    phone.join(colleges[0].id)
    statuses = [phone.send(blind).status_code for _ in range(DEVICE_BURST)]
    assert statuses == [201, *[409] * (DEVICE_BURST - 2), 429]
    assert phone.send(blind).headers["retry-after"] == "1"


def test_two_hands_that_press_at_once_take_one_step_and_reveal_nothing(client, desk, meeting):
    client.headers.update(OWN_PAGE)

    def press(seen):
        return client.post(wall_of(meeting, "/next"), json={"seen": seen}).json()["screen"]

    assert press("join") == "join"
    assert press("join") == "progress"
    assert press("join") == "progress"
    assert press("progress") == "reveal"
    assert press("progress") == "reveal"
