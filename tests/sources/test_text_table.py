"""Texts whose columns nobody set apart as usual."""

from __future__ import annotations

import pytest

from animmap.sources.text_table import read_text_table

ROWS = [("nom", "latitude", "longitude"), ("Ferme", "50.45", "2.55"), ("Mare", "50.46", "2.56")]


@pytest.mark.parametrize("separator", [":", "~", "^"])
def test_a_rare_separator_is_found_when_headers_are_known(separator):
    reading = read_text_table("\n".join(map(separator.join, ROWS)).encode(), "x.txt")
    assert reading.separator == separator
    assert [tuple(cells) for _, cells, _ in reading.sheets[0].lines] == ROWS


def test_colons_inside_names_cut_nothing():
    reading = read_text_table("nom\nRefuge : le Pré\nÉcole : le Bois\n".encode(), "x.txt")
    assert [cells for _, cells, _ in reading.sheets[0].lines] == [
        ["nom"], ["Refuge : le Pré"], ["École : le Bois"],
    ]  # fmt: skip
    assert reading.notices == []


def test_columns_aligned_by_spaces_are_told():
    lines = ["".join(cell.ljust(14) for cell in row) for row in ROWS]
    reading = read_text_table("\n".join(lines).encode(), "x.txt")
    assert reading.notices == [("columns_aligned", {})]
