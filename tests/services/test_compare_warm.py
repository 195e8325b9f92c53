"""A round is compared before its reveal, seldom enough, and nothing of it is told."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.errors import AnimmapError
from animmap.services import (
    compare,
    compare_audit,
    compare_fields,
    compare_soundness,
    compare_warm,
    workshops,
)
from animmap.services.compare_warm import PAUSE, warm


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project(blind=True)
    make_sketch(made, 0)
    make_sketch(made, 1)
    return made


@pytest.fixture
def question(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def room_wall(desk_as, project):
    return desk_as(Role.PROJECTOR, project.id)


def warmed(desk, question, revision: int) -> bool:
    """Ask for a comparison ahead, wait for it; tell whether there was any."""
    work = warm(desk, question.project_id, question.id, revision)
    if work is not None:
        work.result()
    return work is not None


def test_the_reveal_finds_the_comparison_made(desk, question, room_wall, monkeypatch):
    assert warmed(room_wall, question, 1)
    workshops.set_round_state(desk, question.id, RoundState.REVEALED)
    for name in ("compare_shapes", "agreement_bands"):
        monkeypatch.setattr(compare, name, None)
    reading = compare.read_round(room_wall, question.id)
    assert reading.comparison.voices == 2
    assert compare.agreement_geojson(reading)["features"]


def test_who_causes_it_still_sees_nothing_before_the_reveal(question, room_wall):
    warmed(room_wall, question, 1)
    with pytest.raises(AnimmapError, match="round_hidden"):
        compare.read_round(room_wall, question.id)


def test_it_is_done_again_only_for_something_new_and_after_a_pause(question, room_wall, clock):
    assert warmed(room_wall, question, 1)
    clock.moment += PAUSE
    assert not warmed(room_wall, question, 1)
    assert warmed(room_wall, question, 2)
    assert not warmed(room_wall, question, 3)
    clock.moment += PAUSE
    assert warmed(room_wall, question, 3)


def test_a_round_without_sketch_or_unknown_disturbs_nobody(desk, make_project):
    [asked] = workshops.list_rounds(desk, make_project().id)
    assert warmed(desk, asked, 1)
    work = compare_warm.warm(desk, asked.project_id, "inconnu", 1)
    assert work is not None
    assert work.result() is None


def test_slower_parts_are_read_once_a_round_is_calm(
    desk, make_project, clock, monkeypatch, make_sketch
):
    project = make_project()
    make_sketch(project, 0)
    question, read = workshops.list_rounds(desk, project.id)[0], []
    monkeypatch.setattr(compare_warm, "read_slow_parts", lambda _, each: read.append(each))

    def look():
        reading = compare.read_round(desk, question.id)
        compare_warm.read_ahead(desk, reading)
        compare_warm._worker.submit(lambda: None).result()
        return reading

    first = look()
    assert read == [first]
    make_sketch(project, 1)
    look()
    assert read == [first]
    clock.moment += PAUSE
    make_sketch(project, 1)
    last = look()
    assert read == [first, last]


def test_slower_parts_read_what_each_part_first_asks(desk, project, question, monkeypatch):
    workshops.set_round_state(desk, question.id, RoundState.REVEALED)
    reading = compare.read_round(desk, question.id)
    compare_warm.read_slow_parts(desk, reading)
    for module, name in (
        (compare_audit, "shake"),
        (compare_audit, "elect_one_truth"),
        (compare_fields, "leave_one_college_out"),
        (compare, "stand_features"),
    ):
        monkeypatch.setattr(module, name, None)
    tolerance = compare_soundness.likely_tolerance(reading)
    assert compare_soundness.read_shake(desk, reading, 0.5, tolerance)
    compare_soundness.read_truth(reading, 0.5)
    compare_fields.read_dependence(reading, 0.5)
    compare.standings(desk, reading)
