"""Who may do what: every service function, every role, and the other démarche."""

from __future__ import annotations

import inspect

import pytest

from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    access,
    answers,
    backups,
    contacts,
    contribute,
    curate,
    debates,
    erasing,
    explore,
    feature_history,
    feature_sources,
    features_export,
    feed,
    ground_export,
    grounds,
    history,
    import_batches,
    import_geocode,
    import_plan,
    imports,
    mine,
    notes,
    official,
    official_zones,
    online,
    projects,
    rehearse,
    room,
    taxonomy,
    taxonomy_edit,
    templates,
    territory_changes,
    tile_packs,
    wall,
    workshops,
    zoning_plan,
    zonings,
)
from animmap.services.workshops import RoundDraft
from tests.services import rules_live, rules_prepare
from tests.services.rules_live import APART, IN_THE_TRASH_TOO, WITHOUT_PROJECT
from tests.services.world import ALL, STAFF, World, build_world

RULES = rules_prepare.RULES | rules_live.RULES


@pytest.fixture
def world(desk, make_project, make_sketch, make_features, tmp_path) -> World:
    return build_world(desk, make_project, make_sketch, make_features, tmp_path)


def test_every_function_of_the_services_has_a_rule():
    modules = (
        *(projects, workshops, room, wall, explore, contribute, answers, mine),
        *(debates, feed, notes, templates, rehearse, history, access),
        *(imports, import_batches, import_plan, official, online, taxonomy, tile_packs),
        *(official_zones, zonings, zoning_plan, territory_changes, grounds, ground_export),
        *(import_geocode, backups, erasing),
        *(curate, feature_history, feature_sources, features_export, contacts, taxonomy_edit),
    )
    asked = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "desk"
    }
    assert asked == set(RULES) | APART


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", RULES)
def test_a_role_does_what_its_rule_says_and_nothing_else(desk_as, world, name, role):
    allowed, call = RULES[name]
    visitor = desk_as(role)
    before = visitor.store.revision(world.project.id)
    if role in allowed:
        call(visitor, world)
        return
    with pytest.raises(AnimmapError, match="access_denied"):
        call(visitor, world)
    assert visitor.store.revision(world.project.id) == before


@pytest.mark.parametrize("role", sorted(ALL - {Role.HOST}))
def test_backups_are_the_business_of_the_host_alone(desk_as, tmp_path, role):
    visitor = desk_as(role)
    one = backups.Backup(tmp_path / "copy.sqlite", visitor.now(), ())
    for deed in (
        lambda: backups.make_backup(visitor, one.path),
        lambda: backups.list_backups(visitor),
        lambda: backups.clean_backup(visitor, one),
        lambda: backups.delete_backup(visitor, one),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.PARTICIPANT, Role.PARTNER])
@pytest.mark.parametrize("name", sorted(set(RULES) - WITHOUT_PROJECT))
def test_a_link_of_another_demarche_finds_nothing(desk_as, make_project, world, name, role):
    stranger = desk_as(role, make_project().id)
    before = stranger.store.revision(world.project.id)
    with pytest.raises(AnimmapError, match="not_found"):
        RULES[name][1](stranger, world)
    assert stranger.store.revision(world.project.id) == before


@pytest.mark.parametrize("name", sorted(set(RULES) - WITHOUT_PROJECT - IN_THE_TRASH_TOO))
def test_nothing_of_a_deleted_demarche_can_be_reached(desk, world, name):
    projects.delete_project(desk, world.project.id)
    with pytest.raises(AnimmapError, match="not_found"):
        RULES[name][1](desk, world)


def test_a_link_of_one_demarche_sees_that_one_only_and_creates_none(desk_as, make_project, world):
    mine = desk_as(Role.ANIMATOR, make_project().id)
    assert [card.project.id for card in projects.list_projects(mine)] == [mine.access.project_id]
    with pytest.raises(AnimmapError, match="access_denied"):
        projects.create_project(mine, world.project_draft())


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
def test_only_staff_restores_and_takes_back(desk, desk_as, world, role):
    entry = history.recent(desk, world.project.id)[0]
    with pytest.raises(AnimmapError, match="access_denied"):
        history.undo(desk_as(role), world.project.id, entry.id)
    projects.delete_project(desk, world.project.id)
    with pytest.raises(AnimmapError, match="access_denied"):
        projects.restore_project(desk_as(role), world.project.id)


