"""The wall's page: who opens it, what it starts from, and what its scripts may never do."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from animmap.core import palette
from animmap.core.model import Role
from animmap.services import room, workshops
from animmap.texts import LANGUAGES, load_catalog
from animmap.vendored import STATIC_DIR
from animmap.web.wall_page import words_of

SCRIPTS = sorted((STATIC_DIR / "wall").glob("*.js"))
CONFIG = re.compile(r'<script type="application/json" id="wall-config">(.*?)</script>', re.DOTALL)


@pytest.fixture
def project(make_project):
    return make_project()


def config_of(answer) -> dict:
    assert answer.status_code == 200
    return json.loads(CONFIG.search(answer.text).group(1))


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.PROJECTOR, Role.PARTNER])
def test_whoever_may_look_at_the_wall_opens_it(client_as, project, role):
    config = config_of(client_as(role, project).get("/mur"))
    assert config["scene"].startswith("/api/wall/")
    assert config["bounds"] == pytest.approx([2.5, 50.4, 2.7, 50.6])


def test_a_participant_has_no_wall(client_as, project):
    assert client_as(Role.PARTICIPANT, project).get("/mur").status_code == 403


def test_a_stranger_has_no_wall(stranger, project):
    assert stranger.get("/mur").status_code == 403


def test_the_wall_of_another_demarche_does_not_exist(client_as, project, make_project):
    other = make_project(name="Ailleurs")
    browser = client_as(Role.PROJECTOR, project)
    assert browser.get(f"/mur?demarche={other.id}").status_code == 404


def test_an_unknown_workshop_is_not_found(client, project):
    assert client.get(f"/mur?demarche={project.id}&atelier=inconnu").status_code == 404


def test_the_open_room_is_shown_first_then_the_last_workshop(client, desk, project):
    first = workshops.list_workshops(desk, project.id)[0]
    last = workshops.create_workshop(desk, project.id, "Le dernier", date(2030, 1, 1))
    assert config_of(client.get("/mur"))["wall"].endswith(last.id)
    room.open_room(desk, first.id)
    assert config_of(client.get("/mur"))["wall"].endswith(first.id)
    assert config_of(client.get(f"/mur?atelier={last.id}"))["wall"].endswith(last.id)


def test_only_our_screens_frame_the_wall_and_it_runs_our_scripts_only(client, project):
    headers = client.get("/mur").headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_asked_for(client, project, language):
    answer = client.get(f"/mur?lang={language}")
    assert f'<html lang="{language}"' in answer.text
    assert config_of(answer)["words"] == words_of(language)


def test_every_file_the_page_names_is_served(client, project):
    page = client.get("/mur").text
    named = re.findall(r'(?:src|href)="(/vendor/[^"]+)"', page)
    assert len(named) > len(SCRIPTS)
    assert {client.get(address).status_code for address in named} == {200}


def test_no_name_of_a_person_or_place_stands_in_the_page(client, make_project):
    canary = "</script><img src=x onerror=alert(1)>{{7*191}}"
    make_project(name=canary, question=canary, territory_name=canary)
    page = client.get("/mur").text
    assert "onerror" not in page
    assert "1337" not in page


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_what_it_owns_stays_short_and_writes_text_only_as_text(path):
    source = path.read_text(encoding="utf-8")
    assert source.startswith("/* ")
    assert len(source.splitlines()) <= 300
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b", source)


def test_every_word_the_scripts_say_exists_and_every_word_of_the_wall_is_said():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    said = set(re.findall(r"""say\("([a-z_0-9]+)\"""", source))
    begun = tuple(re.findall(r"""`([a-z_]+)\$\{""", source))
    quoted = set(re.findall(r"""\"([a-z_0-9]+)\"""", source))
    assert said - set(words_of("fr")) == set()
    own = {name.removeprefix("wall.") for name in load_catalog("fr") if name.startswith("wall.")}
    unsaid = own - quoted - {"no_script", "no_round", "no_round_text"}
    assert {word for word in unsaid if not word.startswith(begun)} == set()


def test_a_plural_is_sent_with_its_forms(client, project):
    words = config_of(client.get("/mur?lang=fr"))["words"]
    assert words["joined"] == ["personne dans la salle", "personnes dans la salle"]


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_more_agreement_is_darker_in_a_bright_room_and_brighter_in_a_dark_one():
    bright = [luminance(color) for color in palette.AGREEMENT_RAMP]
    dark = [luminance(color) for color in palette.AGREEMENT_RAMP_DARK]
    assert bright == sorted(bright, reverse=True)
    assert dark == sorted(dark)
    assert len(bright) == len(dark)
    assert palette.CLASSES.keys() == palette.CLASSES_DARK.keys()
