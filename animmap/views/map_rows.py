"""Maps beside each other: how many in a row, and how wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from animmap.views.choices import MORE

MOST_IN_A_ROW = 3


def lay_out(
    readings: Sequence[str],
) -> Iterator[tuple[Sequence[str], list[DeltaGenerator]]]:
    """Yield the readings of each row of maps, and a column for each."""
    for row in rows_of(readings):
        told = "long" if set(row) & set(MORE) else "short"
        with st.container(key=f"compare-maps-{len(row)}-{told}-{row[0]}"):
            columns = st.columns(len(row), gap="small")
        yield row, columns


def rows_of(readings: Sequence[str]) -> list[Sequence[str]]:
    """Return readings in rows of three at most, as even as can be.

    Examples
    --------
    >>> [len(row) for row in rows_of("abcd")]
    [2, 2]
    """
    rows = -(-len(readings) // MOST_IN_A_ROW)
    width = -(-len(readings) // rows)
    return [readings[first : first + width] for first in range(0, len(readings), width)]
