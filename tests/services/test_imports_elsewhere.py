"""Other territories and other layouts: each file holds a mess of its own, in the four communes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyproj import Transformer
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.model import Commune
from animmap.services.imports import plan_import

sys.path.insert(0, str(Path(__file__).parent))
from messy import (
    PLACES,
    as_csv,
    as_geojson,
    as_kml,
    as_shapefile,
    as_xlsx,
    assert_all_in_place,
    codes,
    features,
    table,
)

# A place of each territory: code of a commune, longitude and latitude, its own system.
TERRITORIES = {
    "guadeloupe": ("97101", -61.507, 16.271, "EPSG:5490"),
    "guyane": ("97302", -52.327, 4.939, "EPSG:2972"),
    "reunion": ("97411", 55.448, -20.882, "EPSG:2975"),
    "mayotte": ("97608", 45.229, -12.781, "EPSG:4471"),
    "bretagne": ("29019", -4.486, 48.391, "EPSG:2154"),
}


@pytest.fixture(params=TERRITORIES)
def elsewhere(request, desk, make_project, tmp_path):
    """Return ``(read, points, crs)`` of a territory: ``read(lines, *accept)`` gives a plan."""
    code, east, north, crs = TERRITORIES[request.param]
    outline = box(east - 0.05, north - 0.05, east + 0.05, north + 0.05)
    commune = Commune(code, "Là-bas", 1000, "1", "Un", outline)
    project = make_project(communes=(commune,), crs=crs)
    points = [(east + rank * 0.00612345, north - rank * 0.00512345) for rank in range(6)]

    def read(lines, *accept):
        path = tmp_path / "liste.csv"
        path.write_bytes(as_csv(lines))
        return plan_import(desk, project.id, path, "actor", Choices(accept=frozenset(accept)))

    return read, points, crs


def lines_of(header, points):
    return [
        ["nom", *header],
        *([f"Lieu {rank}", *map(str, one)] for rank, one in enumerate(points)),
    ]


def assert_in_place(plan, points):
    found = [draft.shapes[0].representative_point() for draft in plan.drafts]
    assert plan.states == ["imported"] * len(points)
    for place, (east, north) in zip(found, points, strict=True):
        assert abs(place.x - east) < 1e-5
        assert abs(place.y - north) < 1e-5


def move(points, crs):
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    return [to(*one) for one in points]


def test_degrees_of_any_territory_need_no_acceptance(elsewhere):
    read, points, _ = elsewhere
    assert_in_place(read(lines_of(("lon", "lat"), points)), points)


@pytest.mark.parametrize(
    ("change", "code", "accept"),
    [
        (lambda east, north: (north, east), "swapped", "swap"),
        (lambda east, north: (abs(east), abs(north)), "sign_lost", "sign"),
        (lambda east, north: (abs(north), abs(east)), "swapped_sign", "swap"),
    ],
)
def test_swaps_and_lost_signs_of_any_territory_wait_then_fall_in_place(
    elsewhere, change, code, accept
):
    read, points, _ = elsewhere
    lines = lines_of(("lon", "lat"), [change(*one) for one in points])
    plan = read(lines)
    assert plan.states == ["quarantined"] * len(points)
    assert [one.code for one in plan.proposals] == [code]
    assert_in_place(read(lines, accept), points)


@pytest.mark.parametrize("header", [("X", "Y"), ("lon", "lat")])
def test_metres_of_any_territory_are_proposed_in_its_system_alone(elsewhere, header):
    read, points, crs = elsewhere
    lines = lines_of(header, move(points, crs))
    (proposal,) = read(lines).proposals
    assert (proposal.crs, proposal.swapped, proposal.rivals) == (crs, False, ())
    assert_in_place(read(lines, "crs"), points)


def changed(columns, write, header=None):
    rows = [{**row, **write(row)} for row in PLACES]
    lines = table(("nom", *columns), rows=rows)
    return [["nom", *header], *lines[1:]] if header else lines


def in_system(crs):
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    return lambda row: dict(zip("xy", map(str, to(row["lon"], row["lat"])), strict=True))


def side_by_side():
    halves = [table(("nom", "lat", "lon"), rows=PLACES[start::2]) for start in (0, 1)]
    return [[*left, "", *right] for left, right in zip(*halves, strict=True)]


def turned():
    lines = table(("nom", "commune", "lat", "lon"))
    return [list(column) for column in zip(*lines, strict=True)]


SOUND = {
    "conic_in_the_header.csv": lambda: as_csv(
        changed("xy", in_system("EPSG:3950"), ("X_CC50", "Y_CC50"))
    ),
    "extended_in_the_header.csv": lambda: as_csv(
        changed("xy", in_system("EPSG:27572"), ("Lambert2e X", "Lambert2e Y"))
    ),
    "map_address_in_two_columns.csv": lambda: as_csv(
        changed(
            ("lien",),
            lambda row: {"lien": f"https://www.google.com/maps/@{row['lat']},{row['lon']},17z"},
            ("Lien carte",),
        )
    ),
    "named_point.csv": lambda: as_csv(
        changed(
            ("geopoint",),
            lambda row: {"geopoint": json.dumps({"lat": row["lat"], "lon": row["lon"]})},
        )
    ),
    "y_x_pair.csv": lambda: as_csv(
        changed(("p",), lambda row: {"p": f"{row['lat']} {row['lon']}"}, ("Y/X",))
    ),
    "x_y_pair.csv": lambda: as_csv(
        changed(("p",), lambda row: {"p": f"{row['lon']} {row['lat']}"}, ("x,y",))
    ),
    "objects_by_line.jsonl": lambda: "\n".join(json.dumps(one) for one in PLACES).encode(),
    "address_of_a_system.geojson": lambda: as_geojson(
        features(lambda _, point: {"type": "Point", "coordinates": move([point], "EPSG:2154")[0]}),
        crs={
            "type": "name",
            "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/2154"},
        },
    ),
    "side_by_side.xlsx": lambda: as_xlsx(side_by_side()),
    "turned.xlsx": lambda: as_xlsx(turned()),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_file_that_says_how_it_is_written_is_imported_whole_and_in_place(bring, name):
    report = bring(name, SOUND[name]())
    assert (report["read"], report["imported"]) == (12, 12), report["faults"][:2]
    assert report["proposals"] == []
    assert_all_in_place(report)


def test_an_unusual_layout_is_told_and_its_rows_are_told_apart(bring):
    beside = bring("beside.xlsx", as_xlsx(side_by_side()))
    assert {one["code"] for one in beside["notices"]} == {"laid_beside"}
    assert [(one["name"], one["rows"]) for one in beside["tables"]] == [
        ("Sheet (1)", 6),
        ("Sheet (2)", 6),
    ]
    report = bring("turned.xlsx", as_xlsx(turned()))
    assert {one["code"] for one in report["notices"]} == {"laid_turned"}


def test_two_telephones_in_a_row_are_no_tables_side_by_side(bring):
    lines = [["nom", "tel", "nom", "tel"], ["Un", "0321", "Ana", "0322"], ["Deux", "0", "B", "1"]]
    report = bring("contacts.xlsx", as_xlsx(lines))
    assert (report["read"], report["notices"]) == (2, [])


def test_metres_of_a_column_of_degrees_are_not_told_as_rounded(bring):
    lines = changed(("lat", "lon"), lambda row: dict(
        zip(("lon", "lat"), (round(one, 1) for one in move([(row["lon"], row["lat"])],
                                                           "EPSG:2154")[0]), strict=True)
    ))  # fmt: skip
    report = bring("metres.csv", as_csv(lines))
    assert {one["code"] for one in report["faults"]} == {"crs_wrong"}


def test_decimal_commas_of_a_kml_wait_rather_than_be_cut_at_a_wrong_place(bring):
    content = as_kml()
    for row in PLACES:
        for name in ("lon", "lat"):
            written = str(row[name])
            content = content.replace(written.encode(), written.replace(".", ",").encode())
    report = bring("commas.kml", content)
    assert {one["code"] for one in report["quarantined"]} == {"geometry_unreadable"}
    assert (report["read"], report["imported"]) == (12, 0)


def test_a_shapefile_whose_prj_is_no_system_is_read_as_one_without(bring, tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    content = as_shapefile(folder, prj='PROJCS["nothing"')
    report = bring("bad_prj.zip", content)
    assert (report["imported"], codes(report)) == (0, {"crs_missing"})
    report = bring("bad_prj.zip", content, accept=("crs",))
    assert_all_in_place(report)
