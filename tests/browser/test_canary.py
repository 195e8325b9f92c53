"""Hostile names everywhere: shown as they were typed, nothing runs, no map goes blank."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from shapely.geometry import Point, box

from animmap.core.model import Commune, Feature
from animmap.services.contribute import SketchDraft, send
from animmap.services.explore import add_features
from animmap.services.projects import CollegeDraft, ProjectDraft, create_project, list_colleges
from animmap.services.workshops import list_rounds

pytestmark = pytest.mark.browser

TEMPLATE = "{{7*191}} {% raw %}"
SCRIPT = "`${window.hit=1}` </script><script>window.hit=1</script>"
IMAGE = "<img src=x onerror=window.hit=1>"
MARKUP = "**g** [l](http://mal.example) :red[r] $x$ :material/home: a -> b -- c@d.fr"
HOSTILE = f"{TEMPLATE} {SCRIPT} {IMAGE} {MARKUP}"
# Short enough to be written on a map.
PLACES = ("{{7*191}}", "`${hit=1}`", "</script>", "<img src=x onerror=hit=1>")
WORD_JOINER = "\N{WORD JOINER}"  # what keeps a label from becoming a link or an icon
NO_BREAK = "\N{NO-BREAK SPACE}"  # what keeps a French sign on the line of its word
SCREENS = ["", "carte", "dessiner", "animer", "comparer", "projeter", "diagnostic", "partager"]


@dataclass
class Trap:
    """A démarche whose every text is hostile; its only feature stands in the middle."""

    project_id: str
    round_id: str

    def on(self, screen: str) -> str:
        """Return the address of a screen of this démarche."""
        return f"/{screen}?demarche={self.project_id}&question={self.round_id}"


@pytest.fixture(scope="module")
def trap(request):
    server = request.getfixturevalue("server")
    from datetime import UTC, datetime

    from animmap.core.model import Access, Role
    from animmap.services.desk import Desk

    store = server.open_store()
    desk = Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
    made = _set_trap(desk)
    store.close()
    return made


def _set_trap(desk):
    communes = tuple(
        Commune(f"6200{n}", PLACES[n], 100 + n, "1", HOSTILE, box(w, s, w + 0.1, s + 0.1))
        for n, (w, s) in enumerate([(2.5, 50.5), (2.6, 50.5), (2.5, 50.4), (2.6, 50.4)])
    )
    draft = ProjectDraft(
        name=HOSTILE,
        summary=HOSTILE,
        territory_name=HOSTILE,
        communes=communes,
        colleges=(CollegeDraft(HOSTILE, less_heard=True), CollegeDraft(IMAGE)),
        crs="EPSG:2154",
        question=HOSTILE,
        blind=False,
    )
    project = create_project(desk, draft)
    colleges = list_colleges(desk, project.id)
    middle = Feature(
        "canary-feature",
        project.id,
        "resource",
        "place",
        HOSTILE,
        HOSTILE,
        colleges[0].id,
        ("food",),
        None,
        Point(2.6, 50.5),
        credit=HOSTILE,
        spoken_for_by=HOSTILE,
    )
    add_features(desk, project.id, [middle])
    question = list_rounds(desk, project.id)[0]
    for rank, college in enumerate(colleges):
        outline = box(2.52 + rank / 50, 50.42, 2.66, 50.56)
        send(
            desk,
            SketchDraft(
                id=f"canary-{rank}",
                round_id=question.id,
                college_id=college.id,
                label=HOSTILE[:60],
                geometry=outline,
                reason=HOSTILE,
            ),
        )
    return Trap(project.id, question.id)


def as_typed(shown):
    """Return a text of the page without the signs that only set its lines."""
    return shown.replace(WORD_JOINER, "").replace(NO_BREAK, " ")


def assert_nothing_ran(visit):
    for frame in visit.page.frames:
        assert frame.evaluate("window.hit") is None, frame.url
    assert "1337" not in visit.page.locator("body").inner_text()
    assert visit.foreign_requests() == []


@pytest.mark.parametrize("screen", SCREENS)
def test_hostile_names_are_shown_literally_on_every_screen(visit, trap, screen):
    visit.page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    visit.open(trap.on(screen))
    # The wall stands in a frame of its screen.
    shown = "\n".join(frame.locator("body").inner_text() for frame in visit.page.frames)
    assert "{{7*191}}" in shown
    assert "onerror=window.hit=1" in shown
    assert MARKUP in as_typed(shown)
    assert visit.page.locator("a[href*='mal.example'], a[href^='mailto']").count() == 0
    assert_nothing_ran(visit)
    assert visit.complaints == []


def test_card_on_the_map_shows_hostile_text_as_it_was_typed(visit, trap):
    visit.open(trap.on("carte"))
    sheet = visit.map().locator("#map_div")
    assert sheet.get_attribute("data-features") == "1"
    sheet.click(position=_middle(sheet))
    card = visit.map().locator(".am-card")
    card.wait_for()
    assert HOSTILE in card.locator("h3").inner_text()
    assert PLACES[0] in visit.map().locator(".am-names").inner_text()
    visit.page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert_nothing_ran(visit)


@pytest.mark.parametrize("screen", ["carte", "comparer"])
def test_no_hostile_name_blanks_a_map(visit, trap, screen):
    visit.open(trap.on(screen))
    sheet = visit.map().locator("#map_div")
    assert int(sheet.get_attribute("data-features")) > 0
    assert visit.map().locator(".am-name").count() > 0


def test_no_hostile_name_blanks_the_wall(visit, trap):
    visit.page.goto(visit.server.address + trap.on("mur"))
    visit.page.locator("html[data-steady]").wait_for(state="attached")
    assert int(visit.page.locator(".map").get_attribute("data-areas")) > 0
    assert as_typed(visit.page.locator("h1").inner_text()).startswith(TEMPLATE)
    assert_nothing_ran(visit)


def _middle(sheet):
    area = sheet.bounding_box()
    return {"x": area["width"] / 2, "y": area["height"] / 2}
