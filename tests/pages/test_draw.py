"""Dessiner: a group gives its perimeter, gets its code, comes back, lets the next one in."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon, box

from animmap.core.model import SketchMethod, SketchState
from animmap.errors import AnimmapError
from animmap.services import contribute
from animmap.texts import tr
from animmap.views.maps import MapAnswer
from tests.pages.conftest import text_of

SQUARE = box(2.52, 50.42, 2.58, 50.48)
OTHER = box(2.61, 50.51, 2.69, 50.59)
BOW_TIE = Polygon([(2.52, 50.42), (2.58, 50.48), (2.58, 50.42), (2.52, 50.48)])
NORTH = ("62001", "62002")


def field(page, kind: str, name: str):
    """Return the widget of the draft called ``name``: its key ends with the draft's id."""
    return next(each for each in getattr(page, kind) if each.key.startswith(f"draw_{name}_"))


def send(page):
    return field(page, "button", "send").click().run()


def code_on(page) -> str:
    html = next(
        each.body for each in page.main if "data-code=" in (getattr(each, "body", "") or "")
    )
    return html.split('data-code="')[1].split('"')[0]


def pick(page, *codes: str):
    field(page, "segmented_control", "way").set_value("communes").run()
    field(page, "multiselect", "communes_sure").set_value(list(codes)).run()
    return page


def test_a_group_picks_communes_from_the_list_and_its_sketch_is_stored(speak, sketches):
    page = pick(speak(college=1), *NORTH)
    field(page, "text_input", "label").input("Table 3")
    field(page, "text_area", "reason").input("Le marché du lundi").run()
    send(page)
    (stored,) = sketches()
    assert stored.method is SketchMethod.COMMUNES
    assert stored.commune_codes == NORTH
    assert stored.voice.label == "Table 3"
    assert stored.reason == "Le marché du lundi"
    assert stored.sure.equals(box(2.5, 50.5, 2.7, 50.6))


def test_clicking_a_commune_on_the_map_is_the_same_as_picking_it_in_the_list(
    speak, sketches, fake_map
):
    page = pick(speak(), "62001")
    fake_map.answer = MapAnswer(clicked=(2.65, 50.55))
    page.run()
    assert field(page, "multiselect", "communes_sure").value == list(NORTH)
    fake_map.answer = MapAnswer(clicked=(2.55, 50.55))
    page.run()
    assert field(page, "multiselect", "communes_sure").value == ["62002"]
    send(page)
    (stored,) = sketches()
    assert stored.commune_codes == ("62002",)


def test_a_click_outside_the_territory_picks_nothing(speak, fake_map):
    page = pick(speak(), "62001")
    fake_map.answer = MapAnswer(clicked=(10.0, 10.0))
    page.run()
    assert field(page, "multiselect", "communes_sure").value == ["62001"]


def test_an_outline_drawn_on_the_map_is_stored_as_drawn(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    page.run()
    send(page)
    (stored,) = sketches()
    assert stored.method is SketchMethod.POINTS
    assert stored.raw.equals(SQUARE)


def test_several_parts_make_one_sketch(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE, OTHER))
    send(page.run())
    (stored,) = sketches()
    assert len(stored.sure.geoms) == 2


def test_a_crossing_outline_is_shown_before_and_after_and_kept_raw_too(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(BOW_TIE,))
    page.run()
    assert tr("repair.self_crossing", "fr") in text_of(page)
    send(page)
    (stored,) = sketches()
    assert stored.sure.is_valid
    assert not stored.raw.is_valid


def test_a_second_outline_says_what_is_less_certain(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    page.run()
    field(page, "segmented_control", "outline").set_value("maybe").run()
    assert fake_map.shown[-1]["clear_token"] != fake_map.shown[0]["clear_token"]
    fake_map.answer = MapAnswer(drawings=(OTHER,))
    send(page.run())
    (stored,) = sketches()
    assert stored.sure.equals(SQUARE)
    assert OTHER.difference(stored.maybe).area == pytest.approx(0, abs=1e-12)


def test_changing_the_landmarks_or_the_way_keeps_what_was_drawn(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    page.run()
    field(page, "pills", "layers").set_value(["resource"]).run()
    field(page, "segmented_control", "way").set_value("communes").run()
    fake_map.answer = MapAnswer()
    field(page, "segmented_control", "way").set_value("map").run()
    send(page)
    assert [stored.raw.equals(SQUARE) for stored in sketches()] == [True]


def test_only_overlays_change_while_a_group_draws(speak, fake_map, make_sketch, project):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    page.run()
    before = fake_map.shown[-1]
    make_sketch(project, college=1)
    field(page, "pills", "layers").set_value(["actor", "resource"]).run()
    after = fake_map.shown[-1]
    for part in ("key", "height", "draw", "listen", "clear_token", "territory"):
        assert before[part] == after[part]


def test_erasing_on_the_map_erases_the_outline(speak, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    page.run()
    fake_map.answer = MapAnswer()
    page.run()
    assert tr("draw.nothing_map", "fr") in text_of(page)
    assert field(page, "button", "send").disabled


def test_a_sketch_sent_gets_a_code_that_opens_it_for_a_change(speak, sketches):
    page = send(pick(speak(), "62001"))
    code = code_on(page)
    page.text_input(key="mine_code").input(code)
    page.button(key="mine_open").click().run()
    page.button(key="mine_amend").click().run()
    field(page, "multiselect", "communes_sure").set_value(list(NORTH)).run()
    send(page)
    (stored,) = sketches()
    assert stored.commune_codes == NORTH
    assert code_on(page) == code


def test_a_receipt_offers_to_amend_at_once(speak, sketches):
    page = send(pick(speak(), "62001"))
    page.button(key="draw_amend_now").click().run()
    field(page, "text_area", "reason").input("La Lawe").run()
    send(page)
    assert [stored.reason for stored in sketches()] == ["La Lawe"]


def test_a_sketch_is_withdrawn_with_its_code(speak, sketches):
    page = send(pick(speak(), "62001"))
    page.text_input(key="mine_code").input(code_on(page).lower())
    page.button(key="mine_open").click().run()
    page.button(key="yes_mine_withdraw").click().run()
    assert [stored.state for stored in sketches()] == [SketchState.WITHDRAWN]


def test_a_wrong_code_opens_nothing_and_says_so(speak):
    page = speak()
    page.text_input(key="mine_code").input("ZZZZZZ")
    page.button(key="mine_open").click().run()
    assert tr("error.code_wrong", "fr") in text_of(page)
    assert [each.key for each in page.button if each.key == "mine_amend"] == []


def test_the_next_group_starts_from_an_empty_form_and_an_empty_map(speak, sketches, fake_map):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(SQUARE,))
    send(page.run())
    token = fake_map.shown[-1]["clear_token"]
    page.button(key="draw_next_group").click().run()
    page.button[0].click().run()
    assert fake_map.shown[-1]["clear_token"] not in ("", token)
    assert len(sketches()) == 1


def test_a_send_that_fails_keeps_the_outline_and_the_words(speak, sketches, monkeypatch):
    page = pick(speak(), *NORTH)
    field(page, "text_area", "reason").input("Le marché").run()
    working = contribute.send

    def fail(*_):
        raise AnimmapError("database_busy")

    monkeypatch.setattr(contribute, "send", fail)
    send(page)
    assert tr("error.database_busy", "fr") in text_of(page)
    assert sketches() == []
    monkeypatch.setattr(contribute, "send", working)
    send(page)
    (stored,) = sketches()
    assert (stored.commune_codes, stored.reason) == (NORTH, "Le marché")
