"""Fiches in a real browser: a cell edited is kept, two people never overwrite, a touch places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from shapely.geometry import LineString, Point

from animmap.core.model import Contact
from animmap.services import contacts, curate
from tests.browser.fiches import LOST, NAME_AT, TICK_AT, cell, on_map, project

__all__ = ["on_map", "project"]
pytestmark = pytest.mark.browser
HOSTILE = "=1+1 {{7*191}} <img src=x onerror=alert(1)> **gras**"


def enter(visit, row: int, words: str) -> None:
    page = visit.page
    page.mouse.dblclick(*cell(page, row, NAME_AT))
    page.locator("#portal textarea").fill(words)
    page.locator("#portal textarea").press("Enter")
    visit.settle()


def test_what_is_typed_in_a_cell_is_kept_as_it_was_typed_and_taken_back(visit, project, on_map):
    page = visit.open(f"/fiches?demarche={project.id}").page
    enter(visit, 0, HOSTILE)
    page.get_by_text("enregistré").wait_for()
    undo = page.get_by_role("button", name="Annuler la dernière modification")
    assert {item.name for item in on_map()} == {HOSTILE, "Ida", LOST}
    undo.click()
    page.get_by_role("button", name="Rétablir ce qui vient d’être annulé").wait_for()
    assert {item.name for item in on_map()} == {"Ada", "Ida", LOST}
    assert visit.complaints == []
    assert visit.foreign_requests() == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_but_shown(
    visit, project, on_map, server_desk
):
    page = visit.open(f"/fiches?demarche={project.id}").page
    first = on_map()[0]
    curate.amend(server_desk(), first, replace(first, name="Ada L."))
    enter(visit, 0, "Ada B.")
    told = page.get_by_text("quelqu’un d’autre a changé")
    expect(told).to_contain_text("Ada B.")
    expect(told).to_contain_text("Ada L.")
    assert on_map()[0].name == "Ada L."
    page.get_by_role("button", name="Mettre ce que j’avais écrit").click()
    told.wait_for(state="detached")
    assert on_map()[0].name == "Ada B."


def test_what_has_no_place_is_placed_where_the_map_is_touched(visit, project, on_map):
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_role("tab", name="Placer sur la carte").click()
    page.get_by_text("1 fiche sans lieu").wait_for()
    visit.settle()
    visit.map().locator("#map_div").click(position={"x": 420, "y": 200})
    page.get_by_role("button", name="Garder ce lieu").click()
    page.get_by_text("Tout a un lieu").wait_for()
    [placed] = [item for item in on_map() if item.name == LOST]
    assert isinstance(placed.geometry, Point)


def test_the_features_ticked_are_removed_and_restored_from_the_trash(visit, project, on_map):
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_role("button", name="Tout cocher").click()
    page.get_by_test_id("stPopoverButton").filter(has_text="Retirer les 3").click()
    page.get_by_role("button", name="Oui").click()
    page.get_by_text("Rien ici pour l’instant").wait_for()
    assert on_map() == []
    page.get_by_role("tab", name="Corbeille").click()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(1)
    visit.settle()
    page.mouse.click(*cell(page, 0, TICK_AT))
    page.get_by_role("button", name="Rétablir la fiche choisie").click()
    page.get_by_text("1 fiche de retour sur la carte").wait_for()
    assert len(on_map()) == 1


def test_a_person_is_erased_once_what_goes_was_read(visit, project, on_map, server_desk):
    ada = next(item for item in on_map() if item.name == "Ada")
    known = Contact(ada.id, "Ada Lefèvre", "", "ada@exemple.test", None)
    contacts.save_contact(server_desk(), None, known)
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_role("tab", name="Contacts").click()
    page.get_by_text("Visible des seules personnes qui animent").wait_for()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(1)
    visit.settle()
    page.mouse.click(*cell(page, 0, TICK_AT))
    page.get_by_role("button", name="Effacer ce contact pour de bon").click()
    window = page.get_by_role("dialog")
    window.get_by_text("1 contact sera effacé : Ada Lefèvre").wait_for()
    window.get_by_role("button", name="Effacer pour de bon").click()
    page.get_by_text("1 contact effacé pour de bon").wait_for()
    assert contacts.list_contacts(server_desk(), project.id) == []
    assert {item.name for item in on_map()} == {"Ada", "Ida", LOST}
    assert visit.complaints == []


def test_a_layer_chosen_is_in_the_address_and_back_leaves_it(visit, project):
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_text("Ressources (0)").click()
    page.wait_for_url("**couche=resource**")
    page.get_by_text("Rien ici pour l’instant").wait_for()
    page.go_back()
    page.get_by_text("3 fiches").wait_for()


def test_a_line_ticked_is_moved_in_the_window_of_its_place(visit, project, on_map, server_desk):
    ada = next(item for item in on_map() if item.name == "Ada")
    x, y = ada.geometry.coords[0]
    line = LineString([(x, y), (x + 0.05, y + 0.02)])
    curate.amend(server_desk(), ada, replace(ada, geometry=line))
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.mouse.click(*cell(page, 0, TICK_AT))
    page.get_by_role("button", name="Placer", exact=True).click()
    window = page.get_by_role("dialog")
    window.get_by_text("touchez la carte où doit aller son milieu").wait_for()
    visit.settle()
    visit.map().locator("#map_div").click(position={"x": 300, "y": 120})
    window.get_by_role("button", name="Garder ce lieu").click()
    page.get_by_text("est sur la carte").wait_for()
    moved = next(item for item in on_map() if item.name == "Ada").geometry
    assert moved.geom_type == "LineString"
    assert not moved.equals(line)
