"""Dessiner: a group gives its perimeter, gets its code, comes back, lets the next one in."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon, box

from animmap.core.model import RoundState, SketchMethod, SketchState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import answers, contribute, projects, workshops
from animmap.texts import tr
from animmap.views import kiosk
from animmap.views.maps import MapAnswer
from tests.pages.conftest import text_of

SQUARE = box(2.52, 50.42, 2.58, 50.48)
OTHER = box(2.61, 50.51, 2.69, 50.59)
BOW_TIE = Polygon([(2.52, 50.42), (2.58, 50.48), (2.58, 50.42), (2.52, 50.48)])
NORTH = ("62001", "62002")


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def sketches(desk, project):
    """Return ``sketches()``: what the store holds for the open question, any state."""
    (question,) = workshops.list_rounds(desk, project.id)
    return lambda: contribute.list_sketches(desk, question.id, states=tuple(SketchState))


@pytest.fixture
def speak(open_page, desk, project):
    """Return ``speak(college=0)``: the page, with a college chosen."""

    def run(college: int = 0, **options):
        page = open_page("draw", **options)
        chosen = projects.list_colleges(desk, project.id)[college]
        return page.button(key=f"draw_college_{chosen.id}").click().run()

    return run


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


def test_a_question_closed_meanwhile_refuses_without_losing_the_draft(
    speak, sketches, desk, project
):
    page = pick(speak(), "62001")
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    send(page)
    assert not page.exception
    assert sketches() == []
    assert tr("draw.kept_unsent", "fr") in text_of(page)
    workshops.set_round_state(desk, question.id, RoundState.OPEN)
    send(page.run())
    assert len(sketches()) == 1


def close_first_and_open_another(desk, project):
    """Return the question that takes the place of the one that a group was answering."""
    (question,) = workshops.list_rounds(desk, project.id)
    other = workshops.create_round(
        desk,
        question.workshop_id,
        workshops.RoundDraft("Avec qui ?", blind=False),
        RoundState.OPEN,
    )
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    return other


def test_a_draft_never_answers_another_question_unasked(speak, desk, project):
    page = pick(speak(), "62001")
    other = close_first_and_open_another(desk, project)
    send(page)
    assert tr("draw.other_question", "fr") in text_of(page)
    assert contribute.voices_by_college(desk, other.id) == {}
    page.button(key="draw_give_here").click().run()
    send(page)
    (stored,) = contribute.list_sketches(desk, other.id)
    assert stored.commune_codes == ("62001",)


def test_a_draft_of_another_question_may_be_dropped(speak, desk, project):
    page = pick(speak(), "62001")
    other = close_first_and_open_another(desk, project)
    page.run()
    page.button(key="draw_start_over").click().run()
    assert tr("draw.other_question", "fr") not in text_of(page)
    assert contribute.voices_by_college(desk, other.id) == {}


def test_without_an_open_question_the_page_says_who_opens_one(open_page, desk, project):
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    assert tr("draw.no_round_why", "fr") in text_of(open_page("draw"))


def test_several_open_questions_ask_which_one_is_answered(open_page, desk, project):
    (meeting,) = workshops.list_workshops(desk, project.id)
    second = workshops.create_round(
        desk, meeting.id, workshops.RoundDraft("Avec qui ?"), RoundState.OPEN
    )
    page = open_page("draw")
    page.radio(key="draw_round").set_value(second.id).run()
    assert "Avec qui ?" in text_of(page)


def test_a_participant_draws_too(speak, sketches):
    page = send(pick(speak(role="participant"), "62001"))
    assert not page.exception
    assert len(sketches()) == 1


@pytest.mark.parametrize(("shape", "said"), [(SQUARE, False), (box(5, 45, 5.1, 45.1), True)])
def test_an_outline_outside_the_territory_is_pointed_out_and_may_be_sent(
    speak, sketches, fake_map, shape, said
):
    page = speak()
    fake_map.answer = MapAnswer(drawings=(shape,))
    page.run()
    assert (tr("draw.far_away", "fr") in text_of(page)) is said
    send(page)
    assert len(sketches()) == 1


def test_a_shared_device_thanks_then_comes_back_to_the_start_by_itself(speak, monkeypatch):
    page = send(pick(speak(kiosque="1"), *NORTH))
    assert tr("draw.kiosk_thanks", "fr") in text_of(page)
    code = code_on(page)
    monkeypatch.setattr(kiosk, "THANKS_SECONDS", -1)
    page.run()
    assert any((each.key or "").startswith("draw_college_") for each in page.button)
    assert code not in repr(page.main)


def test_a_group_that_left_without_sending_leaves_nothing_to_the_next(speak):
    page = pick(speak(kiosque="1"), *NORTH)
    page.button(key="kiosk_start_over").click().run()
    assert any((each.key or "").startswith("draw_college_") for each in page.button)
    assert not page.multiselect


def test_a_shared_device_shows_no_menu(open_page, project):
    page = open_page("frame", kiosque="1")
    assert not page.sidebar.children


def test_a_sheet_copied_on_the_map_is_kept_once_its_question_is_closed(
    speak, sketches, desk, project
):
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    send(pick(speak(college=1, saisie="1"), *NORTH))
    (stored,) = sketches()
    assert stored.commune_codes == NORTH


def test_only_those_who_lead_copy_sheets(open_page, desk, project):
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    page = open_page("draw", role="participant", saisie="1")
    assert tr("draw.no_round", "fr") in text_of(page)


def test_a_question_in_words_is_answered_on_the_shared_laptop_again_and_again(
    speak, desk, project, open_page
):
    (question,) = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, question.id, RoundState.CLOSED)
    draft = workshops.RoundDraft("En un mot ?", RoundKind.WORDS)
    asked = workshops.create_round(desk, question.workshop_id, draft, RoundState.OPEN)
    page = speak()
    for words in ("La Lawe", "Le marché"):
        next(each for each in page.text_area if each.key.startswith("answer_words_")).input(words)
        next(each for each in page.button if each.key.startswith("answer_send_")).click().run()
    given = answers.list_answers(desk, asked.id)
    assert [each.words for each in given] == ["La Lawe", "Le marché"]
