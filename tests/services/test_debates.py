"""Debated zones: numbered, named, put to the room, decided upon, adopted; told once for all."""

from __future__ import annotations

from datetime import date

import pytest
from shapely.geometry import box, shape

from animmap.core.debate import mark_of
from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    adopt,
    compare_wall,
    contribute,
    debates,
    diagnose,
    grounds,
    history,
    notes,
    projects,
    workshops,
)
from animmap.services.compare import read_round
from animmap.services.workshops import RoundDraft

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
WHOLE = box(2.50, 50.40, 2.70, 50.60)
NORTH_EAST = box(2.60, 50.50, 2.70, 50.60)
DRAFT = RoundDraft("Faut-il aller jusqu’à Béthune et Divion ?", RoundKind.WORDS, blind=False)


@pytest.fixture
def split(make_project, make_sketch, make_features):
    """Return a démarche where two colleges share the west, and one alone adds the east."""
    project = make_project()
    make_features(project)  # at 2.50, 2.55, 2.60 and 2.65° E on the parallel 50.45° N
    for reason in ("", "La rivière nous relie.", ""):
        make_sketch(project, 0, geometry=WHOLE, reason=reason)
    for reason in ("Trop loin.", "", ""):
        make_sketch(project, 1, geometry=WEST, reason=reason)
    return project


@pytest.fixture
def read(desk, split):
    """Return a function that reads the first round anew."""
    round_id = workshops.list_rounds(desk, split.id)[0].id
    return lambda who=desk: read_round(who, round_id)


@pytest.fixture
def zone_of(desk, read):
    """Return a function that gives the only debated zone as it is now."""

    def find(who=desk):
        [found] = debates.list_debated(who, read(who))
        return found

    return find


def test_a_debate_is_named_and_tells_who_and_what_stands_there(zone_of):
    found = zone_of()
    assert found.told.number == 1
    assert found.name == "Divion, Béthune"
    assert (found.told.voices_for, found.told.voices_against) == (3, 3)
    assert [said.text for said in found.told.said_for] == ["La rivière nous relie."]
    assert [each.name for each in found.portrait.inside] == ["Élément 00003"]
    assert (found.kept, found.asked, found.decision) == (None, None, None)


def test_the_wall_and_the_screen_tell_the_same_debates(read, zone_of):
    [on_wall] = compare_wall.debates_json(read())["features"]
    found = zone_of().told
    assert on_wall["properties"]["number"] == found.number
    assert on_wall["properties"]["area_km2"] == pytest.approx(found.area_m2 / 1e6)
    assert on_wall["geometry"] == debates.debated_geojson(read())["features"][0]["geometry"]


def test_zones_of_the_same_communes_are_told_apart_by_what_lives_there(
    desk, make_project, make_sketch, make_features
):
    project = make_project()
    make_features(project)
    # Both in Divion; what stands at 2.65° E is in the second one.
    apart = box(2.61, 50.44, 2.63, 50.46).union(box(2.64, 50.44, 2.67, 50.46))
    for college, ground in ((0, WEST.union(apart)), (1, WEST)):
        for _ in range(3):
            make_sketch(project, college, geometry=ground)
    reading = read_round(desk, workshops.list_rounds(desk, project.id)[0].id)
    names = [each.name for each in debates.list_debated(desk, reading)]
    assert sorted(names) == ["Divion", "Divion – Élément 00003"]


def test_a_question_put_about_a_zone_keeps_the_zone_and_one_undo_takes_both_back(
    desk, split, read, zone_of
):
    made = debates.put_question(desk, read(), zone_of(), DRAFT)
    assert made.state is RoundState.DRAFT
    assert (made.question, made.kind) == (DRAFT.question, RoundKind.WORDS)
    assert zone_of().asked == made
    [ground] = debates.asked_ground_geojson(desk, made.id)["features"]
    assert shape(ground["geometry"]).symmetric_difference(EAST).area < EAST.area / 1000
    history.undo_last(desk, split.id)
    assert zone_of().kept is None
    assert [each.id for each in workshops.list_rounds(desk, split.id)] == [read().round.id]


