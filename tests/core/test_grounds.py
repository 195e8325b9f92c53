"""Grounds of a class without faces, against the faces."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely import box

from animmap.core.comparison import TENTHS, VoiceShape, compare_shapes, zone
from animmap.core.grounds import cut_grounds
from animmap.core.readings import MAPPED_CLASSES
from animmap.core.zones import list_debates, list_zones
from tests.core.shapes import LAMBERT, A, B, C, blob, compare, touching_outlines


def colleges_of(found) -> list[str]:
    return [shape.college for shape in found.shapes]


def split(outlines):
    half = max(len(outlines) // 2, 1)
    return compare(one=outlines[:half], two=outlines[half:])


def kilometres(outlines):
    return [shapely.affinity.scale(one, 1000, 1000, origin=(0, 0)) for one in outlines]


@settings(max_examples=80, deadline=None)
@given(touching_outlines())
def test_grounds_are_the_faces_of_their_class(outlines):
    found = split(kilometres(outlines))
    for klass in MAPPED_CLASSES:
        faces = found.faces[found.faces["klass"] == klass]
        grounds = cut_grounds(found.walk, colleges_of(found), klass)
        drawn = shapely.union_all([ground.geometry for ground in grounds])
        expected = shapely.union_all(faces.geometry.to_numpy())
        assert drawn.symmetric_difference(expected).area == pytest.approx(0, abs=1)


@settings(max_examples=80, deadline=None)
@given(touching_outlines())
def test_each_ground_has_its_own_carriers(outlines):
    found = split(kilometres(outlines))
    grounds = cut_grounds(found.walk, colleges_of(found), "debated", camps=[{"one"}, {"two"}])
    colleges = np.array(colleges_of(found))
    points = shapely.point_on_surface(found.faces.geometry.to_numpy())
    for ground in grounds:
        held = found.faces[shapely.intersects(ground.geometry, points)]
        for voices in held["voices"]:
            for rank, name in enumerate(("one", "two")):
                share = (colleges[list(voices)] == name).sum() / (colleges == name).sum()
                assert (share >= 0.5) == (rank in ground.carriers)


@pytest.mark.parametrize("seed", range(3))
def test_hand_drawn_grounds_agree_with_the_faces(seed):
    rng = np.random.default_rng(seed)
    found = compare(**{name: [blob(rng) for _ in range(8)] for name in ("a", "b", "c")})
    for klass in MAPPED_CLASSES:
        area = found.faces.loc[found.faces["klass"] == klass, "area_m2"].sum()
        grounds = cut_grounds(found.walk, colleges_of(found), klass)
        total = sum(ground.geometry.area for ground in grounds)
        assert total == pytest.approx(area, rel=1e-5, abs=100)
        assert found.classes_m2[klass] == pytest.approx(area, rel=1e-6, abs=10)


def test_grounds_side_by_side_are_one_whoever_drew_them():
    found = compare(a=[box(0, 0, 4, 4), box(20, 0, 21, 1), box(30, 0, 31, 1), box(4, 0, 8, 4)])
    edges = cut_grounds(found.walk, colleges_of(found), "edge", smallest_m2=5)
    assert [ground.geometry.area for ground in edges] == pytest.approx([32])


def test_debated_ground_is_cut_by_side_unless_nothing_would_be_left_to_show():
    two = compare(one=[A] * 3, two=[B] * 3)
    cut = list_debates(two, [{"one"}, {"two"}])
    assert [zone.area_m2 for zone in cut] == pytest.approx([8, 8])
    assert sorted(zone.carriers for zone in cut) == [(0,), (1,)]
    # Forty thin strips, each drawn by its own half of the colleges: no strip is worth a talk.
    comb = [
        shapely.union_all([box(x, 0, x + 1, 100) for x in range(rank % 2, 400, 2)])
        for rank in range(4)
    ]
    woven = compare(**{str(rank): [outline] for rank, outline in enumerate(comb)})
    (whole,) = list_debates(woven, [{str(rank)} for rank in range(4)])
    assert whole.area_m2 == pytest.approx(woven.union_m2)


def test_a_large_round_lists_the_zones_of_a_small_one():
    rng = np.random.default_rng(9)
    shapes = [VoiceShape(str(n), "abc"[n % 3], blob(rng, spread=4_000)) for n in range(15)]
    small, large = (compare_shapes(shapes, LAMBERT, most_faces=most) for most in (10**6, 0))
    assert large.faces.empty
    exact, estimated = (list_zones(one, "debated") for one in (small, large))
    assert exact
    for one, two in zip(exact, estimated, strict=True):
        assert one.geometry.equals(two.geometry)
        assert (one.voices_for, one.by_college) == (two.voices_for, two.by_college)
        assert two.concern_m2 == pytest.approx(one.concern_m2, rel=0.02)


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_the_concern_of_zones_is_that_of_their_faces(outlines):
    found = split(outlines)
    faces = found.faces[found.faces["klass"] == "edge"]
    p, area = faces["equal_share"].to_numpy(), faces["area_m2"].to_numpy()
    zones = list_zones(found, "edge")
    left_out = area.sum() - sum(zone.area_m2 for zone in zones)
    total = sum(zone.concern_m2 for zone in zones)
    assert total == pytest.approx(float((area * p * (1 - p)).sum()), abs=0.25 * left_out + 1e-6)


@settings(max_examples=60, deadline=None)
@given(touching_outlines())
def test_cores_nest_and_zones_hold_their_share(outlines):
    found = split(outlines)
    zones = [zone(found, "equal", share) for share in TENTHS]
    for wide, narrow in itertools.pairwise(zones):
        assert narrow.difference(wide).area == pytest.approx(0, abs=1e-9)


def test_three_squares_are_edge_but_where_two_meet():
    found = compare(all=[A, B, C])
    assert found.classes_m2 == pytest.approx({"core": 12, "shared": 0, "debated": 20, "edge": 0})


@pytest.mark.parametrize("turn", range(8))
def test_a_zone_that_half_of_a_college_holds_is_carried_wherever_rounding_falls(turn):
    """Two of four hold it, as the very outline or wider: neither a corner nor a copy decides."""
    rng = np.random.default_rng(turn)
    zone_drawn = shapely.affinity.rotate(blob(rng), 31 * turn)
    others = [zone_drawn, zone_drawn.buffer(900), *[box(9e4, 0, 9.5e4, 5e3)] * 2]
    wide = zone_drawn.buffer(4_000, quad_segs=3)
    found = compare(four=others, none=[box(9e4, 0, 9.5e4, 5e3)], all=[wide, wide])
    inside = next(
        each
        for each in list_debates(found, [{"four"}, {"none"}, {"all"}])
        if each.geometry.intersects(zone_drawn.point_on_surface())
    )
    assert inside.by_college == {"four": 0.5, "none": 0.0, "all": 1.0}
    assert inside.colleges_for == ("four", "all")


def test_a_voice_that_holds_half_of_a_zone_is_for_it():
    whole, far = box(0, 0, 10_000, 9_000), box(90_000, 0, 90_100, 100)
    west, east = box(0, 0, 5_000, 9_000), box(5_000, 0, 10_000, 9_000)
    (found,) = list_zones(compare(one=[whole, far, far], two=[west, east]), "debated")
    assert (found.voices_for, found.voices_against) == ((0, 3, 4), (1, 2))
