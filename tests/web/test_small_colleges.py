"""How many people a small college has is told to partners with other colleges, or not at all."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.core.privacy import TOGETHER
from animmap.services import room, wall
from animmap.services.projects import CollegeDraft, list_colleges
from animmap.services.workshops import list_rounds, set_round_state

VOICES = (1, 2, 7, 9)
OUTSIDERS = (Role.PARTICIPANT, Role.PROJECTOR)


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project(colleges=tuple(CollegeDraft(f"{number} voix") for number in VOICES))
    for college, number in enumerate(VOICES):
        for _ in range(number):
            make_sketch(made, college)
    return made


@pytest.fixture
def question(desk, project):
    return list_rounds(desk, project.id)[0]


@pytest.fixture
def told_of(client_as, desk, project, question):
    """Return ``told_of(role)``: the voices of the colleges in their order, and all that is told."""

    def ask(role):
        told = client_as(role, project).get(f"/api/rounds/{question.id}/state.json").json()
        return [told["voices"].get(each.id) for each in list_colleges(desk, project.id)], told

    return ask


@pytest.fixture
def scene_of(client_as, project, question):
    def ask(role):
        address = f"/api/wall/{question.workshop_id}/scene.json"
        return client_as(role, project).get(address).json()

    return ask


@pytest.mark.parametrize("state", [each for each in RoundState if each is not RoundState.DRAFT])
def test_partners_read_the_voices_of_small_colleges_together(desk, question, told_of, state):
    set_round_state(desk, question.id, state)
    voices, told = told_of(Role.PARTNER)
    assert voices == [None, None, 7, 9]
    assert told["voices"][TOGETHER] == 1 + 2
    assert sum(told["voices"].values()) == sum(VOICES)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_room_reads_every_college(told_of, role):
    assert told_of(role)[0] == list(VOICES)


def test_the_animator_reads_every_college(client, desk, project, question):
    voices = client.get(f"/api/rounds/{question.id}/state.json").json()["voices"]
    assert [voices[each.id] for each in list_colleges(desk, project.id)] == list(VOICES)


def test_the_wall_of_a_partner_tells_small_colleges_together(scene_of):
    scene = scene_of(Role.PARTNER)
    assert [each["voices"] for each in scene["colleges"]] == [None, None, 7, 9]
    assert scene["together"]["voices"] == 3
    assert scene["voices"] == sum(VOICES)


def test_the_wall_of_the_room_tells_every_college(scene_of):
    scene = scene_of(Role.PROJECTOR)
    assert [each["voices"] for each in scene["colleges"]] == list(VOICES)
    assert scene["together"] is None


def test_who_joined_is_told_no_closer_than_who_drew(desk, project, question, scene_of, new_phone):
    meeting = room.open_room(desk, question.workshop_id)
    wall.show(desk, meeting.id, round_id=question.id)
    colleges = list_colleges(desk, project.id)
    for college, joined in zip(colleges, (4, 3, 1, 5), strict=True):
        for _ in range(joined):
            new_phone(meeting.join_code).join(college.id)
    scene = scene_of(Role.PARTNER)
    told = [(each["joined"], each["voices"]) for each in scene["colleges"]]
    assert told == [(None, None), (None, None), (None, None), (5, 9)]
    together = scene["together"]
    assert (together["joined"], together["voices"]) == (4 + 3 + 1, 1 + 2 + 7)
    assert (scene["joined"], scene["voices"]) == (13, sum(VOICES))