def test_a_line_of_another_demarche_cannot_be_taken_back(desk, make_project, world):
    entry = history.recent(desk, world.project.id)[0]
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo(desk, make_project().id, entry.id)


@pytest.mark.parametrize("role", sorted(ALL))
def test_labels_are_read_by_staff_only(desk_as, world, role):
    [seen] = contribute.list_sketches(desk_as(role), world.round_id)
    assert seen.voice.label == ("Table 3" if role in STAFF else "")
    assert seen.sure == world.sketch.sure


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED])
def test_a_blind_round_is_hidden_until_its_reveal_but_its_voices_are_counted(
    desk, desk_as, world, role, state
):
    blind = workshops.create_round(desk, world.workshop_id, RoundDraft("À l’aveugle ?"), state)
    with pytest.raises(AnimmapError, match="round_hidden"):
        contribute.list_sketches(desk_as(role), blind.id)
    assert contribute.list_sketches(desk, blind.id) == []
    assert contribute.voices_by_college(desk_as(role), blind.id) == {}
    workshops.set_round_state(desk, blind.id, RoundState.REVEALED)
    assert contribute.list_sketches(desk_as(role), blind.id) == []


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
def test_a_round_being_prepared_is_seen_by_staff_only(desk, desk_as, world, role):
    prepared = workshops.create_round(
        desk, world.workshop_id, RoundDraft("Plus tard ?", blind=False)
    )
    assert prepared in workshops.list_rounds(desk, world.project.id)
    assert prepared not in workshops.list_rounds(desk_as(role), world.project.id)
    with pytest.raises(AnimmapError, match="not_found"):
        workshops.get_round(desk_as(role), prepared.id)


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
def test_hidden_sketches_are_read_by_staff_only(desk, desk_as, world, role):
    hidden = contribute.hide(desk, world.sketch.id)
    everything = list(contribute.SketchState)
    assert contribute.list_sketches(desk, world.round_id, states=everything) == [hidden]
    assert contribute.list_sketches(desk_as(role), world.round_id, states=everything) == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_an_answer_without_a_device_is_amended_and_withdrawn_by_staff_alone(desk_as, world, role):
    visitor = desk_as(role)
    deeds = (
        lambda: answers.amend_answer(visitor, world.answer_id, "", world.answer_draft()),
        lambda: answers.withdraw_answer(visitor, world.answer_id, ""),
    )
    for deed in deeds:
        if role in STAFF:
            deed()
            continue
        refusal = "code_wrong" if role is Role.PARTICIPANT else "access_denied"
        with pytest.raises(AnimmapError, match=refusal):
            deed()


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
def test_notes_are_read_by_staff_and_decisions_by_everyone(desk, desk_as, world, role):
    notes.add_note(desk, world.workshop_id, "note", "Penser à Léa.")
    kinds = {each.kind for each in notes.list_notes(desk, world.workshop_id)}
    assert kinds == {"decision", "note"}
    assert [each.id for each in notes.list_notes(desk_as(role), world.workshop_id)] == [
        world.note_id
    ]


@pytest.mark.parametrize("role", sorted(ALL - STAFF))
def test_answers_to_a_blind_question_are_hidden_until_its_reveal(desk, desk_as, world, role):
    asked = RoundDraft("Pourquoi ?", RoundKind.WORDS)
    blind = workshops.create_round(desk, world.workshop_id, asked, RoundState.OPEN)
    for call in (answers.list_answers, answers.answers_geojson):
        with pytest.raises(AnimmapError, match="round_hidden"):
            call(desk_as(role), blind.id)
    workshops.set_round_state(desk, blind.id, RoundState.REVEALED)
    assert answers.list_answers(desk_as(role), blind.id) == []
