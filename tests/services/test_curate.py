"""Putting features right, one or many, with two people at it, and taking it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point

from animmap.errors import AnimmapError
from animmap.services import curate, explore, feature_history, history, projects
from animmap.services.curate import Bulk, Edit
from animmap.services.explore import Filters


@pytest.fixture
def made(project, make_features):
    return make_features(project, 8)


def on_map(desk, project):
    return explore.find_features(desk, project.id, Filters())


def undo_last(desk, project):
    history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)


def test_two_people_change_two_fields_of_one_feature_and_both_are_kept(desk, project, made):
    seen = made[0]
    curate.amend(desk, seen, replace(seen, name="Ada Lovelace"))
    curate.amend(desk, seen, replace(seen, themes=("care",)))
    [kept] = [item for item in on_map(desk, project) if item.id == seen.id]
    assert (kept.name, kept.themes) == ("Ada Lovelace", ("care",))


def test_two_people_change_one_field_and_the_second_is_told_not_obeyed(desk, project, made):
    seen = made[0]
    curate.amend(desk, seen, replace(seen, name="Ada"))
    outcome = curate.amend(desk, seen, replace(seen, name="Ida", description="Autre"))
    assert (outcome.feature.name, outcome.feature.description) == ("Ada", "Autre")
    [clash] = outcome.clashes
    assert (clash.field, clash.wanted, clash.standing) == ("name", "Ida", "Ada")


def test_an_edit_of_a_feature_that_left_the_map_changes_nothing_and_says_so(desk, project, made):
    explore.remove_feature(desk, made[0].id)
    edits = [Edit(one, replace(one, name=f"{one.name} bis")) for one in made[:2]]
    gone, kept = curate.amend_many(desk, project.id, edits)
    assert gone.feature is None
    assert kept.feature.name == f"{made[1].name} bis"
    with pytest.raises(AnimmapError, match="not_found"):
        curate.amend(desk, made[0], replace(made[0], name="Revenante"))


def test_a_wrong_edit_among_many_leaves_all_as_they_were(desk, project, made):
    edits = [
        Edit(made[0], replace(made[0], name="Juste")),
        Edit(made[1], replace(made[1], siret="12")),
    ]
    with pytest.raises(AnimmapError, match="siret_invalid"):
        curate.amend_many(desk, project.id, edits)
    assert on_map(desk, project) == made


def test_many_are_given_the_same_and_one_undo_takes_it_back(desk, project, made):
    college = projects.list_colleges(desk, project.id)[1]
    ids = [item.id for item in made]
    bulk = Bulk(
        college_id=college.id, commune_code="62001", add_themes=("work",), drop_themes=("food",)
    )
    assert curate.alter(desk, project.id, ids, bulk) == 8
    for item in on_map(desk, project):
        assert (item.college_id, item.commune_code) == (college.id, "62001")
        assert "work" in item.themes
        assert "food" not in item.themes
    undo_last(desk, project)
    assert on_map(desk, project) == made


def test_a_kind_is_given_only_within_its_layer(desk, project, made):
    actors = [item.id for item in made if item.layer == "actor"]
    assert curate.alter(desk, project.id, actors, Bulk(kind="network")) == 2
    with pytest.raises(AnimmapError, match="kind_unknown"):
        curate.alter(desk, project.id, [item.id for item in made], Bulk(kind="network"))
    with pytest.raises(AnimmapError, match="commune_unknown"):
        curate.alter(desk, project.id, actors, Bulk(commune_code="99999"))


def test_those_without_a_place_are_put_in_their_commune_and_no_other_moves(desk, project, made):
    lost = replace(made[0], id="lost", geometry=None, commune_code="62002")
    nowhere = replace(lost, id="nowhere", commune_code=None)
    explore.add_features(desk, project.id, [lost, nowhere])
    ids = [item.id for item in on_map(desk, project)]
    assert curate.alter(desk, project.id, ids, Bulk(place=True)) == 1
    placed = {item.id: item for item in on_map(desk, project)}
    communes = {one.code: one for one in projects.get_territory(desk, project.id).communes}
    assert communes["62002"].geometry.covers(placed["lost"].geometry)
    assert placed["nowhere"].geometry is None
    assert placed[made[0].id] == made[0]


def test_what_is_removed_waits_in_the_trash_and_comes_back_the_same(desk, project, made, clock):
    ids = [item.id for item in made]
    assert curate.remove(desk, project.id, ids[:2]) == 2
    clock.advance(hours=1)
    assert curate.remove(desk, project.id, ids[1:4]) == 2
    assert [item.id for item, _ in curate.list_trash(desk, project.id)] == [*ids[2:4], *ids[:2]]
    assert curate.restore(desk, project.id, ids) == 4
    assert on_map(desk, project) == made
    undo_last(desk, project)
    assert len(on_map(desk, project)) == 4


def test_features_of_another_demarche_are_not_touched(desk, project, made, make_project):
    other = make_project()
    ids = [item.id for item in made]
    assert (
        curate.remove(desk, other.id, ids) == curate.alter(desk, other.id, ids, Bulk(kind="x")) == 0
    )
    [outcome] = curate.amend_many(desk, other.id, [Edit(made[0], replace(made[0], name="Volé"))])
    assert outcome.feature is None
    assert on_map(desk, project) == made


def test_five_thousand_features_are_altered_and_taken_back(desk, project, make_features):
    made = make_features(project, 1)
    many = [replace(made[0], id=f"n{rank}", geometry=Point(2.5, 50.45)) for rank in range(5000)]
    explore.add_features(desk, project.id, many)
    before = on_map(desk, project)
    assert curate.alter(desk, project.id, [one.id for one in many], Bulk(kind="network")) == 5000
    assert len(explore.find_features(desk, project.id, Filters(kinds=("network",)))) == 5000
    undo_last(desk, project)
    assert on_map(desk, project) == before


def test_the_history_of_a_feature_tells_who_what_before_and_after(desk, project, made):
    first = made[0]
    curate.amend(desk, first, replace(first, name="Ada"))
    curate.alter(desk, project.id, [one.id for one in made], Bulk(commune_code="62001"))
    curate.remove(desk, project.id, [first.id, made[1].id])
    told = feature_history.history_of(desk, first.id)
    assert [(event.action, event.changes) for event in told] == [
        ("features.removed", ()),
        ("features.altered", (("commune_code", "62003", "62001"),)),
        ("feature.amended", (("name", first.name, "Ada"),)),
        ("features.added", ()),
    ]
    assert {event.role for event in told} == {desk.role}
    assert [event.action for event in feature_history.history_of(desk, made[7].id)] == [
        "features.altered",
        "features.added",
    ]
