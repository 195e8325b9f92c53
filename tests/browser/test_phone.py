"""A phone in the room: from the QR code to "reçu", by finger, keyboard or list, for everybody."""

from __future__ import annotations

import re

import pytest

from animmap.core.model import RoundState, SketchMethod, SketchState
from animmap.core.room import RoundKind
from animmap.services import contribute
from animmap.services.projects import list_colleges
from animmap.services.room import shut_room
from animmap.services.workshops import create_round
from tests.browser.phones import COLLEGES, asked

pytestmark = pytest.mark.browser

# Reading, hesitating and touching: six gestures of five seconds leave half a minute to write.
GESTURES = 6
# Counts, from page to page, the fingers put down.
COUNT_TOUCHES = """addEventListener("pointerdown", () => {
    localStorage.touches = Number(localStorage.touches || 0) + 1;
}, true)"""
SIZES = [(390, 844), (360, 640), (768, 1024), (1366, 768)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_joining_to_the_first_sketch_received_takes_six_gestures(hall, new_phone, language):
    room = hall()
    phone = new_phone(language)
    phone.page.add_init_script(COUNT_TOUCHES)
    phone.join(room.code).send_loop("Là où l’on se connaît").see("received")
    assert int(phone.page.evaluate("localStorage.touches")) <= GESTURES
    (sketch,) = room.sketches()
    assert sketch.method is SketchMethod.FREEHAND
    assert sketch.reason == "Là où l’on se connaît"
    assert phone.page.locator("html").get_attribute("lang") == language


def test_the_notice_comes_before_anything_is_given(hall, new_phone):
    phone = new_phone().open(hall().code)
    phone.page.get_by_text(phone.say("notice")).click()
    phone.see("notice_complaint_text")
    assert phone.recall("people") is None
    assert phone.button("start").is_visible()


def test_sure_and_perhaps_are_two_outlines_of_one_sketch(hall, new_phone):
    room = hall(asked(RoundKind.SURE_MAYBE))
    phone = new_phone().join(room.code).draw(size=0.15)
    phone.press("draw_maybe").draw(size=0.35).press("next").press("send").see("received")
    (sketch,) = room.sketches()
    assert sketch.maybe.area > sketch.sure.area * 2


def test_communes_are_chosen_by_touching_them(hall, new_phone):
    room = hall(asked(RoundKind.COMMUNES))
    phone = new_phone().join(room.code).tap_map(0.5, 0.5)
    phone.tap_map(0.55, 0.55).press("next")
    chosen = phone.page.locator(".chosen").inner_text()
    phone.press("send").see("received")
    (sketch,) = room.sketches()
    assert sketch.method is SketchMethod.COMMUNES
    assert len(sketch.commune_codes) == len(chosen.split(", "))


@pytest.mark.parametrize("kind", [RoundKind.PERIMETER, RoundKind.SURE_MAYBE, RoundKind.COMMUNES])
def test_every_question_with_a_map_is_answered_without_it_by_keyboard(hall, new_phone, kind):
    room = hall(asked(kind))
    phone = new_phone().join(room.code)
    phone.map()
    keys = phone.page.keyboard
    phone.button("without_map").focus()
    keys.press("Enter")
    search = phone.page.get_by_role("searchbox")
    search.focus()
    keys.type("bethun")
    phone.page.get_by_role("checkbox").filter(visible=True).first.wait_for()
    assert phone.page.get_by_role("checkbox").filter(visible=True).count() < 5
    phone.page.get_by_role("checkbox", name="Béthune", exact=True).focus()
    keys.press("Space")
    phone.button("next").focus()
    keys.press("Enter")
    phone.page.get_by_text("Béthune", exact=True).wait_for()
    phone.button("send").focus()
    keys.press("Enter")
    phone.see("received")
    (sketch,) = room.sketches()
    assert sketch.commune_codes == ("62119",)


def test_what_one_would_perhaps_add_is_ticked_apart(hall, new_phone):
    room = hall(asked(RoundKind.SURE_MAYBE))
    phone = new_phone().join(room.code).press("without_map")
    phone.page.get_by_role("checkbox", name="Béthune", exact=True).check()
    phone.press("draw_maybe")
    phone.page.get_by_role("checkbox", name="Beuvry", exact=True).check()
    phone.press("next").press("send").see("received")
    (sketch,) = room.sketches()
    assert sketch.commune_codes == ("62119",)
    assert sketch.maybe.area > sketch.sure.area


def test_places_are_put_on_the_map_one_after_another(hall, new_phone):
    room = hall(asked(RoundKind.PLACES))
    phone = new_phone().join(room.code)
    for across, words in ((0.45, "Une chouette chevêche"), (0.55, "Un vieux tilleul")):
        phone.tap_map(across, 0.5).press("next").write(words).press("send").see("received")
        phone.until(lambda: phone.recall("queue") == [])
        phone.press("add_places")
    given = room.answers()
    assert [each.words for each in given] == ["Une chouette chevêche", "Un vieux tilleul"]
    assert given[0].place.x < given[1].place.x


@pytest.mark.parametrize("commune", ["Béthune", None])
def test_a_place_is_given_without_the_map_or_without_a_place(hall, new_phone, commune):
    room = hall(asked(RoundKind.PLACES))
    phone = new_phone().join(room.code).press("place_without_map").see("place_nowhere")
    if commune:
        phone.page.get_by_role("radio", name=commune, exact=True).check()
    phone.press("next").write("Un crapaud calamite").press("send").see("received")
    (given,) = room.answers()
    assert given.words == "Un crapaud calamite"
    assert (given.commune_code == "62119") is bool(commune)


def test_words_alone_are_an_answer_and_none_is_refused_here(hall, new_phone):
    room = hall(asked(RoundKind.WORDS))
    phone = new_phone().join(room.code).press("send").see("words_missing")
    phone.write("Réparer les vélos").press("send").see("received")
    assert [each.words for each in room.answers()] == ["Réparer les vélos"]


def test_the_time_left_is_shown_by_the_clock_of_the_server(hall, new_phone):
    room = hall(asked(RoundKind.WORDS, minutes=5))
    phone = new_phone()
    phone.page.clock.install(time="2031-05-01T12:00:00Z")
    phone.join(room.code)
    shown = phone.page.get_by_role("timer").inner_text()
    assert re.fullmatch(r"[45]:[0-5]\d", shown)


def test_a_mistake_on_the_map_is_undone_in_one_tap(hall, new_phone):
    phone = new_phone().join(hall().code).draw()
    assert phone.recall_drawing()["geometry"]
    phone.press("draw_undo").see("draw_hint_freehand")
    assert phone.recall_drawing()["geometry"] is None


def test_a_sketch_is_taken_back_in_two_taps(hall, new_phone):
    room = hall()
    phone = new_phone().join(room.code).send_loop().see("received")
    phone.press("withdraw").press("yes").see("given_none")
    phone.until(lambda: room.sketches()[0].state is SketchState.WITHDRAWN)


def test_a_sketch_is_amended_and_stays_one(hall, new_phone):
    room = hall()
    phone = new_phone().join(room.code).send_loop("Avant").see("received")
    first = room.sketches()[0].sure.area
    phone.press("amend").map()
    phone.press("draw_erase").see("draw_hint_freehand").draw(size=0.15).press("next")
    phone.write("Après").press("send_amended").see("received")
    (sketch,) = room.sketches()
    assert (sketch.reason, sketch.version) == ("Après", 2)
    assert sketch.sure.area < first


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