def test_a_zone_that_sketches_moved_a_little_is_still_the_one_that_was_kept(
    desk, split, read, zone_of, make_sketch
):
    debates.put_question(desk, read(), zone_of(), DRAFT)
    for _ in range(2):
        make_sketch(split, 0, geometry=box(2.50, 50.40, 2.69, 50.60))
    assert zone_of().kept is not None


def test_a_zone_elsewhere_is_another_debate(desk, split, read, zone_of):
    debates.put_question(desk, read(), zone_of(), DRAFT)
    for sketch in contribute.list_sketches(desk, read().round.id):
        if sketch.sure.equals(WHOLE):
            smaller = contribute.SketchDraft(
                sketch.id, read().round.id, sketch.voice.college_id, "",
                WEST.union(box(2.60, 50.55, 2.70, 50.60)),
            )  # fmt: skip
            contribute.amend(desk, sketch.id, "", smaller)
    assert zone_of().kept is None


def test_a_decision_is_kept_with_its_zone_told_with_its_name_and_taken_back(
    desk, split, read, zone_of
):
    debates.decide(desk, read(), zone_of(), "  On y revient au printemps. ")
    assert zone_of().decision.text == "On y revient au printemps."
    [written] = notes.list_notes(desk, read().round.workshop_id)
    assert (written.kind, written.about) == ("decision", "Divion, Béthune")
    history.undo_last(desk, split.id)
    assert (zone_of().kept, zone_of().decision) == (None, None)
    assert notes.list_notes(desk, read().round.workshop_id) == []


def test_a_decision_is_written_anew_or_erased_and_the_question_stays(desk, read, zone_of):
    made = debates.put_question(desk, read(), zone_of(), DRAFT)
    debates.decide(desk, read(), zone_of(), "Oui.")
    debates.decide(desk, read(), zone_of(), "Non.")
    assert (zone_of().decision.text, zone_of().asked) == ("Non.", made)
    notes.delete_note(desk, zone_of().decision.id)
    assert (zone_of().decision, zone_of().asked) == (None, made)
    debates.decide(desk, read(), zone_of(), "Peut-être.")
    assert zone_of().decision.text == "Peut-être."


def test_a_decision_without_words_is_refused(desk, read, zone_of):
    with pytest.raises(AnimmapError, match="words_missing"):
        debates.decide(desk, read(), zone_of(), "  ")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HOST, Role.ANIMATOR}))
