"""Fiches: the tables open for those who animate, whatever is in them; nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from animmap.core.model import Contact, Role
from animmap.services import contacts, curate, erasing, explore
from animmap.texts import tr
from animmap.views.records_sheet import CHOSEN, Asked, Sheet, save, wanted

from .conftest import text_of

HOSTILE = ("{{7*191}}", "<img src=x onerror=alert(1)>", "=1+1", "x" * 200, ":smile: **gras**")
PARTS = ("placing", "contacts", "words", "trash")


@pytest.fixture
def project(make_project):
    return make_project()


def open_part(page, part):
    titles = [tr(f"records.part_{each}", "fr") for each in ("records", *PARTS)]
    page.session_state["records"] = tr(f"records.part_{part}", "fr")
    assert tr(f"records.part_{part}", "fr") in titles
    return page.run()


def test_an_empty_demarche_says_what_to_do(open_page, project):
    page = open_page("curate")
    assert not page.exception
    assert tr("records.empty", "fr") in text_of(page)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("filled", [False, True])
def test_every_part_opens_with_hostile_names_and_with_nothing(
    open_page, desk, project, make_features, part, filled
):
    if filled:
        made = make_features(project, 4)
        rude = [
            replace(made[0], id=f"h{rank}", name=name, description=name, geometry=None)
            for rank, name in enumerate(HOSTILE)
        ]
        explore.add_features(
            desk, project.id, rude, [Contact(one.id, one.name, "", "", None) for one in rude]
        )
        curate.remove(desk, project.id, [rude[0].id])
    page = open_part(open_page("curate"), part)
    assert not page.exception
    told = text_of(page)
    assert "1337" not in told
    if not filled and part != "words":
        title = {"placing": "placing.none", "contacts": "contacts.none", "trash": "trash.none"}[
            part
        ]
        assert tr(title, "fr") in told


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTICIPANT, Role.PROJECTOR])
def test_nobody_else_opens_the_tables(open_page, project, make_features, role):
    make_features(project, 4)
    told = text_of(open_page("curate", role=role))
    assert "Ada Lefèvre" not in told
    assert tr("records.lede", "fr") not in told


def test_what_is_entered_in_a_row_becomes_the_feature(make_features, project):
    first = make_features(project, 1)[0]
    made = wanted(
        first,
        {CHOSEN: True, "name": "Ida", "themes": ["care"], "college_id": None, "description": None},
    )
    assert made == replace(first, name="Ida", themes=("care",), description="")


def test_contacts_are_the_same_after_the_tables_were_opened(
    open_page, desk, project, make_features
):
    make_features(project, 4)
    before = contacts.list_contacts(desk, project.id)
    open_part(open_page("curate"), "contacts")
    assert contacts.list_contacts(desk, project.id) == before


class TestEditing:
    """A grid answers with what was edited since it was filled."""

    @pytest.fixture
    def sheet(self, desk, project, make_features, monkeypatch):
        shown = tuple(make_features(project, 4))
        sheet = Sheet(asked=Asked("actor", explore.Filters()), shown=shown, saved=list(shown))
        edited: dict[int, dict[str, object]] = {}
        monkeypatch.setattr("animmap.views.state.desk", lambda: desk)
        monkeypatch.setattr(
            "animmap.views.state.widget_value", lambda key, default: {"edited_rows": edited}
        )
        return sheet, edited

    def test_each_edit_is_saved_once_and_the_ticks_are_not(self, sheet, desk, project):
        grid, edited = sheet
        edited[1] = {CHOSEN: True}
        save(grid, project.id)
        assert desk.store.revision(project.id) == project.revision + 1  # the features alone
        edited[0] = {"name": "Ida"}
        save(grid, project.id)
        save(grid, project.id)
        assert desk.store.revision(project.id) == project.revision + 2
        assert grid.chosen() == [grid.shown[1]]
        assert [one.name for one in grid.saved[:2]] == ["Ida", grid.shown[1].name]

    def test_a_wrong_cell_is_told_and_the_others_are_saved(self, sheet, desk, project):
        grid, edited = sheet
        edited[0] = {"siret": "12"}
        edited[1] = {"name": "Juste"}
        save(grid, project.id)
        assert [refused.code for refused in grid.refusals] == ["siret_invalid"]
        names = {item.name for item in explore.find_features(desk, project.id, explore.Filters())}
        assert "Juste" in names

    def test_what_somebody_else_changed_is_shown_and_the_grid_is_filled_anew(
        self, sheet, desk, project
    ):
        grid, edited = sheet
        curate.amend(desk, grid.shown[0], replace(grid.shown[0], name="Autre"))
        edited[0] = {"name": "Moi"}
        save(grid, project.id)
        [(item, clash)] = grid.clashes
        assert (item.name, clash.wanted, clash.standing) == ("Autre", "Moi", "Autre")
        assert grid.asked is None


def test_the_trash_says_until_when_each_record_waits(open_page, desk, project, make_features):
    made = make_features(project, 4)
    curate.remove(desk, project.id, [made[0].id])
    page = open_part(open_page("curate"), "trash")
    [grid] = page.dataframe
    # 23 November and thirty days.
    assert list(grid.value[tr("trash.leaves", "fr")]) == ["23 décembre 2026"]
    assert tr("trash.until", "fr", days=30) in text_of(page)


def test_what_was_erased_for_good_is_told_on_the_journal_of_accueil(
    open_page, desk, project, make_features
):
    made = make_features(project, 4)
    curate.amend(desk, made[1], replace(made[1], name="À oublier"))
    curate.remove(desk, project.id, [made[1].id])
    erasing.erase(desk, project.id, [made[0].id])
    curate.purge(desk, project.id, [made[1].id])
    told = text_of(open_page("home"))
    assert tr("home.event_features_purged", "fr", n=1) in told
    assert tr("home.event_contact_erased", "fr", n=1, who=tr("role.animator", "fr")) in told
    assert "À oublier" not in told
    assert tr("home.purged_name", "fr") in told


def said_to_be_shown(page) -> str:
    return next(line for line in text_of(page).splitlines() if "fiche" in line and "·" not in line
                and line[0].isdigit())  # fmt: skip


def test_the_address_opens_the_layer_the_words_and_the_filters(open_page, project, make_features):
    make_features(project, 16)  # four of each layer; those of odd rank are about food
    assert said_to_be_shown(open_page("curate", couche="structure")).startswith("4 ")
    assert said_to_be_shown(open_page("curate", couche="structure", mots="00005")).startswith("1 ")
    page = open_page("curate", couche="structure", themes="food")
    assert said_to_be_shown(page).startswith("4 ")
    page = open_page("curate", couche="structure", themes="nature")
    assert tr("explore.nothing", "fr") in text_of(page)
    assert not open_page("curate", couche="<b>", natures="x,y", mots="x" * 5000).exception


def test_what_is_chosen_is_written_in_the_address_and_back_undoes_it(
    open_page, project, make_features, go_back
):
    make_features(project, 16)
    page = open_page("curate")
    assert "couche" not in page.query_params
    page.session_state["records_layer"] = "resource"
    page = page.run()
    assert page.query_params["couche"] == "resource"
    page.text_input(key="records_words").set_value("00002").run()
    assert page.query_params["mots"] == "00002"
    assert said_to_be_shown(page).startswith("1 ")
    assert said_to_be_shown(go_back(page, "mots")).startswith("4 ")
    page = go_back(page, "couche")
    assert page.session_state["records_layer"] == "actor"
    assert "couche" not in page.query_params


def names_of(page) -> list[str]:
    return list(page.session_state["animmap.views.records_sheet.Sheet"].frame["name"])


def test_the_order_of_the_table_is_what_a_person_reads_and_the_address_keeps_it(
    open_page, desk, project, make_features, go_back
):
    made = make_features(project, 4)
    for item, name in zip(made, ("Élan", "abeille", "Zoé", "Eau"), strict=True):
        curate.amend(desk, item, replace(item, layer="actor", kind="person", name=name))
    no_place = replace(made[2], id="sans", layer="actor", kind="person", name="Loin", geometry=None)
    explore.add_features(desk, project.id, [no_place])
    page = open_page("curate")
    assert names_of(page) == ["abeille", "Eau", "Élan", "Loin", "Zoé"]
    assert "ordre" not in page.query_params
    page.selectbox(key="records_order").select("name_down").run()
    assert page.query_params["ordre"] == "name_down"
    assert names_of(page) == ["Zoé", "Loin", "Élan", "Eau", "abeille"]
    assert names_of(open_page("curate", ordre="unplaced"))[0] == "Loin"
    assert names_of(go_back(page, "ordre"))[0] == "abeille"
    assert names_of(open_page("curate", ordre="<b>"))[0] == "abeille"


@pytest.mark.parametrize("part", PARTS)
def test_the_open_part_is_in_the_address_and_back_leaves_it(open_page, project, part, go_back):
    page = open_page("curate")
    assert "partie" not in page.query_params
    page = open_part(page, part)
    assert page.query_params["partie"] == part
    shared = open_page("curate", partie=part)
    assert shared.session_state["records"] == tr(f"records.part_{part}", "fr")
    assert go_back(page, "partie").session_state["records"] == tr("records.part_records", "fr")
