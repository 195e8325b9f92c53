"""The wall is read from ten metres, by everyone, in a bright room as in a dark one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from animmap.core.model import RoundState
from animmap.services import notes, wall
from animmap.services.workshops import RoundDraft
from tests.browser.phones import AXE, open_hall
from tests.browser.walls import Wall, give

pytestmark = pytest.mark.browser

LEAST_PART_OF_HEIGHT = 0.024
SCREENS = (
    {"screen": "join"},
    {"screen": "progress"},
    {"screen": "reveal"},
    {"screen": "explore", "share": 0.5, "readings": ["raw", "equal"]},
    {"screen": "explore", "share": 0.0, "readings": ["class"], "debate": 1},
    {"screen": "explore", "debate": 0, "by_college": True},
    {"screen": "portrait", "by_college": False},
    {"screen": "decision"},
)
SMALLEST = """() => Math.min(...[...document.querySelectorAll("#wall *")]
    .filter((each) => each.checkVisibility() && [...each.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent.trim()))
    .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
OVERFLOWING = """() => [...document.querySelectorAll(
        ".words, .screen, .head, .cards, .screen > .tally")]
    .filter((each) => each.scrollHeight > each.clientHeight + 1
        || each.scrollWidth > each.clientWidth + 1)
    .map((each) => each.className)"""
GRAVE = ("serious", "critical")


@pytest.fixture
def hall(server_desk):
    made = open_hall(server_desk())
    reason = "Chez nous ce sont les haies et les chemins creux, et la nuit qui tombe vraiment."
    give(made, 24, reason=reason)
    made.turn(RoundState.REVEALED)
    for _ in range(3):
        notes.add_note(made.desk, made.meeting.id, "decision", "Retenir le bassin de la Lawe.")
    return made


def each_screen(hall, screen):
    """Lead the wall through every screen; yield the name of each once it is shown whole."""
    for changes in SCREENS:
        shown = wall.show(hall.desk, hall.meeting.id, round_id=hall.rounds[0].id, **changes)
        screen.visit.page.wait_for_function(
            "(wanted) => (document.documentElement.dataset.steady || '').split('.')[0] === wanted",
            arg=str(shown.version),
        )
        yield str(changes)


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 768)])
def test_every_word_is_large_and_whole(new_visit, hall, size):
    visit = new_visit(viewport={"width": size[0], "height": size[1]})
    screen = Wall(visit, hall).open()
    for name in each_screen(hall, screen):
        assert visit.page.evaluate(SMALLEST) >= LEAST_PART_OF_HEIGHT * size[1] - 0.1, name
        assert visit.page.evaluate(OVERFLOWING) == [], name


def test_twelve_colleges_of_long_names_and_a_long_question_fit_every_screen(new_visit, server_desk):
    colleges = [
        f"Habitantes et habitants du grand quartier des Marais, rang {n}" for n in range(12)
    ]
    question = "Jusqu’où s’étend le bassin de vie où nous voulons coopérer, et pourquoi là ? " * 3
    hall = open_hall(server_desk(), RoundDraft(question.strip()), colleges=colleges)
    give(hall, 24, reason="Les haies, les chemins creux, et la nuit qui tombe vraiment. " * 3)
    screen = Wall(new_visit(viewport={"width": 1366, "height": 768}), hall)
    wall.show(hall.desk, hall.meeting.id, screen="progress", round_id=hall.rounds[0].id)
    screen.open().wait("progress")
    assert screen.visit.page.evaluate(OVERFLOWING) == []
    hall.turn(RoundState.REVEALED)
    for name in each_screen(hall, screen):
        assert screen.visit.page.evaluate(OVERFLOWING) == [], name
        assert screen.visit.page.evaluate(SMALLEST) >= LEAST_PART_OF_HEIGHT * 768 - 0.1, name


@pytest.mark.parametrize("dark", [False, True], ids=["bright", "dark"])
def test_no_barrier_that_matters_stands_on_any_screen(new_visit, hall, dark):
    wall.show(hall.desk, hall.meeting.id, dark=dark)
    screen = Wall(new_visit(viewport={"width": 1366, "height": 768}), hall).open()
    screen.visit.page.evaluate(AXE)
    for name in each_screen(hall, screen):
        found = screen.visit.page.evaluate("axe.run().then((told) => told.violations)")
        grave = [(each["id"], name) for each in found if each["impact"] in GRAVE]
        assert grave == []


def test_the_controls_can_be_reached_and_read_by_keyboard(new_visit, hall):
    screen = Wall(new_visit(), hall)
    wall.show(hall.desk, hall.meeting.id, screen="explore", round_id=hall.rounds[0].id)
    screen.open().wait("explore").press("h")
    screen.find("dialog[open]").wait_for()
    screen.press("Escape")
    screen.find("dialog[open]").wait_for(state="detached")
    next_button = screen.find(".bar-controls button").nth(1)
    next_button.focus()
    expect(screen.find(".bar-controls")).to_have_css("opacity", "1")
    screen.press("Enter").wait("portrait")
