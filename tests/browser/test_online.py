"""A service is asked from Préparer in a browser: progress, preview, map, and again up to date."""

from __future__ import annotations

import pytest

from tests.browser.online import bar_of, make_project

pytestmark = pytest.mark.browser
SIZES = ((1920, 1080), (1366, 768), (390, 844))


@pytest.fixture
def visit(online_server, new_visit):
    return new_visit(online_server).open("/preparer")


def ask(page):
    page.get_by_text("Chercher en ligne").first.click()
    page.get_by_text("Espaces naturels (IGN, INPN)").click()
    page.get_by_text("Ce qui est demandé au service : le rectangle").wait_for()
    page.get_by_test_id("stButton").filter(has_text="Chercher").get_by_role("button").click()


def test_sites_are_found_imported_then_brought_up_to_date(visit, fake):
    page = visit.page
    ask(page)
    page.get_by_text("Réponses reçues le").wait_for(timeout=60_000)
    page.get_by_text("Une ZNIEFF est un inventaire").first.wait_for()
    page.get_by_role("button", name="Importer 3 lignes").click()
    page.get_by_text("Importé : wfs-").first.wait_for()
    site = fake.services["wfs"].layers["patrinat_znieff1:znieff1"][0]
    site["properties"]["nom_site"] = "Marais agrandi"
    page.get_by_role("button", name="Apporter une autre liste").click()
    ask(page)
    page.get_by_role("button", name="Actualiser").click(timeout=60_000)
    page.get_by_text("Marais agrandi").first.wait_for(timeout=60_000)
    page.get_by_text("Doublons").click()
    page.get_by_text("même fiche de la même source").first.wait_for()


def test_a_search_is_stopped_and_can_be_asked_again(visit, fake, online_store):
    project = make_project(online_store)
    gate = fake.hold("wfs")
    page = visit.open(f"/preparer?demarche={project.id}").page
    ask(page)
    bar_of(page, "")
    page.get_by_role("button", name="Arrêter", exact=True).click()
    page.get_by_role("button", name="Arrêt demandé…").wait_for()
    gate.set()
    page.get_by_text("Arrêté à votre demande").wait_for()
    page.get_by_test_id("stButton").filter(has_text="Combien").wait_for()
    assert visit.complaints == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_screen_fits_and_the_browser_asks_nobody_else(visit, size):
    page = visit.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    ask(page)
    page.get_by_text("Réponses").first.wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visit.foreign_requests() == []
    assert visit.complaints == []
