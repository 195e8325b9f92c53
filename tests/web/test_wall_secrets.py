"""Before the reveal, no answer of any route holds what another gave."""

from __future__ import annotations

from animmap.core.model import Role, RoundState
from animmap.services.workshops import set_round_state
from tests.web.conftest import every_address, project_of
from tests.web.rooms import answer_body, sketch_body

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
