"""The demo comes, goes and comes back, like any démarche."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from animmap.core.model import Access, Role, RoundState, SketchMethod
from animmap.errors import AnimmapError
from animmap.services import contribute, demo, explore, projects, workshops
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
        "sketches": 52,
    }


def test_the_first_question_is_revealed_and_the_second_open_to_draw(host):
    demo.load_demo(host)
    first, second = workshops.list_rounds(host, demo.DEMO_PROJECT_ID)
    assert (first.state, second.state) == (RoundState.REVEALED, RoundState.OPEN)
    assert second.blind is False
    held = [w.held_on for w in workshops.list_workshops(host, demo.DEMO_PROJECT_ID)]
    assert held == sorted(held)
    assert len(held) == 2


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
    assert len(explore.find_features(host, demo.DEMO_PROJECT_ID, explore.Filters())) == 250


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
