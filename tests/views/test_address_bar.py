"""The address that is meant: a request may be late, and then nothing chosen is taken back."""

from __future__ import annotations

import pytest

from animmap.views.address_bar import PAGE_PATIENCE, PART_PATIENCE, AddressBar, Request

NOW = 1000.0
HERE = Request("compare")
PART = Request("compare", part=True)
BEFORE = {"demarche": "demo"}
AFTER = {"demarche": "demo", "famille": "1"}


@pytest.fixture
def bar():
    """Return an address where a family has just been written."""
    made = AddressBar()
    made.hear(BEFORE, HERE, NOW)
    made.note(BEFORE, AFTER, NOW)
    return made


@pytest.mark.parametrize("request_", [HERE, PART], ids=["page", "part"])
def test_what_was_just_written_wins_over_what_it_replaced(bar, request_):
    assert bar.hear(BEFORE, request_, NOW + 1) == AFTER
    assert bar.hear(AFTER, request_, NOW + 2) == AFTER


def test_a_value_on_the_way_loses_to_the_last_one_written(bar):
    bar.note(AFTER, AFTER | {"famille": "2"}, NOW)
    for told in (BEFORE, AFTER, AFTER | {"famille": "2"}):
        assert bar.hear(told, PART, NOW + 1) == AFTER | {"famille": "2"}


def test_what_was_just_taken_away_stays_away(bar):
    bar.note(AFTER, BEFORE, NOW)
    assert bar.hear(AFTER, PART, NOW + 1) == BEFORE


def test_a_value_that_was_never_here_is_somebody_going_elsewhere(bar):
    elsewhere = BEFORE | {"famille": "3"}
    assert bar.hear(elsewhere, HERE, NOW + 1) == elsewhere
    assert bar.hear(BEFORE, HERE, NOW + 1) == BEFORE


def test_back_is_obeyed_at_once(bar):
    assert bar.hear(BEFORE, Request("compare", moved=True), NOW + 1) == BEFORE
    assert bar.hear(BEFORE, PART, NOW + 1) == BEFORE


def test_another_page_begins_with_the_address_that_it_is_asked_with(bar):
    assert bar.hear(BEFORE, Request("explore"), NOW + 1) == BEFORE
    assert bar.hear(BEFORE, HERE, NOW + 1) == BEFORE


@pytest.mark.parametrize(("request_", "patience"), [(HERE, PAGE_PATIENCE), (PART, PART_PATIENCE)])
def test_after_a_while_the_address_told_is_the_address_meant(bar, request_, patience):
    assert bar.hear(BEFORE, request_, NOW + patience) == AFTER
    assert bar.hear(BEFORE, request_, NOW + patience + 0.1) == BEFORE


def test_names_of_which_nothing_was_written_are_taken_as_told(bar):
    told = {"demarche": "other", "vue": "50_2_9", "empty": ""}
    assert bar.hear(told, PART, NOW + 1) == told | {"famille": "1"}
