"""A wall nobody leads yet shows the question put last; a projector's link opens it at once."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.services import room, wall, workshops
from animmap.services.access import create_link


@pytest.fixture
def project(make_project):
    return make_project(blind=True)


@pytest.fixture
def question(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def told(client, question):
    """Return ``told()``: the scene of the wall now."""
    return lambda: client.get(f"/api/wall/{question.workshop_id}/scene.json").json()


@pytest.mark.parametrize(
    ("state", "screen"),
    [
        (RoundState.OPEN, "progress"),
        (RoundState.PAUSED, "progress"),
        (RoundState.CLOSED, "progress"),
        (RoundState.REVEALED, "reveal"),
    ],
)
def test_without_a_room_nor_a_hand_the_question_put_last_is_shown(
    desk, question, told, state, screen
):
    workshops.set_round_state(desk, question.id, state)
    scene = told()
    assert (scene["screen"], scene["round"]["id"]) == (screen, question.id)


def test_an_open_room_lets_people_join_first(desk, question, told):
    room.open_room(desk, question.workshop_id)
    assert (told()["screen"], told()["round"]) == ("join", None)


def test_what_is_prepared_is_not_shown(desk, question, told):
    workshops.set_round_state(desk, question.id, RoundState.DRAFT)
    assert (told()["screen"], told()["round"]) == ("join", None)


def test_the_hand_that_leads_is_followed(desk, question, told):
    wall.show(desk, question.workshop_id, dark=True)
    assert (told()["screen"], told()["dark"]) == ("join", True)


def test_a_projectors_link_leads_to_the_wall(client, desk, project):
    _, token = create_link(desk, project.id, Role.PROJECTOR, "le mur")
    answer = client.get(f"/j/{token}", follow_redirects=False)
    assert answer.headers["location"] == f"/mur?demarche={project.id}"
