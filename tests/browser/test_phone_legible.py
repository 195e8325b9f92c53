"""A phone that everybody can read and reach, on any screen, with large letters and no motion."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services.room import shut_room
from tests.browser.phones import COLLEGES, asked

pytestmark = pytest.mark.browser
SIZES = [(390, 844), (360, 640), (768, 1024), (1366, 768)]


def test_large_letters_are_kept_on_the_phone(hall, new_phone):
    phone = new_phone().open(hall().code)
    usual = phone.letter_size()
    phone.enlarge()
    assert phone.letter_size() == pytest.approx(usual * 1.25)
    phone.page.reload()
    assert phone.wait().letter_size() == pytest.approx(usual * 1.25)


def test_nothing_moves_for_who_asked_for_less_motion(hall, new_phone):
    room = hall()
    room.turn(RoundState.DRAFT)
    phone = new_phone(reduced_motion="reduce").join(room.code).see("home_wait")
    assert phone.page.evaluate("() => document.getAnimations().length") == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_each_screen_fits_and_its_main_button_is_in_reach(hall, new_phone, width, height):
    phone = new_phone(viewport={"width": width, "height": height})
    phone.open(hall().code)
    phone.fits("start").press("start").fits()
    phone.page.get_by_role("button", name=COLLEGES[0]).click()
    phone.fits("name_none").press("name_none").draw().fits("next")
    phone.press("next").fits("send").press("send").see("received").fits()
    phone.enlarge().enlarge().fits()


def test_no_serious_barrier_on_any_screen(hall, new_phone):
    room = hall(asked(RoundKind.SURE_MAYBE), asked(RoundKind.PERIMETER))
    phone = new_phone().open(room.code)
    found = {"welcome": phone.barriers()}
    phone.page.get_by_text(phone.say("notice")).click()
    found["notice"] = phone.barriers()
    phone.press("start")
    found["who"] = phone.barriers()
    phone.page.get_by_role("button", name=COLLEGES[0]).click()
    found["name"] = phone.barriers()
    phone.press("name_none").see("home_answer")
    found["home"] = phone.barriers()
    phone.page.get_by_role("button", name="Question sure_maybe").click()
    phone.map()
    found["map"] = phone.barriers()
    phone.press("without_map").see("list_count", n=0)
    found["list"] = phone.barriers()
    phone.press("with_map").draw()
    found["drawn"] = phone.barriers()
    phone.press("next")
    found["words"] = phone.barriers()
    phone.press("send").see("received")
    found["received"] = phone.barriers()
    phone.page.reload()
    phone.wait().press("next_question").press("without_map").see("list_count", n=0)
    phone.page.get_by_role("checkbox").first.check()
    phone.press("next").write("Pas encore envoyé")
    shut_room(room.desk, room.meeting.id)
    phone.see("gone")
    found["gone"] = phone.barriers()
    phone.page.goto(f"{phone.address}/r")
    found["code"] = phone.barriers()
    assert {screen: told for screen, told in found.items() if told} == {}
