"""Who may do what in a workshop and after it: rooms, answers, comparison, links."""

from __future__ import annotations

from datetime import date

from animmap.core.model import Role, RoundState
from animmap.services import (
    access,
    answers,
    compare,
    contribute,
    debates,
    explore,
    feed,
    ground_export,
    grounds,
    history,
    mine,
    notes,
    rehearse,
    room,
    wall,
    workshops,
)
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft
from tests.services.world import ALL, ROOM, SQUARE, STAFF, Call, World


def _raw_ground(desk: Desk, world: World) -> grounds.Ground:
    return grounds.read_ground(desk, compare.read_round(desk, world.round_id), "raw", 1.0)


RULES: dict[str, tuple[set[Role], Call]] = {
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
    "debates.is_about_a_zone": (ALL, lambda d, w: debates.is_about_a_zone(d, w.round_id)),
    "workshops.add_rounds": (
        STAFF,
        lambda d, w: workshops.add_rounds(d, w.workshop_id, [RoundDraft("Et demain ?")]),
    ),
    "rehearse.simulate": (STAFF, lambda d, w: rehearse.simulate(d, w.round_id, voices=2)),
    "rehearse.wipe": (STAFF, lambda d, w: rehearse.wipe(d, w.workshop_id)),
    "rehearse.count_simulated": (ALL, lambda d, w: rehearse.count_simulated(d, w.workshop_id)),
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
    "backups.clean_backup",
    "backups.delete_backup",
    "backups.list_backups",
    "backups.make_backup",
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
