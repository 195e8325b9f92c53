"""Names stay words in tables, whatever they begin with, in CSV as in XLSX."""

import csv
import io

import pytest
from openpyxl import load_workbook

from animmap.report.tables import Sheet, write_csv, write_xlsx

NAMES = ("=1+1", "+33 3 21", "-2+3", "@SUM(A1)", "\t=1", "'=1", "Voix 4")


@pytest.fixture
def sheet() -> Sheet:
    rows = tuple((name, 0.5, -1) for name in NAMES)
    return Sheet("iou", ("=HEAD()", *NAMES[:2]), rows)


def test_no_cell_of_a_csv_begins_as_a_formula_and_numbers_stay_numbers(sheet):
    head, *rows = csv.reader(io.StringIO(write_csv(sheet).decode("utf-8-sig")))
    words = [*head, *(row[0] for row in rows)]
    assert not [word for word in words if word.startswith(("=", "+", "-", "@", "\t"))]
    assert [row[0].removeprefix("'") for row in rows] == list(NAMES)
    assert {row[1] for row in rows} == {"0.5"}
    assert {row[2] for row in rows} == {"-1"}


def test_words_of_a_workbook_are_text_and_read_back_as_they_were(sheet):
    page = load_workbook(io.BytesIO(write_xlsx([sheet])))["iou"]
    first = [cell for (cell,) in page.iter_rows(max_col=1)]
    assert [cell.data_type for cell in first] == ["s"] * len(first)
    assert [cell.value for cell in first[1:]] == list(NAMES)
    assert page.cell(2, 3).data_type == "n"
