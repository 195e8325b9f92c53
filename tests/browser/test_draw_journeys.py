"""A group draws on the shared laptop or tablet; each journey ends by reading the store."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from animmap.core.model import Role, SketchMethod, SketchState
from animmap.services import contribute, projects, workshops

pytestmark = pytest.mark.browser

DEMO = "demo"
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def stored(server_desk):
    """Return ``stored()``: the sketches of the demo's open question, latest last."""
    desk = server_desk(Role.ANIMATOR)
    question = next(
        each for each in workshops.list_rounds(desk, DEMO) if each.state.value == "open"
    )
    return lambda: contribute.list_sketches(desk, question.id, states=tuple(SketchState))


@pytest.fixture
def college(server_desk):
    """Return the first college of the demo."""
    return projects.list_colleges(server_desk(), DEMO)[0]


def speak_for(visit, college):
    """Open the drawing screen and choose a college."""
    visit.open(f"/dessiner?demarche={DEMO}")
    visit.page.get_by_role("button", name=college.name).click()
    visit.page.locator("iframe[title*='folium']").first.wait_for()
    return visit.settle()


def place(visit, east_share, south_share):
    """Return page coordinates of a place given as shares of the map, which is brought in view."""
    frame = visit.page.locator("iframe[title*='folium']").first
    frame.scroll_into_view_if_needed()
    area = frame.bounding_box()
    return area["x"] + east_share * area["width"], area["y"] + south_share * area["height"]


def draw_points(visit):
    visit.map().locator("[data-tool=points]").click()
    for corner in ((0.4, 0.45), (0.6, 0.45), (0.6, 0.65), (0.4, 0.65), (0.4, 0.45)):
        visit.page.mouse.click(*place(visit, *corner))
    visit.map().locator("[data-tool=edit]").wait_for()
    area_of(visit).wait_for()


def draw_loop_with_a_finger(visit):
    """Draw a loop by touch, as the browser reports a finger."""
    visit.map().locator("[data-tool=freehand]").tap()
    finger = visit.page.context.new_cdp_session(visit.page)
    turn = [math.tau * 0.97 * step / 80 for step in range(81)]
    path = [place(visit, 0.5 + 0.14 * math.cos(a), 0.55 + 0.1 * math.sin(a)) for a in turn]

    def touch(kind, *points):
        spots = [{"x": across, "y": down} for across, down in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    touch("touchStart", path[0])
    for spot in path[1:]:
        touch("touchMove", spot)
    touch("touchEnd")
    visit.map().locator("[data-tool=edit]").wait_for()
    area_of(visit).wait_for()


def area_of(visit):
    return visit.page.get_by_text("entourés par votre tracé")


def send(visit):
    """Send, and return the code of the receipt."""
    visit.page.get_by_role("button", name="Envoyer notre tracé").click()
    return code_of(visit)


def code_of(visit):
    box = visit.page.locator("[data-code]")
    box.wait_for()
    return box.inner_text().strip()


def test_a_group_draws_point_by_point_with_the_mouse(visit, college, stored):
    before = len(stored())
    speak_for(visit, college)
    draw_points(visit)
    visit.page.get_by_label(re.compile("Pourquoi")).fill("La Lawe nous relie")
    assert re.fullmatch(r"[2-9A-Z]{6}", send(visit))
    assert len(stored()) == before + 1
    sketch = stored()[-1]
    assert sketch.method is SketchMethod.POINTS
    assert sketch.reason == "La Lawe nous relie"
    assert sketch.voice.college_id == college.id
    assert sketch.sure.is_valid
    assert sketch.sure.area > 0


@pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_group_draws_freehand_with_a_finger(new_visit, college, stored, device):
    before = len(stored())
    visit = speak_for(new_visit(**device), college)
    draw_loop_with_a_finger(visit)
    send(visit)
    assert len(stored()) == before + 1
    sketch = stored()[-1]
    assert sketch.sure.is_valid
    roundness = 4 * math.pi * sketch.sure.area / sketch.sure.length**2
    assert roundness > 0.5


def test_a_group_answers_with_the_keyboard_alone(visit, college, stored):
    before = len(stored())
    visit.open(f"/dessiner?demarche={DEMO}")
    page = visit.page
    page.get_by_role("button", name=college.name).focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Choisir des communes").focus()
    page.keyboard.press("Enter")
    for typed, name in (("bethu", "Béthune"), ("lille", "Lillers")):
        page.get_by_label("Chercher une commune").focus()
        page.keyboard.type(typed)
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_test_id("stMultiSelect").get_by_text(name).wait_for()
    area_of(visit).wait_for()
    page.get_by_role("button", name="Envoyer notre tracé").focus()
    page.keyboard.press("Enter")
    code_of(visit)
    assert len(stored()) == before + 1
    sketch = stored()[-1]
    assert sketch.method is SketchMethod.COMMUNES
    assert set(sketch.commune_codes) == {"62119", "62516"}


def test_a_drawing_survives_other_landmarks_and_the_arrival_of_another_sketch(
    visit, college, stored, server_desk
):
    speak_for(visit, college)
    draw_points(visit)
    area = visit.page.locator(".tile b").inner_text()
    other = stored()[0]
    contribute.send(
        server_desk(),
        contribute.SketchDraft(
            id="another-table",
            round_id=other.round_id,
            college_id=other.voice.college_id,
            label="Autre table",
            geometry=other.sure,
        ),
    )
    before = len(stored())
    visit.page.get_by_role("button", name="Voir aussi").click()
    visit.page.get_by_role("button", name="Ressources").click()
    visit.map().locator("#map_div[data-features]:not([data-features='0'])").wait_for()
    visit.page.keyboard.press("Escape")
    visit.settle()
    assert visit.page.locator(".tile b").inner_text() == area
    send(visit)
    assert len(stored()) == before + 1
    assert stored()[-1].sure.area > 0


def test_a_double_click_on_send_keeps_one_sketch_and_shows_its_code(visit, college, stored):
    before = len(stored())
    speak_for(visit, college)
    draw_points(visit)
    visit.page.get_by_role("button", name="Envoyer notre tracé").dblclick()
    assert len(code_of(visit)) == 6
    visit.settle()
    assert len(stored()) == before + 1


def test_a_group_comes_back_with_its_code_and_withdraws_its_sketch(visit, college, stored):
    speak_for(visit, college)
    draw_points(visit)
    code = send(visit)
    visit.page.get_by_role("button", name="Au groupe suivant").click()
    visit.page.get_by_role("button", name=college.name).wait_for()
    visit.settle()
    visit.page.get_by_text("Nous avons déjà un code").click()
    visit.page.get_by_label(re.compile("Votre code")).fill(code.lower())
    visit.page.get_by_role("button", name="Retrouver notre tracé").click()
    visit.page.get_by_role("button", name="Retirer").click()
    visit.page.get_by_role("button", name="Oui, continuer").click()
    visit.page.get_by_text("Votre tracé est retiré.").wait_for()
    assert stored()[-1].state is SketchState.WITHDRAWN


def test_the_next_group_finds_an_empty_map(visit, college):
    speak_for(visit, college)
    draw_points(visit)
    send(visit)
    visit.page.get_by_role("button", name="Au groupe suivant").click()
    visit.page.get_by_role("button", name=college.name).click()
    visit.page.locator("iframe[title*='folium']").first.wait_for()
    visit.settle()
    expect(visit.map().locator(".am-drawn")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Envoyer notre tracé")).to_be_disabled()
