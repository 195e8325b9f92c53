"""Accueil: create, open, delete and restore a démarche, lead its questions, undo."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.errors import AnimmapError
from animmap.services import demo, history, projects, workshops
from animmap.texts import tr
from tests.pages.conftest import text_of

BETHUNE, BRUAY = "62119", "62178"


def fill_form(page, *, name: str):
    page.button(key="create_open").click().run()
    page.text_input(key="create_name").input(name)
    return page


def only_project(desk):
    (card,) = projects.list_projects(desk)
    return card


def test_a_project_created_from_an_epci_holds_all_its_communes(open_page, desk):
    page = fill_form(open_page("home"), name="Nourrir l’Artois")
    page.selectbox(key="create_epci").set_value("200072460").run()
    page.button(key="create_send").click().run()
    assert not page.exception
    card = only_project(desk)
    assert card.project.name == "Nourrir l’Artois"
    assert card.counts["communes"] == 100
    assert card.project.crs == "EPSG:2154"


def test_a_new_project_has_an_open_question_and_the_colleges_offered(open_page, desk):
    page = fill_form(open_page("home"), name="Une vallée")
    page.selectbox(key="create_epci").set_value("200072460").run()
    page.button(key="create_send").click().run()
    project = only_project(desk).project
    (question,) = workshops.list_rounds(desk, project.id)
    assert question.question.split() == tr("home.default_question", "fr").split()
    assert question.state is RoundState.OPEN
    colleges = projects.list_colleges(desk, project.id)
    assert len(colleges) == 6
    assert [college.less_heard for college in colleges] == [False] * 5 + [True]


def test_colleges_can_be_renamed_removed_and_added_before_creation(open_page, desk):
    page = fill_form(open_page("home"), name="Une vallée")
    page.selectbox(key="create_epci").set_value("200072460").run()
    page.text_input(key="create_college_0").input("Pêcheur·euses")
    page.checkbox(key="create_less_0").check()
    page.button(key="create_drop_1").click().run()
    page.button(key="create_college_add").click().run()
    page.text_input(key="create_college_6").input("Marais").run()
    page.button(key="create_send").click().run()
    colleges = projects.list_colleges(desk, only_project(desk).project.id)
    names = [college.name for college in colleges]
    assert names[0] == "Pêcheur·euses"
    assert colleges[0].less_heard
    assert tr("home.college_ess", "fr") not in names
    assert names[-1] == "Marais"


def test_a_project_created_from_a_department_holds_the_communes_of_it(open_page, desk):
    page = fill_form(open_page("home"), name="Belfort")
    page.segmented_control(key="create_way").set_value("department").run()
    page.selectbox(key="create_department").set_value("90").run()
    page.button(key="create_send").click().run()
    project = only_project(desk).project
    codes = [commune.code for commune in projects.get_territory(desk, project.id).communes]
    assert codes
    assert all(code.startswith("90") for code in codes)


def test_a_pasted_list_reads_names_and_codes_and_names_what_it_does_not_know(open_page, desk):
    page = fill_form(open_page("home"), name="Deux communes")
    page.segmented_control(key="create_way").set_value("list").run()
    page.text_area(key="create_list").input(f"{BETHUNE}\nbruay la buissiere\nTrifouillis").run()
    assert any("Trifouillis" in warning.value for warning in page.warning)
    page.button(key="create_send").click().run()
    project = only_project(desk).project
    territory = projects.get_territory(desk, project.id)
    assert [commune.code for commune in territory.communes] == [BETHUNE, BRUAY]


def test_a_commune_found_by_search_joins_the_list(open_page):
    page = fill_form(open_page("home"), name="Une commune")
    page.segmented_control(key="create_way").set_value("list").run()
    page.text_input(key="create_search").input("béthune").run()
    page.button(key=f"create_add_{BETHUNE}").click().run()
    assert page.text_area(key="create_list").value == "Béthune"


def test_a_form_without_name_or_commune_says_so_and_keeps_what_was_typed(open_page, desk):
    page = fill_form(open_page("home"), name="Sans communes")
    page.button(key="create_send").click().run()
    assert tr("error.territory_empty", "fr") in text_of(page)
    assert page.text_input(key="create_name").value == "Sans communes"
    page.text_input(key="create_name").input("")
    page.selectbox(key="create_epci").set_value("200072460").run()
    page.button(key="create_send").click().run()
    assert tr("error.name_missing", "fr") in text_of(page)
    assert projects.list_projects(desk) == []


def test_a_deleted_project_waits_in_the_trash_and_comes_back_whole(
    open_page, desk, make_project, make_sketch
):
    project = make_project()
    make_sketch(project)
    page = open_page("home")
    page.button(key=f"yes_delete_{project.id}").click().run()
    assert projects.list_projects(desk) == []
    page.button(key=f"restore_{project.id}").click().run()
    assert only_project(desk).counts["sketches"] == 1


def test_opening_another_project_makes_it_the_current_one(open_page, make_project, clock):
    first = make_project(name="Première")
    clock.advance(minutes=1)
    make_project(name="Seconde")
    page = open_page("home")
    page.button(key=f"open_{first.id}").click().run()
    assert page.query_params["demarche"] == first.id


def test_a_question_is_closed_revealed_and_reopened(open_page, desk, make_project):
    project = make_project()
    (question,) = workshops.list_rounds(desk, project.id)
    page = open_page("home")
    for target in (RoundState.CLOSED, RoundState.REVEALED, RoundState.OPEN):
        page.button(key=f"round_{question.id}_{target.value}").click().run()
        assert workshops.get_round(desk, question.id).state is target


def test_an_open_question_can_be_paused_and_goes_on(open_page, desk, make_project):
    project = make_project()
    (question,) = workshops.list_rounds(desk, project.id)
    page = open_page("home")
    for target in (RoundState.PAUSED, RoundState.OPEN):
        page.button(key=f"round_{question.id}_{target.value}").click().run()
        assert workshops.get_round(desk, question.id).state is target


def test_the_last_change_is_told_and_can_be_undone(open_page, desk, make_project):
    project = make_project()
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    page = open_page("home")
    assert tr("home.event_round_closed", "fr", name=question.question) in text_of(page)
    page.button(key="undo_last").click().run()
    assert workshops.get_round(desk, question.id).state is RoundState.OPEN


def test_every_kind_of_change_of_a_demo_is_told_in_its_own_sentence(desk):
    from animmap.texts import has_text

    demo.load_demo(desk)
    told = {entry.action for entry in history.recent(desk, demo.DEMO_PROJECT_ID, limit=100)}
    assert [a for a in told if not has_text(f"home.event_{a.replace('.', '_')}")] == []


def test_what_happened_is_not_told_to_partners(open_page, make_project):
    make_project()
    page = open_page("home", role="partner")
    assert tr("home.recent", "fr") not in text_of(page)
    assert [button.key for button in page.button] == []


def test_the_demo_is_loaded_reloaded_and_removed_from_the_home_page(
    open_page, desk, make_project, make_sketch
):
    page = open_page("home")
    page.button(key="demo_load").click().run()
    full = only_project(desk).counts["sketches"]
    page.button(key="yes_demo_reload").click().run()
    assert only_project(desk).counts["sketches"] == full
    page.button(key="yes_demo_remove").click().run()
    assert projects.list_projects(desk) == []
    with pytest.raises(AnimmapError):
        projects.get_project(desk, demo.DEMO_PROJECT_ID)
