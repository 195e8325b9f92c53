"""Places of a few rows that are wrong, coarse or doubtful: none is taken in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.model import Commune
from animmap.services.import_plan import plan_import

sys.path.insert(0, str(Path(__file__).parent))
from messy import PLACES, as_csv, assert_all_in_place, codes, lambert, swap, table


def test_one_row_swapped_among_others_waits_alone(bring):
    report = bring(
        "one.csv", as_csv(table(change=lambda rank, row: swap(rank, row) if rank == 5 else row))
    )
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"]) == (7, "swapped")
    assert report["imported"] == len(PLACES) - 1


def test_a_lost_minus_is_proposed(bring, desk, make_project, tmp_path):
    from animmap.core.importing.draft import Draft
    from animmap.core.importing.positions import region_around
    from animmap.core.importing.settle import settle_places

    west = region_around(-1.8, 48.0, -1.6, 48.2, "EPSG:2154")
    draft = Draft("", 2, {}, raw=shapely.Point(1.7, 48.1), crs="EPSG:4326")
    (proposal,) = settle_places([draft], west, Choices())
    assert (proposal.code, proposal.accept) == ("sign_lost", "sign")
    assert draft.waits


def test_a_place_elsewhere_in_france_is_imported_and_told(bring):
    far = [
        {
            **PLACES[0],
            "nom": "Réseau national",
            "lon": 2.352214,
            "lat": 48.856614,
            "commune": "Paris",
        }
    ]
    report = bring("paris.csv", as_csv(table(("nom", "lat", "lon"), rows=[*PLACES, *far])))
    assert report["imported"] == len(PLACES) + 1
    assert [one["code"] for one in report["faults"]] == ["outside_territory"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        ("139.7", "35.7", "far_from_territory"),
        ("0", "0", "position_zero"),
        ("500", "500", "outside_world"),
        ("2.55", "", "coordinate_missing"),
        ("2.55", "environ 50", "coordinate_unreadable"),
        ("50.45", "2.55", "swapped"),
    ],
)
def test_a_wrong_position_waits_and_is_named(bring, longitude, latitude, code):
    bad = [{**PLACES[0], "nom": "Ailleurs", "lon": longitude, "lat": latitude}]
    report = bring("bad.csv", as_csv(table(("nom", "lat", "lon"), rows=[*PLACES, *bad])))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"], waiting["name"]) == (14, code, "Ailleurs")
    assert waiting["message"]
    assert waiting["remedy"]
    assert report["imported"] == len(PLACES)


FINE = "Deux;2.551234;50.412345"


@pytest.mark.parametrize("accept", [(), ("outside",)])
def test_a_position_of_a_degree_waits_with_its_precision_until_it_is_kept_as_it_is(bring, accept):
    report = bring("a.csv", f"nom;lon;lat\nUn;2;50\n{FINE}\n".encode(), accept=accept)
    assert report["imported"] == 1 + bool(accept)
    told = [one["code"] for one in report["faults"] if "110\u00a0km" in one["message"]]
    assert told == ["position_rounded" if accept else "position_degree"]


def test_a_position_of_one_decimal_is_imported_and_its_precision_told(bring):
    report = bring("a.csv", f"nom;lon;lat\nUn;2.5;50.4\n{FINE}\n".encode())
    assert report["imported"] == 2
    (told,) = report["faults"]
    assert (told["row"], told["code"]) == (2, "position_rounded")
    assert "11\u00a0km" in told["message"]


@pytest.mark.parametrize(
    ("written", "km"),
    [
        (lambda row: (f"{row['lon']:.2f}", f"{row['lat']:.2f}"), 1),
        (lambda row: (f"2°{35 + len(row['nom'])}' E", f"50°{25 + len(row['nom']) % 5}' N"), 2),
        (lambda row: (row["lon"], f"{row['lat']:.2f}"), 1),
    ],
)
def test_positions_of_two_decimals_or_of_minutes_are_told_even_on_one_axis(bring, written, km):
    rows = [{**row, **dict(zip(("lon", "lat"), written(row), strict=True))} for row in PLACES]
    report = bring("a.csv", as_csv(table(("nom", "lat", "lon"), rows=rows)))
    told = {one["row"] for one in report["faults"] if f"{km}\u00a0km" in one["message"]}
    assert told == set(range(2, 14)) - {one["row"] for one in report["quarantined"]}


def test_an_empty_longitude_that_became_zero_waits(bring):
    report = bring("zero.csv", b"nom;lon;lat\nUn;0;50.4512\nDeux;2.5512;50.4512\n")
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(2, "position_zero")]


def test_a_point_out_of_its_declared_commune_waits_until_accepted(bring):
    bad = [{**PLACES[0], "nom": "Ailleurs", "commune": "Divion"}]
    content = as_csv(table(("nom", "commune", "lat", "lon"), rows=[*PLACES, *bad]))
    report = bring("commune.csv", content)
    assert [one["code"] for one in report["quarantined"]] == ["outside_commune"]
    assert "outside_commune" in codes(report)


def test_rows_without_a_place_wait_for_a_yes_to_be_put_in_their_commune(bring):
    lines = table(("nom", "commune", "cp"))
    report = bring("communes.csv", as_csv(lines))
    assert report["located"] == {"none": len(PLACES)}
    assert codes(report) == {"place_by_commune"}
    placed = bring("communes.csv", as_csv(lines), accept=["commune", "again"], duplicates="keep")
    assert placed["located"] == {"commune": len(PLACES)}


def in_metres(crs):
    def change(_, row):
        east, north = lambert(row["lon"], row["lat"], crs=crs)
        return {**row, "x": f"{east:.2f}", "y": f"{north:.2f}"}

    return as_csv(table(("nom", "commune", "x", "y"), change=change))


def test_a_system_that_nothing_tells_from_the_one_proposed_is_named_with_its_distance(bring):
    content = in_metres("EPSG:23031")
    (proposal,) = bring("ed50.csv", content)["proposals"]
    (other,) = proposal["also_fit"]
    assert (proposal["crs"], other["crs"]) == ("EPSG:25831", "EPSG:23031")
    place = lambert(PLACES[0]["lon"], PLACES[0]["lat"], crs="EPSG:23031")
    to = {crs: shapely.Point(place_in(place, crs)) for crs in ("EPSG:25831", "EPSG:23031")}
    apart = shapely.Point(lambert(*to["EPSG:25831"].coords[0])).distance(
        shapely.Point(lambert(*to["EPSG:23031"].coords[0]))
    )
    assert other["metres"] == pytest.approx(apart, abs=2)
    assert str(other["metres"]) in proposal["message"]
    assert "ED50" in proposal["message"]
    assert_all_in_place(bring("said.csv", content, crs="EPSG:23031"))


def place_in(place, crs):
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(*place)


@pytest.fixture
def astride(desk, make_project, tmp_path):
    """Return ``read(points, *accept)``: a plan in two communes on either side of Greenwich."""
    communes = tuple(
        Commune(code, name, 1000, "1", "Un", box(west, 43.0, west + 0.2, 43.2))
        for code, name, west in (("65001", "Ouest", -0.3), ("65002", "Est", -0.1))
    )
    project = make_project(communes=communes)

    def read(points, *accept):
        lines = [["nom", "lon", "lat"], *([f"Lieu {i}", *p] for i, p in enumerate(points))]
        path = tmp_path / "liste.csv"
        path.write_bytes(as_csv([[str(cell) for cell in line] for line in lines]))
        return plan_import(desk, project.id, path, "actor", Choices(accept=frozenset(accept)))

    return read


def test_a_sign_lost_beside_greenwich_waits_although_it_stays_near(astride):
    plan = astride([(0.251234, 43.1), (-0.251234, 43.12345)])
    assert plan.states == ["quarantined", "imported"]
    assert [one.code for one in plan.proposals] == ["sign_lost"]
    mended = astride([(0.251234, 43.1), (-0.251234, 43.12345)], "sign")
    assert mended.drafts[0].shapes[0].x == pytest.approx(-0.251234)
    kept = astride([(0.251234, 43.1), (-0.251234, 43.12345)], "outside")
    assert kept.drafts[0].shapes[0].x == pytest.approx(0.251234)


def test_a_list_without_any_sign_astride_greenwich_is_told_row_by_row(astride):
    points = [(0.0512345 + i / 1000, 43.112345) for i in range(6)]
    told = [{fault.code for fault in draft.faults} for draft in astride(points).drafts]
    assert told == [{"sign_doubtful"}] * 6
    signed = astride([*points, (-0.0612345, 43.112345)])
    assert not any(draft.faults for draft in signed.drafts)


def test_a_place_beside_the_territory_is_told(bring):
    beside = {**PLACES[0], "nom": "À côté", "lon": 2.891234, "lat": 50.512345}
    report = bring("beside.csv", as_csv(table(("nom", "lat", "lon"), rows=[*PLACES, beside])))
    assert [(one["row"], one["code"]) for one in report["faults"]] == [(14, "outside_territory")]


def test_two_places_of_a_row_that_differ_are_told_and_those_that_agree_are_not(bring):
    def change(rank, row):
        other = PLACES[1] if rank == 0 else row
        east, north = lambert(other["lon"], other["lat"])
        return {**row, "X_L93": f"{east:.1f}", "Y_L93": f"{north:.1f}"}

    report = bring("two.csv", as_csv(table(("nom", "lat", "lon", "X_L93", "Y_L93"), change=change)))
    assert [(one["row"], one["code"]) for one in report["faults"]] == [(2, "places_differ")]
    assert report["faults"][0]["column"] == "X_L93"


def test_a_column_left_aside_that_seems_a_place_is_told_when_a_row_has_none(bring):
    report = bring("code.csv", b"nom;Plus code\nUn;9F35GJ5X+4Q\nDeux;\n")
    assert report["imported"] == 2
    assert [(one["row"], one["code"]) for one in report["faults"]] == [(2, "place_aside")]


def test_many_rows_at_the_very_same_point_are_told(bring):
    rows = [{**row, "lon": 2.551234, "lat": 50.451234} for row in PLACES]
    report = bring("town.csv", as_csv(table(("nom", "lat", "lon"), rows=rows)))
    assert {one["code"] for one in report["faults"]} == {"position_repeated"}
    assert len(report["faults"]) == len(PLACES)


def test_minutes_and_seconds_behind_a_dot_are_told(bring):
    def packed(value):
        degrees, rest = divmod(value, 1)
        minutes, seconds = divmod(rest * 60, 1)
        return f"{int(degrees)}.{int(minutes):02d}{int(seconds * 60):02d}"

    rows = [{**row, "lon": packed(row["lon"]), "lat": packed(row["lat"])} for row in PLACES]
    report = bring("packed.csv", as_csv(table(("nom", "lat", "lon"), rows=rows)))
    told = [one["row"] for one in report["faults"] if one["code"] == "position_sexagesimal"]
    assert told == list(range(2, 14))
