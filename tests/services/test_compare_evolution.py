"""Two questions of a démarche side by side: what moved, told by role."""

from __future__ import annotations

import json
from datetime import date

import pytest
from shapely.geometry import Polygon, box

from animmap.core import evolution
from animmap.core.model import Access, Role, RoundState
from animmap.core.privacy import TOGETHER
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    compare_evolution,
    compare_warm,
    contribute,
    debates,
    evolution_export,
    projects,
    room,
    workshops,
)
from animmap.services.compare import read_round
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
# With the corners of both halves: straight lines in degrees are not straight in metres.
WHOLE = Polygon([(2.5, 50.4), (2.6, 50.4), (2.7, 50.4), (2.7, 50.6), (2.6, 50.6), (2.5, 50.6)])


@pytest.fixture
def two(desk, make_project, make_sketch):
    """Return a démarche whose Habitants and ESS go from the west to all, but a lone commune.

    Before: Habitants and ESS (three voices each) draw the west, Communes (one) all of it.
    After, in a second workshop: all draw everything.
    """
    project = make_project()
    for college, ground, voices in ((0, WEST, 3), (1, WEST, 3), (2, WHOLE, 1)):
        for _ in range(voices):
            make_sketch(project, college, geometry=ground)
    meeting = workshops.create_workshop(desk, project.id, "Second", date(2026, 12, 1))
    asked = workshops.create_round(
        desk, meeting.id, RoundDraft("Et maintenant ?", blind=False), RoundState.OPEN
    )
    for college, voices in ((0, 3), (1, 3), (2, 1)):
        for _ in range(voices):
            make_sketch(project, college, geometry=WHOLE, round_id=asked.id)
    return project


@pytest.fixture
def ids(desk, two):
    return [each.round.id for each in compare_evolution.list_questions(desk, two.id)]


def test_questions_come_in_the_order_of_their_workshops(desk, two, ids):
    earlier = workshops.create_workshop(desk, two.id, "Avant tout", date(2020, 1, 1))
    asked = workshops.create_round(
        desk, earlier.id, RoundDraft("D’abord ?", blind=False), RoundState.OPEN
    )
    assert compare_evolution.list_questions(desk, two.id)[0].round.id == ids[0]  # no voice yet
    [college, *_] = [each.voice.college_id for each in contribute.list_sketches(desk, ids[0])]
    contribute.send(desk, contribute.SketchDraft("premier", asked.id, college, "", WEST))
    assert [each.round.id for each in compare_evolution.list_questions(desk, two.id)] == [
        asked.id, *ids,
    ]  # fmt: skip


def test_only_questions_that_ask_for_an_outline_are_offered(desk, two, ids):
    meeting = workshops.list_workshops(desk, two.id)[0]
    draft = RoundDraft("Pourquoi ?", kind=RoundKind.WORDS, blind=False)
    workshops.create_round(desk, meeting.id, draft, RoundState.OPEN)
    assert [each.round.id for each in compare_evolution.list_questions(desk, two.id)] == ids


def test_the_zone_gains_the_east_and_loses_nothing(desk, ids):
    found = compare_evolution.read_evolution(desk, *ids, 0.5)
    for shift in found.shifts.values():
        assert shift.lost_m2 == pytest.approx(0, abs=1)
        assert shift.gained_m2 == pytest.approx(shift.before_m2, rel=0.01)
    entered, left = compare_evolution.communes_moved(found, "raw")
    assert (sorted(entered), left) == (["Béthune", "Divion"], [])


def test_a_debate_is_settled_when_all_take_its_ground(desk, two, make_sketch, ids):
    for _ in range(2):
        make_sketch(two, 2, geometry=WHOLE)
    first = read_round(desk, ids[0])
    [zone] = debates.list_debated(desk, first)
    debates.decide(desk, first, zone, "On en reparle.")
    found = compare_evolution.read_evolution(desk, *ids, 0.5)
    assert [(move.fate, move.before, move.after) for move in found.moves] == [("taken", (0,), ())]
    assert found.debated[0][0].decision.text == "On en reparle."


