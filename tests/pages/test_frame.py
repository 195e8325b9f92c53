"""The frame: menu by role, language, démarche in the address, fictional banner, closed door."""

from __future__ import annotations

import pytest

from animmap.core.model import Role
from animmap.services import access, contribute, projects, rehearse, workshops
from animmap.texts import tr
from animmap.views import state
from animmap.views.panels import literal
from tests.pages.conftest import text_of


def menu_of(page) -> list[str]:
    return [link.proto.page for link in page.sidebar.get("page_link")]


@pytest.mark.parametrize(
    ("role", "absent"),
    [
        (Role.PARTNER, {"dessiner", "partager", "projeter"}),
        (Role.PARTICIPANT, {"comparer", "partager", "projeter", "diagnostic"}),
        (Role.PROJECTOR, {"dessiner", "partager", "diagnostic"}),
    ],
)
def test_the_menu_holds_only_what_a_role_may_open(open_page, make_project, role, absent):
    make_project()
    shown = set(menu_of(open_page("frame", role=role.value)))
    assert "carte" in shown
    assert shown & absent == set()


def test_an_animator_sees_every_screen_in_the_order_of_the_work(open_page, make_project):
    make_project()
    assert menu_of(open_page("frame")) == [
        "",
        "carte",
        "territoire",
        "preparer",
        "fiches",
        "dessiner",
        "animer",
        "comparer",
        "projeter",
        "diagnostic",
        "partager",
    ]


def test_every_link_of_the_menu_keeps_the_project_the_question_and_the_language(
    open_page, make_project
):
    project = make_project()
    page = open_page("frame", lang="en")
    for link in page.sidebar.get("page_link"):
        assert f"demarche={project.id}" in link.proto.query_string
        assert "question=" in link.proto.query_string
        assert "lang=en" in link.proto.query_string


def test_the_address_says_which_project_is_shown(open_page, make_project):
    first = make_project(name="Première")
    make_project(name="Seconde")
    page = open_page("frame", demarche=first.id)
    assert "Première" in text_of(page)
    assert page.query_params["demarche"] == first.id


def test_an_unknown_project_in_the_address_falls_back_on_one_that_exists(open_page, make_project):
    project = make_project()
    page = open_page("frame", demarche="nowhere")
    assert page.query_params["demarche"] == project.id


def test_switching_language_changes_the_words_and_the_address(open_page, make_project):
    make_project()
    page = open_page("frame")
    assert tr("home.next", "fr") in text_of(page)
    page.segmented_control(key="frame_language").set_value("en").run()
    assert tr("home.next", "en") in text_of(page)
    assert page.query_params["lang"] == "en"


def test_choosing_another_project_changes_the_screen(open_page, make_project):
    first = make_project(name="Première")
    make_project(name="Seconde")
    page = open_page("frame")
    page.selectbox(key="frame_project").set_value(first.id).run()
    assert not page.exception
    assert page.query_params["demarche"] == first.id


def test_a_fictional_project_says_so_on_its_screen(open_page, make_project):
    make_project(fictional=True)
    assert tr("demo.fictional", "fr") in text_of(open_page("frame"))


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.PARTNER, Role.PARTICIPANT])
def test_trial_voices_are_never_read_unnoticed_among_real_ones(
    open_page, desk, make_project, make_sketch, role
):
    project = make_project()
    asked = make_sketch(project).round_id
    told = tr("rehearsal.mixed", "fr", n=4)
    assert told not in text_of(open_page("frame", role=role.value))
    rehearse.simulate(desk, asked, voices=4)
    assert told in text_of(open_page("frame", role=role.value))
    rehearse.wipe(desk, workshops.get_round(desk, asked).workshop_id)
    assert told not in text_of(open_page("frame", role=role.value))


def test_a_real_project_says_nothing_of_fiction(open_page, make_project):
    make_project()
    assert tr("demo.fictional", "fr") not in text_of(open_page("frame"))


def test_a_visitor_from_elsewhere_without_a_link_meets_a_closed_door(
    open_page, make_project, monkeypatch
):
    make_project(name="Un bassin de vie")
    monkeypatch.setattr(state, "_is_local", lambda: False)
    page = open_page("frame")
    assert tr("error.access_denied", "fr") in text_of(page)
    assert "Un bassin de vie" not in text_of(page)


