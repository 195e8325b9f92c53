"""Routes of map data: what each role gets, what changes, what is refused and how."""

from __future__ import annotations

import gzip
import json

import pytest
from shapely.geometry import Point, box, shape

from animmap.core.model import Feature, Role, RoundState
from animmap.services.explore import add_features
from animmap.services.projects import list_colleges
from animmap.services.workshops import list_rounds, set_round_state
from animmap.web.routes import ENDPOINTS
from tests.web.rooms import fill

PROJECT_ROUTES = ("communes", "features", "adopted")
ROUND_ROUTES = ("agreement", "sketches", "zone")


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    make_sketch(made, 0)
    make_sketch(made, 1, geometry=box(2.50, 50.40, 2.60, 50.60))
    return made


@pytest.fixture
def question(desk, project):
    return list_rounds(desk, project.id)[0]


def addresses(project, question):
    return [
        *(f"/api/projects/{project.id}/{name}.geojson" for name in PROJECT_ROUTES),
        *(f"/api/rounds/{question.id}/{name}.geojson" for name in ROUND_ROUTES),
    ]


def place(project, name, layer="actor", kind="person", themes=()):
    where = Point(2.55, 50.5)
    return Feature(name, project.id, layer, kind, name, "", None, themes, None, where)


def test_every_layer_is_a_feature_collection_for_an_animator(client, project, question):
    for address in addresses(project, question):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.json()["type"] == "FeatureCollection"


def test_base_map_holds_the_outline_and_each_commune_with_a_point_inside(client, project):
    outline, *communes = client.get(f"/api/projects/{project.id}/communes.geojson").json()[
        "features"
    ]
    assert outline["properties"] == {"role": "outline"}
    assert shape(outline["geometry"]).equals(box(2.5, 50.4, 2.7, 50.6))
    assert [each["properties"]["name"] for each in communes] == [
        "Aix-Noulette",
        "Béthune",
        "Chocques",
        "Divion",
    ]
    for commune in communes:
        assert shape(commune["geometry"]).contains(Point(commune["properties"]["label"]))


def test_features_pass_the_filters_of_the_address(client, desk, project):
    add_features(
        desk,
        project.id,
        [
            place(project, "Jardin"),
            place(project, "Coopérative du lin", "structure", "cooperative", ("food",)),
        ],
    )

    def names(query):
        found = client.get(f"/api/projects/{project.id}/features.geojson?{query}").json()
        return [each["properties"]["name"] for each in found["features"]]

    assert names("") == ["Coopérative du lin", "Jardin"]
    assert names("layers=actor") == ["Jardin"]
    assert names("themes=food") == ["Coopérative du lin"]
    assert names("words=cooperative") == ["Coopérative du lin"]
    assert names("kinds=mutual") == []


def test_snapped_zone_is_made_of_whole_communes(client, question):
    found = client.get(f"/api/rounds/{question.id}/zone.geojson?threshold=0.5&snap=1").json()
    zone = shape(found["features"][0]["geometry"])
    # One sketch holds both western communes whole, the other a quarter of each of the four.
    assert zone.symmetric_difference(box(2.5, 50.4, 2.6, 50.6)).area < 1e-9


def test_round_without_sketch_is_an_empty_collection(client, desk, make_project):
    question = list_rounds(desk, make_project().id)[0]
    for name in ROUND_ROUTES:
        answer = client.get(f"/api/rounds/{question.id}/{name}.geojson")
        assert answer.status_code == 200
        assert answer.json()["features"] == []


def test_state_tells_the_revision_and_the_voices_of_each_college(client, project, question):
    told = client.get(f"/api/rounds/{question.id}/state.json").json()
    assert told["state"] == "open"
    assert sorted(told["voices"].values()) == [0, 1, 1] or sorted(told["voices"].values()) == [1, 1]
    assert told["revision"] > 0


def test_unchanged_data_answer_304_and_a_new_sketch_answers_200(
    client, project, question, make_sketch
):
    for address in addresses(project, question):
        etag = client.get(address).headers["etag"]
        same = client.get(address, headers={"If-None-Match": etag})
        assert (same.status_code, same.content) == (304, b"")
    make_sketch(project, 2)
    for address in addresses(project, question):
        fresh = client.get(address, headers={"If-None-Match": etag})
        assert fresh.status_code == 200


def test_etag_differs_between_roles_and_queries(client, client_as, project):
    address = f"/api/projects/{project.id}/features.geojson"
    tags = {
        client.get(address).headers["etag"],
        client.get(address + "?layers=actor").headers["etag"],
        client_as(Role.PARTICIPANT, project).get(address).headers["etag"],
    }
    assert len(tags) == 3


def test_body_is_the_same_compressed_or_not(client, project):
    address = f"/api/projects/{project.id}/communes.geojson"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw)) == plain.json()