def test_only_those_who_lead_put_a_zone_to_the_room_or_decide(desk_as, read, zone_of, role):
    visitor, found = desk_as(role), zone_of()
    for deed in (
        lambda: debates.put_question(visitor, read(), found, DRAFT),
        lambda: debates.decide(visitor, read(), found, "Oui."),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
    assert zone_of().kept is None


def test_another_demarche_finds_nothing(desk_as, make_project, read, zone_of):
    stranger, found = desk_as(Role.ANIMATOR, make_project().id), zone_of()
    for deed in (
        lambda: debates.list_debated(stranger, read()),
        lambda: debates.put_question(stranger, read(), found, DRAFT),
        lambda: debates.decide(stranger, read(), found, "Oui."),
    ):
        with pytest.raises(AnimmapError, match="not_found"):
            deed()


def test_a_question_being_prepared_about_a_zone_is_nobody_elses(desk, desk_as, read, zone_of):
    made = debates.put_question(desk, read(), zone_of(), DRAFT)
    projector = desk_as(Role.PROJECTOR)
    with pytest.raises(AnimmapError, match="not_found"):
        debates.asked_ground_geojson(projector, made.id)
    assert zone_of(projector).asked is None
    workshops.set_round_state(desk, made.id, RoundState.OPEN)
    assert len(debates.asked_ground_geojson(projector, made.id)["features"]) == 1


def test_a_partner_is_told_no_small_college_apart_nor_its_words(desk_as, make_project, make_sketch):
    project = make_project()
    round_id = make_sketch(project, 0, geometry=EAST, reason="Seule à le dire").round_id
    for college in (1, 1, 1, 2, 2, 2):
        make_sketch(project, college, geometry=WEST if college == 1 else WHOLE, reason="")
    small = projects.list_colleges(desk_as(Role.ANIMATOR), project.id)[0]
    seen = {}
    for role in (Role.ANIMATOR, Role.PARTNER):
        visitor = desk_as(role, project.id)
        seen[role] = str([each.told for each in debates.list_debated(
            visitor, read_round(visitor, round_id)
        )])  # fmt: skip
    assert small.id in seen[Role.ANIMATOR]
    assert small.id not in seen[Role.PARTNER]
    assert "Seule à le dire" in seen[Role.ANIMATOR]
    assert "Seule à le dire" not in seen[Role.PARTNER]


@pytest.mark.parametrize("snap", [False, True])
def test_a_zone_becomes_the_adopted_perimeter_as_it_is_or_in_whole_communes(
    desk, split, read, zone_of, snap
):
    ground = grounds.read_ground(desk, read(), "debate-1", 0.5)
    proposal = grounds.propose(read(), ground, snap=snap)
    told = {"decided_on": date(2026, 11, 23), "decided_by": "L’assemblée", "reasons": "L’eau."}
    adopt.adopt(desk, read(), proposal, **told, minority_views="")
    kept = adopt.current(desk, split.id)
    assert kept.rule == "zone"
    assert kept.commune_codes == (("62002", "62004") if snap else ())
    assert kept.geometry.symmetric_difference(EAST).area < EAST.area / 1000
    document = diagnose.compose(diagnose.diagnose(desk, split.id, read().round.id, "fr"), "fr")
    assert "une zone de la comparaison" in str(document)


def test_the_diagnostic_lists_the_decisions_with_their_zones(desk, split, read, zone_of):
    debates.decide(desk, read(), zone_of(), "On y revient au printemps.")
    notes.add_note(desk, read().round.workshop_id, "note", "Penser au café.")
    document = diagnose.compose(diagnose.diagnose(desk, split.id, read().round.id, "fr"), "fr")
    assert "On y revient au printemps." in str(document)
    assert "Penser au café." not in str(document)


def test_the_diagnostic_numbers_and_names_debated_zones_as_the_screen_and_the_wall_do(
    desk, split, make_sketch, read
):
    # A core and a zone of one college alone come before: they take no number away.
    for college in (0, 1, 2):
        make_sketch(split, college, geometry=box(2.50, 50.40, 2.56, 50.60))
    make_sketch(split, 2, geometry=box(2.50, 50.40, 2.80, 50.44))
    diagnostic = diagnose.diagnose(desk, split.id, read().round.id, "fr")
    on_screen = debates.list_debated(desk, read())
    assert on_screen
    assert diagnostic.convergences
    assert [(mark_of(zone), zone.name, zone.area_m2) for zone in diagnostic.divergences] == [
        (str(each.told.number), each.name, each.told.area_m2) for each in on_screen
    ]
    on_wall = compare_wall.debates_json(read())["features"]
    assert [each["properties"]["number"] for each in on_wall] == [
        zone.number for zone in diagnostic.divergences
    ]
    marks = [mark_of(zone) for zone in (*diagnostic.convergences, *diagnostic.minorities)]
    assert marks == sorted(set(marks))
    assert all(mark.isalpha() for mark in marks)


def test_the_diagnostic_tells_under_each_debated_zone_the_decision_taken_or_that_there_is_none(
    desk, split, read, zone_of
):
    [zone] = diagnose.diagnose(desk, split.id, read().round.id, "fr").divergences
    assert zone.decision == ""
    debates.decide(desk, read(), zone_of(), "On inclut pour deux ans.")
    [zone] = diagnose.diagnose(desk, split.id, read().round.id, "fr").divergences
    assert zone.decision == "On inclut pour deux ans."
    assert zone.holds == ("Élément 00003",)


def test_an_erased_demarche_leaves_none_of_its_debates(desk, split, read, zone_of):
    debates.put_question(desk, read(), zone_of(), DRAFT)
    debates.decide(desk, read(), zone_of(), "Oui.")
    projects.delete_project(desk, split.id)
    projects.purge_project(desk, split.id)
    with desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM debate").scalar() == 0


def test_the_map_shows_what_stands_inside_the_zone_and_nothing_else(desk, read, zone_of):
    inside = {each.id for each in zone_of().portrait.inside}
    for number, expected in ((1, inside), (0, inside), (9, set())):
        found = debates.standing_geojson(desk, read(), number)["features"]
        assert {each["id"] for each in found} == expected
