"""A messy list of 200 contacts goes from a spreadsheet to the map, and back, in a browser."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from animmap.services import explore, projects
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.explore import Filters
from animmap.services.import_batches import list_batches

pytestmark = pytest.mark.browser
HEADER = ["N°", "Structure", "Type", "Nom contact", "Mail", "Tél.", "CP", "Ville", "Coord N",
          "Coord E", "Remarques"]  # fmt: skip
FIRST = ("Jardins", "Ateliers", "Amis", "Cordée", "Fabrique", "Épicerie", "Vélos", "Cuisine",
         "Verger", "Moulin", "Lanterne", "Atelier")  # fmt: skip
LAST = ("de la Lys", "du Marais", "des Terrils", "d’Artois", "du Canal", "des Tilleuls",
        "de la Lawe", "du Bassin", "de l’École", "du Marché", "de Demain", "des Voisins",
        "d’En Haut", "du Pont", "des Mines", "du Hameau", "d’Avril")  # fmt: skip
SWAPPED, PLACELESS = range(3, 200, 20), range(7, 200, 25)
BROKEN, NAMELESS, FORMULA = 50, 60, 80
SHOWN_BY = {
    "Colonnes": "Catégorie des lignes qui ne disent pas la leur",
    "Lieux": "Avant : comme c’est écrit",
    "À corriger": "Téléchargez les lignes à corriger",
    "Doublons": "Aucun doublon",
}


@pytest.fixture
def project(make_around_lawe):
    """Return a démarche of this test only, on the territory of the demo."""
    return make_around_lawe("Nos contacts")


@pytest.fixture
def contacts(server_desk, tmp_path) -> Path:
    """Return 200 contacts: Windows-1252, a title, a header twice, faults of all sorts."""
    communes = projects.get_territory(server_desk(), DEMO_PROJECT_ID).communes
    dice = random.Random(4)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    dice.shuffle(names)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([["Liste des contacts 2026"], [], HEADER])
    for rank in range(200):
        if rank == 100:
            writer.writerow(HEADER)
        writer.writerow(_row(rank, names[rank], communes[rank % len(communes)]))
    path = tmp_path / "contacts.csv"
    path.write_bytes(stream.getvalue().encode("cp1252"))
    return path


def _row(rank, name, commune):
    place = commune.geometry.representative_point()
    north, east = (f"{each:.5f}".replace(".", ",") for each in (place.y, place.x))
    if rank in SWAPPED:
        north, east = east, north
    if rank in PLACELESS:
        north = east = ""
    if rank == BROKEN:
        north = "50.5.1"
    mail = "=cmd|' /C calc'!A0" if rank == FORMULA else f"contact{rank}@exemple.test"
    note = "Réunion le mardi ;\nsalle du bas" if rank % 17 == 0 else ""
    return [rank + 1, "" if rank == NAMELESS else name, "Association", "Camille Martin", mail,
            f"3210{rank:05d}", "62000", commune.name.upper(), north, east, note]  # fmt: skip


def drop(visit, path):
    visit.page.set_input_files("[class*=st-key-prepare_file_] input[type=file]", path)
    visit.page.get_by_role("tab", name="Lieux").wait_for()
    return visit.settle()


def open_part(visit, name):
    """Open a part of the screen and wait for what it alone shows."""
    visit.page.get_by_role("tab", name=name).click()
    visit.page.get_by_text(SHOWN_BY[name]).wait_for()
    return visit.settle()


def test_two_hundred_messy_contacts_reach_the_map_and_leave_it_in_a_few_presses(
    visit, project, contacts, server_desk, tmp_path
):
    page = visit.open(f"/preparer?demarche={project.id}").page
    drop(visit, contacts)
    page.get_by_text(
        "encodage CP1252 · séparateur : point-virgule · en-tête à la ligne 3"
    ).wait_for()
    waiting = len(SWAPPED) + 2
    page.locator(".tile", has_text=str(200 - waiting)).wait_for()

    page.get_by_label("Sens de la colonne « Remarques »").click()
    page.keyboard.type("Description")
    page.keyboard.press("Enter")

    open_part(visit, "Lieux")
    written = 200 - len(PLACELESS) - 1
    page.get_by_text(
        f"Latitude et longitude semblent échangées : {len(SWAPPED)} sur {written}"
    ).wait_for()
    page.get_by_text(
        f"0 lieux sur {len(SWAPPED)} dans le territoire ou tout près.", exact=True
    ).wait_for()
    page.get_by_text(f"{len(SWAPPED)} lieux sur {len(SWAPPED)} dans le territoire").wait_for()
    page.locator(".st-key-prepare_option_swap").get_by_role("button", name="Accepter").click()
    page.locator(".tile", has_text="198").wait_for()

    open_part(visit.settle(), "À corriger")
    page.get_by_role("cell", name="Cette coordonnée n’est pas un nombre.").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Lignes à corriger").click()
    rows = list(csv.DictReader(io.StringIO(read(taken.value)), delimiter=";"))
    assert {row["N°"] for row in rows} == {str(BROKEN + 1), str(NAMELESS + 1)}

    page.get_by_role("button", name="Importer 198 lignes").click()
    page.get_by_text("Importé : contacts.csv").wait_for()
    on_map = explore.find_features(server_desk(), project.id, Filters())
    assert len(on_map) == 198
    assert sum(item.geometry is None for item in on_map) == len(PLACELESS)

    # Corrected, what waited is dropped again: nothing of the rest comes twice.
    page.get_by_role("button", name="Apporter une autre liste").click()
    visit.settle()
    communes = projects.get_territory(server_desk(), project.id).communes
    rows[0]["Coord N"] = _row(0, "", communes[BROKEN % len(communes)])[8]
    rows[1]["Structure"] = "La Petite Lanterne"
    corrected = tmp_path / "corrigé.csv"
    write(corrected, rows)
    drop(visit, corrected)
    page.get_by_role("button", name="Importer 2 lignes").click()
    page.get_by_text("Importé : corrigé.csv").wait_for()
    assert len(explore.find_features(server_desk(), project.id, Filters())) == 200

    batch = next(each for each in list_batches(server_desk(), project.id)
                 if each.name == "contacts.csv")  # fmt: skip
    page.locator(f".st-key-prepare_past_undo_{batch.id}").get_by_role("button").click()
    page.get_by_text("L’import de « contacts.csv » est défait").wait_for()
    assert len(explore.find_features(server_desk(), project.id, Filters())) == 2
    assert visit.complaints == []
    assert visit.foreign_requests() == []


def test_another_page_and_back_keeps_the_file_and_what_was_decided(visit, project, contacts):
    page = visit.open(f"/preparer?demarche={project.id}").page
    drop(visit, contacts)
    open_part(visit, "Lieux")
    page.locator(".st-key-prepare_option_swap").get_by_role("button", name="Accepter").click()
    page.locator(".tile", has_text="198").wait_for()
    page.get_by_role("link", name="Carte").first.click()
    page.get_by_role("button", name="Ajouter").wait_for()
    page.get_by_role("link", name="Préparer").first.click()
    page.get_by_role("button", name="Importer 198 lignes").wait_for()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_no_step_is_wider_than_the_screen(new_visit, project, contacts, size):
    width, height = size
    visit = new_visit(viewport={"width": width, "height": height})
    visit.open(f"/preparer?demarche={project.id}")
    drop(visit, contacts)
    for name in ("Colonnes", "Lieux", "À corriger", "Doublons"):
        open_part(visit, name)
        main = visit.page.locator("[data-testid=stMain]")
        assert main.evaluate("each => each.scrollWidth <= each.clientWidth"), name


def read(download) -> str:
    return Path(download.path()).read_text(encoding="utf-8-sig")


def write(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
