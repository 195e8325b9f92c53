"""What moved between two questions, on squares worked by hand (m², any metric CRS).

Before: two officials draw A = [0,4]², one resident B = [2,6]×[0,4].
After: both officials draw B, the resident still B.
"""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from animmap.core import evolution
from animmap.core.comparison import Comparison, zone
from tests.core.shapes import A, B, compare, slanted_outlines, touching_outlines

FAR = box(20, 0, 24, 4)
BEFORE = compare(officials=[A, A], residents=[B])
AFTER = compare(officials=[B, B], residents=[B])


def test_gained_and_lost_are_the_ground_of_one_zone_only():
    # Before, raw half: A (two voices of three). After: B.
    raw = evolution.measure_shifts(evolution.join(BEFORE, AFTER), 0.5)["raw"]
    assert (raw.before_m2, raw.after_m2, raw.common_m2) == pytest.approx((16, 16, 8))
    assert (raw.gained_m2, raw.lost_m2) == pytest.approx((8, 8))
    assert raw.iou == pytest.approx(8 / 24)
    # A\B goes from 2/3 to 0, A∩B from 1 to 1, B\A from 1/3 to 1.
    assert raw.moved_m2 == pytest.approx(8 * 2 / 3 + 8 * 2 / 3)


def test_a_share_of_exactly_one_half_is_inside_at_equal_voice():
    # Before, each college weighs one half: A and B are both reached exactly.
    equal = evolution.measure_shifts(evolution.join(BEFORE, AFTER), 0.5)["equal"]
    assert (equal.before_m2, equal.after_m2, equal.common_m2) == pytest.approx((24, 16, 16))
    assert (equal.gained_m2, equal.lost_m2) == pytest.approx((0, 8))
    assert equal.moved_m2 == pytest.approx(8 * 0.5 + 8 * 0.5)


def test_colleges_move_by_the_ground_that_half_of_their_voices_include():
    told = {"officials": "officials", "residents": "residents"}
    officials, residents = evolution.measure_colleges(evolution.join(BEFORE, AFTER), told)
    assert (officials.voices_before, officials.voices_after) == (2, 2)
    assert (officials.half.gained_m2, officials.half.lost_m2) == pytest.approx((8, 8))
    assert residents.half.iou == pytest.approx(1)


def test_colleges_told_together_count_as_one():
    together = dict.fromkeys(["officials", "residents"], "all")
    [all_of_them] = evolution.measure_colleges(evolution.join(BEFORE, AFTER), together)
    assert (all_of_them.voices_before, all_of_them.voices_after) == (3, 3)
    assert all_of_them.half.before_m2 == pytest.approx(16)  # A: two voices of three


def test_a_college_that_comes_only_the_second_time_gains_all_it_draws():
    joint = evolution.join(BEFORE, compare(officials=[A], firms=[FAR]))
    told = {name: name for name in ("officials", "residents", "firms")}
    firms, _, residents = evolution.measure_colleges(joint, told)
    assert (firms.voices_before, firms.voices_after) == (0, 1)
    assert (firms.half.before_m2, firms.half.gained_m2) == pytest.approx((0, 16))
    assert (residents.voices_after, residents.half.after_m2) == (0, 0)


def test_nothing_drawn_at_all_by_both_has_no_likeness():
    assert evolution.Shift(0.0, 0.0, 0.0).iou is None


def test_the_map_shows_where_more_or_fewer_include_the_place():
    bands = evolution.shift_bands(evolution.join(BEFORE, AFTER), "raw")
    told = [(band.facts["share_min"], band.geometry.area, band.facts["pattern"]) for band in bands]
    # −2/3 on A\B, 0 on A∩B, +2/3 on B\A.
    assert told == [
        (-1.0, pytest.approx(8), "rise-3"),
        (-0.05, pytest.approx(8), ""),
        (0.30, pytest.approx(8), "fall-3"),
    ]


def test_voices_that_came_back_are_told_together():
    quarter = affinity.translate(A, 1, 0)  # 12 of 20 in common
    found = evolution.measure_returning([(A, A), (A, quarter), (A, FAR)])
    assert (found.voices, found.hardly, found.partly, found.a_lot) == (3, 1, 1, 1)
    assert found.median_iou == pytest.approx(12 / 20)
    assert evolution.measure_returning([]) is None


def test_a_debate_remains_is_settled_either_way_or_is_new():
    one, two, three, new = (box(10 * at, 0, 10 * at + 4, 4) for at in range(4))
    half_of_one = box(0, 0, 2, 4)
    grounds = shapely.union_all([one, two, three]), shapely.union_all([half_of_one, new])
    moves = evolution.match_debates([one, two, three], [half_of_one, new], grounds, two)
    assert [(move.fate, move.before, move.after) for move in moves] == [
        ("remains", (0,), (0,)),  # exactly half of its ground is still debated: it counts
        ("taken", (1,), ()),
        ("left", (2,), ()),
        ("new", (), (1,)),
    ]


def test_a_debate_goes_on_in_pieces_too_small_to_be_listed():
    one, corner = box(0, 0, 4, 4), box(0, 0, 4, 3)
    [move] = evolution.match_debates([one], [], (one, corner), shapely.MultiPolygon())
    assert (move.fate, move.after) == ("remains", ())


def test_without_any_debate_there_is_nothing_to_tell():
    nothing = shapely.MultiPolygon()
    assert evolution.match_debates([], [], (nothing, nothing), A) == []


def split(outlines: list) -> Comparison:
    """Compare outlines given to two colleges in turn."""
    return compare(one=outlines[::2], two=outlines[1::2])


SHARES = st.sampled_from([0.25, 0.5, 2 / 3, 1.0])


@settings(max_examples=40)
@given(touching_outlines(), touching_outlines(), SHARES)
def test_zones_are_those_of_each_question_alone(first, second, share):
    before, after = split(first), split(second)
    for rule, shift in evolution.measure_shifts(evolution.join(before, after), share).items():
        one, two = zone(before, rule, share), zone(after, rule, share)
        assert shift.before_m2 == pytest.approx(one.area, abs=1e-6)
        assert shift.after_m2 == pytest.approx(two.area, abs=1e-6)
        assert shift.common_m2 == pytest.approx(shapely.intersection(one, two).area, abs=1e-6)


@settings(max_examples=20)
@given(slanted_outlines(), slanted_outlines(), SHARES)
def test_going_back_loses_what_was_gained(first, second, share):
    before, after = split(first), split(second)
    there = evolution.measure_shifts(evolution.join(before, after), share)
    back = evolution.measure_shifts(evolution.join(after, before), share)
    for rule, shift in there.items():
        # The grid moves a corner by half a millimetre at most.
        near = 1e-3 * sum(outline.length for outline in (*first, *second))
        assert back[rule].gained_m2 == pytest.approx(shift.lost_m2, abs=near)
        assert back[rule].moved_m2 == pytest.approx(shift.moved_m2, abs=near)
        assert shift.moved_m2 <= before.union_m2 + after.union_m2 + near


@settings(max_examples=20)
@given(touching_outlines())
def test_a_question_answered_again_in_the_same_way_moves_nothing(outlines):
    joint = evolution.join(split(outlines), split(outlines))
    for shift in evolution.measure_shifts(joint, 0.5).values():
        assert shift.moved_m2 == pytest.approx(0, abs=1e-6)
        assert shift.iou is None or shift.iou == pytest.approx(1)
    assert all(band.facts["share_min"] == -0.05 for band in evolution.shift_bands(joint, "raw"))
