"""A service is asked politely, within bounds, and refusals say what to do."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from animmap.errors import AnimmapError
from animmap.sources.online.asking import NOT_KEPT, Asked, Stop
from animmap.sources.online.pace import RATES
from animmap.sources.online.transport import USER_AGENT, url_of
from tests.fake_services.server import Reply, as_json, as_text

SEARCH = Asked("entreprises", "/search", (("q", "jardin"),))
FRESH = replace(SEARCH, kept=NOT_KEPT)


def refusal(transport, asked):
    with pytest.raises(AnimmapError) as caught:
        transport.ask(asked)
    return caught.value


def test_a_request_says_who_asks_and_takes_packed_answers(transport, services):
    answer, _ = transport.ask_json(SEARCH)
    (request,) = services.requests["entreprises"]
    assert request.headers["user-agent"] == USER_AGENT
    assert request.headers["accept-encoding"] == "gzip"
    assert answer["total_results"] == 1


def test_the_pace_stays_under_the_limit_of_the_service(transport, services, time_of_services):
    for rank in range(20):
        transport.ask(Asked("entreprises", "/search", (("q", f"jardin{rank}"),)))
    assert len(services.requests["entreprises"]) == 20
    assert time_of_services.seconds == pytest.approx(19 / RATES["entreprises"])


def test_without_pace_the_eighth_request_of_a_second_is_refused(
    transport, services, time_of_services, monkeypatch
):
    monkeypatch.setattr("animmap.sources.online.pace.RATES", {"entreprises": 1e9})
    for rank in range(8):
        transport.ask(Asked("entreprises", "/search", (("q", f"jardin{rank}"),)))
    assert len(services.requests["entreprises"]) == 9
    assert time_of_services.seconds == pytest.approx(1.0, abs=0.01)


def test_a_busy_host_is_asked_again_after_the_time_it_says(transport, services, time_of_services):
    services.plan("entreprises", as_json({}, 429, Retry_After="7"))
    transport.ask(FRESH)
    assert time_of_services.seconds == pytest.approx(7)


def test_a_retry_date_is_understood(transport, services, time_of_services):
    later = format_datetime(time_of_services.now() + timedelta(seconds=30), usegmt=True)
    services.plan("entreprises", as_json({}, 429, Retry_After=later))
    transport.ask(FRESH)
    assert time_of_services.seconds == pytest.approx(30)


def test_a_host_that_asks_for_an_hour_is_left_alone(transport, services, time_of_services):
    services.plan("entreprises", as_json({}, 429, Retry_After="3600"))
    error = refusal(transport, FRESH)
    assert (error.code, error.facts["seconds"]) == ("host_busy", 3600)
    assert time_of_services.seconds == 0
    assert len(services.requests["entreprises"]) == 1


def test_a_failing_host_is_asked_again_with_longer_and_longer_pauses(
    transport, services, time_of_services
):
    services.plan("entreprises", *[as_text("", 502)] * 9)
    error = refusal(transport, FRESH)
    assert (error.code, error.facts["status"]) == ("host_failing", 502)
    assert time_of_services.waits == [1, 2, 4]


def test_a_refusal_is_not_asked_again_and_keeps_the_words_of_the_service(transport, services):
    error = refusal(transport, Asked("entreprises", "/search"))
    assert (error.code, error.facts["status"]) == ("host_refused", 400)
    assert error.facts["reason"] == "Veuillez indiquer au moins un paramètre de recherche."
    assert len(services.requests["entreprises"]) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (
            as_text("Please provide a token", content_type="application/json"),
            "Please provide a token",
        ),
        (as_text("<html><body>Erreur</body></html>"), ""),
        (as_text("[" * 100_000), "[" * 200),
    ],
)
def test_an_answer_that_is_no_json_is_said_with_what_it_says(transport, services, reply, reason):
    services.plan("entreprises", reply)
    with pytest.raises(AnimmapError) as caught:
        transport.ask_json(FRESH)
    assert caught.value.code == "answer_unreadable"
    assert caught.value.facts["reason"] == reason


def test_an_answer_heavier_than_agreed_is_dropped_even_when_it_travels_packed(transport, services):
    services.plan("entreprises", Reply(200, b" " * 5_000_000))
    assert refusal(transport, replace(FRESH, largest=1_000_000)).code == "answer_too_large"


def test_an_answer_cut_on_the_way_is_no_answer(transport, services):
    services.plan(
        "entreprises",
        Reply(200, b'{"a": 1}', headers={"Content-Length": "90", "Connection": "close"}),
    )
    with pytest.raises(AnimmapError) as caught:
        transport.ask(replace(FRESH, refresh=True))
    assert caught.value.code == "host_unreachable"


def test_a_redirection_is_followed_on_the_same_host_only(transport, services):
    services.plan(
        "entreprises", Reply(301, b"", headers={"Location": "/entreprises/search?q=menuiserie"})
    )
    found, _ = transport.ask_json(FRESH)
    assert found["results"][0]["nom_complet"].startswith("MENUISERIE")
    for elsewhere in ("http://127.0.0.1:1/", "http://169.254.169.254/", "https://example.org/", ""):
        services.plan("entreprises", Reply(302, b"", headers={"Location": elsewhere}))
        assert refusal(transport, FRESH).code == "redirect_refused"


def test_a_redirection_without_end_stops(transport, services):
    services.plan(
        "entreprises", *[Reply(302, b"", headers={"Location": "/entreprises/search"})] * 9
    )
    assert refusal(transport, FRESH).code == "redirect_refused"


def test_an_answer_is_kept_until_its_date_then_asked_again(transport, services, time_of_services):
    first = transport.ask(SEARCH)
    again = transport.ask(SEARCH)
    assert (first.cached, again.cached) == (False, True)
    assert again.retrieved_at == first.retrieved_at
    assert again.content == first.content
    time_of_services.seconds += timedelta(days=8).total_seconds()
    assert not transport.ask(SEARCH).cached
    assert len(services.requests["entreprises"]) == 2


def test_refreshing_asks_again_and_keeps_the_new_answer(transport, services, time_of_services):
    transport.ask(SEARCH)
    time_of_services.seconds += 60
    fresh = transport.ask(replace(SEARCH, refresh=True))
    assert not fresh.cached
    assert transport.ask(SEARCH).retrieved_at == fresh.retrieved_at


def test_a_host_out_of_reach_leaves_the_old_copy_and_says_it_is_late(
    transport, services, time_of_services
):
    first = transport.ask(SEARCH)
    time_of_services.seconds += timedelta(days=30).total_seconds()
    services.plan("entreprises", *[as_text("", 503)] * 4)
    kept = transport.ask(SEARCH)
    assert kept.late
    assert kept.content == first.content
    services.plan("entreprises", *[as_text("", 503)] * 4)
    assert refusal(transport, replace(SEARCH, refresh=True)).code == "host_failing"


def test_a_refused_or_unread_question_is_not_kept(transport, services, tmp_path):
    refusal(transport, Asked("entreprises", "/search"))
    transport.ask(FRESH)
    assert not list(tmp_path.rglob("*.answer"))


def test_a_damaged_copy_is_asked_again(transport, services, tmp_path):
    transport.ask(SEARCH)
    (copy,) = tmp_path.rglob("*.answer")
    copy.write_bytes(copy.read_bytes()[:-40])
    assert not transport.ask(SEARCH).cached
    assert json.loads(transport.ask(SEARCH).content)["total_results"] == 1


def test_no_question_can_be_read_in_the_name_of_a_copy(transport, tmp_path):
    transport.ask(SEARCH)
    (copy,) = tmp_path.rglob("*.answer")
    assert "jardin" not in str(copy)
    assert b"jardin" not in copy.read_bytes()


def test_the_switch_asks_no_host_but_gives_what_is_kept(transport_with, settings_online, services):
    transport_with().ask(SEARCH)
    silent = transport_with(replace(settings_online, online=False))
    assert silent.ask(SEARCH).cached
    assert refusal(silent, replace(SEARCH, query=(("q", "autre"),))).code == "online_off"
    assert len(services.requests["entreprises"]) == 1


def test_stopping_is_obeyed_between_two_requests(transport_with, services):
    stop = Stop()
    asking = transport_with(stop=stop)
    asking.ask(SEARCH)
    stop.ask()
    assert refusal(asking, SEARCH).code == "fetch_stopped"
    assert len(services.requests["entreprises"]) == 1


def test_stopping_is_obeyed_while_a_busy_host_makes_us_wait(
    transport_with, services, time_of_services
):
    stop = Stop()
    time_of_services.wait = lambda seconds, _: stop.ask()
    services.plan("entreprises", as_json({}, 429, Retry_After="30"))
    assert refusal(transport_with(stop=stop), FRESH).code == "fetch_stopped"
    assert len(services.requests["entreprises"]) == 1


def test_a_closed_port_is_a_host_out_of_reach(transport_with, settings_online):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    urls = {**settings_online.service_urls, "entreprises": f"http://127.0.0.1:{port}"}
    error = refusal(transport_with(replace(settings_online, service_urls=urls)), FRESH)
    assert (error.code, error.facts["host"]) == ("host_unreachable", "127.0.0.1")


def test_parameters_are_written_so_that_nothing_leaks_into_the_address():
    asked = Asked("geo", "/communes", (("nom", "a&b=c#d /é"), ("fields", "nom,code")))
    assert url_of("https://geo.test/", asked) == (
        "https://geo.test/communes?nom=a%26b%3Dc%23d%20%2F%C3%A9&fields=nom,code"
    )
