"""Chercher en ligne: what is asked is said, progress ends in the ordinary import, refusals tell."""

from __future__ import annotations

import json
import threading

import pytest

from animmap.services import explore
from animmap.services.explore import Filters
from animmap.services.online import SERVICES
from animmap.texts import tr
from tests.fake_services.server import as_text
from tests.pages.conftest import text_of
from tests.sources.online.test_osm import ANSWER


@pytest.fixture
def project(fake_services, make_project):
    return make_project()


@pytest.fixture
def page(open_page, project):
    """Return the page where services are asked."""
    opened = open_page("prepare", demarche=project.id)
    opened.segmented_control(key="prepare_way").set_value("online").run()
    assert not opened.exception
    return opened


def wait_for_errands():
    for thread in threading.enumerate():
        if thread.name.startswith("online-"):
            thread.join(30)


def choose(page, service):
    page.radio(key="online_service").set_value(service).run()
    assert not page.exception
    return page


def press(page, key):
    page.button(key=key).click().run()
    # How an errand ended is told once: another run would be one too many.
    if any(str(one.key).startswith("stop_online") for one in page.button):
        wait_for_errands()
        page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("service", SERVICES)
def test_what_goes_out_is_said_before_anything_is_asked(page, service, fake_services):
    choose(page, service)
    assert tr(f"online.sent_{service}", "fr") in text_of(page)
    assert not fake_services.requests


def test_an_estimate_says_how_much_and_a_changed_choice_forgets_it(page):
    press(page, "online_estimate")
    assert tr("online.estimated_entreprises", "fr", n=8, count="8") in text_of(page)
    choose(page, "wfs")
    assert "structures répondent" not in text_of(page)


def test_what_is_found_enters_the_import_with_its_notices(page, desk, project):
    press(page, "online_fetch")
    text = text_of(page)
    assert tr("import.notice.entreprises_counted", "fr", units=6, places=7) in text
    assert "entreprises-" in text
    press(page, "prepare_go")
    there = explore.find_features(desk, project.id, Filters())
    assert len(there) == 7
    assert {one.layer for one in there} == {"structure"}


def test_columns_of_an_answer_and_our_codes_are_said_in_words(page):
    press(page, "online_fetch")
    shown = text_of(page)
    assert tr("prepare.field_source_key", "fr") in shown
    for ours in ("source_key", "retrieved_on", "commune_code"):
        assert f">{ours}<" not in shown
    assert "Association ·" in shown
    assert "association ·" not in shown


def test_kept_answers_are_dated_and_asked_again_on_demand(page, fake_services):
    press(page, "online_fetch")
    press(page, "prepare_change_file")
    press(page, "online_fetch")
    assert tr("online.refresh", "fr") in [one.label for one in page.button]
    asked = len(fake_services.requests["entreprises"])
    press(page, "online_refresh")
    assert len(fake_services.requests["entreprises"]) > asked
    assert "online_refresh" not in [one.key for one in page.button]


def test_a_failing_service_is_told_with_what_to_do_and_asked_again(page, fake_services):
    choose(page, "gbif")
    fake_services.plan("gbif", *[as_text("", 503)] * 4)
    press(page, "online_fetch")
    assert tr("error.host_failing", "fr", host="127.0.0.1", status=503) in text_of(page)
    press(page, "online_fetch")
    assert "gbif-" in text_of(page)


def test_an_address_of_this_network_is_refused_in_words(page):
    choose(page, "gogocarto")
    page.text_input(key="online_site").set_value("https://192.168.1.1").run()
    press(page, "online_fetch")
    assert tr("error.address_refused", "fr", address="https://192.168.1.1") in text_of(page)


def test_nothing_found_says_so_with_what_was_left_out(page, fake_services):
    fake_services.services["entreprises"].units = fake_services.services["entreprises"].units[7:8]
    press(page, "online_fetch")
    assert tr("online.nothing", "fr") in text_of(page)
    assert tr("import.notice.left_out_closed", "fr", n=1) in text_of(page)


def test_without_network_the_saved_file_way_is_said(open_page, project, monkeypatch, fake_services):
    monkeypatch.setenv("ANIMMAP_ONLINE", "0")
    opened = open_page("prepare", demarche=project.id)
    opened.segmented_control(key="prepare_way").set_value("online").run()
    assert tr("error.online_off", "fr") in text_of(opened)
    assert tr("online.saved_way", "fr") in text_of(opened)
    press(opened, "online_fetch")
    assert not fake_services.requests


def test_an_overpass_answer_is_pasted_and_read(page, desk, project, fake_services):
    choose(page, "osm")
    assert "[out:json]" in page.code[0].value
    page.text_area(key="online_osm_0").set_value(json.dumps(ANSWER)).run()
    press(page, "online_osm_read")
    assert "overpass.json" in text_of(page)
    assert tr("import.notice.osm_apart", "fr") in text_of(page)
    assert not fake_services.requests