def test_staff_reads_each_college_and_partners_no_small_one_apart(desk_as, ids):
    staff = compare_evolution.read_evolution(desk_as(Role.ANIMATOR), *ids, 0.5)
    assert sorted(one.voices_before for one in staff.colleges) == [1, 3, 3]
    partner = compare_evolution.read_evolution(desk_as(Role.PARTNER), *ids, 0.5)
    told = {one.college: one.voices_before for one in partner.colleges}
    # The lone voice is told with the smallest other college: four voices, never one.
    assert sorted(told.values()) == [3, 4]
    assert told[TOGETHER] == 4


def test_colleges_are_told_in_the_order_of_the_demarche(desk_as, two, ids):
    desk = desk_as(Role.ANIMATOR)
    found = compare_evolution.read_evolution(desk, *ids, 0.5)
    told = [one.college for one in found.colleges]
    order = [college.id for college in projects.list_colleges(desk, two.id)]
    assert told == [each for each in order if each in told]
    partner = compare_evolution.read_evolution(desk_as(Role.PARTNER), *ids, 0.5)
    assert partner.colleges[-1].college == TOGETHER


def test_a_college_small_in_one_of_the_questions_is_veiled_in_both(
    desk, desk_as, two, make_sketch, ids
):
    for _ in range(4):  # Communes: five voices before, one after
        make_sketch(two, 2, geometry=WHOLE)
    partner = compare_evolution.read_evolution(desk_as(Role.PARTNER), *ids, 0.5)
    small = [one for one in partner.colleges if one.voices_after < 3 or one.voices_before < 3]
    assert small == []
    communes = projects.list_colleges(desk, two.id)[2].id
    assert communes not in {one.college for one in partner.colleges}


@pytest.mark.parametrize("role", list(Role))
def test_a_blind_question_is_never_set_beside_another_before_its_reveal(
    desk, desk_as, two, make_sketch, ids, role
):
    meeting = workshops.list_workshops(desk, two.id)[0]
    asked = workshops.create_round(desk, meeting.id, RoundDraft("À l’aveugle ?"), RoundState.OPEN)
    make_sketch(two, 0, geometry=WEST, round_id=asked.id)
    visitor = desk_as(role)
    for pair in ((ids[0], asked.id), (asked.id, ids[0])):
        with pytest.raises(AnimmapError, match="round_hidden"):
            compare_evolution.read_evolution(visitor, *pair, 0.5)
        with pytest.raises(AnimmapError, match="round_hidden"):
            compare_evolution.shift_geojson(visitor, *pair, "raw")
    assert asked.id not in [
        each.round.id for each in compare_evolution.list_questions(visitor, two.id)
    ]
    workshops.set_round_state(desk, asked.id, RoundState.REVEALED)
    assert compare_evolution.read_evolution(visitor, ids[0], asked.id, 0.5).shifts["raw"].iou


def test_a_question_beside_itself_or_of_another_demarche_is_refused(
    desk, desk_as, make_project, make_sketch, ids
):
    with pytest.raises(AnimmapError, match="request_invalid"):
        compare_evolution.read_evolution(desk, ids[0], ids[0], 0.5)
    other = make_project()
    make_sketch(other)
    elsewhere = workshops.list_rounds(desk, other.id)[0].id
    with pytest.raises(AnimmapError, match="not_found"):
        compare_evolution.read_evolution(desk, ids[0], elsewhere, 0.5)
    with pytest.raises(AnimmapError, match="not_found"):
        compare_evolution.read_evolution(desk_as(Role.PARTNER, other.id), *ids, 0.5)
    with pytest.raises(AnimmapError, match="threshold_out_of_range"):
        compare_evolution.read_evolution(desk, *ids, 0.0)


@pytest.fixture
def come_back(desk, store, clock, two, ids):
    """Return ``come_back(number)``: that many phones draw in both workshops."""

    def draw(number: int) -> None:
        college = read_round(desk, ids[0]).comparison.shapes[0].college
        for rank in range(number):
            for round_id, ground in zip(ids, (WEST, WHOLE), strict=True):
                meeting = room.open_room(desk, workshops.get_round(desk, round_id).workshop_id)
                joined = room.join(
                    store, clock(), meeting.join_code, f"{rank:043d}", college, f"Loutre {rank}"
                )
                who = Access(Role.PARTICIPANT, two.id, participant_id=joined.participant.id)
                draft = contribute.SketchDraft(f"{rank}-{round_id}", round_id, college, "", ground)
                contribute.send(Desk(store, who, clock), draft)

    return draw


