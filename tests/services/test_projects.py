"""Démarches: created whole, kept 30 days in the trash, erased for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from animmap.core.model import RoundState
from animmap.errors import AnimmapError
from animmap.services import desk as desks
from animmap.services import projects, workshops
from animmap.services.projects import CollegeDraft


def test_a_demarche_is_created_with_its_territory_colleges_workshop_and_open_round(
    desk, clock, make_project
):
    project = make_project(name="  Un\nbassin  de vie ", blind=True)
    assert project == projects.get_project(desk, project.id)
    assert (project.name, project.created_at) == ("Un bassin de vie", clock())
    territory = projects.get_territory(desk, project.id)
    names = [commune.name for commune in territory.communes]
    assert names == ["Aix-Noulette", "Béthune", "Chocques", "Divion"]
    colleges = projects.list_colleges(desk, project.id)
    assert [(each.position, each.less_heard) for each in colleges] == [
        (0, True),
        (1, False),
        (2, False),
    ]
    [meeting] = workshops.list_workshops(desk, project.id)
    [question] = workshops.list_rounds(desk, project.id)
    assert meeting.held_on == clock().date()
    assert (question.workshop_id, question.state, question.blind) == (
        meeting.id,
        RoundState.OPEN,
        True,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \x00 "}, "name_missing"),
        ({"question": ""}, "name_missing"),
        ({"colleges": (CollegeDraft("\u202e"),)}, "name_missing"),
        ({"name": "x" * 201}, "text_too_long"),
        ({"summary": "x" * 10_001}, "text_too_long"),
        ({"communes": ()}, "territory_empty"),
        ({"crs": "EPSG:4326"}, "crs_missing"),
    ],
)
def test_a_demarche_that_cannot_be_kept_is_refused_whole(desk, make_project, change, code):
    with pytest.raises(AnimmapError, match=code):
        make_project(**change)
    assert projects.list_projects(desk) == []


def test_a_card_counts_what_the_demarche_holds_and_says_when_it_changed(
    desk, clock, make_project, make_sketch, make_features
):
    make_project()
    clock.advance(hours=1)
    project = make_project()
    clock.advance(hours=1)
    make_features(project, 6)
    make_sketch(project)
    card, other = projects.list_projects(desk)
    assert card.project.id == project.id
    assert card.counts == {
        "communes": 4,
        "actors": 2,
        "structures": 2,
        "resources": 1,
        "living_assets": 1,
        "needs": 0,
        "sketches": 1,
    }
    assert card.last_change == clock()
    assert sum(other.counts.values()) == 4


def test_a_deleted_demarche_waits_in_the_trash_and_comes_back_whole(
    desk, make_project, make_sketch
):
    project = make_project()
    drawn = make_sketch(project)
    projects.delete_project(desk, project.id)
    assert projects.list_projects(desk) == []
    assert [card.project.id for card in projects.list_trash(desk)] == [project.id]
    restored = projects.restore_project(desk, project.id)
    assert restored == replace(project, revision=restored.revision, updated_at=restored.updated_at)
    assert projects.list_projects(desk)[0].counts["sketches"] == 1
    assert workshops.get_round(desk, drawn.round_id).project_id == project.id


@pytest.mark.parametrize(("days", "left"), [(30, 1), (30.001, 0)])
def test_the_trash_is_emptied_after_thirty_days(desk, clock, make_project, days, left):
    kept, deleted = make_project(), make_project()
    projects.delete_project(desk, deleted.id)
    clock.advance(days=days)
    assert desks.empty_trash(desk.store, clock()) == 1 - left
    assert len(projects.list_trash(desk)) == left
    assert [card.project.id for card in projects.list_projects(desk)] == [kept.id]


def test_only_what_is_in_the_trash_can_be_restored(desk, make_project):
    for project_id in (make_project().id, "unknown"):
        with pytest.raises(AnimmapError, match="not_found"):
            projects.restore_project(desk, project_id)


def test_the_process_opens_its_store_once_from_the_settings(store, desk):
    desks.use_store(None)
    opened = desks.open_store()
    try:
        assert opened is desks.open_store()
        assert opened.url != store.url
        assert projects.list_projects(desks.open_desk(desk.access)) == []
    finally:
        opened.close()
        desks.use_store(store)
