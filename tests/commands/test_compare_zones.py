"""``compare --zones``: the majority beside zones that exist, on squares worked by hand."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely
from shapely import Point, box

from animmap.__main__ import main
from tests.commands.test_compare_readings import A, B, here, write

# The majority of A, A, B is A = [0,4]².
ROWS = [("x", A), ("x", A), ("x", B)]


@pytest.fixture
def face(tmp_path, capsys):
    """Return ``face(zones, *options)``: the key ``zones`` of the answer, what was said."""

    def run(frame, *options):
        path, out = tmp_path / "zones.gpkg", tmp_path / "out.json"
        if isinstance(frame, bytes):
            path = tmp_path / "zones.geojson"
            path.write_bytes(frame)
        else:
            frame.to_file(path)
        asked = ["compare", str(write(tmp_path / "voix.gpkg", ROWS)), "--zones", str(path)]
        assert main([*asked, "--json", str(out), *map(str, options)]) == 0
        return json.loads(out.read_text("utf-8"))["zones"], capsys.readouterr().err

    return run


def zones(crs="EPSG:2154", **named):
    shapes = [here(shape) for shape in named.values()]
    frame = gpd.GeoDataFrame({"nom": list(named)}, geometry=shapes, crs="EPSG:2154")
    return frame.to_crs(crs)


def test_each_zone_touched_tells_its_shares_and_areas(face):
    found, _ = face(zones(Ouest=box(0, 0, 2, 4), Est=box(2, 0, 8, 4), Loin=box(20, 0, 24, 4)))
    west, east = sorted(found["touched"], key=lambda one: one["row"])
    assert [one["name"] for one in (west, east)] == ["Ouest", "Est"]
    assert west["area_km2"] == pytest.approx(8, rel=1e-6)
    assert (west["share_of_majority"], west["share_of_zone"]) == pytest.approx((0.5, 1))
    assert (east["share_of_majority"], east["share_of_zone"]) == pytest.approx((0.5, 1 / 3))
    assert (east["gained_km2"], east["lost_km2"]) == pytest.approx((8, 16), rel=1e-6)
    assert east["iou"] == pytest.approx(8 / 32)
    assert (found["read"], found["waiting"]) == (3, [])


def test_the_best_set_of_whole_zones_is_told_with_its_loss(face):
    found, _ = face(zones(Ouest=box(0, 0, 2, 4), Est=box(2, 0, 8, 4)))
    # West alone: 8/16; both: 16/32: the fewest zones are kept.
    assert found["snapped"]["iou"] == pytest.approx(0.5)
    assert found["snapped"]["zones"] == ["Ouest"]
    assert found["snapped"]["lost_km2"] == pytest.approx(8, rel=1e-6)
    overlapping, _ = face(zones(Un=box(0, 0, 4, 4), Deux=box(0, 0, 4, 4)))
    assert overlapping["snapped"] is None


def test_places_are_told_by_the_side_they_stand_on(face, tmp_path):
    places = gpd.GeoDataFrame(
        {"nom": ["Source", "Haie"]},
        geometry=[here(Point(1, 1)), here(Point(6, 1))],
        crs="EPSG:2154",
    )
    places.to_file(tmp_path / "lieux.gpkg")
    found, _ = face(zones(Est=box(2, 0, 8, 4)), "--points", tmp_path / "lieux.gpkg")
    [east] = found["touched"]
    assert (east["holds_gained"], east["holds_lost"]) == (["Source"], ["Haie"])


def test_another_column_may_name_the_zones(face):
    frame = zones(Ouest=box(0, 0, 2, 4)).assign(code=["FR-1"])
    assert face(frame, "--zone-name", "code")[0]["touched"][0]["name"] == "FR-1"


def test_a_zone_that_cannot_serve_is_named_and_said(face):
    frame = zones(Ouest=box(0, 0, 2, 4), Vide=box(2, 0, 8, 4))
    frame.loc[1, "geometry"] = None
    found, said = face(frame)
    assert [(one["row"], one["name"]) for one in found["waiting"]] == [(2, "Vide")]
    assert found["waiting"][0]["message"]
    assert "1 " in said
    assert len(found["touched"]) == 1


def test_exchanged_axes_are_proposed_never_used(face):
    frame = zones("EPSG:4326", Ouest=box(0, 0, 2, 4))
    exchanged = shapely.transform(frame.geometry.to_numpy(), lambda points: points[:, ::-1])
    drawn = json.loads(shapely.to_geojson(exchanged[0]))
    feature = {"type": "Feature", "properties": {"nom": "Ouest"}, "geometry": drawn}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    found, _ = face(content)
    assert (found["touched"], found["proposals"][0]["code"]) == ([], "swapped")


def test_the_same_zones_in_another_system_give_the_same_figures(face):
    named = {"Ouest": box(0, 0, 2, 4), "Est": box(2, 0, 8, 4)}
    metric, _ = face(zones(**named))
    degrees, _ = face(zones("EPSG:4326", **named))
    for one, two in zip(metric["touched"], degrees["touched"], strict=True):
        assert one["common_km2"] == pytest.approx(two["common_km2"], abs=1e-4)
