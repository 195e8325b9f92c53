"""Any zone of a comparison is a ground: what it holds is worked out on squared paper."""

from __future__ import annotations

import json
from datetime import date

import geopandas as gpd
import pytest
import shapely

from animmap.core.crs import to_lonlat, to_metric
from animmap.core.model import Feature, Role
from animmap.errors import AnimmapError
from animmap.services import adopt, compare, explore, ground_export, grounds, projects, workshops
from animmap.services.explore import Filters
from tests.pages.paper import CRS, A, B, C, on_paper, place

KM2 = 1e6


@pytest.fixture
def round_id(desk, make_project, make_sketch):
    """Return a question: A, A, A and B by one college of four, C by another of three."""
    project = make_project()
    for college, rectangles in enumerate(([A, A, A, B], [C, C, C])):
        for rectangle in rectangles:
            make_sketch(project, college, geometry=on_paper(*rectangle))
    return workshops.list_rounds(desk, project.id)[0].id


@pytest.fixture
def reading(desk, round_id):
    return compare.read_round(desk, round_id)


def area_of(desk, reading, code, share=0.5) -> float:
    return grounds.read_ground(desk, reading, code, share).geometry.area / KM2


def test_a_rule_a_college_and_a_family_have_the_ground_counted_on_the_squares(desk, reading):
    first, second = (each.id for each in reading.colleges[:2])
    # Four voices of seven: where B meets the three A (8 km²) or the three C (8), 4 in common.
    assert area_of(desk, reading, "raw", 4 / 7) == pytest.approx(8 + 8 - 4, rel=1e-6)
    assert area_of(desk, reading, f"college-{first}", 0.75) == pytest.approx(16, rel=1e-6)
    assert area_of(desk, reading, f"college-{first}", 1.0) == pytest.approx(8, rel=1e-6)
    assert area_of(desk, reading, f"college-{second}", 0.1) == pytest.approx(16, rel=1e-6)
    families = [code for code in grounds.list_codes(desk, reading) if code.startswith("family")]
    assert sorted(area_of(desk, reading, code) for code in families) == pytest.approx(
        [16, 16], rel=1e-6
    )


def test_classes_share_the_ground_that_is_drawn(desk, reading):
    codes = [code for code in grounds.list_codes(desk, reading) if code.startswith("class")]
    whole = [grounds.read_ground(desk, reading, code, 0.5).geometry for code in codes]
    assert sum(one.area for one in whole) == pytest.approx(reading.comparison.union_m2)
    assert shapely.union_all(whole).area == pytest.approx(reading.comparison.union_m2)


def test_every_code_offered_is_a_ground_with_its_code(desk, reading):
    codes = grounds.list_codes(desk, reading)
    assert {code.partition("-")[0] for code in codes} >= {"raw", "equal", "class", "college"}
    for code in codes:
        assert grounds.read_ground(desk, reading, code, 0.5).code == code


@pytest.mark.parametrize(
    "code", ["", "raw-1", "class-blind_spot", "debate-99", "debate-x", "family-0", "family-x",
             "family-99999", "college-nobody", "zone", "class", "<script>"],
)  # fmt: skip
def test_an_unknown_code_is_refused(desk, reading, code):
    with pytest.raises(AnimmapError, match="not_found"):
        grounds.read_ground(desk, reading, code, 0.5)


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5])
def test_a_share_out_of_range_is_refused(desk, reading, share):
    with pytest.raises(AnimmapError, match="threshold_out_of_range"):
        grounds.read_ground(desk, reading, "raw", share)


def test_a_partner_never_gets_the_ground_of_a_small_college(
    desk, desk_as, make_project, make_sketch
):
    project = make_project()
    for college, count in enumerate((5, 4, 1)):
        for _ in range(count):
            make_sketch(project, college, geometry=on_paper(*(A, B, C)[college]))
    question = workshops.list_rounds(desk, project.id)[0].id
    small = projects.list_colleges(desk, project.id)[2].id
    partner = desk_as(Role.PARTNER, project.id)
    reading = compare.read_round(partner, question)
    assert f"college-{small}" not in grounds.list_codes(partner, reading)
    with pytest.raises(AnimmapError, match="access_denied"):
        grounds.read_ground(partner, reading, f"college-{small}", 0.5)


def test_the_map_narrowed_to_a_ground_shows_what_stands_in_it(desk, reading):
    inside, outside = place(3, 3), place(1, 7)
    items = [
        Feature(
            id=name, project_id=reading.project.id, layer="resource", kind="place", name=name,
            description="", college_id=None, themes=(), commune_code=None,
            geometry=shapely.Point(*where),
        )
        for name, where in (("Dedans", inside), ("Dehors", outside))
    ]  # fmt: skip
    explore.add_features(desk, reading.project.id, items)
    reading = compare.read_round(desk, reading.round.id)
    ground = grounds.read_ground(desk, reading, "raw", 1.0)
    named = [each.name for each in grounds.features_within(desk, reading, ground, Filters())]
    assert named == ["Dedans"]
    only = Filters(layers=("actor",))
    assert grounds.features_within(desk, reading, ground, only) == []


def test_a_ground_is_the_same_on_the_map_in_a_gis_and_adopted(desk, reading, tmp_path):
    code, share = f"college-{reading.colleges[0].id}", 1.0
    whole = grounds.read_ground(desk, reading, code, share)
    shown = grounds.ground_geojson(desk, reading, code, share)["features"][0]
    [drawn] = to_metric([shapely.from_geojson(json.dumps(shown["geometry"]))], CRS)
    assert drawn.symmetric_difference(whole.geometry).area < 1_000  # of 8 km²: degrees are rounded
    path = tmp_path / "zone.gpkg"
    path.write_bytes(ground_export.export_ground(desk, reading, code, share))
    layer = gpd.read_file(path, layer="zone")
    assert layer.crs == CRS
    assert layer.geometry[0].equals(whole.geometry)
    assert layer["area_m2"][0] == pytest.approx(whole.geometry.area)
    proposal = grounds.propose(reading, whole, snap=False)
    told = {"decided_on": date(2026, 11, 23), "decided_by": "L’assemblée", "reasons": "L’eau."}
    adopt.adopt(desk, reading, proposal, **told, minority_views="")
    kept = adopt.current(desk, reading.project.id)
    assert kept.geometry.equals(to_lonlat([whole.geometry], CRS)[0])


def test_an_empty_ground_is_shown_as_nothing_and_never_adopted(desk, reading):
    ground = grounds.read_ground(desk, reading, "raw", 1.0)
    assert not ground.geometry.is_empty
    apart = grounds.Ground("family", "1", 0.0, shapely.MultiPolygon())
    with pytest.raises(AnimmapError, match="geometry_empty"):
        grounds.propose(reading, apart, snap=False)
