"""Figures spelt bit by bit are the JSON of the whole."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_only_arrays_become_lists():
    with pytest.raises(TypeError):
        json.dumps({"x": object()}, default=as_lists)
