"""The wall over HTTP: what it is told, who may lead it, what it never learns before the reveal."""

from __future__ import annotations

from itertools import product

import pytest
from shapely.geometry import Point, box

from animmap.core.fields import FIELDS
from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind, WallScreen
from animmap.services import notes, projects, wall
from animmap.services.access import list_links, revoke_link
from animmap.services.projects import list_colleges
from animmap.services.rehearse import simulate
from animmap.services.workshops import RoundDraft, create_round, list_rounds, set_round_state
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.limits import DEVICE_BURST, WriteLimits
from animmap.web.room_access import Limits
from animmap.web.routes import ENDPOINTS, WRITES
from tests.web.rooms import answer_body, sketch_body

OWN_PAGE = {"origin": "http://localhost"}
# Words and beginnings of coordinates that no other datum of the test has: a decimal point
# stands in each, so that no random identifier holds one.
SECRET_OUTLINE = box(2.5612347, 50.4612347, 2.6412347, 50.5412347)
SECRET_PLACE = Point(2.5771137, 50.4771137)
SECRETS = (
    "2.5612",
    "50.4612",
    "2.6412",
    "50.5412",
    "2.5771",
    "50.4771",
    "chuchotement",
    "Tussilage",
)
# What a room's code opens, and what says nothing of a démarche.
OPEN_TO_ALL = ("/api/rooms/", "/r", "/phone-sw.js", "/healthz")
ROUND_DATA = (
    "sketches.geojson",
    "agreement.geojson",
    "agreement.geojson?weighting=equal&at_least=0.5",
    "debates.json",
    "portrait.json",
    "curve.json",
)


@pytest.fixture
def colleges(desk, meeting):
    return list_colleges(desk, meeting.project_id)


@pytest.fixture
def blind(desk, meeting):
    """Return an open question whose answers nobody sees before the reveal."""
    draft = RoundDraft("Qu’est-ce qui nous relie ?", blind=True)
    return create_round(desk, meeting.id, draft, RoundState.OPEN)


@pytest.fixture
def blind_places(desk, meeting):
    draft = RoundDraft("Où manque-t-il ?", RoundKind.PLACES, "need", blind=True)
    return create_round(desk, meeting.id, draft, RoundState.OPEN)


@pytest.fixture
def given(new_phone, colleges, blind, blind_places):
    """Four phones each gave a sketch and a place that must stay hidden; return them."""
    phones = []
    for rank in range(4):
        phone = new_phone()
        phone.join(colleges[rank % 2].id, "Tussilage")
        assert phone.send(blind, SECRET_OUTLINE, reason="chuchotement").status_code == 201
        place = [SECRET_PLACE.x, SECRET_PLACE.y]
        assert phone.say(blind_places, words="chuchotement", place=place).status_code == 201
        phones.append(phone)
    return phones


def wall_of(meeting, path=""):
    return f"/api/wall/{meeting.id}{path}"


def project_of(desk, meeting):
    from animmap.services.projects import get_project

    return get_project(desk, meeting.project_id)


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


def every_address(meeting, rounds):
    """Return every address that answers GET, filled with what this workshop has."""
    for path, _ in ENDPOINTS:
        if path in ("/leave", "/j/{token}"):
            continue
        endings = ("html", "json", "csv", "gpkg") if "{extension}" in path else ("",)
        for each, extension in product(rounds, endings):
            yield path.format(
                project_id=meeting.project_id,
                workshop_id=meeting.id,
                round_id=each.id,
                code=meeting.join_code,
                extension=extension,
                name="iou",
                zoom=3,
                column=4,
                row=2,
                zoning_id="aucun",
                layer="resource",
            )


def leaks(answer):
    return [secret for secret in SECRETS if secret in answer.text]


def test_before_the_reveal_no_answer_holds_what_another_gave(
    client, client_as, new_phone, desk, meeting, blind, blind_places, given, colleges
):
    project = project_of(desk, meeting)
    watcher = new_phone()
    watcher.join(colleges[2].id, "Guetteur")
    viewers = {role: client_as(role, project) for role in (Role.PROJECTOR, Role.PARTICIPANT)}
    viewers[Role.PARTNER] = client_as(Role.PARTNER, project)
    asked = 0
    for state in (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSED):
        for each in (blind, blind_places):
            set_round_state(desk, each.id, state)
        for address in dict.fromkeys(every_address(meeting, (blind, blind_places))):
            for role, viewer in viewers.items():
                assert leaks(viewer.get(address)) == [], (state, role, address)
            answer = watcher.client.get(address, headers={"x-animmap-device": watcher.device})
            assert leaks(answer) == [], (state, "phone", address)
            if address.startswith("/api/wall/"):  # an animator's wall is projected too
                assert leaks(client.get(address)) == [], (state, "animator", address)
            asked += 1
    assert asked > 60


def test_before_the_reveal_no_acknowledgement_holds_what_another_gave(
    new_phone, blind, blind_places, given, colleges
):
    phone = new_phone()
    joined = phone.join(colleges[0].id, "Moi")
    sketch, words = sketch_body(blind), answer_body(blind_places)
    answers = [
        joined,
        phone.ask("POST", "/sketches", sketch),
        phone.ask("POST", "/sketches", sketch_body(blind)),
        phone.ask("PUT", f"/sketches/{sketch['id']}", sketch | {"version": 9, "reason": "Non"}),
        phone.ask("POST", "/answers", words),
        phone.ask("PUT", f"/answers/{words['id']}", words | {"version": 9, "words": "Non"}),
        phone.ask("GET", "/mine"),
        phone.ask("DELETE", f"/sketches/{sketch['id']}"),
        phone.ask("DELETE", f"/answers/{words['id']}"),
    ]
    assert [leaks(answer) for answer in answers] == [[]] * len(answers)
    assert any("c’est" not in answer.text for answer in answers)


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


# -- every route that writes ----------------------------------------------------------


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
