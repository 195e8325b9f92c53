"""Two people change one feature: nothing of either is lost in silence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from animmap.core.merging import FIELDS, Clash, changed_fields, merge
from animmap.core.model import Feature

SEEN = Feature(
    "f", "p", "actor", "person", "Ada", "", None, ("food",), "62003", Point(2.5, 50.4), "Liste"
)
VALUES = {
    "name": st.sampled_from(["Ada", "Ida", "Léa"]),
    "description": st.sampled_from(["", "Près du pont"]),
    "themes": st.sampled_from([("food",), (), ("care", "food")]),
    "geometry": st.sampled_from([Point(2.5, 50.4), Point(2.6, 50.4), None]),
    "siret": st.sampled_from(["", "73282932000074"]),
}
features = st.fixed_dictionaries(VALUES).map(lambda values: replace(SEEN, **values))


def test_every_field_that_a_person_fills_is_compared():
    assert set(FIELDS) | {"id", "project_id"} == set(Feature.__slots__)


def test_what_each_changed_apart_is_kept():
    mine, theirs = replace(SEEN, name="Ida"), replace(SEEN, themes=("care",))
    merged, clashes = merge(SEEN, mine, theirs)
    assert (merged.name, merged.themes, clashes) == ("Ida", ("care",), ())


def test_what_both_changed_differently_is_left_as_it_stands_and_shown():
    mine, theirs = replace(SEEN, name="Ida", siret="1"), replace(SEEN, name="Léa")
    merged, clashes = merge(SEEN, mine, theirs)
    assert (merged.name, merged.siret) == ("Léa", "1")
    assert clashes == (Clash("name", "Ada", "Ida", "Léa"),)


@given(features, features, features)
def test_a_field_of_a_merge_is_mine_theirs_or_a_clash(seen, mine, theirs):
    merged, clashes = merge(seen, mine, theirs)
    clashing = {clash.field for clash in clashes}
    for name in FIELDS:
        before, wanted, standing, kept = (
            getattr(one, name) for one in (seen, mine, theirs, merged)
        )
        if name in clashing:
            assert before != wanted != standing != before
            assert kept == standing
        elif wanted != before:
            assert kept == wanted
        else:
            assert kept == standing


@given(features, features)
def test_alone_a_person_gets_what_they_want(seen, mine):
    assert merge(seen, mine, seen) == (mine, ())
    assert changed_fields(seen, mine) == tuple(
        name for name in FIELDS if getattr(seen, name) != getattr(mine, name)
    )