def test_who_comes_back_with_the_same_phone_is_known_and_told_together(desk, ids, come_back):
    assert compare_evolution.read_evolution(desk, *ids, 0.5).returning is None
    come_back(3)
    known = compare_evolution.read_evolution(desk, *ids, 0.5).returning
    # The west is half of the whole.
    assert (known.voices, known.hardly, known.partly) == (3, 0, 3)
    assert known.median_iou == pytest.approx(0.5, abs=0.01)


def test_fewer_than_three_who_come_back_are_not_told_to_partners(desk, desk_as, ids, come_back):
    come_back(2)
    assert compare_evolution.read_evolution(desk, *ids, 0.5).returning.voices == 2
    partner = compare_evolution.read_evolution(desk_as(Role.PARTNER), *ids, 0.5)
    assert (partner.returning, partner.few) == (None, True)


def test_the_series_holds_each_question_with_its_zones(desk, two, ids):
    questions = compare_evolution.list_questions(desk, two.id)
    first, second = compare_evolution.read_series(desk, questions, 0.5)
    assert (first.question.round.id, second.question.round.id) == tuple(ids)
    assert second.zones_m2["raw"] == pytest.approx(2 * first.zones_m2["raw"], rel=0.01)


def test_the_layer_of_the_map_tells_where_more_include_the_place(desk, ids):
    layer = compare_evolution.shift_geojson(desk, *ids, "raw")
    told = [each["properties"]["share_min"] for each in layer["features"]]
    assert told == [-0.05, 0.30]  # the west as before, the east from 1 in 7 to all


@pytest.mark.parametrize("role", [Role.PROJECTOR, Role.PARTICIPANT])
def test_files_are_for_those_who_lead_and_partners(desk_as, ids, role):
    found = compare_evolution.read_evolution(desk_as(role), *ids, 0.5)
    for export in (evolution_export.export_figures, evolution_export.export_layers):
        with pytest.raises(AnimmapError, match="access_denied"):
            export(desk_as(role), found)


def test_the_files_say_what_the_screen_says(desk, ids, tmp_path):
    found = compare_evolution.read_evolution(desk, *ids, 0.5)
    told = json.loads(evolution_export.export_figures(desk, found))
    assert told["zones"]["raw"]["gained_km2"] == pytest.approx(found.shifts["raw"].gained_m2 / 1e6)
    assert {one["college"] for one in told["colleges"]} == {"Habitants", "ESS", "Communes"}
    table = evolution_export.export_table(desk, found, "fr").decode("utf-8-sig").splitlines()
    assert len(table) == 1 + 2 + 3
    import geopandas as gpd

    path = tmp_path / "evolution.gpkg"
    path.write_bytes(evolution_export.export_layers(desk, found))
    grounds = gpd.read_file(path, layer="ground_raw").set_index("fate")
    gained = found.shifts["raw"].gained_m2
    assert grounds.loc["gained", "area_m2"] == pytest.approx(gained, rel=1e-6)
    assert "lost" not in grounds.index
    assert len(gpd.read_file(path, layer="shift_equal"))


def test_a_partners_files_name_no_small_college(desk_as, ids):
    partner = desk_as(Role.PARTNER)
    found = compare_evolution.read_evolution(partner, *ids, 0.5)
    assert "Communes" not in evolution_export.export_table(partner, found, "fr").decode()
    assert "Communes" not in evolution_export.export_figures(partner, found).decode()


def test_the_usual_pair_and_its_maps_are_read_ahead_once_its_round_is_calm(desk, ids, monkeypatch):
    compare_warm.read_slow_parts(desk, read_round(desk, ids[1]))
    monkeypatch.setattr(evolution, "measure_shifts", None)
    monkeypatch.setattr(evolution, "shift_bands", None)
    compare_evolution.read_evolution(desk, *ids, 0.5)
    for rule in compare_evolution.RULES:
        assert compare_evolution.shift_geojson(desk, *ids, rule)["features"]
