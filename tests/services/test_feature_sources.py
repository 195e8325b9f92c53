"""Sources of records: several, each with its licence and date, added and removed one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from animmap.core.model import Source
from animmap.errors import AnimmapError
from animmap.services import curate, explore, history
from animmap.services.explore import Filters
from animmap.services.feature_sources import MOST_SOURCES, add_source, remove_source

MAIRIE = Source("Mairie", "Licence Ouverte 2.0", retrieved_on=date(2026, 1, 2))
OSM = Source("OpenStreetMap", "ODbL 1.0", url="https://www.openstreetmap.org", key="node/1")


def of(desk, project, feature_id):
    found = explore.find_features(desk, project.id, Filters())
    return next(item for item in found if item.id == feature_id)


def test_a_source_is_added_beside_those_that_are_kept_and_removed_alone(desk, project, made):
    for source in (OSM, MAIRIE):
        assert add_source(desk, project.id, [made[0].id], source) == 1
    assert of(desk, project, made[0].id).sources == (OSM, MAIRIE)
    told = of(desk, project, made[0].id).credit
    assert told == "OpenStreetMap, ODbL 1.0 ; Mairie, Licence Ouverte 2.0"
    assert remove_source(desk, project.id, made[0].id, OSM)
    assert of(desk, project, made[0].id) == replace(
        made[0], sources=(MAIRIE,), credit="Mairie, Licence Ouverte 2.0"
    )
    assert remove_source(desk, project.id, made[0].id, MAIRIE)
    assert of(desk, project, made[0].id) == made[0]


def test_a_typed_credit_is_a_source_among_others(desk, project, made):
    curate.amend(desk, made[1], replace(made[1], credit="Enquête de 2019"))
    add_source(desk, project.id, [made[1].id], MAIRIE)
    assert of(desk, project, made[1].id).sources == (Source("Enquête de 2019"), MAIRIE)
    remove_source(desk, project.id, made[1].id, Source("Enquête de 2019"))
    assert of(desk, project, made[1].id).credit == "Mairie, Licence Ouverte 2.0"


def test_many_get_a_source_at_once_and_one_undo_takes_it_back(desk, project, made):
    add_source(desk, project.id, [made[0].id], MAIRIE)
    before = explore.find_features(desk, project.id, Filters())
    ids = [item.id for item in made]
    assert add_source(desk, project.id, ids, MAIRIE) == 3
    assert add_source(desk, project.id, ids, MAIRIE) == 0
    history.undo_last(desk, project.id)
    assert explore.find_features(desk, project.id, Filters()) == before


def test_two_people_who_add_a_source_each_keep_both(desk, project, made):
    seen = of(desk, project, made[0].id)
    add_source(desk, project.id, [seen.id], OSM)
    add_source(desk, project.id, [seen.id], MAIRIE)
    assert not remove_source(desk, project.id, seen.id, Source("Autre"))
    assert of(desk, project, seen.id).sources == (OSM, MAIRIE)


def test_a_record_with_many_sources_can_still_be_put_right(desk, project, made):
    for rank in range(MOST_SOURCES):
        add_source(desk, project.id, [made[0].id], Source(f"Une source au nom long {rank}"))
    seen = of(desk, project, made[0].id)
    assert len(seen.credit) > 200
    curate.amend(desk, seen, replace(seen, name="Autre"))
    assert of(desk, project, made[0].id) == replace(seen, name="Autre")
    with pytest.raises(AnimmapError, match="too_many_sources"):
        add_source(desk, project.id, [item.id for item in made], MAIRIE)
    assert of(desk, project, made[1].id).sources == ()


@pytest.mark.parametrize(("name", "refusal"), [(" ", "name_missing"), ("x" * 201, "text_too_long")])
def test_a_source_has_a_name_of_one_line(desk, project, made, name, refusal):
    with pytest.raises(AnimmapError, match=refusal):
        add_source(desk, project.id, [made[0].id], Source(name))
