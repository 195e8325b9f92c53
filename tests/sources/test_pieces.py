"""JSON read piece by piece is the JSON read at once, refusals included."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.sources.pieces import load_pieces

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANY = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30
)


@given(ANY, st.sampled_from([None, 1]))
def test_the_same_is_read(value, indent):
    text = json.dumps(value, indent=indent)
    assert load_pieces(text) == value
    assert load_pieces(f" \n{text}\t") == value


@given(ANY, st.integers(0, 80), st.sampled_from(["", "]", "}", ",", '"', "x", "\ud800", "[", ":"]))
def test_what_is_refused_at_once_is_refused_in_pieces(value, at, put):
    text = json.dumps(value)
    text = text[:at] + put + text[at + 1 :]

    def verdict(read):
        try:
            return json.dumps(read(text))
        except ValueError:
            return "refused"

    assert verdict(load_pieces) == verdict(json.loads)


@pytest.mark.parametrize("text", ["", " ", "{", "[", '{"a"', '{"a":', '{"a":1', '{"a":1,}', "[1,]",
                                  "[1 2]", '{"a" 1}', "{} {}", "[]]", '{1: 2}', "nul"])  # fmt: skip
def test_what_is_cut_or_wrong_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        load_pieces(text)


def test_what_is_too_deep_is_refused_as_the_library_does():
    with pytest.raises(RecursionError):
        load_pieces('{"a":' + "[" * 100_000)


def test_items_become_what_is_asked_as_they_are_read():
    seen = []
    found = load_pieces(
        '{"n": 2, "features": [{"a": [1]}, {"a": [2]}]}', lambda one: seen.append(one["a"]) or 0
    )
    assert (found, seen) == ({"n": 2, "features": [0, 0]}, [[1], [2]])
