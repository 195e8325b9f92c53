"""A territory is chosen in every way there is, changed, and made precise, in a browser."""

from __future__ import annotations

import json
import math
import re

import pytest
import shapely
from shapely.geometry import box, mapping

from animmap.core.crs import reproject
from animmap.services import history, projects, territories
from animmap.services.territory_changes import read_origin
from tests.browser.online import CODES, bar_of, desk_on, make_project, precise
from tests.browser.test_draw_journeys import place
from tests.fake_services.server import as_text

pytestmark = pytest.mark.browser
NOWHERE = "Nulle-Part-les-Oies"


@pytest.fixture
def visit(online_server, new_visit):
    return new_visit(online_server)


def describe(visit, name, way):
    """Begin a démarche, and choose how its communes are said."""
    page = visit.open("/").page
    page.get_by_role("button", name="Créer une démarche").click()
    page.get_by_label("Son nom", exact=True).fill(name)
    page.get_by_role("radio", name=way, exact=True).click()
    return visit.settle().page


def choose(page, label, words):
    page.get_by_label(label).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def create(visit, store, name, territory_name=""):
    """End the description; return the territory that was made."""
    if territory_name:
        visit.page.get_by_label("Comment appelle-t-on ce territoire ?").fill(territory_name)
    visit.page.get_by_role("button", name="Créer la démarche", exact=True).click()
    visit.page.get_by_text(f"La démarche « {name} » est prête").wait_for()
    visit.settle()
    assert visit.complaints == []
    desk = desk_on(store)
    card = next(each for each in projects.list_projects(desk) if each.project.name == name)
    return projects.get_territory(desk, card.project.id)


def codes_of(territory):
    return {each.code for each in territory.communes}


def test_an_epci_is_chosen_by_the_first_letters_of_its_name(visit, online_store):
    page = describe(visit, "Une intercommunalité", "Une intercommunalité")
    choose(page, "Intercommunalité", "Béthune-Bruay")
    page.get_by_text("100 communes").wait_for()
    made = create(visit, online_store, "Une intercommunalité")
    (epci,) = [each for each in territories.list_epci() if "Béthune-Bruay" in each.name]
    assert codes_of(made) == set(epci.commune_codes)
    assert made.name == epci.name


def test_a_department_is_chosen_by_its_number(visit, online_store):
    page = describe(visit, "Un département", "Un département")
    choose(page, "Département", "90")
    page.get_by_text("communes · contours livrés").wait_for()
    made = create(visit, online_store, "Un département")
    assert codes_of(made) == set(territories.codes_of_department("90"))


def test_a_pasted_list_says_which_lines_are_unknown_and_keeps_the_others(visit, online_store):
    page = describe(visit, "Une liste", "Une liste de communes")
    page.get_by_label("Les communes, une par ligne").fill(f"Béthune\n{NOWHERE}\n62178; Divion")
    page.keyboard.press("Control+Enter")
    page.get_by_text(NOWHERE).nth(1).wait_for()
    page.get_by_text("3 communes").wait_for()
    made = create(visit, online_store, "Une liste", "Trois communes")
    assert codes_of(made) == {"62119", "62178", "62270"}


def test_an_area_is_drawn_on_france_then_adjusted_by_a_click(visit, online_store):
    page = describe(visit, "Un dessin", "Dessiner sur la carte")
    for _ in range(3):
        visit.map().locator(".leaflet-control-zoom-in").click()
    visit.map().locator("[data-tool=points]").click()
    for turn in (0, 1, 2, 3, 0):
        angle = math.tau * turn / 4 + 0.6
        page.mouse.click(*place(visit, 0.5 + 0.08 * math.cos(angle), 0.5 + 0.12 * math.sin(angle)))
    page.get_by_text("Le tracé touche").wait_for()
    visit.settle()
    told = page.get_by_text(re.compile(r"^\d+ communes · contours livrés"))
    touched = int(told.inner_text().split()[0])
    page.get_by_role("button", name="Garder celles à moitié dedans").click()
    page.get_by_text(re.compile(rf"^(?!{touched} )\d+ communes · contours livrés")).wait_for()
    visit.settle()
    inside = int(told.inner_text().split()[0])
    page.mouse.click(*place(visit, 0.5, 0.5))
    page.get_by_text(f"{inside - 1} communes · contours livrés").wait_for()
    made = create(visit, online_store, "Un dessin", "Autour du milieu")
    assert 0 < len(made.communes) == inside - 1 < touched
    assert made.crs == "EPSG:2154"


