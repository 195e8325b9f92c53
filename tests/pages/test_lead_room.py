"""Animer: notes, the room and its code, questions, rehearsal and paper sheets."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services import contribute, network, notes, rehearse, room, wall, workshops
from animmap.services.workshops import RoundDraft
from animmap.texts import tr
from tests.pages.conftest import text_of
from tests.pages.console import (
    DEVICE,
    NORTH,
    asked,
    colleges,
    joined,
    meeting,
    open_part,
    project,
)

__all__ = ["asked", "colleges", "joined", "meeting", "project"]


def test_a_note_stays_with_the_animator_and_a_decision_is_kept(open_page, desk, meeting):
    page = open_page("lead")
    page.text_input(key="lead_note_text").input("La piscine est à tous")
    page.button(key="lead_keep_decision").click().run()
    page.text_input(key="lead_note_text").input("Relancer les élu·es")
    page.button(key="lead_keep_note").click().run()
    written = {(each.kind, each.text) for each in notes.list_notes(desk, meeting.id)}
    assert written == {("decision", "La piscine est à tous"), ("note", "Relancer les élu·es")}


def test_the_room_opens_shows_its_code_and_shuts(open_page, desk, meeting):
    page = open_part(open_page("lead"), "room")
    page.button(key="lead_room_open").click().run()
    (opened,) = workshops.list_workshops(desk, meeting.project_id)
    assert tr("lead.code", "fr", code=opened.join_code) in text_of(page)
    page.button(key="yes_lead_shut").click().run()
    (shut,) = workshops.list_workshops(desk, meeting.project_id)
    assert shut.join_code is None


def test_renewing_gives_another_code(open_page, desk, meeting):
    first = room.open_room(desk, meeting.id).join_code
    page = open_part(open_page("lead"), "room")
    page.button(key="yes_lead_renew").click().run()
    (renewed,) = workshops.list_workshops(desk, meeting.project_id)
    assert renewed.join_code not in (None, first)


def test_a_question_is_written_with_all_it_needs(open_page, desk, project, colleges):
    page = open_part(open_page("lead"), "rounds")
    page.selectbox(key="round_form_new_kind").set_value(RoundKind.PLACES).run()
    page.text_input(key="round_form_new_question").input("Que nous manque-t-il ?")
    page.selectbox(key="round_form_new_subject").set_value("need")
    page.number_input(key="round_form_new_minutes").set_value(5)
    page.multiselect(key="round_form_new_invited").set_value([colleges[0].id])
    page.button(key="lead_round_create").click().run()
    made = workshops.list_rounds(desk, project.id)[-1]
    assert (made.question, made.kind, made.subject) == (
        "Que nous manque-t-il ?",
        RoundKind.PLACES,
        "need",
    )
    assert (made.minutes, made.college_ids) == (5, (colleges[0].id,))
    assert made.state is RoundState.DRAFT


def test_a_question_is_amended_moved_and_deleted(open_page, desk, project, meeting, asked):
    second = workshops.create_round(desk, meeting.id, RoundDraft("Avec qui ?"))
    page = open_part(open_page("lead"), "rounds")
    page.text_input(key=f"round_form_{second.id}_question").input("Avec qui, et où ?")
    page.button(key=f"lead_round_keep_{second.id}").click().run()
    page.button(key=f"lead_round_up_{second.id}").click().run()
    assert [each.question for each in workshops.list_rounds(desk, project.id)] == [
        "Avec qui, et où ?",
        asked.question,
    ]
    page.button(key=f"lead_round_erase_{second.id}").click().run()
    assert [each.id for each in workshops.list_rounds(desk, project.id)] == [asked.id]
    page.button(key="lead_undo").click().run()
    assert len(workshops.list_rounds(desk, project.id)) == 2


@pytest.mark.parametrize("name", ["how_far", "what_lives", "what_is_missing", "what_we_can_do"])
def test_a_template_adds_its_questions_as_drafts(open_page, desk, project, name):
    page = open_part(open_page("lead"), "rounds")
    page.button(key=f"lead_template_{name}").click().run()
    added = workshops.list_rounds(desk, project.id)[1:]
    assert added
    assert {each.state for each in added} == {RoundState.DRAFT}


def test_a_rehearsal_is_said_and_wiped_whole(open_page, desk, project, meeting, make_sketch):
    real = make_sketch(project)
    page = open_part(open_page("lead"), "rehearsal")
    page.number_input(key="lead_simulated_voices").set_value(5)
    page.button(key="lead_simulate").click().run()
    assert rehearse.count_simulated(desk, meeting.id) == 5
    assert tr("lead.rehearsing", "fr", n=5) in text_of(page)
    page.button(key="yes_lead_wipe").click().run()
    assert [each.id for each in contribute.list_sketches(desk, real.round_id)] == [real.id]


def test_a_paper_sheet_is_entered_for_a_group_after_the_question_closed(
    open_page, desk, asked, colleges
):
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    page = open_part(open_page("lead"), "sheets")

    def sheet(kind: str, name: str):
        return next(
            each for each in getattr(page, kind) if each.key.startswith(f"lead_sheet_{name}_")
        )

    sheet("selectbox", "college").set_value(colleges[1].id)
    sheet("text_input", "name").input("Table du fond")
    sheet("multiselect", "communes").set_value(list(NORTH))
    next(each for each in page.button if "lead_sheet" in (each.form_id or "")).click().run()
    (stored,) = contribute.list_sketches(desk, asked.id)
    assert stored.commune_codes == NORTH
    assert stored.voice.label == "Table du fond"
    assert stored.sure.equals(box(2.5, 50.5, 2.7, 50.6))


def test_no_token_nor_code_of_a_participant_is_ever_on_the_console(open_page, joined):
    page = open_page("lead")
    for name in ("notes", "rounds", "room", "sheets", "rehearsal"):
        shown = repr(open_part(page, name).main)
        assert joined.code not in shown
        assert DEVICE not in shown
        assert "/j/" not in shown


def test_the_console_says_that_a_hall_sees_no_answer_of_a_blind_question(
    open_page, desk, meeting, asked
):
    workshops.set_round_state(desk, asked.id, RoundState.OPEN)
    wall.show(desk, meeting.id, screen="progress", round_id=asked.id)
    assert tr("lead.shows_progress", "fr") in text_of(open_page("lead"))


def test_the_console_says_that_a_hall_sees_the_answers_of_an_open_question(
    open_page, desk, meeting
):
    draft = RoundDraft("Et demain ?", blind=False)
    shown = workshops.create_round(desk, meeting.id, draft, state=RoundState.OPEN)
    wall.show(desk, meeting.id, screen="progress", round_id=shown.id)
    assert tr("lead.shows_progress_in_sight", "fr") in text_of(open_page("lead"))


@pytest.mark.parametrize("barrier", ["own_machine", "no_network"])
def test_a_room_that_phones_cannot_reach_says_why_and_offers_no_qr_code(
    open_page, desk, meeting, monkeypatch, barrier
):
    room.open_room(desk, meeting.id)
    monkeypatch.setattr(network, "barrier", lambda *_: barrier)
    shown = text_of(open_part(open_page("lead"), "room"))
    assert tr(f"lead.room_{barrier}", "fr") in shown
    assert tr("lead.room_address", "fr") not in shown
