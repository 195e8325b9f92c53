"""Projeter frames the wall of the workshop at hand, for those who may project it."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from animmap.core.model import Role
from animmap.services import workshops
from animmap.services.workshops import RoundDraft
from animmap.texts import tr
from tests.pages.conftest import text_of


def fr(identifier: str) -> str:
    return tr(identifier, "fr")


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project(blind=True)
    make_sketch(made, college=0, label="Secret", reason="Secret")
    return made


def framed(page) -> list[str]:
    """Return the addresses that a page frames."""
    return [element.proto.src for element in page.main if element.type == "iframe"]


@pytest.mark.parametrize("role", ["animator", "projector"])
def test_the_wall_of_the_demarche_is_framed(open_page, desk, project, role):
    page = open_page("wall", role=role)
    assert not page.exception
    [address] = [urlsplit(each) for each in framed(page)]
    assert (address.scheme, address.netloc, address.path) == ("", "", "/mur")
    assert parse_qs(address.query) == {
        "demarche": [project.id],
        "atelier": [workshops.list_workshops(desk, project.id)[0].id],
        "lang": ["fr"],
    }


def test_the_wall_is_that_of_the_question_at_hand(open_page, desk, project):
    later = workshops.create_workshop(desk, project.id, "Un autre soir", date(2030, 1, 1))
    asked = workshops.create_round(desk, later.id, RoundDraft("Et là ?"))
    [address] = framed(open_page("wall", demarche=project.id, question=asked.id))
    assert parse_qs(urlsplit(address).query)["atelier"] == [later.id]


def test_the_wall_speaks_the_language_of_the_screen(open_page, project):
    [address] = framed(open_page("wall", lang="en"))
    assert parse_qs(urlsplit(address).query)["lang"] == ["en"]


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTICIPANT])
def test_who_may_not_project_gets_a_sentence_and_no_frame(open_page, project, role):
    page = open_page("wall", role=role.value)
    assert framed(page) == []
    assert fr("error.access_denied") in text_of(page)


def test_nothing_of_a_hidden_question_stands_around_the_wall(open_page, project, fake_map):
    text = text_of(open_page("wall"))
    assert "Secret" not in text
    assert fake_map.shown == []


def test_without_a_demarche_the_screen_says_what_to_do(open_page):
    page = open_page("wall")
    assert framed(page) == []
    assert text_of(page).strip()