def test_a_file_of_contours_outside_france_asks_for_its_system_and_shows_where_it_lies(
    visit, online_store, tmp_path
):
    parts = [box(4.33, 50.83, 4.36, 50.86), box(4.36, 50.83, 4.39, 50.86)]
    features = [
        {"type": "Feature", "properties": {"nom": f"Quartier {rank}"}, "geometry": mapping(shape)}
        for rank, shape in enumerate(reproject(parts, "EPSG:4326", "EPSG:3812"), start=1)
    ]
    path = tmp_path / "quartiers.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    page = describe(visit, "Bruxelles", "Un fichier de contours")
    page.set_input_files("[class*=st-key-own_file] input[type=file]", path)
    page.get_by_text("ce ne sont pas des degrés").wait_for()
    choose(page, "Système de coordonnées", "EPSG:3812")
    page.get_by_text("2 contours lus, mesurés en projection locale équivalente").wait_for()
    page.get_by_text("longitude 4,36, latitude 50,84").wait_for()
    visit.settle()
    made = create(visit, online_store, "Bruxelles", "Deux quartiers")
    assert [each.name for each in made.communes] == ["Quartier 1", "Quartier 2"]
    assert shapely.union_all([each.geometry for each in made.communes]).equals_exact(
        shapely.union_all(parts), 1e-6
    )
    visit.open(f"/territoire?demarche={made.project_id}")
    page.get_by_text("apportés par un fichier à la création").wait_for()
    assert page.get_by_role("button", name="Changer les communes").count() == 0


def test_communes_are_added_by_name_taken_out_by_a_click_and_one_undo_takes_it_back(
    visit, online_store
):
    project = make_project(online_store)
    page = visit.open(f"/territoire?demarche={project.id}").page
    page.get_by_role("button", name="Changer les communes").click()
    page.get_by_label("Chercher une commune à ajouter").fill("Lillers")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lillers (62)").click()
    page.get_by_text("Ajoutée : Lillers").wait_for()
    visit.settle()
    page.mouse.click(*place(visit, 0.5, 0.5))
    page.get_by_text("Retirée : Béthune").wait_for()
    page.get_by_role("button", name="Enregistrer le territoire").click()
    page.get_by_text("Le territoire est enregistré").wait_for()
    desk = desk_on(online_store)
    now = codes_of(projects.get_territory(desk, project.id))
    (lillers,) = territories.search_communes("Lillers", 1)
    assert now == {*CODES, lillers.code} - {"62119"}
    history.undo_last(desk, project.id)
    assert codes_of(projects.get_territory(desk, project.id)) == set(CODES)


def ask_precise(page):
    page.get_by_role("button", name="Demander les contours précis à geo.api.gouv.fr").click()


def test_precise_outlines_are_counted_in_the_notice_and_undone(visit, fake, online_store):
    desk = desk_on(online_store)
    before = projects.get_territory(desk, "demo")
    fake.services["geo"].communes = precise(before.communes)
    page = visit.open("/territoire?demarche=demo").page
    ask_precise(page)
    notice = page.get_by_text("100 communes ont des contours précis")
    notice.wait_for(timeout=60_000)
    told = re.sub(r"(?<=\d)\u00a0(?=\d)", "", notice.inner_text()).replace("\u00a0", " ")
    after = projects.get_territory(desk, "demo")
    counts = [
        int(shapely.get_num_coordinates([each.geometry for each in one.communes]).sum())
        for one in (after, before)
    ]
    assert f"{counts[0]} points au lieu de {counts[1]}" in told
    assert "Bons à 5 m près, au lieu de 400." in told
    assert re.search(r"\d+ tracés? faits? de communes", told)
    page.get_by_text("Les contours précis sont en place").wait_for()
    page.get_by_text("Contours de geo.api.gouv.fr, IGN Admin Express").wait_for()
    assert read_origin(desk, "demo").precision_m == 5
    assert visit.foreign_requests() == []
    assert visit.complaints == []
    history.undo_last(desk, "demo")
    visit.open("/territoire?demarche=demo")
    page.get_by_text("bons à 400 m près").wait_for()


def test_precise_outlines_are_stopped_and_nothing_has_changed(visit, fake, online_store):
    # Of two EPCI that no other test asked of, so that each is asked by itself.
    project = make_project(online_store, ("62498", "62041"))
    desk = desk_on(online_store)
    before = projects.get_territory(desk, project.id)
    fake.services["geo"].communes = precise(before.communes)
    gate = fake.hold("geo", after=1)
    page = visit.open(f"/territoire?demarche={project.id}").page
    ask_precise(page)
    bar_of(page, "1 sur 2 communes")
    page.get_by_role("button", name="Arrêter", exact=True).click()
    page.get_by_role("button", name="Arrêt demandé…").wait_for()
    gate.set()
    page.get_by_text("Arrêté à votre demande").wait_for()
    assert projects.get_territory(desk, project.id) == before
    ask_precise(page)
    page.get_by_text("2 communes ont des contours précis").wait_for()


def test_a_service_that_refuses_leaves_the_outlines_and_says_so(visit, fake, online_store):
    project = make_project(online_store, ("62193",))
    desk = desk_on(online_store)
    before = projects.get_territory(desk, project.id)
    page = visit.open(f"/territoire?demarche={project.id}").page
    fake.plan("geo", as_text("Bad Request", 400))
    ask_precise(page)
    page.get_by_text("Bad Request").wait_for()
    assert projects.get_territory(desk, project.id) == before
    page.get_by_role("button", name="Demander les contours précis à geo.api.gouv.fr").wait_for()
