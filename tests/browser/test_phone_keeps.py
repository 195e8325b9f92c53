"""What was drawn or written is never lost, and never kept twice, whatever happens meanwhile."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services import room
from animmap.services.room import joined_by_college
from animmap.storage import schema
from tests.browser.phones import PHONE, Phone, asked, open_hall

pytestmark = pytest.mark.browser

REASON = "Du marché à la rivière"
SENDS = "**/api/rooms/*/sketches*"


def cut(phone):
    phone.page.context.set_offline(True)


def restore(phone):
    phone.page.context.set_offline(False)


def test_a_drawing_survives_a_reload_on_the_same_screen(hall, new_phone):
    phone = new_phone().join(hall().code).draw()
    before = phone.recall_drawing()
    phone.page.reload()
    phone.wait().map()
    phone.see("draw_hint_done")
    assert phone.recall_drawing() == before
    phone.press("next").press("send").see("received")


def test_words_survive_a_reload(hall, new_phone):
    phone = new_phone().join(hall().code).draw().press("next").write(REASON)
    phone.page.reload()
    phone.wait()
    assert phone.page.locator("textarea").input_value() == REASON


def test_a_draft_is_found_again_after_the_tab_was_killed(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code).draw().press("next").write(REASON)
    again = Phone(phone.page.context.new_page(), phone.address)
    phone.page.close()
    again.open(place.code).see("state_draft")
    again.page.get_by_role("button", name="Jusqu’où").click()
    again.map()
    again.press("next").press("send").see("received")
    assert [each.reason for each in place.sketches()] == [REASON]


def test_a_network_cut_of_ten_minutes_loses_and_doubles_nothing(hall, new_phone):
    place = hall(*(asked(kind) for kind in (RoundKind.PERIMETER, RoundKind.SURE_MAYBE)))
    phone = new_phone()
    phone.page.clock.install()
    phone.join(place.code).see("home_answer")
    phone.page.get_by_role("button", name="Question perimeter").click()
    phone.map()
    cut(phone)
    phone.send_loop("Un").see("kept_here").see("pending", n=1).see("offline")
    phone.press("next_question").send_loop("Deux").see("pending", n=2)
    for _ in range(10):
        phone.page.clock.run_for(60_000)
    assert place.sketches(0) == place.sketches(1) == []
    restore(phone)
    phone.page.clock.run_for(35_000)
    phone.see("received")
    phone.until(lambda: bool(place.sketches(0) and place.sketches(1)))
    (first,), (second,) = place.sketches(0), place.sketches(1)
    assert (first.reason, second.reason) == ("Un", "Deux")
    assert first.created_at <= second.created_at
    assert phone.page.get_by_text(phone.say("pending", n=1)).count() == 0


def test_an_answer_lost_on_the_way_back_doubles_nothing(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    phone.page.route(SENDS, lose)
    phone.send_loop(REASON).see("received")
    assert [answer.status for answer in lost] == [201]
    assert len(place.sketches()) == 1


def test_an_amendment_lost_on_the_way_back_is_kept_once(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code).send_loop("Avant").see("received")
    lost = []

    def lose(route):
        if route.request.method == "PUT" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    phone.page.route(SENDS + "/*", lose)
    phone.press("amend").map()
    phone.press("next").write(REASON).press("send_amended").see("received")
    phone.until(lambda: phone.recall("queue") == [])
    (sketch,) = place.sketches()
    assert (sketch.reason, sketch.version) == (REASON, 2)


def test_two_taps_on_send_are_one_sketch(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code).draw().press("next")
    phone.button("send").dblclick()
    phone.see("received")
    assert len(place.sketches()) == 1


def test_what_waits_is_corrected_before_it_leaves(hall, new_phone):
    place = hall()
    phone = new_phone(viewport={"width": 360, "height": 640}).join(place.code)
    phone.map()
    cut(phone)
    phone.send_loop("Avant").see("kept_here").fits()
    phone.press("amend").map()
    phone.press("next").write(REASON).press("send_amended").see("kept_here")
    restore(phone)
    phone.see("received")
    (sketch,) = place.sketches()
    assert sketch.reason == REASON


def test_what_waits_is_taken_back_before_it_leaves(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code)
    phone.map()
    cut(phone)
    phone.send_loop("Avant").see("kept_here")
    phone.press("withdraw").press("yes").see("given_none")
    restore(phone)
    phone.until(lambda: phone.recall("queue") == [])
    assert place.sketches() == []


@pytest.mark.parametrize(
    ("state", "told"), [(RoundState.PAUSED, "held_paused"), (RoundState.CLOSED, "held_closed")]
)
def test_a_question_shut_meanwhile_keeps_the_answer_until_it_opens(hall, new_phone, state, told):
    place = hall()
    phone = new_phone().join(place.code).draw().press("next").write(REASON)
    place.turn(state)
    phone.press("send").see(told)
    assert place.sketches() == []
    phone.page.reload()
    phone.wait().see(told)
    place.turn(RoundState.OPEN)
    phone.see("received")
    assert [each.reason for each in place.sketches()] == [REASON]


def test_an_answer_to_a_closed_question_can_be_copied(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code).draw().press("next").write(REASON)
    place.turn(RoundState.CLOSED)
    phone.press("send").see("held_closed").press("copy")
    copied = phone.page.locator("textarea.copy").input_value()
    assert REASON in copied
    assert '"Polygon"' in copied


@pytest.mark.parametrize("way_out", [room.shut_room, room.renew_code])
@pytest.mark.parametrize("sent", [False, True], ids=["draft", "queue"])
def test_a_room_shut_meanwhile_gives_back_what_was_not_received(hall, new_phone, way_out, sent):
    place = hall()
    phone = new_phone().join(place.code).draw().press("next").write(REASON)
    # Without network: the phone would else learn that the room is shut before it is asked to send.
    cut(phone)
    if sent:
        phone.press("send").see("kept_here")
    way_out(place.desk, place.meeting.id)
    restore(phone)
    phone.see("gone")
    assert REASON in phone.page.locator("textarea.copy").input_value()
    phone.page.reload()
    phone.see("gone")
    lines = phone.page.locator("textarea.copy").input_value().splitlines()
    assert REASON in lines
    assert any(json.loads(line)["type"] == "Polygon" for line in lines if line.startswith("{"))
    phone.press("copy").see("copied")
    assert place.sketches() == []


def test_a_room_that_forgot_the_phone_takes_it_back_without_asking(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code)
    phone.until(lambda: joined_by_college(place.desk, place.meeting.id) != {})
    with place.desk.store.write_unseen() as connection:
        here = schema.participant.c.project_id == place.project.id
        connection.execute(delete(schema.participant).where(here))
    phone.send_loop(REASON).see("received")
    assert [each.reason for each in place.sketches()] == [REASON]


def test_a_server_started_again_receives_what_was_sent_meanwhile(start_server, new_phone):
    from datetime import UTC, datetime

    from animmap.core.model import Access, Role
    from animmap.services.desk import Desk

    server = start_server()
    store = server.open_store()
    place = open_hall(Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC)))
    phone = new_phone(server=server).join(place.code)
    phone.draw().press("next").write(REASON)
    server.stop()
    phone.press("send").see("kept_here").see("offline")
    server.start_again()
    phone.see("received")
    assert [each.reason for each in place.sketches()] == [REASON]
    store.close()


def test_the_page_opens_again_without_network(hall, new_phone):
    place = hall()
    phone = new_phone().join(place.code).draw()
    phone.page.evaluate("() => navigator.serviceWorker.ready")
    phone.until(lambda: phone.page.evaluate(KEPT_PAGES) >= 5)
    cut(phone)
    phone.page.reload()
    phone.wait().map()
    phone.see("draw_hint_done").press("next").write(REASON).press("send").see("kept_here")
    restore(phone)
    phone.see("received")
    assert [each.reason for each in place.sketches()] == [REASON]


KEPT_PAGES = """async () => {
    const keys = await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).length));
    return keys.reduce((sum, count) => sum + count, 0);
}"""


def test_a_browser_that_keeps_nothing_says_so_and_sends_all_the_same(hall, new_phone):
    place = hall()
    phone = new_phone()
    phone.page.add_init_script(
        "Storage.prototype.setItem = () => { throw new Error('QuotaExceededError'); };"
    )
    # The warning itself speaks of what is received: only the server's word counts here.
    phone.join(place.code).see("fragile").send_loop(REASON)
    phone.until(lambda: [each.reason for each in place.sketches()] == [REASON])


def test_before_the_reveal_nothing_of_others_reaches_a_phone(hall, new_phone):
    place = hall()
    secret = "Canari des marais"
    other = new_phone().join(place.code).draw(size=0.12).press("next").write(secret)
    other.press("send").see("received")
    phone, texts = new_phone(service_workers="block"), []

    def read(route):
        answer = route.fetch()
        texts.append(answer.text() if "/vendor/" not in route.request.url else "")
        route.fulfill(response=answer)

    phone.page.route("**/*", read)
    phone.join(place.code).send_loop(REASON).see("received")
    phone.page.reload()
    phone.wait().see("received")
    longitude, _ = place.sketches()[0].sure.exterior.coords[0]
    phone.until(lambda: any(REASON in text for text in texts))
    phone.page.unroute_all(behavior="ignoreErrors")
    assert [text for text in texts if secret in text or f"{longitude:.4f}" in text] == []


def test_nothing_is_asked_of_another_host_and_nothing_complains(hall, new_visit):
    visit = new_visit(**PHONE)
    phone = Phone(visit.page, visit.server.address)
    phone.join(hall().code).send_loop(REASON).see("received")
    assert visit.foreign_requests() == []
    assert visit.complaints == []
