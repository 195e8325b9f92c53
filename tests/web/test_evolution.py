"""What moved between two questions, by its own addresses, checked by role."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import Role, RoundState
from animmap.services import workshops
from animmap.services.workshops import RoundDraft

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
KINDS = {"json": b"{", "csv": "\ufeff".encode(), "gpkg": b"SQLite format 3"}


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def pair(desk, project, make_sketch):
    """Return the identifiers of two questions: the west is drawn, then the east."""
    meeting = workshops.list_workshops(desk, project.id)[0]
    second = workshops.create_round(
        desk, meeting.id, RoundDraft("Et maintenant ?"), RoundState.OPEN
    )
    make_sketch(project, 0, geometry=WEST)
    make_sketch(project, 0, geometry=EAST, round_id=second.id)
    workshops.set_round_state(desk, second.id, RoundState.REVEALED)
    return workshops.list_rounds(desk, project.id)[0].id, second.id


@pytest.fixture
def address(project, pair):
    return f"/documents/{project.id}/{pair[1]}/evolution"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("role", "status"), [(Role.PARTNER, 200), (Role.PARTICIPANT, 403), (Role.PROJECTOR, 403)]
)
def test_files_are_for_leaders_and_partners(client_as, project, pair, address, kind, role, status):
    answer = client_as(role, project).get(f"{address}.{kind}?before={pair[0]}")
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(KINDS[kind])


def test_the_layer_shows_where_fewer_and_where_more_include_the_place(client, pair):
    answer = client.get(f"/api/rounds/{pair[1]}/evolution.geojson?before={pair[0]}&rule=equal")
    steps = [each["properties"]["share_max"] for each in answer.json()["features"]]
    assert (steps[0], steps[-1]) == (-0.30, 1.0)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("before={before}&rule=max", 400),
        ("before={after}", 400),
        ("before=nowhere", 404),
        ("", 404),
    ],
)
def test_an_address_that_asks_for_nothing_is_refused(client, pair, asked, status):
    query = asked.format(before=pair[0], after=pair[1])
    assert client.get(f"/api/rounds/{pair[1]}/evolution.geojson?{query}").status_code == status


def test_a_blind_question_shows_no_layer_before_its_reveal(desk, client, pair):
    workshops.set_round_state(desk, pair[1], RoundState.CLOSED)
    answer = client.get(f"/api/rounds/{pair[1]}/evolution.geojson?before={pair[0]}")
    assert (answer.status_code, answer.json()["code"]) == (403, "round_hidden")


def test_another_kind_of_file_or_another_demarche_is_not_found(
    client, client_as, make_project, project, pair, address
):
    assert client.get(f"{address}.xlsx?before={pair[0]}").status_code == 404
    other = make_project()
    elsewhere = f"/documents/{other.id}/{pair[1]}/evolution.json?before={pair[0]}"
    assert client.get(elsewhere).status_code == 404
    stranger = client_as(Role.PARTNER, other)
    assert stranger.get(f"{address}.json?before={pair[0]}").status_code == 404
