"""The console in a real browser: it follows by itself, keeps what is typed, obeys one key."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect
from shapely.geometry import box

from animmap.core.model import RoundState, SketchState
from animmap.core.room import WallScreen
from animmap.services import contribute, notes, projects, wall, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.projects import CollegeDraft, ProjectDraft
from tests.browser.conftest import DRAWN

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
QUESTION = "Jusqu’où va notre territoire ?"


@pytest.fixture
def desk(server_desk):
    return server_desk()


@pytest.fixture
def project(desk):
    communes = projects.get_territory(desk, "demo").communes
    return projects.create_project(
        desk,
        ProjectDraft(
            name="Une salle à animer",
            summary="",
            territory_name="Béthune-Bruay",
            communes=communes,
            colleges=(CollegeDraft("Habitants"), CollegeDraft("ESS")),
            crs="EPSG:2154",
            question=QUESTION,
            blind=True,
        ),
    )


@pytest.fixture
def meeting(desk, project):
    return workshops.list_workshops(desk, project.id)[0]


@pytest.fixture
def asked(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def arrive(desk, project, asked):
    """Return ``arrive(label)``: one more sketch is received, as from a phone."""
    college = projects.list_colleges(desk, project.id)[0]

    def send(label: str):
        draft = SketchDraft(
            id=str(uuid4()),
            round_id=asked.id,
            college_id=college.id,
            label=label,
            geometry=box(2.55, 50.48, 2.66, 50.55),
            reason="La Lawe nous relie",
        )
        return contribute.send(desk, draft).sketch

    return send


@pytest.fixture
def console(new_visit, project):
    """Return ``console(**options of a context)``: the console, drawn."""

    def open_it(**options):
        visit = new_visit(**options)
        visit.page.goto(f"{visit.server.address}/animer?demarche={project.id}")
        visit.page.wait_for_function(DRAWN)
        visit.page.get_by_role("tab", name="Questions").wait_for()
        return visit

    return open_it


def screen_now(page):
    return page.locator(".lead-now b")


def press(page, key: str):
    """Press a key of the console, away from any field."""
    page.locator("h1").first.click()
    page.keyboard.press(key)


def test_one_key_leads_on_and_the_console_says_what_the_hall_sees(console, desk, meeting, asked):
    page = console().page
    press(page, "n")
    expect(page.get_by_role("button", name="Montrer combien ont répondu")).to_be_visible()
    press(page, "n")
    expect(screen_now(page)).to_contain_text("l’attente")
    assert wall.read_wall(desk, meeting.id).screen is WallScreen.PROGRESS
    press(page, "n")
    expect(screen_now(page)).to_contain_text("la révélation")
    assert workshops.get_round(desk, asked.id).state is RoundState.REVEALED
    press(page, "z")
    expect(screen_now(page)).to_contain_text("l’attente")
    assert workshops.get_round(desk, asked.id).state is not RoundState.REVEALED


def test_what_arrives_shows_itself_without_a_gesture(console, arrive):
    page = console().page
    arrive("Table des glaneuses")
    row = page.get_by_text("Table des glaneuses")
    expect(row).to_be_visible()
    expect(page.locator(".lead-arrival img").first).to_be_visible()


def test_what_is_hidden_leaves_at_the_first_tap_and_comes_back_at_the_next(
    console, desk, arrive, asked
):
    arrive("Table 1")
    page = console().page
    page.get_by_role("button", name="Cacher").click()
    expect(page.get_by_role("button", name="Remettre")).to_be_visible()
    assert contribute.list_sketches(desk, asked.id) == []
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_role("button", name="Cacher")).to_be_visible()
    assert len(contribute.list_sketches(desk, asked.id)) == 1


def test_what_is_being_typed_outlives_all_that_happens_meanwhile(
    console, desk, arrive, asked, meeting
):
    page = console().page
    field = page.get_by_placeholder("Ce qui vient d’être dit")
    field.click()
    page.keyboard.type("Non, Bruay n")
    arrive("Table 7")
    expect(page.get_by_text("Table 7")).to_be_visible()
    workshops.set_round_state(desk, asked.id, RoundState.PAUSED)
    expect(page.get_by_role("button", name="Reprendre")).to_be_visible()
    page.keyboard.type("’est pas zappée")
    expect(field).to_have_value("Non, Bruay n’est pas zappée")
    page.get_by_role("button", name="C’est décidé").click()
    expect(page.get_by_text("Non, Bruay n’est pas zappée")).to_be_visible()
    (note,) = notes.list_notes(desk, meeting.id)
    assert (note.kind, note.text) == ("decision", "Non, Bruay n’est pas zappée")
    assert wall.read_wall(desk, meeting.id).version == 0


def test_the_choice_being_made_for_an_arrival_outlives_the_next_arrivals(
    console, desk, project, arrive
):
    sketch = arrive("Table 1")
    page = console().page
    page.get_by_role("button", name="Corriger").click()
    page.get_by_label("Parle au nom d’un autre collège").click()
    page.get_by_role("option", name="ESS").wait_for()
    arrive("Table 2")
    expect(page.get_by_text("Table 2")).to_be_visible()
    page.get_by_role("option", name="ESS").click()
    page.get_by_role("button", name="Attribuer").click()
    expect(page.get_by_role("button", name="Attribuer")).to_have_count(0)
    moved = next(
        each for each in contribute.list_sketches(desk, sketch.round_id) if each.id == sketch.id
    )
    other = projects.list_colleges(desk, project.id)[1]
    assert moved.voice.college_id == other.id


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_the_next_key_is_in_the_first_view(console, options):
    page = console(**options).page
    expect(page.locator(".st-key-lead_next button")).to_be_in_viewport()


def test_the_console_asks_no_other_host_and_complains_of_nothing(console):
    visit = console()
    press(visit.page, "n")
    expect(visit.page.get_by_role("button", name="Montrer combien ont répondu")).to_be_visible()
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_a_shared_device_that_waits_shows_the_question_once_it_opens(
    new_visit, desk, project, asked
):
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    visit = new_visit()
    visit.open(f"/dessiner?demarche={project.id}&kiosque=1")
    expect(visit.page.get_by_text("Aucune question n’est ouverte")).to_be_visible()
    workshops.set_round_state(desk, asked.id, RoundState.OPEN)
    expect(visit.page.get_by_role("button", name="Habitants")).to_be_visible()


def test_a_shared_device_thanks_then_goes_back_to_the_start(new_visit, desk, project, asked):
    visit = new_visit()
    page = visit.page
    visit.open(f"/dessiner?demarche={project.id}&kiosque=1")
    expect(page.get_by_role("link", name="Accueil")).to_have_count(0)
    page.get_by_role("button", name="Habitants").click()
    page.get_by_role("radio", name="Choisir des communes").click()
    page.get_by_label("Chercher une commune").fill("bethu")
    page.get_by_role("button", name="Béthune", exact=True).click()
    page.get_by_role("button", name="Envoyer notre tracé").click()
    expect(page.get_by_role("heading", name="Merci !")).to_be_visible()
    page.get_by_role("button", name="Au groupe suivant").click()
    expect(page.get_by_role("button", name="Habitants")).to_be_visible()
    expect(page.locator("[data-code]")).to_have_count(0)
    stored = contribute.list_sketches(desk, asked.id, states=tuple(SketchState))
    assert [each.commune_codes for each in stored] == [("62119",)]
