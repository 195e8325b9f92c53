"""Préparer: the columns of a file kept under a name, taken again, renamed, brought and deleted."""

from __future__ import annotations

import json

import pytest

from animmap.services import import_templates as templates
from animmap.texts import tr
from tests.pages.conftest import text_of

TEXT = "Qui;Où N;Où E;Interne\nClub;50,45;2,55;A1\nCafé;50,46;2,56;B2\n"


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def drop(open_page, project):
    def bring(name="liste.csv"):
        page = open_page("prepare", demarche=project.id)
        page.file_uploader[0].set_value((name, TEXT.encode(), "text/csv")).run()
        assert not page.exception
        return page

    return bring


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception
    return page


def kept(desk, project):
    return {one.name: one for one in templates.list_templates(desk, project.id)}


def test_columns_saved_under_a_name_are_those_of_the_next_file(drop, desk, project):
    page = drop()
    page.selectbox(key="prepare_column_1_3").select("description").run()
    page.text_input(key="prepare_template_name_1").set_value("Clubs").run()
    press(page, "prepare_template_save")
    saved = kept(desk, project)["Clubs"]
    assert templates.choices_in(saved).columns["Interne"] == "description"
    again = drop("autre.csv")
    assert again.selectbox(key="prepare_template").value == saved.id
    assert again.selectbox(key="prepare_column_1_3").value == "description"
    again.selectbox(key="prepare_template").select("").run()
    assert again.selectbox(key="prepare_column_1_3").value == ""


def test_a_template_without_a_name_is_refused_in_words(drop, desk, project):
    page = press(drop(), "prepare_template_save")
    assert tr("error.name_missing", "fr") in text_of(page)
    assert not kept(desk, project)


def test_a_template_is_renamed_then_deleted(drop, desk, project):
    page = drop()
    page.text_input(key="prepare_template_name_1").set_value("Clubs").run()
    press(page, "prepare_template_save")
    saved = kept(desk, project)["Clubs"]
    page.text_input(key=f"prepare_rename_{saved.id}").set_value("Amicales").run()
    press(page, "prepare_template_rename")
    assert set(kept(desk, project)) == {"Amicales"}
    press(page, "prepare_template_delete")
    assert not kept(desk, project)


def test_a_template_brought_as_a_file_is_used_at_once(drop):
    page = drop()
    document = {"columns": {"Interne": "description"}, "credit": "Mairie"}
    page.file_uploader(key="prepare_template_file_1_0").set_value(
        ("modele.json", json.dumps(document).encode(), "application/json")
    ).run()
    assert not page.exception
    assert page.selectbox(key="prepare_column_1_3").value == "description"
    assert page.text_input(key="prepare_credit").value == "Mairie"


def test_a_file_that_is_no_template_is_refused_in_words(drop):
    page = drop()
    page.file_uploader(key="prepare_template_file_1_0").set_value(
        ("modele.json", b"[1]", "application/json")
    ).run()
    assert not page.exception
    assert "modèle" in text_of(page).lower()
