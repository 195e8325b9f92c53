"""A list without coordinates reaches the map by its addresses, each find judged and shown."""

from __future__ import annotations

import pytest

from animmap.services import explore
from animmap.services.explore import Filters
from tests.browser.online import bar_of, desk_on
from tests.browser.test_prepare import drop, open_part

pytestmark = pytest.mark.browser
SIRET = "90000000200015"
ROWS = (
    ("La Roue", "3 rue du Moulin Imaginé", "", "", ""),
    ("Le Fournil", "5 rue du Moulin Imaginé", "", "", ""),
    ("L’Atelier", "Chemin d’à Peu Près", "", "", ""),
    ("Le Mystère", "zzz qqq", "", "", ""),
    ("La Mairie", "Divion", "", "", ""),
    ("L’Introuvable", "Place Inventée", "Béthune", "", ""),
    ("La Menuiserie", "", "", SIRET, ""),
    ("La Commune", "", "", "", "62178"),
)


@pytest.fixture
def visit(online_server, new_visit):
    return new_visit(online_server).open("/preparer?demarche=demo")


def look(visit, path, rows):
    """Drop a list of rows, and look for its addresses."""
    lines = ["Nom;Adresse;Commune;SIRET;Code Insee", *(";".join(row) for row in rows)]
    path.write_text("\n".join(lines), "utf-8-sig")
    drop(visit, path)
    visit.page.get_by_role("tab", name="Lieux").click()
    visit.page.get_by_text("et pas de lieu. Seul").wait_for()
    visit.settle()
    visit.page.locator(".st-key-prepare_geocode button").click()


def line(page, written):
    """Return what the table of finds says of a row."""
    cells = page.locator("table.am-without tr").filter(has_text=written).locator("td")
    return [each.replace("\u00a0", " ") for each in cells.all_inner_texts()][1:]


def test_finds_are_judged_by_their_score_shown_accepted_and_imported(
    visit, fake, online_store, tmp_path
):
    page = visit.page
    look(visit, tmp_path / "adresses.csv", ROWS)
    page.get_by_text("7 lignes cherchées. Sûres : 4 ; à vérifier : 1 ; refusées : 1").wait_for()
    visit.settle()
    assert line(page, "Peu Près")[1:] == ["Chemin d’à Peu Près 62003 Chocques", "0,62 · à vérifier"]
    assert line(page, "zzz qqq")[1:] == ["Rue Sans Rapport 59350 Lille", "0,34 · refusée"]
    assert line(page, "Place Inventée")[1:] == ["–", "introuvable"]
    assert line(page, "Divion")[2] == "0,90 · sûre, à la mairie"
    assert line(page, SIRET)[2] == "1,00 · sûre"
    assert page.locator(".st-key-prepare_geocode").count() == 0
    sent = b"".join(one.body for one in fake.requests["geocoding"])
    assert not any(name.encode() in sent for name, *_ in ROWS)

    open_part(visit, "À corriger")
    page.get_by_text("Trouvée à la mairie seulement").first.wait_for()
    page.get_by_text("trouvée avec trop peu d’assurance (0.34)").first.wait_for()
    page.get_by_role("tab", name="Lieux").click()
    page.locator(".st-key-prepare_option_geocoded").get_by_role("button", name="Accepter").click()
    page.get_by_role("button", name="Importer 7 lignes").click()
    page.get_by_text("Importé : adresses.csv").wait_for()
    kept = explore.find_features(desk_on(online_store), "demo", Filters())
    names = {name for name, *_ in ROWS}
    places = {one.name: one.geometry for one in kept if one.name in names}
    assert set(places) == names - {"Le Mystère"}
    assert places["La Menuiserie"].coords[0] == (2.64, 50.53)
    nowhere = {name for name, place in places.items() if place is None}
    assert nowhere == {"L’Introuvable", "La Commune"}
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_looking_is_stopped_and_the_rows_stay(visit, fake, tmp_path):
    gate = fake.hold("geocoding")
    page = visit.page
    look(visit, tmp_path / "autres.csv", [("Ailleurs", "12 rue du Moulin Imaginé", "", "", "")] * 2)
    bar_of(page, "0 sur 2 lignes")
    page.get_by_role("button", name="Arrêter", exact=True).click()
    page.get_by_role("button", name="Arrêt demandé…").wait_for()
    gate.set()
    page.get_by_text("Arrêté à votre demande").wait_for()
    page.locator(".st-key-prepare_geocode").wait_for()
    page.get_by_role("button", name="Importer").wait_for()
