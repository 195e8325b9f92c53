"""The wall in a real browser: one screen after another, counts before places, keys and links."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from shapely.geometry import Point

from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind, WallScreen
from animmap.services import access, answers, contribute, room, wall, workshops
from animmap.services.answers import AnswerDraft
from animmap.services.workshops import RoundDraft
from animmap.texts import tr
from tests.browser.phones import asked, open_hall
from tests.browser.walls import Wall, give

pytestmark = pytest.mark.browser

DEVICE = "a" * 43
QUIET_MODULES = 4
SKETCH_DATA = ("sketches.geojson", "agreement.geojson", "debates.json", "curve.json")


def say(name: str, **values: object) -> str:
    return tr(f"wall.{name}", "fr", **values)


@pytest.fixture
def hall(server_desk):
    """Return a workshop of its own: one blind outline, its room open."""
    return open_hall(server_desk())


@pytest.fixture
def led(hall):
    """Return ``led(screen, **changes)``: lead the wall of the hall to a screen of its question."""

    def lead(screen: str, **changes: object):
        round_id = hall.rounds[0].id
        return wall.show(hall.desk, hall.meeting.id, screen=screen, round_id=round_id, **changes)

    return lead


@pytest.fixture
def screen(visit, hall):
    return Wall(visit, hall)


def modules_height(screen) -> float:
    """Return the height of the dark drawing of the QR code, its quiet border left out."""
    picture = screen.find(".qr img")
    drawn = screen.visit.page.evaluate(
        "(address) => fetch(address).then((answer) => answer.text())", picture.get_attribute("src")
    )
    whole = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])
    return picture.bounding_box()["height"] * (whole - 2 * QUIET_MODULES) / whole


def state_of(hall) -> wall.WallState:
    return wall.read_wall(hall.desk, hall.meeting.id)


def test_people_join_by_a_large_square_a_short_address_and_six_letters(screen, hall, led):
    led("join")
    screen.open().wait("join")
    tall = screen.visit.page.viewport_size["height"]
    assert modules_height(screen) >= 0.4 * tall
    expect(screen.find(".code")).to_have_attribute("aria-label", " ".join(hall.code))
    expect(screen.find(".address")).to_contain_text("/r")
    expect(screen.find("h1")).to_have_text(hall.rounds[0].question)
    expect(screen.find(".total b")).to_have_text("0")
    college = room.read_room(hall.desk, hall.meeting.id).colleges[0]
    room.join(hall.desk.store, hall.desk.now(), hall.code, DEVICE, college.id, "Hérisson")
    expect(screen.find(".total b")).to_have_text("1")
    expect(screen.find(".tally li").first.locator("b")).to_have_text("1")
    assert screen.visit.complaints == []


@pytest.mark.parametrize("why", ["own_machine", "no_network"])
def test_a_wall_that_phones_cannot_reach_says_so_and_offers_no_code(screen, hall, led, why):
    led("join")

    def bar(route):
        answer = route.fetch(headers=route.request.headers | {"if-none-match": ""})
        told = answer.json()
        route.fulfill(json=told | {"join": told["join"] | {"barrier": why}})

    screen.visit.page.route("**/scene.json", bar)
    screen.open().wait("join")
    expect(screen.find(".barrier")).to_have_text(say(f"barrier_{why}"))
    expect(screen.find(".qr")).to_have_count(0)
    assert hall.code not in screen.text()
    led("progress")
    screen.wait("progress")
    expect(screen.find(".corner")).to_be_hidden()


def test_nothing_drawn_yet_college_by_college_still_shows_the_territory(screen, hall, led):
    hall.turn(RoundState.REVEALED)
    led("explore", by_college=True)
    screen.open().wait("explore")
    expect(screen.find(".map-frame")).to_have_count(1)


def test_french_punctuation_is_held_to_the_words_people_typed(screen, hall, led):
    question = "Et demain : où vivrons-nous ?"
    workshops.create_round(hall.desk, hall.meeting.id, RoundDraft(question), state=RoundState.OPEN)
    last = workshops.list_rounds(hall.desk, hall.project.id)[-1]
    wall.show(hall.desk, hall.meeting.id, screen="progress", round_id=last.id)
    screen.open().wait("progress")
    shown = screen.find("h1").evaluate("(title) => title.textContent")
    assert shown == question.replace(" :", "\N{NO-BREAK SPACE}:").replace(
        " ?", "\N{NO-BREAK SPACE}?"
    )


def test_a_hidden_question_reaches_the_wall_as_counts_and_nothing_else(screen, hall, led):
    give(hall, 5)
    led("progress")
    bodies = []
    screen.visit.page.on(
        "response",
        lambda answer: "/api/wall/" in answer.url and bodies.append(answer.text()),
    )
    screen.open().wait("progress")
    expect(screen.find(".total b")).to_have_text("5")
    give(hall, 2)
    expect(screen.find(".total b")).to_have_text("7")
    screen.press("1", "s", "c")
    assert not any(screen.asked(name) for name in SKETCH_DATA)
    assert bodies
    assert not any("coordinates" in body or "rivière" in body for body in bodies)
    assert "rivière" not in screen.text()


def test_the_keys_of_an_animator_lead_the_room(screen, hall, led):
    give(hall, 6)
    led("progress")
    screen.open().wait("progress").press("PageDown").wait("reveal")
    assert state_of(hall).screen is WallScreen.REVEAL
    assert contribute.list_sketches(hall.desk, hall.rounds[0].id)
    screen.press("ArrowRight").wait("explore")
    before = state_of(hall)
    screen.press("2", "ArrowUp", "d").led_to(before.version + 3)
    expect(screen.find(".map-frame")).to_have_count(2)
    expect(screen.find("html")).to_have_attribute("data-theme", "dark")
    shown = state_of(hall)
    assert (shown.readings, shown.dark) == (("raw", "equal"), True)
    assert shown.share == pytest.approx(1 / 3)
    screen.press("c")
    expect(screen.find(".map-frame")).to_have_count(3)
    screen.press("c").press("PageUp").wait("reveal")
    assert state_of(hall).screen is WallScreen.REVEAL


def test_a_projectors_link_opens_the_wall_and_its_keys_move_that_wall_alone(screen, hall, led):
    give(hall, 4)
    hall.turn(RoundState.REVEALED)
    before = led("explore")
    _, token = access.create_link(hall.desk, hall.project.id, Role.PROJECTOR, "Le mur")
    page = screen.visit.page
    page.goto(f"{screen.visit.server.address}/j/{token}")
    assert "/mur" in page.url
    assert token not in page.url
    screen.wait("explore").press("d", "3", "ArrowUp")
    expect(screen.find("html")).to_have_attribute("data-theme", "dark")
    screen.find(".classes").wait_for()
    screen.press("PageDown").wait("portrait")
    assert state_of(hall) == before
    led("decision")
    screen.wait("decision")


def test_a_wall_whose_link_is_revoked_empties_by_itself(screen, hall, led):
    give(hall, 3)
    hall.turn(RoundState.REVEALED)
    led("reveal")
    info, token = access.create_link(hall.desk, hall.project.id, Role.PROJECTOR, "Le mur")
    screen.visit.page.goto(f"{screen.visit.server.address}/j/{token}")
    screen.wait("reveal")
    access.revoke_link(hall.desk, info.id)
    expect(screen.find(".notice")).to_have_text(tr("error.link_invalid", "fr"))
    expect(screen.find(".screen")).to_have_count(0)
    assert hall.rounds[0].question not in screen.visit.page.content()


def test_an_open_question_that_hides_nothing_fills_its_map_and_keeps_the_view(
    server_desk, new_visit
):
    hall = open_hall(server_desk(), RoundDraft("Et ici ?", blind=False))
    wall.show(hall.desk, hall.meeting.id, screen="progress", round_id=hall.rounds[0].id)
    screen = Wall(new_visit(), hall).open().wait("progress")
    screen.press("+", "+")
    view = screen.find("#wall").get_attribute("data-view")
    assert view.endswith("1.96")
    screen.visit.page.evaluate("window.notReloaded = true")
    give(hall, 2)
    screen.find(".map[data-areas='0']").wait_for(state="detached")
    expect(screen.find(".total b")).to_have_text("2")
    assert screen.find("#wall").get_attribute("data-view") == view
    assert screen.visit.page.evaluate("window.notReloaded") is True


def test_what_the_animator_hides_leaves_the_wall_by_itself(screen, hall, led):
    sketches = give(hall, 12)
    hall.turn(RoundState.REVEALED)
    led("reveal")
    screen.open().wait("reveal")
    expect(screen.find(".total b")).to_have_text("12")
    contribute.hide(hall.desk, sketches[0].id)
    revision = hall.desk.store.revision(hall.project.id)
    screen.steady_at(revision)
    assert screen.find(".total b").inner_text() == "11"


def test_words_hidden_by_the_animator_leave_the_wall_by_itself(server_desk, new_visit):
    hall = open_hall(server_desk(), asked(RoundKind.WORDS))
    canary = "<img src=x onerror=window.hit=1> {{7*191}}"
    sent = [say_words(hall, text) for text in ("Un marché le samedi", canary)]
    hall.turn(RoundState.REVEALED)
    wall.show(hall.desk, hall.meeting.id, screen="reveal", round_id=hall.rounds[0].id)
    screen = Wall(new_visit(), hall).open().wait("reveal")
    expect(screen.find(".card p")).to_have_text(["Un marché le samedi", canary])
    answers.hide_answer(hall.desk, sent[0].id)
    screen.find(".card").nth(1).wait_for(state="detached")
    assert screen.visit.page.evaluate("window.hit") is None


def say_words(hall, words: str, place: Point | None = None):
    college = room.read_room(hall.desk, hall.meeting.id).colleges[0]
    draft = AnswerDraft(
        id=str(uuid4()),
        round_id=hall.rounds[0].id,
        college_id=college.id,
        label="",
        words=words,
        place=place,
    )
    return answers.send_answer(hall.desk, draft).answer


def test_places_given_are_marked_where_they_are(server_desk, new_visit):
    hall = open_hall(server_desk(), asked(RoundKind.PLACES))
    say_words(hall, "Le vieux saule", Point(2.64, 50.52))
    hall.turn(RoundState.REVEALED)
    wall.show(hall.desk, hall.meeting.id, screen="reveal", round_id=hall.rounds[0].id)
    screen = Wall(new_visit(), hall).open().wait("reveal")
    screen.find(".map[data-places='1']").wait_for()
    expect(screen.find(".said-here li")).to_have_text(["Le vieux saule"])


def test_a_lost_connection_is_said_and_the_wall_keeps_what_it_shows(screen, hall, led):
    give(hall, 3)
    hall.turn(RoundState.REVEALED)
    led("reveal")
    screen.open().wait("reveal")
    screen.visit.page.context.set_offline(True)
    expect(screen.find(".notice")).to_have_text(say("lost"))
    expect(screen.find(".total b")).to_have_text("3")
    screen.visit.page.context.set_offline(False)
    expect(screen.find(".notice")).to_be_hidden()


def test_the_small_wall_of_the_console_takes_no_key(screen, hall, led):
    before = led("join")
    screen.open("&apercu=1").wait("join")
    screen.press("PageDown", "d", "3")
    expect(screen.find(".bar-controls")).to_have_count(0)
    assert state_of(hall) == before


def test_projeter_frames_the_wall_alone_and_gives_it_the_keys(visit, hall, led):
    before = led("join")
    visit.page.goto(f"{visit.server.address}/projeter?demarche={hall.project.id}")
    frame = visit.page.frame_locator(".st-key-wall-frame iframe")
    frame.locator("html[data-steady]").wait_for(state="attached")
    box = visit.page.locator(".st-key-wall-frame iframe").bounding_box()
    size = visit.page.viewport_size
    assert box == {"x": 0, "y": 0, "width": size["width"], "height": size["height"]}
    assert not visit.page.locator("[data-testid=stSidebar]").is_visible()
    visit.page.keyboard.press("d")
    frame.locator(f"html[data-steady^='{before.version + 1}.']").wait_for(state="attached")
    assert state_of(hall).dark
    assert visit.complaints == []
