"""The demo comes, goes and comes back, like any démarche."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from animmap.core.model import Access, Role, RoundState, SketchMethod
from animmap.core.room import RoundKind, WallScreen
from animmap.errors import AnimmapError
from animmap.services import (
    answers,
    contribute,
    demo,
    explore,
    history,
    projects,
    room,
    wall,
    workshops,
)
from animmap.services.desk import Desk
from animmap.settings import read_settings


@pytest.fixture
def host(store) -> Desk:
    return Desk(store, Access(Role.HOST), lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_loading_gives_the_whole_demarche(host):
    project = demo.load_demo(host)
    assert (project.id, project.fictional, project.crs) == ("demo", True, "EPSG:2154")
    card = projects.list_projects(host)[0]
    assert card.counts == {
        "communes": 100,
        "actors": 70,
        "structures": 80,
        "resources": 60,
        "living_assets": 40,
        "needs": 20,
        "sketches": 52,
    }


def test_the_first_question_is_revealed_and_the_second_open_to_draw(host):
    demo.load_demo(host)
    rounds = workshops.list_rounds(host, demo.DEMO_PROJECT_ID)
    first, second = (each for each in rounds if each.kind is RoundKind.PERIMETER)
    assert (first.state, second.state) == (RoundState.REVEALED, RoundState.OPEN)
    assert second.blind is False
    held = [w.held_on for w in workshops.list_workshops(host, demo.DEMO_PROJECT_ID)]
    assert held == sorted(held)
    assert len(held) == 2


def test_its_second_workshop_has_an_open_room_and_a_wall_that_invites_to_draw(host):
    demo.load_demo(host)
    meeting = room.find_room(host.store, "carte2")
    assert meeting == workshops.list_workshops(host, demo.DEMO_PROJECT_ID)[-1]
    shown = wall.read_wall(host, meeting.id)
    [drawn] = [each for each in room.read_room(host, meeting.id).rounds if each.state == "open"]
    assert (shown.screen, shown.round_id) == (WallScreen.JOIN, drawn.id)
    demo.reload_demo(host)
    assert room.find_room(host.store, "CARTE2").id != meeting.id


@pytest.mark.parametrize(("kind", "number"), [(RoundKind.PLACES, 17), (RoundKind.WORDS, 12)])
def test_places_and_words_were_given_before_the_drawing(host, kind, number):
    demo.load_demo(host)
    rounds = workshops.list_rounds(host, demo.DEMO_PROJECT_ID)
    [asked] = [each for each in rounds if each.kind is kind]
    given = answers.list_answers(host, asked.id)
    assert (asked.state, len(given)) == (RoundState.REVEALED, number)
    assert {each.commune_code is not None for each in given} == {kind is RoundKind.PLACES}
    assert {each.created_at.date() for each in given} == {date(2026, 11, 14)}
    assert len({each.college_id for each in given}) == 6


def test_sketches_are_kept_as_drawn_and_repaired(host):
    demo.load_demo(host)
    first = workshops.list_rounds(host, demo.DEMO_PROJECT_ID)[0]
    sketches = contribute.list_sketches(host, first.id)
    crossed = [sketch for sketch in sketches if not sketch.raw.is_valid]
    assert [sketch.repairs for sketch in crossed] == [("self_crossing",)]
    assert all(sketch.sure.is_valid for sketch in sketches)
    # Edges are straight in metres for one and in degrees for the other: some centimetres apart.
    assert all(s.maybe.buffer(1e-5).contains(s.sure) for s in sketches if s.maybe)
    picked = [s for s in sketches if s.method is SketchMethod.COMMUNES]
    assert all(s.commune_codes and s.sure.area > 0 for s in picked)


def test_its_history_reads_in_the_order_of_the_clock(host):
    demo.load_demo(host)
    moments = [entry.at for entry in history.recent(host, demo.DEMO_PROJECT_ID, 200)]
    assert moments == sorted(moments, reverse=True)


def test_contacts_stay_with_the_animator(host):
    demo.load_demo(host)
    found = explore.find_features(host, demo.DEMO_PROJECT_ID, explore.Filters(layers=("actor",)))
    contacts = [explore.get_contact(host, feature.id) for feature in found]
    assert any(contact and contact.phone.startswith("01 99 00") for contact in contacts)
    guest = replace(host, access=Access(Role.PARTNER, demo.DEMO_PROJECT_ID))
    with pytest.raises(AnimmapError):
        explore.get_contact(guest, found[0].id)


def test_loading_twice_loads_once(host):
    first = demo.load_demo(host)
    assert demo.load_demo(host) == first
    assert len(projects.list_projects(host)) == 1


def test_a_removed_demo_is_in_the_trash_and_loads_afresh(host):
    demo.load_demo(host)
    demo.remove_demo(host)
    assert not demo.has_demo(host)
    assert len(projects.list_trash(host)) == 1
    demo.load_demo(host)
    assert demo.has_demo(host)
    assert projects.list_trash(host) == []


def test_removing_what_is_not_there_is_refused(host):
    with pytest.raises(AnimmapError) as refusal:
        demo.remove_demo(host)
    assert refusal.value.code == "not_found"


def test_reloading_erases_what_was_added(host):
    demo.load_demo(host)
    added = explore.find_features(host, demo.DEMO_PROJECT_ID, explore.Filters())[:1]
    explore.add_features(host, demo.DEMO_PROJECT_ID, [replace(added[0], id="mine")])
    demo.reload_demo(host)
    assert len(explore.find_features(host, demo.DEMO_PROJECT_ID, explore.Filters())) == 270


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PROJECTOR, Role.PARTNER])
def test_only_who_animates_loads_removes_or_reloads(host, role):
    guest = replace(host, access=Access(role))
    with pytest.raises(AnimmapError, match="access_denied"):
        demo.load_demo(guest)
    demo.load_demo(host)
    for refused in (demo.remove_demo, demo.reload_demo):
        with pytest.raises(AnimmapError, match="access_denied"):
            refused(guest)
    assert demo.has_demo(host)


def test_the_first_start_loads_it_and_later_starts_leave_the_choice_alone(host):
    settings = replace(read_settings(), load_demo=True)
    demo.ensure_demo(host.store, replace(settings, load_demo=False))
    assert not demo.has_demo(host)
    demo.ensure_demo(host.store, settings)
    assert demo.has_demo(host)
    demo.remove_demo(host)
    demo.ensure_demo(host.store, settings)
    assert not demo.has_demo(host)


def test_a_server_without_the_file_starts_and_says_so(host, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("ANIMMAP_DATA", str(tmp_path))
    demo.ensure_demo(host.store, replace(read_settings(), load_demo=True))
    assert "demo_missing" in caplog.text
    with pytest.raises(AnimmapError, match="demo_missing"):
        demo.load_demo(host)


def test_reloading_without_the_file_erases_nothing(host, monkeypatch, tmp_path):
    demo.load_demo(host)
    monkeypatch.setenv("ANIMMAP_DATA", str(tmp_path))
    with pytest.raises(AnimmapError, match="demo_missing"):
        demo.reload_demo(host)
    assert demo.has_demo(host)
