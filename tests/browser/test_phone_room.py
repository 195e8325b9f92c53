"""Who holds a phone in the room: codes, colleges, names, one group after another, what changes."""

from __future__ import annotations

import re

import pytest

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services import contribute
from animmap.services.projects import list_colleges
from animmap.services.workshops import create_round
from tests.browser.phones import COLLEGES, asked

pytestmark = pytest.mark.browser


def test_the_notice_comes_before_anything_is_given(hall, new_phone):
    phone = new_phone().open(hall().code)
    phone.page.get_by_text(phone.say("notice")).click()
    phone.see("notice_complaint_text")
    assert phone.recall("people") is None
    assert phone.button("start").is_visible()


def test_my_code_opens_my_answers_on_another_phone(hall, new_phone):
    room = hall()
    mine = new_phone().join(room.code).send_loop("Avant").see("received")
    code = mine.page.locator(".my-code .code").inner_text()
    other = new_phone().open(room.code)
    other.page.get_by_text(other.say("code_have")).click()
    other.page.get_by_label(other.say("code_field")).fill(code.lower())
    other.press("code_open")
    other.page.get_by_role("button", name="Jusqu’où va notre territoire").click()
    other.press("amend").map()
    other.press("next").write("Après").press("send_amended").see("received")
    assert [each.reason for each in room.sketches()] == ["Après"]


def test_a_wrong_code_says_so_and_stays_on_the_screen(hall, new_phone):
    phone = new_phone().open(hall().code)
    phone.page.get_by_text(phone.say("code_have")).click()
    phone.page.get_by_label(phone.say("code_field")).fill("ZZZZZZ")
    phone.press("code_open")
    phone.page.get_by_role("alert").filter(has_text=re.compile("code")).wait_for()
    assert phone.button("code_open").is_enabled()


def test_a_question_for_other_colleges_is_named_as_such(hall, new_phone):
    room = hall()
    others = list_colleges(room.desk, room.project.id)[1].id
    create_round(
        room.desk,
        room.meeting.id,
        asked(RoundKind.PERIMETER, college_ids=(others,)),
        state=RoundState.OPEN,
    )
    phone = new_phone().join(room.code)
    phone.map()
    phone.page.go_back()
    phone.see("state_others")
    assert phone.page.get_by_role("button", name="Question perimeter").is_disabled()


def test_the_next_question_appears_by_itself(hall, new_phone):
    room = hall()
    room.turn(RoundState.DRAFT)
    phone = new_phone().join(room.code).see("home_wait")
    room.turn(RoundState.OPEN)
    phone.see("home_answer")
    phone.page.get_by_role("button", name="Jusqu’où").click()
    phone.map()


def test_a_sketch_set_aside_by_the_animator_is_told_to_its_author(hall, new_phone):
    room = hall()
    phone = new_phone().join(room.code).send_loop().see("received")
    contribute.hide(room.desk, room.sketches()[0].id)
    phone.press("to_questions").see("home_wait")
    phone.page.get_by_role("button", name="Jusqu’où").click()
    phone.see("state_hidden")


def test_colleges_and_names_may_be_changed_before_the_next_answer(hall, new_phone):
    room = hall(asked(RoundKind.PERIMETER), asked(RoundKind.COMMUNES))
    phone = new_phone().join(room.code).press("who_change")
    phone.page.get_by_role("button", name=COLLEGES[2]).click()
    phone.page.get_by_label(phone.say("name_field")).fill("Table 3")
    phone.press("next")
    phone.page.get_by_role("button", name="Question perimeter").click()
    phone.send_loop().see("received")
    voice = room.sketches()[0].voice
    assert voice.label == "Table 3"


def test_one_group_after_another_at_a_shared_screen(hall, new_phone):
    room = hall()
    phone = new_phone().join(room.code, query="?kiosque=1").send_loop("Un").see("received")
    first = phone.recall("device")
    phone.press("next_group").see("fact_yours").press("start")
    phone.page.get_by_role("button", name=COLLEGES[1]).click()
    phone.press("name_none").send_loop("Deux").see("received")
    assert phone.recall("device") != first
    assert len({each.voice.participant_id for each in room.sketches()}) == 2
    assert phone.page.get_by_text("Un", exact=True).count() == 0


def test_a_shared_screen_left_alone_goes_back_to_its_start(hall, new_phone):
    room = hall()
    phone = new_phone()
    phone.page.clock.install()
    phone.join(room.code, query="?kiosque=1").send_loop("Un").see("received")
    phone.until(lambda: phone.recall("queue") == [])
    phone.page.clock.run_for(100_000)
    phone.see("fact_yours")
    assert phone.recall("device") is None
