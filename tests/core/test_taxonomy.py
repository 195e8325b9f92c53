"""The words of a démarche: defaults, its own before them, found from what people write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.core.taxonomy import (
    CODE_LIMIT,
    DEFAULTS,
    LEGAL_FORMS,
    VOCABULARIES,
    Term,
    compose,
    default_keys,
    new_code,
)

DEFAULT_TERMS = [
    Term(vocabulary, code, {"fr": code, "en": code}, codes=LEGAL_FORMS.get(code, ()))
    for vocabulary, code in default_keys()
]


def test_untouched_a_demarche_has_the_default_terms_in_their_order():
    words = compose(DEFAULT_TERMS, [])
    assert {each: words.codes(each) for each in VOCABULARIES} == dict(DEFAULTS)


def test_a_term_of_ones_own_stands_before_the_default_one_and_where_it_was_put():
    mine = Term("need", "need", {"fr": "Manque", "en": ""}, "#123456", own=True)
    added = Term("need", "wish", {"fr": "Souhait"}, own=True)
    words = compose(DEFAULT_TERMS, [(5, mine), (0, added)])
    assert words.codes("need") == ("wish", "issue", "need")
    assert words.label("need", "need", "fr") == words.label("need", "need", "en") == "Manque"
    assert (words.color("need", "need"), words.color("need", "issue")) == ("#123456", "#8A3A86")


def test_a_retired_term_is_no_longer_offered_but_keeps_its_name():
    gone = Term("theme", "food", {"fr": "Alimentation"}, retired=True, own=True)
    words = compose(DEFAULT_TERMS, [(0, gone)])
    assert "food" not in words.codes("theme")
    assert words.knows("theme", "food")
    assert words.label("theme", "food", "fr") == "Alimentation"


@pytest.mark.parametrize(
    ("written", "code"),
    [("ASSOCIATION", "association"), ("9220", "association"), ("5458", "cooperative"),
     ("  co-opérative ", None), ("", None), ("…", None)],
)  # fmt: skip
def test_what_is_written_names_a_term_by_code_label_or_legal_form(written, code):
    assert compose(DEFAULT_TERMS, []).match("structure", written) == code


def test_a_label_that_both_an_offered_and_a_retired_term_bear_names_the_offered_one():
    old = Term("need", "old", {"fr": "Souhait"}, retired=True, own=True)
    new = Term("need", "new", {"fr": "souhait"}, own=True)
    assert compose(DEFAULT_TERMS, [(0, old), (9, new)]).match("need", "SOUHAIT") == "new"


def test_every_legal_form_belongs_to_one_family():
    words = compose(DEFAULT_TERMS, [])
    forms = [form for forms in LEGAL_FORMS.values() for form in forms]
    assert len(forms) == len(set(forms)) == 47 + 4 + 7 + 1
    assert all(re.fullmatch(r"\d{4}", form) for form in forms)
    # SCOP SARL, SCOP SA, CUMA, mutuelle, association d'utilité publique, fondation; SAS is none.
    found = [words.family_of(form) for form in ("5458", "5558", "6316", "8210", "9230", "9300")]
    assert found == [*["cooperative"] * 3, "mutual", "association", "foundation"]
    assert words.family_of("5710") is None


@given(st.text(max_size=80), st.sets(st.text("abz_2", max_size=8)))
def test_a_new_code_is_new_and_fits_whatever_the_label(label, taken):
    code = new_code(label, taken)
    assert code not in taken
    assert re.fullmatch(rf"[a-z0-9_]{{1,{CODE_LIMIT}}}", code)
