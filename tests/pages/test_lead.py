"""Animer: one key leads on, who is missing is named, a mistake is undone in two taps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState, SketchState
from animmap.core.room import RoundKind, WallScreen
from animmap.services import contribute, network, notes, projects, rehearse, room, wall, workshops
from animmap.services.workshops import RoundDraft
from animmap.texts import tr
from animmap.views.lead_people import seconds_left
from tests.pages.conftest import tags_of, text_of

DEVICE = "d" * 43
NORTH = ("62001", "62002")
HOSTILE = '<img src=x onerror="alert(1)"> **Table 3**'


@pytest.fixture
def project(make_project):
    return make_project(blind=True)


@pytest.fixture
def meeting(desk, project):
    return workshops.list_workshops(desk, project.id)[-1]


@pytest.fixture
def asked(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def colleges(desk, project):
    return projects.list_colleges(desk, project.id)


@pytest.fixture
def joined(desk, store, clock, meeting, colleges):
    """Return a device that joined the open room for the first college."""
    opened = room.open_room(desk, meeting.id)
    return room.join(store, clock(), opened.join_code, DEVICE, colleges[0].id, "Hérisson")


def press_next(page):
    (button,) = [each for each in page.button if (each.key or "").startswith("lead_next_")]
    return button.click().run()


def open_part(page, name: str):
    """Open one of the parts below the live columns."""
    page.session_state["lead-parts"] = tr(f"lead.part_{name}", "fr")
    return page.run()


def state_of(desk, asked) -> RoundState:
    return workshops.get_round(desk, asked.id).state


def test_only_those_who_lead_open_the_console(open_page, project):
    for role in ("participant", "projector", "partner"):
        assert text_of(open_page("lead", role=role)) == tr("error.access_denied", "fr")


def test_the_next_key_walks_from_the_welcome_to_the_decision(open_page, desk, project, meeting):
    page = open_page("lead")
    seen = []
    for _ in wall.steps_of(desk, meeting.id):
        press_next(page)
        seen.append(wall.read_wall(desk, meeting.id).screen)
    assert seen[0] is WallScreen.JOIN
    assert seen[-1] is WallScreen.DECISION
    assert len(set(seen)) == len(WallScreen)
    assert page.button(key="lead_next_none").disabled


def test_the_button_says_what_the_next_step_does(open_page, project):
    page = open_page("lead")
    shown = tr("lead.next_join", "fr")
    assert shown in [each.label for each in page.button]


def test_revealing_by_mistake_is_taken_back_by_one_key_and_leaves_the_wall(
    open_page, desk, meeting, asked
):
    page = open_page("lead")
    while wall.read_wall(desk, meeting.id).screen is not WallScreen.REVEAL:
        press_next(page)
    assert state_of(desk, asked) is RoundState.REVEALED
    page.button(key="lead_undo").click().run()
    assert state_of(desk, asked) is not RoundState.REVEALED
    assert wall.read_wall(desk, meeting.id).screen is WallScreen.PROGRESS


def test_back_never_reopens_nor_hides_again(open_page, desk, meeting, asked):
    page = open_page("lead")
    while wall.read_wall(desk, meeting.id).screen is not WallScreen.REVEAL:
        press_next(page)
    page.button(key="lead_back").click().run()
    assert state_of(desk, asked) is RoundState.REVEALED


def test_a_college_that_neither_joined_nor_answered_is_named_missing(
    open_page, project, joined, make_sketch
):
    make_sketch(project, college=1)
    shown = text_of(open_page("lead"))
    assert tr("lead.missing", "fr", names="Communes") in shown


def test_what_arrives_is_shown_as_it_was_written_and_never_as_markup(
    open_page, project, make_sketch
):
    make_sketch(project, label=HOSTILE, reason=HOSTILE)
    page = open_page("lead")
    assert text_of(page).count(HOSTILE) == 2
    assert "img" not in tags_of(page)


def test_hiding_takes_one_tap_and_bringing_back_another(open_page, desk, project, make_sketch):
    sketch = make_sketch(project)
    page = open_page("lead")
    page.button(key=f"lead_hide_{sketch.id}").click().run()
    assert stored_state(desk, sketch) is SketchState.HIDDEN
    page.button(key=f"lead_unhide_{sketch.id}").click().run()
    assert stored_state(desk, sketch) is SketchState.SENT


def test_a_hidden_sketch_comes_back_by_undo_too(open_page, desk, project, make_sketch):
    sketch = make_sketch(project)
    page = open_page("lead")
    page.button(key=f"lead_hide_{sketch.id}").click().run()
    page.button(key="lead_undo").click().run()
    assert stored_state(desk, sketch) is SketchState.SENT


def stored_state(desk, sketch) -> SketchState:
    found = contribute.list_sketches(desk, sketch.round_id, states=tuple(SketchState))
    return next(each.state for each in found if each.id == sketch.id)


def test_an_arrival_is_given_to_another_college(open_page, desk, project, colleges, make_sketch):
    sketch = make_sketch(project, college=0)
    page = open_page("lead")
    page.button(key=f"lead_mend_{sketch.id}").click().run()
    page.selectbox(key=f"lead_attribute_{sketch.id}").set_value(colleges[2].id).run()
    page.button(key=f"lead_go_attribute_{sketch.id}").click().run()
    assert contribute.voices_by_college(desk, sketch.round_id) == {colleges[2].id: 1}


def test_two_arrivals_that_say_the_same_become_one_and_undo_parts_them(
    open_page, desk, project, make_sketch
):
    kept, other = make_sketch(project), make_sketch(project, label="Table 4")
    page = open_page("lead")
    page.button(key=f"lead_mend_{kept.id}").click().run()
    page.selectbox(key=f"lead_merge_{kept.id}").set_value(other.id).run()
    page.button(key=f"lead_go_merge_{kept.id}").click().run()
    assert [each.id for each in contribute.list_sketches(desk, kept.round_id)] == [kept.id]
    page.button(key="lead_undo").click().run()
    assert len(contribute.list_sketches(desk, kept.round_id)) == 2


def test_a_pause_keeps_the_time_that_was_left(open_page, desk, clock, asked):
    page = open_page("lead")
    page.button(key="lead_more_time").click().run()
    page.button(key="lead_to_paused").click().run()
    paused = workshops.get_round(desk, asked.id)
    assert paused.state is RoundState.PAUSED
    assert 0 < (paused.seconds_left or 0) <= 60
    page.button(key="lead_to_open").click().run()
    assert state_of(desk, asked) is RoundState.OPEN


def test_the_time_left_runs_down_to_nothing_and_no_further(asked, clock):
    from dataclasses import replace

    timed = replace(asked, deadline=clock() + timedelta(seconds=90))
    assert seconds_left(timed, clock()) == 90
    assert seconds_left(timed, clock() + timedelta(minutes=5)) == 0
    assert seconds_left(replace(asked, deadline=None), clock()) is None


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
