"""Tables one below the other, and angles whose parts lie in columns of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from messy import PLACES, as_csv, as_xlsx, assert_all_in_place, table

HALVES = PLACES[:7], PLACES[7:]


def below(columns, headers, gap=1, title=""):
    """Return the first half as a usual table, then the second under ``headers``."""
    lines = [*table(("nom", "type", "commune", "lat", "lon"), rows=HALVES[0])]
    lines += [[]] * gap
    lines += [[title]] if title else []
    return [*lines, list(headers), *table(columns, rows=HALVES[1])[1:]]


SECOND = {
    "other order": lambda: below(("commune", "nom", "lon", "lat"), ("Ville", "Nom", "Lon", "Lat")),
    "without a gap": lambda: below(("lon", "lat", "nom"), ("Lon", "Lat", "Structure"), gap=0),
    "below a title": lambda: below(
        ("nom", "lon", "lat"), ("Structure", "X", "Y"), gap=2, title="Partenaires"
    ),
    "swapped columns": lambda: below(
        ("nom", "type", "commune", "lon", "lat"), ("nom", "type", "commune", "lon", "lat")
    ),
}


@pytest.mark.parametrize("name", SECOND)
@pytest.mark.parametrize("write", [as_xlsx, as_csv])
def test_a_second_table_below_another_header_is_read_apart_and_said(bring, name, write):
    report = bring("a.xlsx" if write is as_xlsx else "a.csv", write(SECOND[name]()))
    assert (report["read"], report["imported"]) == (12, 12), report["faults"][:2]
    assert_all_in_place(report)
    assert [one["rows"] for one in report["tables"]] == [7, 5]
    assert [one["code"] for one in report["notices"]] == ["laid_below", "laid_below"]


def test_a_second_table_further_right_is_read_from_its_first_column(bring):
    lines = table(("nom", "lat", "lon"), rows=HALVES[0])
    right = [["", "", "", "", *line] for line in table(("lon", "lat", "nom"), rows=HALVES[1])]
    report = bring("a.xlsx", as_xlsx([*lines, [], *right]))
    assert report["imported"] == 12
    assert_all_in_place(report)
    assert report["tables"][1]["header"] == 10


def test_rows_that_hold_words_of_headers_cut_no_table(bring):
    lines = [["nom", "type", "commune", "lat", "lon"]]
    lines += [["Association", "Structure", "Divion", one["lat"], one["lon"]] for one in PLACES[:3]]
    report = bring("a.xlsx", as_xlsx(lines), duplicates="keep")
    assert [one["rows"] for one in report["tables"]] == [3]


def parts(value):
    degrees, rest = divmod(abs(value), 1)
    minutes, seconds = divmod(rest * 60, 1)
    return [str(int(degrees)), str(int(minutes)), f"{seconds * 60:.4f}"]


def in_parts(header, *, letters=False, change=None):
    lines = [["nom", "commune", *header]]
    for one in PLACES:
        north, east = parts(one["lat"]), parts(one["lon"])
        tail = [*north, *(["N"] if letters else []), *east, *(["E"] if letters else [])]
        lines.append([one["nom"], one["commune"], *(change(tail) if change else tail)])
    return lines


PARTS = {
    "spelled": lambda: in_parts(
        ("Lat deg", "Lat min", "Lat sec", "Lon deg", "Lon min", "Lon sec")
    ),
    "marks and letters": lambda: in_parts(
        ("Lat °", "Lat '", 'Lat "', "N/S", "Lon °", "Lon '", 'Lon "', "E/O"), letters=True
    ),
    "letters alone": lambda: in_parts(("D", "M", "S", "D", "M", "S")),
    "decimal commas": lambda: in_parts(
        ("lat_d", "lat_m", "lat_s", "lon_d", "lon_m", "lon_s"),
        change=lambda tail: [cell.replace(".", ",") for cell in tail],
    ),
    "longitude first": lambda: in_parts(
        ("Longitude degrés", "Longitude minutes", "Longitude secondes", "Latitude degrés",
         "Latitude minutes", "Latitude secondes"),
        change=lambda tail: [*tail[3:], *tail[:3]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_degrees_minutes_and_seconds_in_columns_are_put_together_and_said(bring, name):
    report = bring("a.csv", as_csv(PARTS[name]()))
    assert (report["imported"], report["faults"]) == (12, [])
    assert_all_in_place(report)
    assert [one["code"] for one in report["notices"]] == ["angles_joined"]


def test_a_header_of_two_lines_over_parts_of_angles_is_joined(bring):
    lines = in_parts(("Degrés", "Minutes", "Secondes", "Degrés", "Minutes", "Secondes"))
    lines[0][:2] = ["", ""]
    top = ["nom", "commune", "Latitude", "", "", "Longitude", "", ""]
    report = bring("a.xlsx", as_xlsx([top, *lines], merges=["C1:E1", "F1:H1"]))
    assert report["imported"] == 12
    assert_all_in_place(report)


@pytest.mark.parametrize("wrong", ["75", "", "x"])
def test_a_part_of_an_angle_that_cannot_be_makes_its_row_wait(bring, wrong):
    lines = PARTS["spelled"]()
    lines[4][6] = wrong
    report = bring("a.csv", as_csv(lines))
    assert report["imported"] == 11
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [
        (5, "coordinate_unreadable")
    ]


@pytest.mark.parametrize(
    ("header", "west"), [("E/O", "O"), ("Hémisphère", "W"), ("Lon EO", "Ouest")]
)
def test_a_letter_in_a_column_of_its_own_gives_the_sign(desk, make_project, tmp_path, header, west):
    from shapely.geometry import box

    from animmap.core.importing.choices import Choices
    from animmap.core.model import Commune
    from animmap.services.import_plan import plan_import

    commune = Commune("29019", "Brest", 1000, "1", "Un", box(-4.6, 48.3, -4.3, 48.5))
    project = make_project(communes=(commune,))
    cells = [*parts(48.391234), *parts(4.486123)]
    lines = [["nom", "lat d", "lat m", "lat s", "lon d", "lon m", "lon s", header]]
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([*lines, ["Un", *cells, west]]))
    (draft,) = plan_import(desk, project.id, path, "actor", Choices()).drafts
    assert draft.shapes[0].x == pytest.approx(-4.486123, abs=1e-6)
