"""A large round read from a grid: bounds hold, masks hold, and the exact comes in the background.

Three colleges: A four times; B, B, A; C (squares of the paper, in km²: see ``tests.pages.paper``).
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from animmap.core.comparison import STEPS, zone
from animmap.core.fields import FIELDS
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import (
    compare,
    compare_exact,
    compare_fields,
    compare_quick,
    errands,
    heap,
    quick_areas,
)
from animmap.services.compare_drawn import select, voices_by_college
from animmap.services.projects import list_colleges
from animmap.services.workshops import list_rounds
from tests.pages.paper import IN_A_AND_B, A, C, draw_uneven, on_paper, place


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    draw_uneven(make_sketch, made)
    return made


@pytest.fixture
def round_id(desk, project):
    return list_rounds(desk, project.id)[0].id


@pytest.fixture
def read_as(desk, desk_as, project, round_id):
    def read(role: Role = Role.ANIMATOR, **asked):
        visitor = desk_as(role, project.id) if role is not Role.ANIMATOR else desk
        return compare_quick.read_quick(visitor, select(visitor, round_id, **asked))

    return read


def assert_holds(area, exact_m2):
    assert area.least_m2 - 1 <= exact_m2 <= area.most_m2 + 1
    assert area.about_m2 == pytest.approx(exact_m2, rel=0.02)


@pytest.mark.parametrize("rule", ["raw", "equal"])
@pytest.mark.parametrize("share", [0.125, 0.5, 0.75, 1.0])
def test_the_exact_area_lies_between_what_is_told(desk, read_as, round_id, rule, share):
    exact = zone(compare.read_round(desk, round_id).comparison, rule, share).area
    assert_holds(quick_areas.area_reached(read_as(), rule, share), exact)


@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (2,)])
@pytest.mark.parametrize("share", [0.4, 1.0])
def test_some_colleges_read_from_the_grid_of_the_whole_hold_their_exact_area(
    desk, read_as, project, round_id, chosen, share, monkeypatch
):
    every = list_colleges(desk, project.id)
    asked = tuple(every[rank].id for rank in chosen)
    read_as()
    monkeypatch.setattr(compare_quick, "draw_cells", None)
    reading = read_as(college_ids=asked)
    assert set(reading.cells.names) == set(asked)
    exact = compare.read_round(desk, round_id, college_ids=asked)
    assert [each.id for each in reading.shapes] == [each.id for each in exact.sketches]
    for rule in compare.RULES:
        exact_m2 = zone(exact.comparison, rule, share).area
        assert_holds(quick_areas.area_reached(reading, rule, share), exact_m2)


def test_a_partner_reads_a_college_alone_from_the_grid_of_the_whole(read_as, project, desk):
    large = list_colleges(desk, project.id)[0].id
    reading = read_as(Role.PARTNER, college_ids=(large,))
    assert reading.cells.names == (large,)
    assert reading.cells.sizes.tolist() == [4]
    assert reading.voices == 4


def test_classes_disagreement_and_curve_hold_the_exact_ones(desk, read_as, round_id):
    exact, reading = compare.read_round(desk, round_id), read_as()
    for name, area in quick_areas.areas_by_class(reading).items():
        assert area.least_m2 - 1 <= exact.comparison.classes_m2[name] <= area.most_m2 + 1
    told = compare_fields.read_fields(exact, 0.5).readings
    within, between = quick_areas.disagreement(reading)
    assert_holds(within, 2 * told.within_m2)
    assert_holds(between, 2 * told.between_m2)
    assert_holds(quick_areas.area_differing(reading), exact.comparison.expected_disagreement_m2)
    at_least = np.cumsum(exact.comparison.area_by_count_m2[::-1])[::-1]
    error = quick_areas.largest_error_m2(reading)
    assert (np.abs(quick_areas.area_by_count(reading).areas_m2 - at_least) <= error + 1).all()
    assert quick_areas.verdict(reading) in ("", exact.comparison.verdict)


def test_who_includes_a_place_is_exact_from_the_grid_too(desk, read_as, round_id):
    exact = compare.who_at(compare.read_round(desk, round_id), *place(*IN_A_AND_B))
    assert compare.who_at(read_as(), *place(*IN_A_AND_B)) == exact


@pytest.mark.parametrize("name", compare_quick.READINGS)
def test_every_reading_is_drawn_over_the_ground_that_the_exact_one_covers(
    desk, read_as, round_id, name
):
    quick = compare_quick.layer_geojson(read_as(), name)
    in_fields = name in FIELDS
    draw = compare_fields.field_geojson if in_fields else compare.agreement_geojson
    exact = by_color(draw(compare.read_round(desk, round_id), name))
    found = by_color(quick)
    whole = shapely.union_all(list(exact.values())).area
    for color in {*exact, *found}:
        one, two = (each.get(color, shapely.Polygon()) for each in (exact, found))
        assert one.symmetric_difference(two).area < 0.01 * whole


def by_color(layer):
    return {one["properties"]["color"]: shape(one["geometry"]) for one in layer["features"]}


def test_partners_read_small_colleges_together_and_none_alone(read_as, project, desk):
    reading = read_as(Role.PARTNER)
    assert sorted(reading.cells.sizes.tolist()) == [4, 4]
    # Half of A (four times) and half of B, B, A, C: as the exact page says, 8 km².
    assert quick_areas.area_reached(reading, "everyone", 0.5).about_m2 == pytest.approx(
        8e6, rel=0.02
    )
    heard = voices_by_college(reading.sketches)
    together = [college for college in heard if college not in reading.cells.names]
    assert len(together) == 2
    for college in together:
        with pytest.raises(AnimmapError, match="access_denied"):
            quick_areas.college_half(reading, college, 0.5)


def test_a_college_that_partners_never_see_apart_cannot_be_asked_alone(read_as, project):
    alone = read_as().cells.names[int(np.argmin(read_as().cells.sizes))]
    with pytest.raises(AnimmapError, match="access_denied"):
        read_as(Role.PARTNER, college_ids=(alone,))


def test_a_round_is_large_above_what_is_set(desk, project, round_id, monkeypatch):
    drawn = select(desk, round_id)
    monkeypatch.setenv("ANIMMAP_EXACT_VOICES", "8")
    assert not compare_quick.is_large(drawn)
    monkeypatch.setenv("ANIMMAP_EXACT_VOICES", "7")
    assert compare_quick.is_large(drawn)


def test_the_exact_comparison_is_made_once_in_the_background(desk, project, round_id):
    drawn = select(desk, round_id)
    assert not compare.is_compared(drawn)
    errand = compare_exact.start(desk, drawn)
    errand.wait(30)
    assert not errand.failed
    assert compare.is_compared(drawn)
    assert compare.is_compared(select(desk, round_id))


def test_it_stops_between_two_steps_and_keeps_nothing(desk, project, round_id, monkeypatch):
    drawn, told = select(desk, round_id), []

    def stop_early(shapes, crs, *, known, on_step):
        for name in STEPS:
            told.append(name)
            errands.find(compare_exact.name_of(drawn)).stop.ask()
            on_step(name)

    monkeypatch.setattr(compare, "compare_shapes", stop_early)
    errand = compare_exact.start(desk, drawn)
    errand.wait(30)
    assert told == ["walk"]
    assert errand.refusal.code == errands.STOPPED
    assert not compare.is_compared(drawn)


def test_each_step_is_named_while_it_lasts(desk, project, round_id, monkeypatch):
    drawn, seen = select(desk, round_id), []

    def follow(shapes, crs, *, known, on_step):
        for name in STEPS:
            on_step(name)
            seen.append(compare_exact.step_of(errands.find(compare_exact.name_of(drawn))))
        raise AnimmapError("no_sketch_yet")

    monkeypatch.setattr(compare, "compare_shapes", follow)
    compare_exact.start(desk, drawn).wait(30)
    assert seen == list(STEPS)


def test_large_comparisons_are_kept_two_at_a_time(desk, make_project, make_sketch, monkeypatch):
    monkeypatch.setattr(compare, "_LARGE_CROSSINGS", 0)
    drawn = []
    for _ in range(3):
        made = make_project()
        for rectangle in (A, C):
            make_sketch(made, college=0, geometry=on_paper(*rectangle))
        drawn.append(select(desk, list_rounds(desk, made.id)[0].id))
        compare.agreement_geojson(compare.read_drawn(desk, drawn[-1]))
    assert [compare.is_compared(each) for each in drawn] == [False, True, True]
    assert compare.read_drawn(desk, drawn[0]).comparison.voices == 2


def test_a_part_read_in_the_background_is_ready_for_its_role_and_what_it_depends_on(
    desk, desk_as, project, round_id
):
    reading = compare.read_round(desk, round_id)
    partner = compare.read_round(desk_as(Role.PARTNER, project.id), round_id)
    read = []
    compare_exact.prepare(reading, ("curve", 0.5), lambda: read.append(1)).wait(30)
    assert read == [1]
    assert compare_exact.is_ready(reading, ("curve", 0.5))
    assert not compare_exact.is_ready(reading, ("curve", 0.6))
    assert not compare_exact.is_ready(partner, ("curve", 0.5))


def test_what_large_works_leave_in_memory_is_given_back_each_time(desk, round_id, monkeypatch):
    given = []
    monkeypatch.setattr(heap, "give_back", lambda: given.append(True))
    compare_exact.start(desk, select(desk, round_id)).wait(30)
    assert given == [True]
    reading = compare.read_round(desk, round_id)
    compare_exact.prepare(reading, ("curve", 0.5), lambda: None).wait(30)
    assert given == [True, True]


def test_a_part_that_nobody_waits_for_is_not_read(desk, project, round_id, monkeypatch):
    reading = compare.read_round(desk, round_id)
    monkeypatch.setattr(compare_exact, "_PATIENCE_S", -1.0)
    errand = compare_exact.prepare(reading, ("curve",), lambda: pytest.fail("nobody waits"))
    errand.wait(30)
    assert errand.refusal.code == errands.STOPPED
    assert not compare_exact.is_ready(reading, ("curve",))


def test_a_part_that_is_refused_is_ready_to_be_refused_again(desk, project, round_id):
    reading = compare.read_round(desk, round_id)

    def refuse():
        raise AnimmapError("geometry_empty")

    errand = compare_exact.prepare(reading, ("adopt",), refuse)
    errand.wait(30)
    assert errand.refusal.code == "geometry_empty"
    assert compare_exact.is_ready(reading, ("adopt",))
