"""The reveal: sketches one by one, then what they agree on, soon and steadily."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from animmap.core.model import RoundState
from animmap.services import wall
from animmap.texts import tr
from tests.browser.phones import open_hall
from tests.browser.walls import Wall, give

pytestmark = pytest.mark.browser

VOICES = 100
# Notes in which order a map comes to show its sketches, then their agreement.
WATCH = """() => {
    window.order = [];
    new MutationObserver((changes) => changes.forEach(({ target, attributeName }) => {
        const name = attributeName.replace("data-", "");
        if (target.dataset[name] !== "0") window.order.push(name);
    })).observe(document.getElementById("wall"),
        { subtree: true, attributeFilter: ["data-sketches", "data-areas"] });
}"""
# The faintest that the areas under the middle of the map have been, frame after frame.
FAINTEST = """() => {
    window.faintest = 1;
    const sheets = [...document.querySelectorAll("canvas.areas")];
    const seen = (sheet) => {
        const pen = sheet.getContext("2d");
        const [, , , alpha] = pen.getImageData(sheet.width / 2, sheet.height / 2, 1, 1).data;
        return (alpha / 255) * Number(getComputedStyle(sheet).opacity);
    };
    const look = () => {
        window.faintest = Math.min(window.faintest, Math.max(...sheets.map(seen)));
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture
def hall(server_desk):
    """Return a hall whose only question, on the wall, has a hundred hidden sketches."""
    made = open_hall(server_desk())
    give(made, VOICES)
    wall.show(made.desk, made.meeting.id, screen="progress", round_id=made.rounds[0].id)
    return made


def wait_for_the_comparison(screen) -> None:
    """Wait for what the server compares ahead while the room is answering."""
    address = f"/api/rounds/{screen.hall.rounds[0].id}/agreement.geojson"
    assert screen.visit.page.request.get(screen.visit.server.address + address).ok


def pictures(screen, number: int) -> set[bytes]:
    return {screen.visit.page.screenshot(animations="allow") for _ in range(number)}


def test_a_hundred_sketches_are_revealed_one_by_one_then_agreed_then_nothing_moves(new_visit, hall):
    screen = Wall(new_visit(viewport={"width": 1920, "height": 1080}), hall)
    screen.open().wait("progress")
    expect(screen.find(".total b")).to_have_text(str(VOICES))
    wait_for_the_comparison(screen)
    screen.visit.page.evaluate(WATCH)
    screen.press("PageDown")
    screen.visit.page.locator("html[data-screen=reveal]").wait_for(state="attached")
    screen.steady_at(screen.hall.desk.store.revision(screen.hall.project.id))
    assert screen.visit.page.evaluate("window.order") == ["sketches", "areas"]
    assert len(pictures(screen, 4)) == 1
    assert screen.visit.complaints == []


def test_whoever_asks_for_less_motion_gets_the_agreement_without_a_show(new_visit, hall):
    screen = Wall(new_visit(reduced_motion="reduce"), hall).open().wait("progress")
    screen.press("PageDown")
    screen.find(".map[data-areas]:not([data-areas='0'])").wait_for()
    moving = "() => document.getAnimations().filter((each) => each.playState === 'running').length"
    assert screen.visit.page.evaluate(moving) == 0


def test_asking_for_more_agreement_never_blanks_the_map(new_visit, hall):
    hall.turn(RoundState.REVEALED)
    wall.show(hall.desk, hall.meeting.id, screen="explore", round_id=hall.rounds[0].id)
    screen = Wall(new_visit(), hall).open().wait("explore")
    screen.visit.page.evaluate(FAINTEST)
    for share in ("0.33", "0.50"):
        screen.press("ArrowUp")
        screen.find(f".panel[data-share='{share}']").wait_for(state="attached")
    still = "() => document.getAnimations().every((each) => each.playState !== 'running')"
    screen.visit.page.wait_for_function(still)
    assert screen.visit.page.evaluate("window.faintest") > 0.5


def test_a_wall_opened_after_the_reveal_shows_the_agreement_at_once(new_visit, hall):
    hall.turn(RoundState.REVEALED)
    wall.show(hall.desk, hall.meeting.id, screen="reveal", round_id=hall.rounds[0].id)
    screen = Wall(new_visit(), hall).open().wait("reveal")
    assert not screen.asked("sketches.geojson")
    assert len(pictures(screen, 2)) == 1


def test_while_a_large_round_is_compared_the_wall_says_how_far_and_shows_what_it_knows(visit, hall):
    hall.turn(RoundState.REVEALED)
    asked = {"screen": "explore", "readings": ["class"], "debate": 1}
    wall.show(hall.desk, hall.meeting.id, round_id=hall.rounds[0].id, **asked)
    screen = Wall(visit, hall)
    compared = []

    def hold(route):
        if compared:
            route.continue_()
        else:
            told = {"code": "being_compared", "message": "…", "percent": 42}
            route.fulfill(status=503, json=told)

    screen.visit.page.route("**/debates.json", hold)
    address = f"/mur?demarche={hall.meeting.project_id}&atelier={hall.meeting.id}&lang=fr"
    screen.visit.page.goto(screen.visit.server.address + address)
    expect(screen.find(".comparing")).to_have_text(tr("wall.comparing", "fr", percent=42))
    expect(screen.find(".reach").first).to_be_visible()
    compared.append(True)
    screen.wait("explore")
    expect(screen.find(".comparing")).to_be_hidden()
