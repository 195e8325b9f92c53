"""What a wall says of a round: derived by hand from squares, masked by role."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import box, shape

from animmap.core.model import Role, RoundState
from animmap.errors import AnimmapError
from animmap.services import compare, compare_wall, contribute, projects, taxonomy_edit, workshops
from animmap.services.compare import read_round
from animmap.services.taxonomy import get_taxonomy

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
WHOLE = box(2.50, 50.40, 2.70, 50.60)


@pytest.fixture
def split(make_project, make_sketch):
    """Return a project where two colleges share the west, and one alone adds the east."""
    project = make_project()
    for reason in ("", "La rivière nous relie.", ""):
        make_sketch(project, 0, geometry=WHOLE, reason=reason)
    for reason in ("Trop loin.", "", ""):
        make_sketch(project, 1, geometry=WEST, reason=reason)
    return project


def first_round(desk, project):
    return workshops.list_rounds(desk, project.id)[0].id


def test_the_only_debate_is_the_ground_that_one_college_of_two_includes(desk, split):
    told = compare_wall.debates_json(read_round(desk, first_round(desk, split)))
    [zone] = told["features"]
    assert shape(zone["geometry"]).symmetric_difference(EAST).area < EAST.area / 1000
    facts = zone["properties"]
    assert facts["number"] == 1
    assert EAST.contains(shape({"type": "Point", "coordinates": facts["label"]}))
    assert (facts["voices_for"], facts["voices_against"]) == (3, 3)
    shares = {one["college"]: one["share"] for one in facts["positions"]}
    assert shares == pytest.approx({"Habitants": 1.0, "ESS": 0.0}, abs=1e-6)


def test_each_side_of_a_debate_speaks_with_its_own_reasons(desk, split):
    told = compare_wall.debates_json(read_round(desk, first_round(desk, split)))
    facts = told["features"][0]["properties"]
    assert [one["text"] for one in facts["said_for"]] == ["La rivière nous relie."]
    assert [one["text"] for one in facts["said_against"]] == ["Trop loin."]
    assert [one["college"] for one in facts["said_against"]] == ["ESS"]


def test_no_label_of_a_voice_reaches_the_wall(desk, split):
    assert "Hérisson" not in str(
        compare_wall.debates_json(read_round(desk, first_round(desk, split)))
    )


def test_a_room_of_one_mind_has_no_debate(desk, make_project, make_sketch):
    project = make_project()
    make_sketch(project, 0)
    make_sketch(project, 1)
    assert compare_wall.debates_json(read_round(desk, first_round(desk, project))) == {
        "type": "FeatureCollection",
        "features": [],
    }


def test_the_reasons_of_a_small_college_are_not_told_to_a_partner(
    desk, desk_as, make_project, make_sketch
):
    project = make_project()
    make_sketch(project, 0, geometry=EAST, reason="Seule à le dire")
    for college in (1, 1, 1, 2, 2, 2):
        make_sketch(project, college, geometry=WEST if college == 1 else WHOLE, reason="")
    partner = desk_as(Role.PARTNER, project.id)
    assert "Seule à le dire" in str(
        compare_wall.debates_json(read_round(desk, first_round(desk, project)))
    )
    assert "Seule à le dire" not in str(
        compare_wall.debates_json(read_round(partner, first_round(desk, project)))
    )


def test_the_curve_falls_from_all_that_is_drawn_to_what_all_include(desk, split):
    told = compare_wall.curve_json(read_round(desk, first_round(desk, split)))
    whole = told["union_km2"]
    # Two equal halves: all six voices include the west, three the east as well.
    expected = {share: whole if share <= 0.5 else whole / 2 for share in range_of_shares(told)}
    assert len(expected) == told["voices"] == 6
    areas = {step["share"]: step["raw_km2"] for step in told["steps"]}
    assert areas == pytest.approx(expected, rel=0.01)


def range_of_shares(told):
    return [(rank + 1) / told["voices"] for rank in range(told["voices"])]


def test_the_curve_holds_the_shares_that_the_wall_asks_for(desk, make_project, make_sketch):
    project = make_project()
    for college in (0, 1, 1, 1, 1):
        make_sketch(project, college)
    told = compare_wall.curve_json(read_round(desk, first_round(desk, project)))
    shares = [step["share"] for step in told["steps"]]
    assert shares == sorted({1 / 5, 1 / 3, 2 / 5, 1 / 2, 3 / 5, 2 / 3, 4 / 5, 1.0})


def test_the_portrait_counts_and_names_what_stands_in_the_zone(
    desk, make_features, make_project, make_sketch
):
    project = make_project()
    make_features(project)  # at 2.50, 2.55, 2.60 and 2.65° E on the parallel 50.45° N
    make_sketch(project, 0, geometry=box(2.53, 50.40, 2.62, 50.50))
    told = compare_wall.portrait_json(
        desk, read_round(desk, first_round(desk, project)), "raw", 1.0
    )
    assert {one["layer"]: one["names"] for one in told["layers"]} == {
        "actor": [],
        "structure": ["Élément 00001"],
        "resource": ["Élément 00002"],
        "living_asset": [],
        "need": [],
    }
    assert len(told["zone"]["features"]) == 1
    assert told["area_km2"] > 0


def test_a_portrait_names_the_kinds_that_have_a_colour_of_their_own(
    desk, make_project, make_features, make_sketch
):
    project = make_project()
    make_features(project)  # the actor stands outside, at 2.50° E
    make_sketch(project, 0, geometry=box(2.53, 50.40, 2.70, 50.50))
    labels = {"fr": "Bêtes", "en": "Beasts"}
    for layer in ("actor", "living_asset"):
        first, *rest = get_taxonomy(desk, project.id).of(layer)
        mine = replace(first, labels=labels, color="#7A2E0F")
        taxonomy_edit.save_words(desk, project.id, layer, [mine, *rest])
    reading = read_round(desk, first_round(desk, project))
    told = compare_wall.portrait_json(desk, reading, "raw", 1.0)["layers"]
    assert {one["layer"]: one["kinds"] for one in told if one["kinds"]} == {
        "living_asset": [{"labels": labels, "color": "#7A2E0F"}]
    }


def test_a_portrait_by_another_rule_is_refused(desk, split):
    reading = read_round(desk, first_round(desk, split))
    with pytest.raises(AnimmapError, match="request_invalid"):
        compare_wall.portrait_json(desk, reading, "class", 0.5)


def test_outlines_need_no_comparison_and_hide_what_the_comparison_hides(
    desk, desk_as, split, monkeypatch
):
    round_id = first_round(desk, split)
    same = compare.sketches_geojson(read_round(desk, round_id))
    monkeypatch.setattr(compare, "compare_shapes", None)
    assert compare.outlines_geojson(desk, round_id) == same
    blind = workshops.create_round(
        desk, workshops.list_workshops(desk, split.id)[0].id,
        workshops.RoundDraft("Et là ?"), RoundState.OPEN,
    )  # fmt: skip
    with pytest.raises(AnimmapError, match="round_hidden"):
        compare.outlines_geojson(desk_as(Role.PROJECTOR, split.id), blind.id)


def test_opening_and_revealing_a_round_compares_nothing_again(desk, split, monkeypatch):
    round_id = first_round(desk, split)
    before = read_round(desk, round_id).comparison
    workshops.set_round_state(desk, round_id, RoundState.REVEALED)
    assert read_round(desk, round_id).comparison is before


def test_a_voice_that_changes_college_or_outline_is_compared_again(desk, split, make_sketch):
    round_id = first_round(desk, split)
    before = read_round(desk, round_id).comparison
    sketch = contribute.list_sketches(desk, round_id)[0]
    other = projects.list_colleges(desk, split.id)[2].id
    draft = contribute.SketchDraft(sketch.id, round_id, other, "", WHOLE)
    contribute.amend(desk, sketch.id, "", draft)
    moved = read_round(desk, round_id).comparison
    assert moved is not before
    contribute.amend(
        desk, sketch.id, "", contribute.SketchDraft(sketch.id, round_id, other, "", WEST)
    )
    assert read_round(desk, round_id).comparison is not moved
