"""The words of a démarche as a file: the same read back, whatever people call things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.core.taxonomy import VOCABULARIES, Term
from animmap.core.vocabulary_file import FORMATS, read, write
from animmap.errors import AnimmapError

labels = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
terms = st.builds(
    Term,
    vocabulary=st.sampled_from(VOCABULARIES),
    code=st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=32),
    labels=st.fixed_dictionaries({"fr": labels, "en": st.one_of(st.just(""), labels)}),
    color=st.sampled_from(["", "#1F7A4D", "#000000"]),
    codes=st.lists(st.sampled_from(["9220", "5458", "A1"]), unique=True).map(tuple),
    retired=st.booleans(),
)


@pytest.mark.parametrize("extension", FORMATS)
@given(given_terms=st.lists(terms, max_size=8))
def test_what_is_written_is_read_back_the_same_and_in_order(extension, given_terms):
    assert read(write(given_terms, extension), extension) == given_terms


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "+33", "-1", "'=1", "{{7*191}}"])
def test_no_cell_of_the_csv_is_a_formula_and_the_label_comes_back(label):
    term = Term("need", "a", {"fr": label, "en": ""})
    text = write([term], "csv")
    cells = [cell for line in text.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))]
    assert read(text, "csv") == [term]


@pytest.mark.parametrize(
    ("text", "extension", "row"),
    [
        ("{", "json", 0),
        ('{"a": 1}', "json", 0),
        ("[1]", "json", 1),
        ('[{"vocabulary": "ghost", "label_fr": "x"}]', "json", 1),
        ("vocabulary,code,label_fr\nneed,a,Ok\nneed,b,\n", "csv", 2),
        ("n'importe quoi\nx\n", "csv", 1),
        ("[" * 100_000, "json", 0),
    ],
)
def test_a_file_that_is_not_one_names_its_first_bad_row(text, extension, row):
    with pytest.raises(AnimmapError, match="words_file_invalid") as refused:
        read(text, extension)
    assert refused.value.facts["row"] == row


def test_a_spreadsheet_that_writes_semicolons_is_read():
    [term] = read("\ufeffvocabulary;code;label_fr;retired\nneed;a;Un manque;oui\n", "csv")
    assert (term.code, term.labels["fr"], term.retired) == ("a", "Un manque", True)
