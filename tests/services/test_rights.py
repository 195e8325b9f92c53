"""Who may do what: every service function, every role, and the other démarche."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import shapely
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.model import Contact, Feature, Project, Role, RoundState, Sketch
from animmap.core.room import RoundKind
from animmap.core.tiles import Estimate, Tile
from animmap.errors import AnimmapError
from animmap.services import (
    access,
    answers,
    compare,
    contacts,
    contribute,
    curate,
    debates,
    explore,
    feature_history,
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
from animmap.services.answers import AnswerDraft
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.services.import_plan import Plan
from animmap.services.official_zones import Asked
from animmap.services.tile_packs import PackPlan
from animmap.services.workshops import RoundDraft
from animmap.services.zoning_plan import ZonePlan
from animmap.sources.import_file import ImportFile
from animmap.storage import imports as import_rows

SQUARE = box(2.5, 50.4, 2.6, 50.5)
STAFF = {Role.HOST, Role.ANIMATOR}
ROOM = {*STAFF, Role.PARTICIPANT}
ALL = set(Role)


@dataclass(frozen=True)
class World:
    """One démarche with one of each thing, and the code of its sketch."""

    project: Project
    workshop_id: str
    round_id: str
    college_id: str
    feature: Feature
    link_id: str
    sketch: Sketch
    code: str
    words_id: str
    answer_id: str
    other_id: str
    note_id: str
    batch_id: str
    file: Path
    zoning_id: str
    gone_id: str

    def zones(self) -> ZonePlan:
        """One zone, read from a file."""
        path = self.file.with_name("zones.geojson")
        path.write_text(shapely.to_geojson(SQUARE), encoding="utf-8")
        return replace(keep_zones(), path=path)

    def plan(self) -> Plan:
        read = ImportFile("text", "utf-8", ";", (), (), ())
        return Plan(
            self.project.id, "actor", self.file, "another", Choices(), read, [], [], [], None
        )

    def pack_plan(self) -> PackPlan:
        return PackPlan(
            self.project.id, "", (2.5, 50.4, 2.7, 50.6), {8: []}, [], Estimate({}, 0, False)
        )

    def draft(self) -> SketchDraft:
        return SketchDraft(str(uuid4()), self.round_id, self.college_id, "", SQUARE)

    def answer_draft(self) -> AnswerDraft:
        return AnswerDraft(str(uuid4()), self.words_id, self.college_id, "Table 3", "Une loutre.")

    def project_draft(self) -> projects.ProjectDraft:
        return projects.ProjectDraft(
            "Autre", "", "", PROJECT_COMMUNES[0], (), "EPSG:2154", "Jusqu’où ?"
        )


PROJECT_COMMUNES: list[tuple] = []

Call = Callable[[Desk, World], object]


def unanswered(ask: Callable[[], object]) -> None:
    """Ask a service that nobody answers for: the right is checked before it is asked."""
    try:
        ask()
    except AnimmapError as error:
        if error.code != "host_unreachable":
            raise


def _raw_ground(desk: Desk, world: World) -> grounds.Ground:
    return grounds.read_ground(desk, compare.read_round(desk, world.round_id), "raw", 1.0)


RULES: dict[str, tuple[set[Role], Call]] = {
    "projects.list_projects": (ALL, lambda d, w: projects.list_projects(d)),
    "projects.list_trash": (STAFF, lambda d, w: projects.list_trash(d)),
    "projects.get_project": (ALL, lambda d, w: projects.get_project(d, w.project.id)),
    "projects.get_territory": (ALL, lambda d, w: projects.get_territory(d, w.project.id)),
    "projects.territory_stamp": (ALL, lambda d, w: projects.territory_stamp(d, w.project.id)),
    "import_geocode.find_rows": (
        STAFF,
        lambda d, w: import_geocode.find_rows(d, w.project.id, []),
    ),
    "territory_changes.read_origin": (
        ALL,
        lambda d, w: territory_changes.read_origin(d, w.project.id),
    ),
    "territory_changes.change_communes": (
        STAFF,
        lambda d, w: territory_changes.change_communes(d, w.project.id, ["62001", "62002"]),
    ),
    "tile_packs.plan_pack": (STAFF, lambda d, w: tile_packs.plan_pack(d, w.project.id)),
    "tile_packs.download_pack": (
        STAFF,
        lambda d, w: tile_packs.download_pack(d, w.pack_plan()),
    ),
    "tile_packs.read_pack": (ALL, lambda d, w: tile_packs.read_pack(d, w.project.id)),
    "tile_packs.read_tile": (
        ALL,
        lambda d, w: tile_packs.read_tile(d, w.project.id, Tile(3, 4, 2)),
    ),
    "tile_packs.remove_pack": (STAFF, lambda d, w: tile_packs.remove_pack(d, w.project.id)),
    "projects.list_colleges": (ALL, lambda d, w: projects.list_colleges(d, w.project.id)),
    "projects.create_project": (STAFF, lambda d, w: projects.create_project(d, w.project_draft())),
    "projects.delete_project": (STAFF, lambda d, w: projects.delete_project(d, w.project.id)),
    "projects.purge_project": (STAFF, lambda d, w: projects.purge_project(d, w.project.id)),
    "online.estimate": (
        STAFF,
        lambda d, w: unanswered(lambda: online.estimate(d, w.project.id, online.Question("wfs"))),
    ),
    "online.fetch": (
        STAFF,
        lambda d, w: unanswered(lambda: online.fetch(d, w.project.id, online.Question("gbif"))),
    ),
    "online.overpass_question": (
        STAFF,
        lambda d, w: online.overpass_question(d, w.project.id, "structure"),
    ),
    "workshops.list_workshops": (ALL, lambda d, w: workshops.list_workshops(d, w.project.id)),
    "workshops.create_workshop": (
        STAFF,
        lambda d, w: workshops.create_workshop(d, w.project.id, "Autre", date(2026, 12, 1)),
    ),
    "workshops.list_rounds": (ALL, lambda d, w: workshops.list_rounds(d, w.project.id)),
    "workshops.get_round": (ALL, lambda d, w: workshops.get_round(d, w.round_id)),
    "workshops.create_round": (
        STAFF,
        lambda d, w: workshops.create_round(d, w.workshop_id, RoundDraft("Et demain ?")),
    ),
    "workshops.set_round_state": (
        STAFF,
        lambda d, w: workshops.set_round_state(d, w.round_id, RoundState.CLOSED),
    ),
    "workshops.update_round": (
        STAFF,
        lambda d, w: workshops.update_round(d, w.round_id, RoundDraft("Et demain ?")),
    ),
    "workshops.move_round": (STAFF, lambda d, w: workshops.move_round(d, w.round_id, 1)),
    "workshops.delete_round": (STAFF, lambda d, w: workshops.delete_round(d, w.round_id)),
    "workshops.add_minutes": (STAFF, lambda d, w: workshops.add_minutes(d, w.round_id, 1)),
    "room.open_room": (STAFF, lambda d, w: room.open_room(d, w.workshop_id)),
    "room.shut_room": (STAFF, lambda d, w: room.shut_room(d, w.workshop_id)),
    "room.renew_code": (STAFF, lambda d, w: room.renew_code(d, w.workshop_id)),
    "room.read_room": (ALL, lambda d, w: room.read_room(d, w.workshop_id)),
    "room.joined_by_college": (ALL, lambda d, w: room.joined_by_college(d, w.workshop_id)),
    "wall.read_wall": (ALL, lambda d, w: wall.read_wall(d, w.workshop_id)),
    "wall.show": (STAFF, lambda d, w: wall.show(d, w.workshop_id, dark=True)),
    "wall.steps_of": (STAFF, lambda d, w: wall.steps_of(d, w.workshop_id)),
    "wall.go_next": (STAFF, lambda d, w: wall.go_next(d, w.workshop_id)),
    "wall.go_back": (STAFF, lambda d, w: wall.go_back(d, w.workshop_id)),
    "explore.find_features": (ALL, lambda d, w: explore.find_features(d, w.project.id, Filters())),
    "taxonomy.get_taxonomy": (ALL, lambda d, w: taxonomy.get_taxonomy(d, w.project.id)),
    "explore.facets": (ALL, lambda d, w: explore.facets(d, w.project.id)),
    "explore.features_geojson": (
        ALL,
        lambda d, w: explore.features_geojson(d, w.project.id, Filters()),
    ),
    "explore.get_contact": (STAFF, lambda d, w: explore.get_contact(d, w.feature.id)),
    "explore.add_features": (STAFF, lambda d, w: explore.add_features(d, w.project.id, [])),
    "curate.amend": (
        STAFF,
        lambda d, w: curate.amend(d, w.feature, replace(w.feature, name="Autre nom")),
    ),
    "curate.amend_many": (
        STAFF,
        lambda d, w: curate.amend_many(d, w.project.id, [curate.Edit(w.feature, w.feature)]),
    ),
    "curate.alter": (
        STAFF,
        lambda d, w: curate.alter(d, w.project.id, [w.feature.id], curate.Bulk(college_id="")),
    ),
    "feature_history.history_of": (
        STAFF,
        lambda d, w: feature_history.history_of(d, w.feature.id),
    ),
    "contacts.list_contacts": (STAFF, lambda d, w: contacts.list_contacts(d, w.project.id)),
    "contacts.save_contact": (
        STAFF,
        lambda d, w: contacts.save_contact(d, None, Contact(w.feature.id, "Ada", "", "", None)),
    ),
    "contacts.set_informed": (
        STAFF,
        lambda d, w: contacts.set_informed(d, w.project.id, [w.feature.id], None),
    ),
    "contacts.export_contacts": (
        STAFF,
        lambda d, w: contacts.export_contacts(d, w.project.id, "fr"),
    ),
    "features_export.export_features": (
        {*STAFF, Role.PARTNER},
        lambda d, w: features_export.export_features(d, w.project.id, "actor", "csv", "fr"),
    ),
    "taxonomy_edit.save_words": (
        STAFF,
        lambda d, w: taxonomy_edit.save_words(d, w.project.id, "need", []),
    ),
    "taxonomy_edit.merge_terms": (
        STAFF,
        lambda d, w: taxonomy_edit.merge_terms(d, w.project.id, "need", "need", "issue"),
    ),
    "taxonomy_edit.export_words": (
        STAFF,
        lambda d, w: taxonomy_edit.export_words(d, w.project.id, "json"),
    ),
    "taxonomy_edit.import_words": (
        STAFF,
        lambda d, w: taxonomy_edit.import_words(d, w.project.id, b"[]", "json"),
    ),
    "curate.remove": (STAFF, lambda d, w: curate.remove(d, w.project.id, [])),
    "curate.list_trash": (STAFF, lambda d, w: curate.list_trash(d, w.project.id)),
    "curate.restore": (STAFF, lambda d, w: curate.restore(d, w.project.id, [])),
    "explore.remove_feature": (STAFF, lambda d, w: explore.remove_feature(d, w.feature.id)),
    "contribute.preview": (ROOM, lambda d, w: contribute.preview(d, w.round_id, SQUARE)),
    "contribute.send": (ROOM, lambda d, w: contribute.send(d, w.draft())),
    "mine.find_mine": (ROOM, lambda d, w: mine.find_mine(d, w.round_id, w.code)),
    "mine.find_all_mine": (ROOM, lambda d, w: mine.find_all_mine(d, w.workshop_id, w.code)),
    "contribute.amend": (
        ROOM,
        lambda d, w: contribute.amend(d, w.sketch.id, w.code, w.draft()),
    ),
    "contribute.withdraw": (ROOM, lambda d, w: contribute.withdraw(d, w.sketch.id, w.code)),
    "contribute.hide": (STAFF, lambda d, w: contribute.hide(d, w.sketch.id)),
    "contribute.unhide": (STAFF, lambda d, w: contribute.unhide(d, w.sketch.id)),
    "contribute.list_sketches": (ALL, lambda d, w: contribute.list_sketches(d, w.round_id)),
    "contribute.voices_by_college": (ALL, lambda d, w: contribute.voices_by_college(d, w.round_id)),
    "contribute.import_sketches": (
        STAFF,
        lambda d, w: contribute.import_sketches(d, w.round_id, [w.draft()]),
    ),
    "answers.send_answer": (ROOM, lambda d, w: answers.send_answer(d, w.answer_draft())),
    "answers.list_answers": (ALL, lambda d, w: answers.list_answers(d, w.words_id)),
    "answers.answers_geojson": (ALL, lambda d, w: answers.answers_geojson(d, w.words_id)),
    "answers.hide_answer": (STAFF, lambda d, w: answers.hide_answer(d, w.answer_id)),
    "answers.unhide_answer": (STAFF, lambda d, w: answers.unhide_answer(d, w.answer_id)),
    "answers.add_to_map": (STAFF, lambda d, w: answers.add_to_map(d, w.answer_id, "species")),
    "feed.arrivals": (STAFF, lambda d, w: feed.arrivals(d, w.round_id)),
    "feed.attribute": (
        STAFF,
        lambda d, w: feed.attribute(d, "sketch", w.sketch.id, w.college_id),
    ),
    "feed.merge": (STAFF, lambda d, w: feed.merge(d, "answer", w.answer_id, w.other_id)),
    "notes.add_note": (STAFF, lambda d, w: notes.add_note(d, w.workshop_id, "note", "Midi.")),
    "notes.update_note": (STAFF, lambda d, w: notes.update_note(d, w.note_id, "Midi.")),
    "notes.delete_note": (STAFF, lambda d, w: notes.delete_note(d, w.note_id)),
    "notes.list_notes": (ALL, lambda d, w: notes.list_notes(d, w.workshop_id)),
    "notes.list_decisions": (ALL, lambda d, w: notes.list_decisions(d, w.workshop_id)),
    "debates.list_debated": (
        ALL,
        lambda d, w: debates.list_debated(d, compare.read_round(d, w.round_id)),
    ),
    "debates.standing_geojson": (
        ALL,
        lambda d, w: debates.standing_geojson(d, compare.read_round(d, w.round_id), 0),
    ),
    "debates.asked_ground_geojson": (ALL, lambda d, w: debates.asked_ground_geojson(d, w.round_id)),
    "grounds.list_codes": (
        ALL,
        lambda d, w: grounds.list_codes(d, compare.read_round(d, w.round_id)),
    ),
    "grounds.read_ground": (ALL, _raw_ground),
    "grounds.ground_geojson": (
        ALL,
        lambda d, w: grounds.ground_geojson(d, compare.read_round(d, w.round_id), "raw", 1.0),
    ),
    "grounds.features_within": (
        ALL,
        lambda d, w: grounds.features_within(
            d, compare.read_round(d, w.round_id), _raw_ground(d, w), explore.Filters()
        ),
    ),
    "grounds.features_geojson": (
        ALL,
        lambda d, w: grounds.features_geojson(
            d, compare.read_round(d, w.round_id), _raw_ground(d, w), explore.Filters()
        ),
    ),
    "ground_export.export_ground": (
        STAFF | {Role.PARTNER},
        lambda d, w: ground_export.export_ground(d, compare.read_round(d, w.round_id), "raw", 1.0),
    ),
    "official.face_existing": (
        ALL,
        lambda d, w: official.face_existing(d, compare.read_round(d, w.round_id), "raw", 1.0),
    ),
    "official_zones.face_zoning": (
        ALL,
        lambda d, w: official_zones.face_zoning(
            d, compare.read_round(d, w.round_id), Asked("raw", 1.0, w.zoning_id)
        ),
    ),
    "official_zones.export_table": (
        STAFF | {Role.PARTNER},
        lambda d, w: official_zones.export_table(
            d, compare.read_round(d, w.round_id), Asked("raw", 1.0, w.zoning_id), "fr"
        ),
    ),
    "zonings.list_zonings": (ALL, lambda d, w: zonings.list_zonings(d, w.project.id)),
    "zonings.read_zones": (ALL, lambda d, w: zonings.read_zones(d, w.zoning_id)),
    "zonings.zones_geojson": (ALL, lambda d, w: zonings.zones_geojson(d, w.zoning_id)),
    "zonings.list_deleted": (STAFF, lambda d, w: zonings.list_deleted(d, w.project.id)),
    "zonings.amend_zoning": (
        STAFF,
        lambda d, w: zonings.amend_zoning(d, w.zoning_id, name="SCoT", credit=""),
    ),
    "zonings.delete_zoning": (STAFF, lambda d, w: zonings.delete_zoning(d, w.zoning_id)),
    "zonings.restore_zoning": (STAFF, lambda d, w: zonings.restore_zoning(d, w.gone_id)),
    "zonings.load_zoning": (
        STAFF,
        lambda d, w: zonings.load_zoning(d, w.project.id, w.zones(), name="Bassins"),
    ),
    "zoning_plan.plan_zoning": (
        STAFF,
        lambda d, w: zoning_plan.plan_zoning(d, w.project.id, w.zones().path),
    ),
    "debates.is_about_a_zone": (ALL, lambda d, w: debates.is_about_a_zone(d, w.round_id)),
    "workshops.add_rounds": (
        STAFF,
        lambda d, w: workshops.add_rounds(d, w.workshop_id, [RoundDraft("Et demain ?")]),
    ),
    "templates.apply_template": (
        STAFF,
        lambda d, w: templates.apply_template(d, w.workshop_id, "how_far", "fr"),
    ),
    "rehearse.simulate": (STAFF, lambda d, w: rehearse.simulate(d, w.round_id, voices=2)),
    "rehearse.wipe": (STAFF, lambda d, w: rehearse.wipe(d, w.workshop_id)),
    "rehearse.count_simulated": (ALL, lambda d, w: rehearse.count_simulated(d, w.workshop_id)),
    "imports.find_project": (ALL, lambda d, w: imports.find_project(d, w.project.id)),
    "imports.list_waiting": (STAFF, lambda d, w: imports.list_waiting(d, w.project.id)),
    "imports.run_import": (STAFF, lambda d, w: imports.run_import(d, w.plan())),
    "import_plan.plan_import": (
        STAFF,
        lambda d, w: import_plan.plan_import(d, w.project.id, w.file, "actor"),
    ),
    "import_batches.list_batches": (
        STAFF,
        lambda d, w: import_batches.list_batches(d, w.project.id),
    ),
    "import_batches.undo_import": (STAFF, lambda d, w: import_batches.undo_import(d, w.batch_id)),
    "import_batches.read_waiting": (
        STAFF,
        lambda d, w: import_batches.read_waiting(d, w.batch_id),
    ),
    "import_batches.discard_waiting": (
        STAFF,
        lambda d, w: import_batches.discard_waiting(d, w.batch_id),
    ),
    "import_batches.remember": (
        STAFF,
        lambda d, w: import_batches.remember(d, w.project.id, "actor", ["Nom"]),
    ),
    "history.undo_last": (STAFF, lambda d, w: history.undo_last(d, w.project.id)),
    "history.recent": (STAFF, lambda d, w: history.recent(d, w.project.id)),
    "access.create_link": (
        STAFF,
        lambda d, w: access.create_link(d, w.project.id, Role.PARTNER, ""),
    ),
    "access.list_links": (STAFF, lambda d, w: access.list_links(d, w.project.id)),
    "access.revoke_link": (STAFF, lambda d, w: access.revoke_link(d, w.link_id)),
}
# Need a state of their own: see the tests below, and those of debates.
APART = {
    "tile_packs.bring_pack",
    "territory_changes.fetch_precise",
    "territory_changes.take_precise",
    "history.undo",
    "projects.restore_project",
    "answers.amend_answer",
    "answers.reach_answer",
    "answers.withdraw_answer",
    "contribute.reach_sketch",
    "debates.decide",
    "debates.put_question",
    "room.get_participant",
    "workshops.reach_round",
    "workshops.reach_workshop",
}
IN_THE_TRASH_TOO = {"projects.purge_project", "access.revoke_link"}
# Answer for what the link opens, whatever is asked.
WITHOUT_PROJECT = {"projects.list_projects", "projects.list_trash", "projects.create_project"}


def keep_import(desk: Desk, project_id: str, name: str) -> str:
    """Write the last change of a démarche down as an import."""
    revision = desk.store.revision(project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        batch = {"id": "batch", "project_id": project_id, "name": name, "digest": "digest"}
        batch |= {"layer": "actor", "revision": revision, "template": {}, "created_at": change.at}
        import_rows.keep(change, batch, [])
    return "batch"


def keep_zones() -> ZonePlan:
    """Return one zone, ready to be loaded."""
    draft = Draft("", 1, {}, name="Parc", shapes=(SQUARE,))
    return ZonePlan(Path("parcs.geojson"), Choices(), ("",), (), "", [], [draft])


@pytest.fixture
def world(desk, make_project, make_sketch, make_features, tmp_path) -> World:
    project = make_project()
    feature = make_features(project)[0]
    file = tmp_path / "liste.csv"
    file.write_text("Nom\nClub\n", encoding="utf-8")
    batch_id = keep_import(desk, project.id, file.name)
    PROJECT_COMMUNES[:] = [projects.get_territory(desk, project.id).communes]
    round_id = workshops.list_rounds(desk, project.id)[0].id
    college_id = projects.list_colleges(desk, project.id)[0].id
    draft = SketchDraft(str(uuid4()), round_id, college_id, "Table 3", SQUARE)
    receipt = contribute.send(desk, draft)
    meeting = workshops.list_workshops(desk, project.id)[0]
    asked = RoundDraft("Qui vit ici ?", RoundKind.PLACES, "living_asset", blind=False)
    words_id = workshops.create_round(desk, meeting.id, asked, RoundState.OPEN).id
    for answer_id in ("first", "second"):
        given = AnswerDraft(answer_id, words_id, college_id, "Table 3", "Un castor.")
        answers.send_answer(desk, given)
    parks = zonings.load_zoning(desk, project.id, keep_zones(), name="Parcs")
    gone = zonings.load_zoning(desk, project.id, keep_zones(), name="Parti")
    zonings.delete_zoning(desk, gone.id)
    return World(
        zoning_id=parks.id,
        gone_id=gone.id,
        project=project,
        workshop_id=meeting.id,
        words_id=words_id,
        answer_id="first",
        other_id="second",
        note_id=notes.add_note(desk, meeting.id, "decision", "Revenir.").id,
        round_id=round_id,
        college_id=college_id,
        feature=feature,
        batch_id=batch_id,
        file=file,
        link_id=access.create_link(desk, project.id, Role.PARTNER, "")[0].id,
        sketch=receipt.sketch,
        code=receipt.code,
    )


def test_every_function_of_the_services_has_a_rule():
    modules = (
        *(projects, workshops, room, wall, explore, contribute, answers, mine),
        *(debates, feed, notes, templates, rehearse, history, access),
        *(imports, import_batches, import_plan, official, online, taxonomy, tile_packs),
        *(official_zones, zonings, zoning_plan, territory_changes, grounds, ground_export),
        *(import_geocode,),
        *(curate, feature_history, features_export, contacts, taxonomy_edit),
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
