"""Figures spelt bit by bit are the JSON of the whole."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.core import compiled
from animmap.services.plain import as_lists, spell

SIMPLE = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
NESTED = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), NESTED, max_size=4), st.integers(0, 3), st.integers(0, 3))
def test_what_is_spelt_reads_back_matrices_included(figures, rows, columns):
    matrix = np.arange(rows * columns).reshape(rows, columns) / 7
    spelt = "".join(spell(figures | {"matrix": matrix}))
    assert json.loads(spelt) == figures | {"matrix": matrix.tolist()}
    assert spelt == json.dumps(figures | {"matrix": matrix}, ensure_ascii=False, default=as_lists)


NUMBERS = st.one_of(
    st.floats(-1e15, 1e15),
    st.floats(0, 1).map(lambda each: round(each, 9)),
    st.floats(-2_000, 2_000).map(lambda each: round(each, 12)),
    st.floats(0, 90_000).map(lambda each: round(each, 3)),
    st.integers(-3, 3).map(float),
)


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_compiled_or_not_a_row_of_numbers_reads_back_to_the_last_bit(rows):
    pytest.importorskip("numba", reason="see requirements-fast.txt")
    matrix = np.array(rows)
    assert compiled.load()
    try:
        assert json.loads("".join(spell(matrix))) == rows
        few = quick_row(np.round(matrix[0] / 1e6, 9))
        assert few is None or json.loads(f"[{few}]") == np.round(matrix[0] / 1e6, 9).tolist()
    finally:
        compiled.unload()


def quick_row(row):
    return compiled.ready().spell_row(row)


@pytest.mark.parametrize(
    ("number", "spelt"),
    [(0.0, "0.0"), (0.5, "0.5"), (-12.25, "-12.25"), (5e-9, "0.000000005"), (100.0, "100.0")],
)
def test_numbers_of_few_decimals_are_spelt_without_exponent(number, spelt):
    pytest.importorskip("numba", reason="see requirements-fast.txt")
    assert compiled.load()
    try:
        assert quick_row(np.array([number, number])) == f"{spelt}, {spelt}"
    finally:
        compiled.unload()


def test_only_arrays_become_lists():
    with pytest.raises(TypeError):
        json.dumps({"x": object()}, default=as_lists)