def test_a_link_opens_its_project_only(open_page, make_project, desk, monkeypatch):
    mine = make_project(name="La mienne")
    other = make_project(name="Une autre")
    _, token = access.create_link(desk, mine.id, Role.PARTNER, "Conseil")
    monkeypatch.setattr(state, "_token", lambda: token)
    page = open_page("frame", demarche=other.id)
    assert "La mienne" in text_of(page)
    assert "Une autre" not in text_of(page)


def test_a_revoked_link_meets_a_closed_door_with_a_way_out(
    open_page, make_project, desk, monkeypatch
):
    project = make_project()
    link, token = access.create_link(desk, project.id, Role.PARTNER, "Conseil")
    access.revoke_link(desk, link.id)
    monkeypatch.setattr(state, "_token", lambda: token)
    text = text_of(open_page("frame"))
    assert tr("error.link_invalid", "fr") in text
    assert tr("common.leave_link", "fr") in text


def test_the_next_step_names_the_colleges_not_heard_yet(open_page, make_project, make_sketch):
    project = make_project()
    make_sketch(project, college=0)
    text = text_of(open_page("home"))
    assert "ESS, Communes" in text
    assert "Habitants," not in text


def test_counting_voices_is_enough_for_the_next_step_of_a_participant(
    open_page, make_project, make_sketch, monkeypatch
):
    project = make_project(blind=True)
    make_sketch(project)
    monkeypatch.setattr(contribute, "list_sketches", None)
    page = open_page("home", role="participant")
    assert not page.exception
    assert tr("home.rounds", "fr") not in text_of(page)


def test_an_address_of_a_deleted_project_says_that_it_is_gone(open_page, make_project, desk):
    gone, here = make_project(name="Partie"), make_project(name="Restée")
    projects.delete_project(desk, gone.id)
    page = open_page("frame", demarche=gone.id)
    assert not page.exception
    told = tr("common.project_gone", "fr")
    assert any(literal(told) in toast.value for toast in page.toast)
    assert page.query_params["demarche"] == here.id


def test_the_page_tells_the_browser_in_which_language_it_is_written(open_page, make_project):
    make_project()
    for spoken in ("fr", "en"):
        page = open_page("frame", lang=spoken)
        scripts = [each.proto.body for each in page.get("html") if "<script" in each.proto.body]
        assert [f'data-language="{spoken}"' in each for each in scripts] == [True]


def test_every_question_of_the_menu_is_written_in_full(open_page, make_project, desk):
    project = make_project()
    meeting = workshops.list_workshops(desk, project.id)[0]
    long = "Avec qui, et jusqu’où, voulons-nous porter ce projet ? " * 5
    workshops.create_round(desk, meeting.id, workshops.RoundDraft(long.strip()))
    [questions] = open_page("frame").sidebar.radio
    assert literal(long.strip()) in [
        each.replace("\N{NO-BREAK SPACE}", " ") for each in questions.options
    ]


def test_the_mark_of_a_question_stays_on_the_line_of_its_last_word(open_page, make_project, desk):
    project = make_project()
    meeting = workshops.list_workshops(desk, project.id)[0]
    workshops.create_round(desk, meeting.id, workshops.RoundDraft("Que manque-t-il, et où ?"))
    [questions] = open_page("frame").sidebar.radio
    assert any(each.endswith("où\N{NO-BREAK SPACE}\\?") for each in questions.options)


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PARTNER, Role.PROJECTOR])
def test_each_step_said_to_a_role_leads_to_a_screen_it_may_open(open_page, make_project, role):
    make_project()
    said = text_of(open_page("home", role=role.value))
    told_to_project = tr("home.next_project", "fr") in said
    assert told_to_project == (role is Role.PROJECTOR)


def test_two_projects_of_the_same_name_are_two_choices(open_page, make_project, clock):
    first = make_project(name="Nourrir la vallée")
    clock.advance(minutes=1)
    second = make_project(name="Nourrir la vallée")
    for project in (first, second):
        page = open_page("frame", demarche=project.id)
        assert len(set(page.sidebar.selectbox(key="frame_project").options)) == 2
        assert page.query_params["demarche"] == project.id
