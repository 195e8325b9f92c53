"""Files of a comparison by their own addresses: stable names, checked by role, never kept."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import Role, RoundState
from animmap.services import compare, debates, workshops
from animmap.services.workshops import RoundDraft

WEST, WHOLE = box(2.50, 50.40, 2.60, 50.60), box(2.50, 50.40, 2.70, 50.60)
FILES = {
    "comparison.json": b"{",
    "debate.geojson?number=1": b"{",
    "figures/classes.svg": b"<svg",
    "figures/classes.png": b"\x89PNG",
    "layers.gpkg": b"SQLite format 3",
    "matrices.xlsx": b"PK",
    "matrices/iou.csv": "\ufeff".encode(),
}
SECRETS = ("Habitants", "Seule à le dire", "Table du 0")


@pytest.fixture
def project(make_project, make_sketch):
    """Return a démarche: one voice of a college, three of two others, who differ on the east."""
    made = make_project(name='Démarche "d’été" <b>')
    make_sketch(made, 0, geometry=WHOLE, label="Table du 0", reason="Seule à le dire.")
    for college, ground in ((1, WEST), (2, WHOLE)):
        for _ in range(3):
            make_sketch(made, college, geometry=ground, label="", reason="")
    return made


@pytest.fixture
def question(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def folder(project, question):
    return f"/documents/{project.id}/{question.id}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_of_its_kind_named_after_the_demarche_and_never_kept(client, folder, name):
    answers = [client.get(f"{folder}/{name}") for _ in range(2)]
    answer = answers[0]
    assert answer.status_code == 200
    assert answer.content.startswith(FILES[name])
    named = {each.headers["content-disposition"] for each in answers}
    assert len(named) == 1
    assert named.pop().startswith('attachment; filename="animmap-Demarche-d-ete-b-')
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PARTNER, 200), (Role.PARTICIPANT, 403), (Role.PROJECTOR, 403)],
)
def test_files_are_for_leaders_and_partners(client_as, project, folder, name, role, status):
    assert client_as(role, project).get(f"{folder}/{name}").status_code == status


@pytest.mark.parametrize("name", FILES)
def test_strangers_and_other_demarches_get_no_file(client_as, stranger, make_project, folder, name):
    assert stranger.get(f"{folder}/{name}").status_code == 403
    other = client_as(Role.ANIMATOR, make_project())
    assert other.get(f"{folder}/{name}").status_code == 404


def test_a_question_of_another_demarche_gives_no_file(client, make_project, question):
    other = make_project()
    for name in FILES:
        assert client.get(f"/documents/{other.id}/{question.id}/{name}").status_code == 404


@pytest.mark.parametrize("name", [each for each in FILES if each not in ("matrices.xlsx",)])
def test_no_text_of_a_partner_s_file_names_a_small_college_or_its_words(
    client_as, project, folder, name
):
    body = client_as(Role.PARTNER, project).get(f"{folder}/{name}").content
    # The style of a file of layers names every college, as the screens do; no row does.
    secrets = SECRETS[1:] if name == "layers.gpkg" else SECRETS
    assert [each for each in secrets if each.encode() in body] == []


@pytest.mark.parametrize("name", FILES)
def test_before_the_reveal_a_partner_gets_no_file(client_as, desk, project, make_sketch, name):
    meeting = workshops.list_workshops(desk, project.id)[0]
    blind = workshops.create_round(desk, meeting.id, RoundDraft("Et là ?"), RoundState.OPEN)
    for college in (0, 1, 2):
        make_sketch(project, college, round_id=blind.id)
    address = f"/documents/{project.id}/{blind.id}/{name}"
    assert client_as(Role.PARTNER, project).get(address).status_code == 403


@pytest.mark.parametrize(
    "name", ["figures/secret.svg", "figures/classes.exe", "matrices/secret.csv", "secret.gpkg"]
)
def test_what_does_not_exist_is_not_found(client, folder, name):
    assert client.get(f"{folder}/{name}").status_code == 404


@pytest.mark.parametrize("asked", ["number=-1", "number=x", "number=99999"])
def test_a_number_that_is_none_is_refused(client, folder, asked):
    assert client.get(f"{folder}/debate.geojson?{asked}").status_code == 400


@pytest.mark.parametrize("asked", ["threshold=0", "threshold=2", "threshold=x"])
def test_a_threshold_that_is_none_is_refused(client, folder, asked):
    assert client.get(f"{folder}/layers.gpkg?{asked}").status_code == 400


def test_the_map_gets_the_numbers_that_the_wall_shows(client, project, question):
    on_map = client.get(f"/api/rounds/{question.id}/debates.geojson").json()["features"]
    address = f"/api/wall/{question.workshop_id}/rounds/{question.id}/debates.json"
    on_wall = client.get(address).json()["features"]
    facts = ("number", "communes", "label")
    assert on_map
    assert [[each["properties"][fact] for fact in facts] for each in on_map] == [
        [each["properties"][fact] for fact in facts] for each in on_wall
    ]


def test_the_wall_shows_the_zone_of_a_question_once_it_is_put_even_when_it_is_blind(
    client, client_as, desk, project, question
):
    reading = compare.read_round(desk, question.id)
    [found] = debates.list_debated(desk, reading)
    made = debates.put_question(desk, reading, found, RoundDraft("L’est aussi ?"))
    projector = client_as(Role.PROJECTOR, project)
    wall = f"/api/wall/{question.workshop_id}"
    address = f"{wall}/rounds/{made.id}/ground.geojson"
    assert projector.get(address).status_code == 404
    assert client.get(f"{wall}/rounds/{question.id}/ground.geojson").json()["features"] == []
    workshops.set_round_state(desk, made.id, RoundState.OPEN)
    assert len(projector.get(address).json()["features"]) == 1
    shown = {"round_id": made.id, "screen": "progress"}
    headers = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    scene = client.post(f"{wall}/show", json=shown, headers=headers).json()
    assert scene["round"]["about_zone"] is True


def test_the_wall_names_the_zone_that_a_decision_settles(client, desk, question):
    reading = compare.read_round(desk, question.id)
    [found] = debates.list_debated(desk, reading)
    debates.decide(desk, reading, found, "On y revient.")
    scene = client.get(f"/api/wall/{question.workshop_id}/scene.json").json()
    assert scene["decisions"] == ["Divion, Béthune – On y revient."]


FEATURE_FILES = {
    "csv": "\ufeff".encode(),
    "xlsx": b"PK",
    "geojson": b"{",
    "gpkg": b"SQLite format 3",
}
MAY_TAKE = {Role.ANIMATOR: 200, Role.PARTNER: 200, Role.PARTICIPANT: 403, Role.PROJECTOR: 403}


@pytest.mark.parametrize("extension", FEATURE_FILES)
def test_features_leave_by_their_own_address_for_those_who_may_and_without_contacts(
    client_as, project, make_features, extension
):
    make_features(project)
    address = f"/documents/{project.id}/features/actor.{extension}"
    for role, status in MAY_TAKE.items():
        answer = client_as(role, project).get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer.content.startswith(FEATURE_FILES[extension])
        assert b"ada@exemple.test" not in answer.content