OTHER_ROLES = (Role.PARTICIPANT, Role.PROJECTOR, Role.PARTNER)


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_revealed_round_is_open_to_every_link(client_as, desk, make_project, make_sketch, role):
    project = make_project(blind=True)
    make_sketch(project)
    question = list_rounds(desk, project.id)[0]
    set_round_state(desk, question.id, RoundState.REVEALED)
    browser = client_as(role, project)
    codes = {address: browser.get(address).status_code for address in addresses(project, question)}
    assert set(codes.values()) == {200}


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_blind_round_is_hidden_from_every_link_until_the_reveal(
    client_as, desk, make_project, make_sketch, role
):
    project = make_project(blind=True)
    make_sketch(project)
    question = list_rounds(desk, project.id)[0]
    browser = client_as(role, project)
    for name in ROUND_ROUTES:
        hidden = browser.get(f"/api/rounds/{question.id}/{name}.geojson")
        assert (hidden.status_code, hidden.json()["code"]) == (403, "round_hidden")
    assert browser.get(f"/api/rounds/{question.id}/state.json").json()["voices"]


def test_map_data_never_hold_what_voices_wrote_nor_contacts(client_as, project, question):
    for role in OTHER_ROLES:
        for address in addresses(project, question):
            text = client_as(role, project).get(address).text
            assert "Hérisson bleu" not in text
            assert "l’eau nous relie" not in text


def test_link_of_one_demarche_does_not_open_another(client_as, desk, project, make_project):
    other = make_project(name="Ailleurs")
    browser = client_as(Role.PARTNER, project)
    for address in addresses(other, list_rounds(desk, other.id)[0]):
        assert browser.get(address).status_code == 404


def test_stranger_without_link_gets_nothing(stranger, project, question):
    for address in addresses(project, question):
        answer = stranger.get(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "access_denied")


@pytest.mark.parametrize("reading", ["difference", "everyone", "consensus", "within", "between"])
def test_every_further_reading_has_its_layer(client, question, reading):
    answer = client.get(f"/api/rounds/{question.id}/agreement.geojson?weighting={reading}")
    assert answer.status_code == 200
    for feature in answer.json()["features"]:
        facts = feature["properties"]
        assert facts.keys() == {"share_min", "share_max", "color", "pattern"}
        assert facts["share_min"] < facts["share_max"]


def test_sketches_are_served_one_family_or_some_voices_at_a_time(client, question):
    address = f"/api/rounds/{question.id}/sketches.geojson"
    ids = [each["properties"]["id"] for each in client.get(address).json()["features"]]
    chosen = client.get(f"{address}?voices={ids[1]}").json()["features"]
    assert [each["properties"]["id"] for each in chosen] == [ids[1]]
    first = client.get(f"{address}?family=1").json()["features"]
    rest = client.get(f"{address}?family=2").json()["features"]
    assert sorted(each["properties"]["id"] for each in first + rest) == sorted(ids)
    assert client.get(f"{address}?family=9").json()["features"] == []
    assert client.get(f"{address}?family=x").status_code == 400


@pytest.mark.parametrize("identifier", ["inconnu", "%00", "..%2f..%2fetc", "a" * 5000, "{{7*191}}"])
def test_unknown_identifier_is_not_found_without_trace(client, identifier):
    for address in (
        f"/api/projects/{identifier}/communes.geojson",
        f"/api/rounds/{identifier}/agreement.geojson",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("agreement.geojson?weighting=magic", "request_invalid"),
        ("agreement.geojson?at_least=nan", "threshold_out_of_range"),
        ("agreement.geojson?at_least=2", "threshold_out_of_range"),
        ("zone.geojson?threshold=beaucoup", "request_invalid"),
        ("zone.geojson?rule=class", "request_invalid"),
    ],
)
def test_bad_parameter_is_refused_in_the_language_of_the_visitor(client, question, query, code):
    french = client.get(f"/api/rounds/{question.id}/{query}&lang=fr")
    english = client.get(f"/api/rounds/{question.id}/{query}&lang=en")
    assert french.status_code == english.status_code == 400
    assert french.json()["code"] == english.json()["code"] == code
    assert french.json()["message"] != english.json()["message"]


def test_surprise_answers_a_reference_and_no_trace(client, project, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("animmap.web.data.explore.features_geojson", fail)
    answer = client.get(f"/api/projects/{project.id}/features.geojson")
    assert answer.status_code == 500
    assert answer.json()["code"] == "breakdown"
    assert "secret" not in answer.text


def test_no_route_that_reads_writes(client, project, question):
    for path, _ in ENDPOINTS:
        address = fill(path, project_id=project.id, round_id=question.id, extension="pdf", name="x")
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.request(method, address).status_code == 405, (method, path)


def test_no_answer_to_a_partner_leaves_one_voice_as_the_rest_of_the_whole(
    client_as, desk, make_project, make_sketch
):
    project = make_project()
    sent = [make_sketch(project, college).id for college in (0, 1, 1, 1, 2, 2, 2, 2)]
    alone, middle, large = (each.id for each in list_colleges(desk, project.id))
    address = f"/api/rounds/{list_rounds(desk, project.id)[0].id}"
    browser = client_as(Role.PARTNER, project)
    outlines = browser.get(f"{address}/sketches.geojson").json()["features"]
    assert {each["properties"]["id"] for each in outlines} == set(sent[4:])
    assert {each["properties"]["label"] for each in outlines} == {""}
    for asked, status in (
        (alone, 403),
        (middle, 403),
        (f"{middle},{large}", 403),
        (large, 200),
    ):
        for route in ("agreement", "sketches", "zone"):
            answer = browser.get(f"{address}/{route}.geojson?colleges={asked}")
            assert answer.status_code == status, (route, asked)
