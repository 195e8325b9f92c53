"""Projeter shows the room what it may see, large, and carries its choices in its address."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState
from animmap.services import workshops
from animmap.texts import tr
from tests.pages.conftest import text_of


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    make_sketch(made, college=0)
    make_sketch(made, college=0)
    make_sketch(made, college=1, geometry=box(2.5, 50.4, 2.55, 50.45))
    return made


@pytest.fixture
def blind_project(make_project, make_sketch):
    made = make_project(blind=True)
    make_sketch(made, college=0, label="Secret", reason="Secret")
    make_sketch(made, college=2, label="Secret", reason="Secret")
    return made


def wall_of(open_page, **address):
    page = open_page("wall", **address)
    assert not page.exception
    return page


def urls(fake_map) -> list[str]:
    return [overlay.url for each in fake_map.shown for overlay in each["overlays"]]


def test_the_question_and_the_voices_of_each_college_are_on_the_wall(open_page, project):
    text = text_of(wall_of(open_page))
    assert "Jusqu’où va notre territoire ?" in text
    assert [word for word in text.split() if word.isdigit()][:4] == ["3", "2", "1", "0"]


def test_the_map_asks_again_every_two_seconds_and_listens_to_nothing(open_page, project, fake_map):
    wall_of(open_page)
    assert [each["listen"] for each in fake_map.shown] == [frozenset()]
    assert [o.options["poll_s"] for each in fake_map.shown for o in each["overlays"]] == [0.5]


@pytest.mark.parametrize(
    ("seuil", "at_least"),
    [("", 0.0), ("33.3", 1 / 3), ("50", 0.5), ("66.7", 2 / 3), ("100", 1.0), ("nan", 0.0)],
)
def test_a_link_reproduces_the_threshold_of_the_wall(open_page, project, fake_map, seuil, at_least):
    wall_of(open_page, seuil=seuil)
    asked = float(urls(fake_map)[0].split("at_least=")[1])
    assert asked == pytest.approx(at_least, abs=1e-6)


def test_a_link_reproduces_the_readings_side_by_side(open_page, project, fake_map):
    wall_of(open_page, lecture="equal,class")
    weightings = [url.split("weighting=")[1].split("&")[0] for url in urls(fake_map)]
    assert weightings == ["equal", "class"]


def test_asking_more_walks_through_the_thresholds(open_page, project, fake_map):
    page = wall_of(open_page)
    for expected in (1 / 3, 1 / 2, 2 / 3, 1.0):
        fake_map.shown.clear()
        page.button(key="wall-more").click().run()
        assert float(urls(fake_map)[0].split("at_least=")[1]) == pytest.approx(expected, abs=1e-6)
    assert page.button(key="wall-more").disabled


def test_the_last_reading_left_stays(open_page, project, fake_map):
    page = wall_of(open_page)
    page.button(key="wall-reading-equal").click().run()
    page.button(key="wall-reading-raw").click().run()
    fake_map.shown.clear()
    page.button(key="wall-reading-equal").click().run()
    assert ["weighting=equal" in url for url in urls(fake_map)] == [True]


def test_the_area_said_is_that_of_the_threshold(open_page, project):
    two_of_three = text_of(wall_of(open_page, seuil="66.7"))
    all_three = text_of(wall_of(open_page, seuil="100"))
    assert fr("wall.step.raw.two_thirds") in two_of_three
    # The small square shares nothing with the two others.
    assert " 0\N{NO-BREAK SPACE}km²" in all_three.split(fr("wall.step.raw.all"))[1]


@pytest.mark.parametrize("role", ["animator", "projector"])
def test_a_blind_round_gives_counts_and_no_place_before_the_reveal(
    open_page, blind_project, fake_map, role
):
    text = text_of(wall_of(open_page, role=role))
    assert fake_map.shown == []
    assert fr("wall.blind") in text
    assert text.split("voix")[0].split()[-1] == "2"
    assert "Secret" not in text
    assert "km²" not in text


def test_the_reveal_brings_the_map(open_page, blind_project, fake_map, desk):
    asked = workshops.list_rounds(desk, blind_project.id)[0]
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    workshops.set_round_state(desk, asked.id, RoundState.REVEALED)
    wall_of(open_page, role="projector")
    assert len(fake_map.shown) == 1


def test_before_the_first_sketch_the_wall_says_that_it_waits(open_page, make_project):
    make_project()
    assert fr("wall.waiting") in text_of(wall_of(open_page))


def test_a_dark_room_is_asked_by_the_address_and_by_a_key(open_page, project):
    page = wall_of(open_page)
    page.button(key="wall-theme").click().run()
    assert page.query_params["theme"] in ("sombre", ["sombre"])
    page.button(key="wall-theme").click().run()
    assert "theme" not in page.query_params


def test_hostile_words_on_the_wall_are_read_as_typed(open_page, make_project, make_sketch):
    canary = "<img src=x onerror=alert(1)> {{7*191}} </script>"
    make_sketch(make_project(question=canary))
    page = wall_of(open_page)
    assert canary in text_of(page)
    bodies = [getattr(element, "body", "") for element in page.main]
    assert not any("<img" in body for body in bodies if isinstance(body, str))
