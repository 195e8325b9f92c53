"""A phone in the room: from the QR code to "reçu", every kind of question, by finger or list."""

from __future__ import annotations

import re

import pytest

from animmap.core.model import SketchMethod, SketchState
from animmap.core.room import RoundKind
from tests.browser.phones import asked

pytestmark = pytest.mark.browser
# Reading, hesitating and touching: six gestures of five seconds leave half a minute to write.
GESTURES = 6
# Counts, from page to page, the fingers put down.
COUNT_TOUCHES = """addEventListener("pointerdown", () => {
    localStorage.touches = Number(localStorage.touches || 0) + 1;
}, true)"""


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
