"""The wall over HTTP: what it is told, who may lead it, what it never learns before the reveal."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.fields import FIELDS
from animmap.core.model import Role, RoundState
from animmap.core.room import WallScreen
from animmap.services import notes, projects, wall
from animmap.services.access import list_links, revoke_link
from animmap.services.rehearse import simulate
from animmap.services.workshops import list_rounds, set_round_state
from tests.web.conftest import ROUND_DATA, project_of, wall_of

# -- the scene ------------------------------------------------------------------------


def test_a_scene_tells_what_is_shown_who_joined_and_how_many_gave(
    client, desk, meeting, blind, given, colleges
):
    notes.add_note(desk, meeting.id, "decision", "On garde la vallée.")
    notes.add_note(desk, meeting.id, "note", "À ne pas montrer.")
    wall.show(desk, meeting.id, screen=WallScreen.PROGRESS, round_id=blind.id, dark=True)
    told = client.get(wall_of(meeting, "/scene.json")).json()
    assert (told["screen"], told["dark"], told["round"]["id"]) == ("progress", True, blind.id)
    assert (told["joined"], told["voices"]) == (4, 4)
    counted = {each["id"]: (each["joined"], each["voices"]) for each in told["colleges"]}
    assert counted == {colleges[0].id: (2, 2), colleges[1].id: (2, 2), colleges[2].id: (0, 0)}
    assert told["decisions"] == ["On garde la vallée."]
    assert (told["adopted"], told["rehearsal"], told["can_lead"]) == (False, 0, True)


def test_a_scene_says_how_many_voices_are_a_rehearsals(client, desk, meeting, blind):
    simulate(desk, blind.id, voices=5)
    wall.show(desk, meeting.id, round_id=blind.id)
    told = client.get(wall_of(meeting, "/scene.json")).json()
    assert (told["rehearsal"], told["voices"]) == (5, 5)


def test_a_scene_says_how_phones_come_in(client, meeting, monkeypatch):
    monkeypatch.setenv("ANIMMAP_ROOM_ADDRESS", "http://192.168.1.20:8501")
    code = meeting.join_code
    assert client.get(wall_of(meeting, "/scene.json")).json()["join"] == {
        "code": code,
        "address": f"http://192.168.1.20:8501/r/{code}",
        "short": "192.168.1.20:8501/r",
        "barrier": "",
        "qr": f"/api/rooms/{code}/qr.svg",
    }


def test_nothing_new_is_said_in_no_word_and_a_change_at_once(client, desk, meeting, new_phone):
    address = wall_of(meeting, "/scene.json")
    tag = client.get(address).headers["etag"]
    unchanged = client.get(address, headers={"if-none-match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    tags = {tag}
    for change in (
        lambda: new_phone().join(None),
        lambda: wall.show(desk, meeting.id, dark=True),
        lambda: notes.add_note(desk, meeting.id, "decision", "Oui."),
    ):
        change()
        answer = client.get(address, headers={"if-none-match": tag})
        assert answer.status_code == 200
        tag = answer.headers["etag"]
        tags.add(tag)
    assert len(tags) == 4


def test_a_scene_kept_for_one_is_never_told_to_who_may_not_read_it(
    client, client_as, stranger, desk, meeting, make_project
):
    address = wall_of(meeting, "/scene.json")
    other = make_project(name="Une autre démarche")
    project = project_of(desk, meeting)
    assert client.get(address).json()["can_lead"] is True
    assert client_as(Role.PROJECTOR, project).get(address).json()["can_lead"] is False
    assert client_as(Role.ANIMATOR, project).get(address).json()["can_lead"] is True
    for role in (Role.PROJECTOR, Role.ANIMATOR):
        assert client_as(role, other).get(address).status_code == 404
    assert client_as(Role.PARTICIPANT, project).get(address).status_code == 403
    assert stranger.get(address).status_code == 403


def test_a_revoked_link_is_told_nothing_more_of_a_scene_that_did_not_change(
    client_as, desk, meeting
):
    projector = client_as(Role.PROJECTOR, project_of(desk, meeting))
    address = wall_of(meeting, "/scene.json")
    tag = projector.get(address).headers["etag"]
    revoke_link(desk, list_links(desk, meeting.project_id)[0].id)
    assert projector.get(address, headers={"if-none-match": tag}).status_code == 404


# -- blind means blind ----------------------------------------------------------------


@pytest.mark.parametrize("name", ROUND_DATA)
def test_a_wall_gets_the_round_at_its_reveal_and_not_before(
    client, client_as, desk, meeting, blind, given, name
):
    projector = client_as(Role.PROJECTOR, project_of(desk, meeting))
    address = wall_of(meeting, f"/rounds/{blind.id}/{name}")
    for viewer in (client, projector):
        hidden = viewer.get(address)
        assert (hidden.status_code, hidden.json()["code"]) == (403, "round_hidden")
    set_round_state(desk, blind.id, RoundState.REVEALED)
    for viewer in (client, projector):
        assert viewer.get(address).status_code == 200
    # Taken back, it is hidden again, whatever the browser kept.
    set_round_state(desk, blind.id, RoundState.CLOSED)
    assert projector.get(address).status_code == 403


def test_a_wall_gets_places_at_their_reveal_without_pseudonyms(
    client, desk, meeting, blind_places, given
):
    address = wall_of(meeting, f"/rounds/{blind_places.id}/answers.geojson")
    assert client.get(address).json()["code"] == "round_hidden"
    set_round_state(desk, blind_places.id, RoundState.REVEALED)
    shown = client.get(address)
    assert len(shown.json()["features"]) == 4
    assert "Tussilage" not in shown.text


def test_a_partner_sees_no_more_on_a_wall_than_elsewhere(
    client, client_as, desk, meeting, blind, given
):
    set_round_state(desk, blind.id, RoundState.REVEALED)
    partner = client_as(Role.PARTNER, project_of(desk, meeting))
    address = wall_of(meeting, f"/rounds/{blind.id}/sketches.geojson")
    elsewhere = partner.get(f"/api/rounds/{blind.id}/sketches.geojson").json()
    assert partner.get(address).json() == elsewhere
    assert len(client.get(address).json()["features"]) == 4
    assert elsewhere["features"] == []  # two voices a college: none is shown apart


# -- who may look, who may lead -------------------------------------------------------


def wall_addresses(meeting, question):
    return [
        wall_of(meeting, "/scene.json"),
        *(wall_of(meeting, f"/rounds/{question.id}/{name}") for name in ROUND_DATA),
        wall_of(meeting, f"/rounds/{question.id}/answers.geojson"),
    ]


def test_a_wall_is_not_for_participants_strangers_nor_links_of_another_demarche(
    client_as, stranger, desk, meeting, blind, make_project, new_phone
):
    other = make_project(name="Une autre démarche")
    phone = new_phone()
    phone.join(None)
    for address in wall_addresses(meeting, blind):
        for role in (Role.PROJECTOR, Role.PARTNER, Role.ANIMATOR):
            assert client_as(role, other).get(address).status_code == 404, address
        participant = client_as(Role.PARTICIPANT, project_of(desk, meeting))
        assert participant.get(address).status_code == 403
        assert stranger.get(address).status_code == 403
        assert (
            phone.client.get(address, headers={"x-animmap-device": phone.device}).status_code == 403
        )


def test_a_wall_shows_no_round_of_another_workshop(client, desk, meeting, make_project):
    foreign = list_rounds(desk, make_project(name="Une autre démarche").id)[0]
    for name in ROUND_DATA:
        assert client.get(wall_of(meeting, f"/rounds/{foreign.id}/{name}")).status_code == 404


# -- every route that writes ----------------------------------------------------------


@pytest.mark.parametrize("name", FIELDS)
def test_a_wall_shows_the_fields_of_the_colleges_as_the_screen_does(
    client, desk, meeting, colleges, make_sketch, name
):
    project = projects.get_project(desk, meeting.project_id)
    for rank, corner in enumerate((2.55, 2.56, 2.58, 2.59)):
        make_sketch(project, rank % 2, geometry=box(corner, 50.45, corner + 0.05, 50.5))
    question = list_rounds(desk, project.id)[0]
    shown = wall.show(desk, meeting.id, readings=["class", name], round_id=question.id)
    assert shown.readings == ("class", name)
    asked = wall_of(meeting, f"/rounds/{question.id}/agreement.geojson?weighting={name}")
    screen = client.get(f"/api/rounds/{question.id}/agreement.geojson?weighting={name}").json()
    assert screen["features"]
    assert client.get(asked).json() == screen
