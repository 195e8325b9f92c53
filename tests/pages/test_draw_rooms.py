"""Dessiner where several share it: questions that open and close, shared devices, paper sheets."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services import answers, contribute, workshops
from animmap.texts import tr
from animmap.views import kiosk
from animmap.views.maps import MapAnswer
from tests.pages.conftest import text_of
from tests.pages.test_draw import NORTH, SQUARE, code_on, pick, send


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
