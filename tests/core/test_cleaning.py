"""Cleaned text: everything a person can read, nothing that stops a document."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.core.cleaning import clean_line, clean_name, clean_text, fold
from animmap.errors import AnimmapError

UNPRINTABLE = {"Cc", "Cs"}


@given(st.text())
def test_a_cleaned_text_can_be_written_anywhere(text):
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    left = {letter for letter in cleaned if unicodedata.category(letter) in UNPRINTABLE}
    assert left <= {"\n", "\t"}
    assert not any(ord(letter) & 0xFFFE == 0xFFFE for letter in cleaned)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{7*191}}",
        "`${x}`",
        "</script>",
        "=1+1",
        "👩🏽\u200d🌾 شجرة",
        "a\tb\nc",
        "\\u{zz}",
        "l’été",
    ],
)
def test_what_can_be_printed_is_kept_as_typed(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\ud800b\uffffc", "abc"),
        ("a\u202eb", "ab"),
        ("\ufeff a \n", "a"),
    ],
)
def test_what_stops_a_document_is_taken_out(text, cleaned):
    assert clean_text(text) == cleaned


def test_a_text_is_refused_above_its_limit_and_never_cut():
    assert clean_text("x" * 10, 10) == "x" * 10
    with pytest.raises(AnimmapError) as refused:
        clean_text("x" * 11, 10)
    assert refused.value.facts == {"limit": 10, "length": 11}


def test_a_name_holds_on_one_line_and_says_something():
    assert clean_name(" La\n Fabrique ") == "La Fabrique"
    for empty in ("", " \n", "\x00", "\u202e"):
        with pytest.raises(AnimmapError, match="name_missing"):
            clean_name(empty)


def test_a_search_knows_no_accent_case_or_ligature():
    assert fold("ŒUVRE Été") == fold("oeuvre ete")
