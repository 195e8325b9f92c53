"""Coordinates as receivers, maps and people write them: each reads as the very same place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from messy import PLACES, as_csv, assert_all_in_place, lambert, table


def minutes(value):
    degrees, rest = divmod(value, 1)
    return int(degrees), rest * 60


def seconds(value):
    degrees, rest = minutes(value)
    return degrees, int(rest), rest % 1 * 60


def address(row):
    """Return the address of a mark on a map whose middle is elsewhere."""
    middle = f"{row['lat'] + 0.01:.6f},{row['lon'] - 0.01:.6f}"
    mark = f"8m2!3d{row['lat']}!4d{row['lon']}"
    return f"https://www.google.com/maps/place/Lieu/@{middle},15z/data=!3m1!4b1!{mark}"


def in_metres(row):
    east, north = lambert(row["lon"], row["lat"])
    return f"X={east:.2f} Y={north:.2f}"


PAIRS = {
    "the mark, not the middle of the map": ("Lien carte", address),
    "and between": ("GPS", lambda row: f"{row['lat']} et {row['lon']}"),
    "labels and a dash": (
        "GPS",
        lambda row: f"Latitude : {row['lat']} - Longitude : {row['lon']}".replace(".", ","),
    ),
    "labels of metres": ("Coordonnées Lambert 93", in_metres),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_numbers_in_a_cell_are_read_in_the_order_their_words_tell(bring, name):
    header, write = PAIRS[name]
    rows = [{**row, header: write(row)} for row in PLACES]
    report = bring("a.csv", as_csv(table(("nom", header), rows=rows)))
    assert report["imported"] == 12
    assert_all_in_place(report)


COLUMNS = {
    "receivers": lambda value, letter: "{:03d}{:08.5f}{}".format(*minutes(value), letter),
    "packed seconds": lambda value, letter: "{:02d}{:02d}{:06.3f}{}".format(
        *seconds(value), letter
    ),
    "hyphens": lambda value, letter: "{}-{:02d}-{:06.3f} {}".format(*seconds(value), letter),
    "words": lambda value, letter: f"{value} degrés {'Nord' if letter == 'N' else 'Est'}",
    "label": lambda value, letter: f"{'lat' if letter == 'N' else 'lon'}={value}",
    "about": lambda value, _: f"~{value}",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_an_angle_is_read_however_it_is_written(bring, name):
    write = COLUMNS[name]
    rows = [{**row, "lat": write(row["lat"], "N"), "lon": write(row["lon"], "E")} for row in PLACES]
    report = bring("a.csv", as_csv(table(("nom", "lat", "lon"), rows=rows)))
    assert report["imported"] == 12, report["faults"][:2]
    assert_all_in_place(report)


@pytest.mark.parametrize("written", ["50°75' N", "50.5° 30' N", "50 31 75", "5075.2264N"])
def test_minutes_that_cannot_be_make_a_row_wait(bring, written):
    report = bring("a.csv", f"nom;lat;lon\nUn;{written};2.551234\n".encode())
    assert [one["code"] for one in report["quarantined"]] == ["coordinate_unreadable"]
