"""What the ground owes to a college, to a voice, to the hand."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core.comparison import zone
from animmap.core.robustness import (
    leave_one_college_out,
    leave_one_voice_out,
    level_parts,
    shake_outlines,
)
from tests.core.shapes import A, B, C, blob, compare, touching_outlines

ALL = ["all"] * 5


def iou(one, two) -> float:
    union = one.union(two).area
    return one.intersection(two).area / union if union else 1.0


def test_without_each_college_the_ground_is_the_worked_one():
    found = compare(officials=[A] * 4, associations=[B, B, A], residents=[C])
    colleges = [shape.college for shape in found.shapes]
    rest = {one.college: one for one in leave_one_college_out(found.walk, colleges, 0.5)}
    assert rest["associations"].area_m2 == pytest.approx(28)
    assert rest["associations"].iou == pytest.approx(0.428571, abs=1e-6)
    assert (rest["officials"].area_m2, rest["officials"].iou) == pytest.approx((20, 0.6))
    assert (rest["residents"].area_m2, rest["residents"].iou) == pytest.approx((16, 0.4))
    assert rest["residents"].influence == pytest.approx(0.6)


def test_a_single_college_can_not_be_left_out():
    assert leave_one_college_out(compare(all=[A, B]).walk, ["all", "all"], 0.5) == []


@settings(max_examples=40, deadline=None)
@given(touching_outlines(), st.sampled_from([0.3, 0.5, 2 / 3, 1.0]))
def test_leaving_a_college_out_compares_the_grounds_themselves(outlines, threshold):
    drawn = {name: outlines[rank::3] for rank, name in enumerate("abc") if outlines[rank::3]}
    found = compare(**drawn)
    colleges = [shape.college for shape in found.shapes]
    whole = zone(found, "equal", threshold)
    for one in leave_one_college_out(found.walk, colleges, threshold):
        rest = compare(**{name: some for name, some in drawn.items() if name != one.college})
        ground = zone(rest, "equal", threshold)
        assert one.area_m2 == pytest.approx(ground.area, abs=1e-6)
        assert one.iou == pytest.approx(iou(whole, ground), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(touching_outlines(), st.sampled_from([0.2, 0.5, 2 / 3, 1.0]))
def test_leaving_a_voice_out_compares_the_grounds_themselves(outlines, threshold):
    found = compare(all=outlines)
    whole = zone(found, "raw", threshold)
    expected = [
        iou(whole, zone(compare(all=outlines[:rank] + outlines[rank + 1 :]), "raw", threshold))
        for rank in range(len(outlines))
    ]
    assert leave_one_voice_out(found.walk, threshold) == pytest.approx(expected, abs=1e-6)


def test_without_its_only_voice_nothing_is_left():
    assert leave_one_voice_out(compare(all=[A]).walk, 0.5) == pytest.approx([0])


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_what_each_voice_holds_at_each_level_adds_up_to_the_level(outlines):
    found = compare(all=outlines)
    for level in range(1, len(outlines) + 1):
        parts = level_parts(found.walk, level)
        area = level * found.area_by_count_m2[level - 1]
        assert parts.sum() == pytest.approx(area, abs=1e-6)


def test_a_shaken_outline_is_sound_near_itself_and_the_same_from_the_same_seed():
    rng = np.random.default_rng(8)
    outlines = [blob(rng) for _ in range(5)]
    once, again = (shake_outlines(outlines, ALL, 50.0, np.random.default_rng(1)) for _ in range(2))
    for drawn, shaken, same in zip(outlines, once, again, strict=True):
        assert shaken.is_valid
        assert shapely.equals_exact(shaken, same)
        assert 0.9 < iou(drawn, shaken) < 1


def test_a_hand_that_does_not_shake_draws_the_same():
    (still,) = shake_outlines([A], ALL, 0.0, np.random.default_rng(1))
    assert still.equals(A)


def test_the_order_of_the_voices_and_the_way_they_turn_change_no_shake():
    rng = np.random.default_rng(8)
    outlines = [blob(rng) for _ in range(4)]
    outlines.append(outlines[0])
    colleges, mixed = list("aabbb"), [4, 2, 0, 3, 1]
    once = shake_outlines(outlines, colleges, 50.0, np.random.default_rng(1))
    again = shake_outlines(
        [shapely.reverse(outlines[rank]) for rank in mixed],
        [colleges[rank] for rank in mixed],
        50.0,
        np.random.default_rng(1),
    )
    for rank, shaken in zip(mixed, again, strict=True):
        assert shaken.symmetric_difference(once[rank]).area == pytest.approx(0, abs=1e-6)
    assert not once[0].equals(once[4])  # two hands never shake alike


def test_corners_nearer_than_the_hand_is_sure_do_not_each_tremble():
    """Else an outline traced by a machine would cross itself ten thousand times."""
    disc = shapely.Point(0, 0).buffer(3_000, quad_segs=5_000)
    (shaken,) = shake_outlines([disc], ["all"], 60.0, np.random.default_rng(1))
    assert shapely.get_num_coordinates(shaken) < 100
    assert iou(disc, shaken) > 0.9
