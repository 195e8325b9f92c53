"""A large round over HTTP: never a long wait; from the grid with its bounds, or asked again."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.services import compare, compare_exact
from animmap.services.compare_drawn import select
from animmap.services.workshops import list_rounds, list_workshops, set_round_state
from tests.pages.paper import draw_uneven
from tests.web.conftest import wall_of

READINGS = ("raw", "equal", "class", "difference", "everyone", "consensus", "within", "between")


@pytest.fixture
def project(make_project, make_sketch, monkeypatch):
    monkeypatch.setenv("ANIMMAP_EXACT_VOICES", "7")
    made = make_project()
    draw_uneven(make_sketch, made)
    return made


@pytest.fixture
def asked(desk, project):
    return set_round_state(desk, list_rounds(desk, project.id)[0].id, RoundState.REVEALED)


@pytest.fixture
def on_wall(client, desk, project, asked):
    """Return what asks data of the round for a wall."""
    meeting = list_workshops(desk, project.id)[0]
    return lambda name: client.get(wall_of(meeting, f"/rounds/{asked.id}/{name}"))


def wait_for_exact(desk, round_id):
    compare_exact.start(desk, select(desk, round_id)).wait(30)


@pytest.mark.parametrize("reading", READINGS)
def test_a_layer_comes_from_the_grid_and_says_within_what_until_the_exact_one_is_kept(
    client, desk, asked, on_wall, reading
):
    url = f"/api/rounds/{asked.id}/agreement.geojson?weighting={reading}"
    quick = client.get(url)
    assert quick.json()["approximate"]["cell_m"] > 0
    assert quick.json()["approximate"]["error_m2"] < 0.2e6
    assert not compare.is_compared(select(desk, asked.id))
    assert on_wall(f"agreement.geojson?weighting={reading}").json() == quick.json()
    wait_for_exact(desk, asked.id)
    assert "approximate" in client.get(url).json()
    compare_exact_map(desk, asked.id, reading)
    exact = client.get(url, headers={"if-none-match": quick.headers["etag"]})
    assert exact.status_code == 200
    assert "approximate" not in exact.json()


def compare_exact_map(desk, round_id, reading):
    from animmap.services import compare_fields

    compare_fields.read_map(compare.read_round(desk, round_id), reading, 0.5, 0.0)


def test_the_areas_of_a_wall_come_with_bounds_until_they_are_exact(desk, asked, on_wall):
    quick = on_wall("curve.json").json()
    area = on_wall("portrait.json?weighting=raw&at_least=0.5").json()
    wait_for_exact(desk, asked.id)
    exact = on_wall("curve.json").json()
    assert "union_least_km2" not in exact
    assert quick["union_least_km2"] <= exact["union_km2"] <= quick["union_most_km2"]
    for told, true in zip(quick["steps"], exact["steps"], strict=True):
        assert told["share"] == true["share"]
        for rule in ("raw", "equal"):
            low, high = told[f"{rule}_least_km2"], told[f"{rule}_most_km2"]
            assert low - 1e-6 <= true[f"{rule}_km2"] <= high + 1e-6
    half = next(each for each in exact["steps"] if each["share"] == 0.5)
    assert area["area_least_km2"] <= half["raw_km2"] <= area["area_most_km2"]
    assert [each["layer"] for each in area["layers"]]


@pytest.fixture
def half_way(monkeypatch):
    """Leave the exact comparison half done until the round is compared."""
    begun = []

    class Errand:
        share = 0.5

    def start(_, drawn):
        begun.append(drawn.round.id)
        return Errand()

    with monkeypatch.context() as patched:
        patched.setattr(compare_exact, "start", start)
        yield begun


@pytest.mark.parametrize("name", ["debates", "zone", "ground", "debates/features"])
def test_what_is_only_exact_is_refused_for_a_moment_and_begun(client, asked, half_way, name):
    answer = client.get(f"/api/rounds/{asked.id}/{name}.geojson")
    assert answer.status_code == 503
    assert answer.json()["code"] == "being_compared"
    assert answer.json()["percent"] == 50
    assert answer.headers["retry-after"] == "3"
    assert half_way == [asked.id]


def test_the_debates_of_a_wall_come_once_they_are_compared(desk, asked, on_wall):
    wait_for_exact(desk, asked.id)
    assert on_wall("debates.json").status_code == 200


@pytest.mark.parametrize("name", ["diagnostic.html", "comparison.json", "matrices.xlsx"])
def test_a_document_waits_on_a_page_that_asks_again_by_itself(
    client, project, asked, half_way, name
):
    page = client.get(f"/documents/{project.id}/{asked.id}/{name}", headers={"accept": "text/html"})
    assert page.status_code == 503
    assert '<meta http-equiv="refresh" content="3">' in page.text
    assert "(50\N{NO-BREAK SPACE}%)" in page.text
    assert half_way == [asked.id]


def test_a_document_comes_once_the_round_is_compared(desk, client, project, asked):
    wait_for_exact(desk, asked.id)
    assert client.get(f"/documents/{project.id}/{asked.id}/diagnostic.html").status_code == 200
