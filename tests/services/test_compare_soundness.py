"""How far a comparison can be trusted, told of no one in particular."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import Role, RoundState
from animmap.errors import AnimmapError
from animmap.services import compare_audit, compare_soundness, workshops
from animmap.services.compare import read_round
from animmap.services.memory import Memory

WEST, WHOLE = box(2.50, 50.40, 2.60, 50.60), box(2.50, 50.40, 2.70, 50.60)


@pytest.fixture
def round_id(desk, make_project, make_sketch):
    """Return a question on which three voices of a college take the west, three of another all."""
    project = make_project()
    for college, ground in ((0, WHOLE), (1, WEST)):
        for _ in range(3):
            make_sketch(project, college, geometry=ground)
    return workshops.list_rounds(desk, project.id)[0].id


def test_a_wide_debate_holds_under_a_hand_that_hardly_shakes(desk, round_id):
    found, [zone] = compare_soundness.read_shake(desk, read_round(desk, round_id), 0.5, 20.0)
    assert zone.debated.told.number == 1
    assert zone.kept > 0.95
    assert not zone.imprecise
    assert 0.95 < found.least_iou <= found.mean_iou <= 1


def test_a_debate_thinner_than_the_hand_is_imprecise(desk, make_project, make_sketch):
    project = make_project()
    # Some 140 m of difference along 22 km of outline; the hand is worse.
    for college, east in ((0, 2.602), (1, 2.600)):
        for _ in range(3):
            make_sketch(project, college, geometry=box(2.50, 50.40, east, 50.60))
    reading = read_round(desk, workshops.list_rounds(desk, project.id)[0].id)
    _, [zone] = compare_soundness.read_shake(desk, reading, 0.5, 400.0)
    assert zone.imprecise


def test_the_same_question_shakes_the_same_way_each_time(desk, round_id, make_sketch):
    reading = read_round(desk, round_id)
    first = compare_soundness.read_shake(desk, reading, 0.5, 150.0)[0]
    Memory.forget(lambda _: True)
    assert compare_soundness.read_shake(desk, reading, 0.5, 150.0)[0] == first


def test_another_share_is_read_of_the_same_outlines_drawn_again_and_of_the_same_single_truth(
    desk, round_id, monkeypatch
):
    reading = read_round(desk, round_id)
    half = compare_soundness.read_shake(desk, reading, 0.5, 150.0)[0]
    elected = compare_soundness.read_truth(reading, 0.5)
    for name in ("draw_again", "suppose"):
        monkeypatch.setattr(compare_audit, name, None)
    all_voices = compare_soundness.read_shake(desk, reading, 1.0, 150.0)[0]
    assert all_voices.kept == half.kept
    assert all_voices.mean_iou != half.mean_iou
    beside_all = compare_soundness.read_truth(reading, 1.0)
    assert beside_all.area_m2 == elected.area_m2
    assert beside_all.iou != elected.iou


def test_the_precision_supposed_at_first_is_that_of_a_finger(desk, round_id):
    # The outlines are some 7 and 14 km wide, 22 km high: a hundredth of the height.
    assert compare_soundness.likely_tolerance(read_round(desk, round_id)) == pytest.approx(
        222, rel=0.05
    )


def test_maybe_outlines_count_for_half_and_who_hesitates_is_counted(
    desk, round_id, make_sketch, make_project
):
    assert compare_soundness.read_graded(desk, round_id) is None
    project = make_project()
    for _ in range(3):
        make_sketch(project, geometry=WEST, maybe=WHOLE)
    other = workshops.list_rounds(desk, project.id)[0].id
    found = compare_soundness.read_graded(desk, other)
    assert found.hesitant == 3
    half, full = found.raw_m2[4], found.raw_m2[-1]
    assert half == pytest.approx(2 * full, rel=0.01)


@pytest.mark.parametrize("rule", ["raw", "equal"])
def test_the_graded_map_shows_the_maybe_in_a_paler_colour(desk, make_project, make_sketch, rule):
    project = make_project()
    make_sketch(project, geometry=WEST, maybe=WHOLE)
    question = workshops.list_rounds(desk, project.id)[0].id
    told = compare_soundness.graded_geojson(desk, question, rule)["features"]
    assert [each["properties"]["share_max"] for each in told] == [pytest.approx(4 / 7), 1.0]


def test_fewer_than_three_who_hesitate_are_not_told_to_partners(
    desk, desk_as, make_project, make_sketch
):
    project = make_project()
    make_sketch(project, geometry=WEST, maybe=WHOLE)
    for _ in range(4):
        make_sketch(project, geometry=WEST)
    question = workshops.list_rounds(desk, project.id)[0].id
    assert compare_soundness.read_graded(desk, question).hesitant == 1
    assert compare_soundness.read_graded(desk_as(Role.PARTNER), question) is None


def test_a_single_truth_would_silence_a_dissident_and_partners_are_not_told_of_one(
    desk, desk_as, make_project, make_sketch
):
    project = make_project()
    for _ in range(5):
        make_sketch(project, geometry=WEST)
    make_sketch(project, geometry=box(2.61, 50.40, 2.70, 50.60))
    question = workshops.list_rounds(desk, project.id)[0].id
    staff = compare_soundness.read_truth(read_round(desk, question), 0.5)
    assert staff.silenced == 1
    assert staff.iou == pytest.approx(1)
    partner = read_round(desk_as(Role.PARTNER), question)
    assert compare_soundness.read_truth(partner, 0.5).silenced is None


def test_a_blind_question_tells_nothing_graded_before_its_reveal(
    desk, desk_as, make_project, make_sketch
):
    project = make_project(blind=True)
    make_sketch(project, geometry=WEST, maybe=WHOLE)
    question = workshops.list_rounds(desk, project.id)[0].id
    for read in (
        compare_soundness.read_graded,
        lambda who, one: compare_soundness.graded_geojson(who, one, "raw"),
    ):
        with pytest.raises(AnimmapError, match="round_hidden"):
            read(desk_as(Role.PARTNER), question)
    workshops.set_round_state(desk, question, RoundState.REVEALED)
    assert compare_soundness.graded_geojson(desk_as(Role.PARTNER), question, "raw")
