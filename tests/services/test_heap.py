"""Memory of what is gone is given back where the system has a way to; elsewhere nothing happens."""

from __future__ import annotations

import sys

import pytest

from animmap.services import heap


@pytest.fixture
def asked(monkeypatch):
    """Return what was asked of the C library."""
    calls = []

    class Library:
        def mallopt(self, name, value):
            calls.append(("mallopt", name, value))

        def malloc_trim(self, kept):
            calls.append(("malloc_trim", kept))

    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _: Library())
    monkeypatch.setattr(sys, "platform", "linux")
    return calls


def test_large_blocks_and_few_places_are_asked_for_then_what_is_kept_is_given_back(asked):
    heap.hold_little()
    heap.give_back()
    assert asked == [("mallopt", -3, 4 << 20), ("mallopt", -8, 2), ("malloc_trim", 0)]


def test_a_library_without_these_ways_or_another_system_is_left_alone(asked, monkeypatch):
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _: object())
    heap.hold_little()
    heap.give_back()
    monkeypatch.setattr(sys, "platform", "darwin")
    heap.give_back()
    assert asked == []
