"""The debated zones on screen: chosen, told, put to the room, decided, adopted; files offered."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, box

from animmap.core.model import Feature, RoundState
from animmap.core.room import RoundKind, WallScreen
from animmap.services import adopt, compare, debates, explore, wall, workshops
from animmap.texts import tr
from animmap.views.maps import MapAnswer
from tests.pages.conftest import text_of

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
NORTH_EAST = box(2.60, 50.55, 2.70, 50.60)
WHOLE = box(2.50, 50.40, 2.70, 50.60)
BESIDE_WEST = Point(2.601, 50.5)


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


@pytest.fixture
def two_debates(make_project, make_sketch, make_features):
    """Return a démarche where the whole east divides two colleges, and one more its north."""
    project = make_project()
    make_features(project)
    for college, ground in ((0, WHOLE), (1, WEST), (2, WEST.union(NORTH_EAST))):
        for rank in range(3):
            reason = f"Parole {college} <b>" if not rank else ""
            make_sketch(project, college, geometry=ground, label="", reason=reason)
    return project


@pytest.fixture
def reading(desk, two_debates):
    return compare.read_round(desk, workshops.list_rounds(desk, two_debates.id)[0].id)


@pytest.fixture
def open_debates(open_page, two_debates):
    """Return ``open_debates(role=..., **address)``: the part of the debated zones, open."""

    def run(role="animator", **address):
        page = open_page("compare", role, **address)
        page.session_state["compare-parts"] = fr("compare.part.debates")
        return page.run()

    return run


def zones_of(desk, reading):
    return debates.list_debated(desk, compare.read_round(desk, reading.round.id))


def radio_of(page, reading):
    return page.radio(key=f"debate-{reading.round.id}")


def test_zones_are_listed_by_their_numbers_the_first_one_chosen(
    desk, open_debates, reading, fake_map
):
    page = open_debates()
    found = zones_of(desk, reading)
    assert len(found) >= 1
    assert len(radio_of(page, reading).options) == len(found)
    assert radio_of(page, reading).value == 1
    overlay = fake_map.shown[-1]["overlays"][0]
    assert (overlay.kind, overlay.options["chosen"]) == ("numbered", 1)


def test_what_stands_only_at_the_edge_of_a_zone_is_named_and_never_called_nothing(
    desk, make_project, make_sketch, open_page
):
    project = make_project()
    for college, ground in enumerate((WHOLE, WEST, WEST)):
        make_sketch(project, college, geometry=ground)
    near = Feature("a", project.id, "actor", "person", "Ada", "", None, (), None, BESIDE_WEST)
    explore.add_features(desk, project.id, [near])
    page = open_page("compare")
    page.session_state["compare-parts"] = fr("compare.part.debates")
    text = text_of(page.run())
    assert fr("debates.edge", n=1, m=150) in text
    assert "Ada" in text
    assert fr("compare.portrait.nothing") not in text


def test_a_zone_tells_both_sides_with_their_words_as_typed_and_what_stands_there(
    open_debates, reading
):
    page = open_debates()
    assert "Parole 0 <b>" in text_of(page)  # as text: a tag would not be read
    assert "Parole 1 <b>" in text_of(page)
    assert "Élément 00003" in text_of(page)


def test_the_address_opens_the_part_and_its_zone(open_page, desk, reading):
    last = zones_of(desk, reading)[-1].told.number
    page = open_page("compare", debat=str(last))
    assert radio_of(page, reading).value == last


@pytest.mark.parametrize("asked", ["99", "x", "-1", "<b>"])
def test_an_address_that_names_no_zone_shows_the_first(open_page, reading, asked):
    page = open_page("compare", debat=asked)
    assert not page.exception
    assert radio_of(page, reading).value == 1


def test_a_click_in_a_zone_of_the_map_chooses_it(open_debates, desk, reading, fake_map):
    page = open_debates()
    last = zones_of(desk, reading)[-1]
    label = debates.debated_geojson(reading, last.told.number)["features"][0]["properties"]["label"]
    fake_map.answer = MapAnswer(clicked=tuple(label))
    page.run()
    assert radio_of(page, reading).value == last.told.number


def test_the_question_put_is_prepared_in_the_workshop_and_names_the_zone(
    open_debates, desk, reading
):
    page = open_debates()
    [button] = [each for each in page.button if each.label == fr("debates.prepare")]
    button.click().run()
    assert not page.exception
    made = workshops.list_rounds(desk, reading.project.id)[-1]
    [first, *_] = zones_of(desk, reading)
    assert (made.state, made.kind) == (RoundState.DRAFT, RoundKind.WORDS)
    assert first.name in made.question
    assert first.asked == made
    assert made.question in text_of(page)


def test_the_decision_typed_is_kept_and_shown(open_debates, desk, reading):
    page = open_debates()
    [field] = [each for each in page.text_area if each.label == fr("debates.decision_text")]
    field.set_value("On y revient.")
    [keep] = [each for each in page.button if each.label == fr("debates.keep")]
    keep.click().run()
    assert zones_of(desk, reading)[0].decision.text == "On y revient."
    assert "On y revient." in text_of(page)


def test_the_wall_is_led_to_the_zone(open_debates, desk, reading):
    page = open_debates()
    [button] = [each for each in page.button if each.label == fr("debates.on_wall")]
    button.click().run()
    shown = wall.read_wall(desk, reading.round.workshop_id)
    assert (shown.screen, shown.round_id, shown.debate) == (
        WallScreen.EXPLORE, reading.round.id, 1,
    )  # fmt: skip


def test_a_zone_is_adopted_as_the_perimeter(open_debates, desk, reading):
    page = open_debates()
    for label, words in (("adopt.by", "L’assemblée"), ("adopt.reasons", "L’eau nous relie.")):
        [field] = [each for each in (*page.text_input, *page.text_area) if each.label == fr(label)]
        field.set_value(words)
    [button] = [each for each in page.button if each.label == fr("adopt.adopt")]
    button.click().run()
    kept = adopt.current(desk, reading.project.id)
    assert kept.rule == "zone"
    assert kept.decided_by == "L’assemblée"


@pytest.mark.parametrize("role", ["partner", "projector"])
def test_who_does_not_lead_reads_and_is_offered_nothing_to_do(open_debates, reading, role):
    page = open_debates(role)
    assert not page.exception
    labels = {each.label for each in page.button}
    names = ("debates.prepare", "debates.keep", "debates.on_wall", "adopt.adopt")
    assert labels.isdisjoint(map(fr, names))
    assert fr("debates.undecided") in text_of(page)


def test_a_room_of_one_mind_is_told_so(open_page, make_project, make_sketch):
    project = make_project()
    for college in (0, 1):
        make_sketch(project, college)
    page = open_page("compare", debat="1")
    assert "Aucune zone" in text_of(page)


def links_of(page):
    return [each.proto.url for each in page.get("link_button")]


def test_files_are_offered_to_leaders_and_partners_alone(open_page, reading):
    for role, offered in (("animator", True), ("partner", True), ("projector", False)):
        links = links_of(open_page("compare", role))
        assert any("layers.gpkg" in each for each in links) is offered
        assert any("comparison.json" in each for each in links) is offered
