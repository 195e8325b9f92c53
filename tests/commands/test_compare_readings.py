"""The deeper readings of ``compare``, from end to end, on kilometre squares worked by hand."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, box

from animmap.__main__ import main
from animmap.sources.communes import load_communes

EAST, NORTH = 670_000.0, 7_040_000.0
A, B, C = box(0, 0, 4, 4), box(2, 0, 6, 4), box(2, 2, 6, 6)
GROUPS = [*[("élus", A)] * 4, ("assos", B), ("assos", B), ("assos", A), ("habitants", C)]


def here(geometry):
    scaled = shapely.affinity.scale(geometry, 1000, 1000, origin=(0, 0))
    return shapely.affinity.translate(scaled, EAST, NORTH)


def write(path, rows, **columns):
    gpd.GeoDataFrame(
        {"college": [college for college, _ in rows], **columns},
        geometry=[here(shape) for _, shape in rows],
        crs="EPSG:2154",
    ).to_file(path)
    return path


@pytest.fixture
def compare(tmp_path):
    def run(rows, *options, **columns):
        path, out = write(tmp_path / "voix.gpkg", rows, **columns), tmp_path / "out.json"
        code = main(
            ["compare", str(path), "--college", "college", "--json", str(out), *map(str, options)]
        )
        assert code == 0
        return json.loads(out.read_text("utf-8"))

    return run


def test_each_college_left_out_moves_the_ground_as_worked(compare):
    found = compare(GROUPS)
    rest = found["leave_one_college_out"]
    assert {name: one["area_km2"] for name, one in rest.items()} == pytest.approx(
        {"assos": 28, "élus": 20, "habitants": 16}, rel=1e-6
    )
    assert found["influence"] == pytest.approx(
        {"assos": 1 - 0.428571, "élus": 0.4, "habitants": 0.6}, abs=1e-6
    )
    assert found["leave_one_voice_out"]["min_iou"] <= found["leave_one_voice_out"]["median_iou"]


def test_the_matrices_hold_distances_between_outlines(compare):
    found = compare([("x", A), ("x", B), ("x", C)])["pairwise"]
    assert found["hausdorff_m"][0] == pytest.approx([0, 2000, 2828.427], abs=0.02)
    assert found["mean_distance_m"][0][1] == pytest.approx(1000, abs=1)
    assert found["usual_distance_m"][0][1] == pytest.approx(2000, abs=1)


def test_clusters_are_the_worked_tree(compare):
    rows = [("x", A), ("x", B), ("x", C), ("x", box(10, 0, 12, 2)), ("x", box(10, 0, 13, 2))]
    found = compare(rows)["clusters"]
    heights = [merge["height"] for merge in found["merges"]]
    assert heights == pytest.approx([1 / 3, 2 / 3, 0.761905, 1], abs=1e-6)
    assert found["cophenetic_correlation"] == pytest.approx(0.980476, abs=1e-6)
    assert found["families"][0] == ["4", "5"]


def test_debated_zones_are_numbered_placed_and_say_who_is_on_which_side(compare, tmp_path):
    places = gpd.GeoDataFrame(
        {"nom": ["la source", "loin"]}, geometry=[here(Point(1, 1)), here(Point(9, 9))],
        crs="EPSG:2154",
    )  # fmt: skip
    places.to_file(tmp_path / "lieux.gpkg")
    rows = [("un", A), ("un", A), ("un", box(0, 0, 4, 5)), ("deux", B), ("deux", B), ("deux", B)]
    out = tmp_path / "out.gpkg"
    found = compare(rows, "--points", tmp_path / "lieux.gpkg", "--gpkg", out)
    zones = found["debated_zones"]
    assert [zone["number"] for zone in zones] == [1, 2]
    assert [zone["area_km2"] for zone in zones] == pytest.approx([8, 8], rel=1e-6)
    assert [zone["concern_km2"] for zone in zones] == pytest.approx([2, 2], rel=1e-6)
    west = next(zone for zone in zones if zone["holds"])
    assert (west["colleges_for"], west["colleges_against"]) == (["un"], ["deux"])
    assert (west["voices_for"], west["voices_against"]) == (["1", "2", "3"], ["4", "5", "6"])
    assert west["holds"] == ["la source"]
    assert west["communes"]
    assert west["share_by_college"] == {"un": 1.0, "deux": 0.0}
    assert west["kept_when_shaken"] > 0.8
    assert west["imprecise"] is False
    layer = gpd.read_file(out, layer="debated_zones")
    assert layer["number"].tolist() == [1, 2]
    assert layer.area.sum() == pytest.approx(16e6, rel=1e-6)


def test_what_the_hand_could_not_tell_is_imprecise_not_debated(compare):
    rows = [("un", box(0, 0, 10, 10)), ("deux", box(0, 0, 10.3, 10))]
    (zone,) = compare(rows, "--tolerance", 400)["debated_zones"]
    assert zone["imprecise"] is True
    (same,) = compare(rows, "--tolerance", 5)["debated_zones"]
    assert same["imprecise"] is False


def test_the_majority_snaps_to_the_commune_that_it_is(compare):
    (commune,) = load_communes(["62119"])
    metric = gpd.GeoSeries([commune.geometry], crs="EPSG:4326").to_crs("EPSG:2154")[0]
    drawn = shapely.affinity.scale(
        shapely.affinity.translate(metric, -EAST, -NORTH), 1e-3, 1e-3, origin=(0, 0)
    )
    snapped = compare([("x", drawn), ("x", drawn)])["snapped"]
    assert (snapped["commune_codes"], snapped["communes"]) == (["62119"], [commune.name])
    assert snapped["iou"] == pytest.approx(1, abs=1e-4)
    assert (snapped["gained_km2"], snapped["lost_km2"]) == pytest.approx((0, 0), abs=1e-3)


def test_out_of_france_nothing_is_snapped_or_named(compare):
    far = shapely.affinity.translate(A, 2000, 0)
    found = compare([("x", far), ("x", far)])
    assert found["snapped"] is None


def test_thresholds_say_everyone_in_and_the_consensus(compare):
    found = compare([*[("élus", A)] * 20, *[("habitants", B)] * 3])
    half = found["thresholds"][4]
    assert (half["everyone_in_km2"], half["consensus_km2"]) == pytest.approx((8, 8), rel=1e-6)
    assert found["weight_of_numbers"] == pytest.approx(
        {"gained_km2": 8, "lost_km2": 0, "moved_km2": 8 * (0.869565 - 0.5) * 2}, rel=1e-5, abs=1e-6
    )
    assert found["disagreement"] == pytest.approx(
        {"total_km2": 4, "within_colleges_km2": 0, "between_colleges_km2": 4}, rel=1e-6, abs=1e-6
    )
    assert sum(found["classes_km2"].values()) == pytest.approx(24, rel=1e-6)


def test_the_curve_has_its_plateaus_and_expectation(compare):
    found = compare([("x", A), ("x", B), ("x", C)])["curve"]
    assert found["raw_km2"][:33] == pytest.approx([32] * 33, rel=1e-6)
    assert found["raw_km2"][-1] == pytest.approx(4, rel=1e-6)
    bounds = [(one["from"], one["to"]) for one in found["plateaus"]["raw"]]
    assert np.ravel(bounds) == pytest.approx([0.01, 0.33, 0.34, 0.66, 0.67, 1.0])
    told = found["vorobev"]["raw"]
    assert (told["area_km2"], told["mean_area_km2"]) == pytest.approx((32, 16), rel=1e-6)


def test_a_maybe_counts_for_half_and_strangers_are_told(compare, tmp_path, capsys):
    rows = [("", box(0, 0, 6, 4)), ("", C)]
    maybe = write(tmp_path / "peut-etre.gpkg", rows, nom=["a", "z"])
    found = compare(
        [("x", A), ("y", B)], "--maybe", maybe, "--id", "nom", nom=["a", "b"]
    )  # fmt: skip
    graded = found["graded"]
    assert (graded["hesitant_voices"], graded["hesitation_km2"]) == pytest.approx((1, 4), rel=1e-6)
    assert graded["thresholds"][6]["raw_km2"] == pytest.approx(16, rel=1e-6)
    assert graded["likeness"][0][1] == pytest.approx(0.5, rel=1e-6)
    assert [notice["code"] for notice in found["notices"]] == ["maybe_strangers"]
    assert capsys.readouterr().err.count("\n") == 1


def test_the_audit_names_nobody_and_says_what_it_supposes(compare):
    found = compare([*[("x", A)] * 5, ("y", box(10, 0, 12, 2))])["single_truth_audit"]
    assert found["silenced_voices"] == 1
    assert found["area_km2"] == pytest.approx(16, rel=1e-6)
    assert "supposed" in found["caution"]
    assert "sensitivity" not in json.dumps(found)


def test_faces_hold_what_their_maps_show(compare, tmp_path):
    out = tmp_path / "faces.gpkg"
    compare([*[("élus", A)] * 20, *[("habitants", B)] * 3], "--gpkg", out)
    faces = gpd.read_file(out, layer="faces").sort_values("count", ascending=False)
    assert faces["everyone_in"].tolist() == pytest.approx([1, 0, 0])
    assert faces["difference"].tolist() == pytest.approx([0, 0.5 - 20 / 23, 0.5 - 3 / 23])
    assert np.square(faces["consensus"]).tolist() == pytest.approx(
        [0.763636, 0.190909, 0.036364], abs=1e-6
    )
    assert (faces["within_colleges"] + faces["between_colleges"]).tolist() == pytest.approx(
        [0, 0.25, 0.25]
    )


@pytest.mark.parametrize("asked", ["0", "-3", "inf"])
def test_a_tolerance_is_a_positive_length(asked, tmp_path):
    with pytest.raises(SystemExit):
        main(["compare", "x.gpkg", "--json", str(tmp_path / "o.json"), "--tolerance", asked])


def test_the_same_voices_in_any_order_and_crs_have_the_same_figures(tmp_path):
    frame = gpd.GeoDataFrame(
        {"college": [college for college, _ in GROUPS]},
        geometry=[here(shape) for _, shape in GROUPS],
        crs="EPSG:2154",
    )
    told = []
    for rank, crs in enumerate(("EPSG:2154", "EPSG:4326", "EPSG:3857")):
        path, out = tmp_path / f"{rank}.gpkg", tmp_path / f"{rank}.json"
        order = np.random.default_rng(rank).permutation(len(frame)) if rank else slice(None)
        frame.iloc[order].to_crs(crs).to_file(path)
        main(["compare", str(path), "--college", "college", "--json", str(out)])
        told.append(json.loads(out.read_text("utf-8")))
    for other in told[1:]:
        for key in ("area_by_count_km2", "classes_km2", "influence", "mean_iou", "disagreement",
                    "weight_of_numbers", "between_colleges_share"):  # fmt: skip
            assert other[key] == pytest.approx(told[0][key], rel=1e-6, abs=1e-6), key
        for one, two in zip(told[0]["thresholds"], other["thresholds"], strict=True):
            assert two == pytest.approx(one, rel=1e-6, abs=1e-6)
        heights = [
            [merge["height"] for merge in one["clusters"]["merges"]] for one in (told[0], other)
        ]
        assert heights[1] == pytest.approx(heights[0], abs=1e-6)
