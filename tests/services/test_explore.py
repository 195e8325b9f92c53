"""The map's content: filtered, counted, placed; contacts apart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from shapely.geometry import Point, shape

from animmap.core.model import LAYERS, Contact, Role
from animmap.errors import AnimmapError
from animmap.services import curate, explore, history, projects
from animmap.services.explore import Filters


def names(desk, project, **filters) -> list[str]:
    found = explore.find_features(desk, project.id, Filters(**filters))
    return [item.name for item in found]


def test_what_was_added_comes_back_in_the_order_of_the_names(desk, project, make_features):
    made = make_features(project, 8)
    assert explore.find_features(desk, project.id, Filters()) == made


@pytest.mark.parametrize(
    ("filters", "ranks"),
    [
        ({"layers": ("structure",)}, [1, 5]),
        ({"layers": ("actor", "resource")}, [0, 2, 4, 6]),
        ({"kinds": ("species",)}, [3, 7]),
        ({"themes": ("food",)}, [1, 3, 5, 7]),
        ({"themes": ("care", "food")}, list(range(8))),
        ({"themes": ("food",), "layers": ("living_asset",)}, [3, 7]),
        ({"words": "ELEMENT 00003"}, [3]),
        ({"words": "rivière"}, list(range(8))),
        ({"words": "riviere 00002"}, [2]),
        ({"words": "00002 absent"}, []),
        ({"words": "%"}, []),
        ({"words": "_"}, []),
        ({"words": "' OR 1=1"}, []),
    ],
)
def test_filters_keep_what_answers_all_of_them(desk, project, make_features, filters, ranks):
    made = make_features(project, 8)
    assert names(desk, project, **filters) == [made[rank].name for rank in ranks]


def test_names_are_sorted_and_searched_without_accents_case_or_ligatures(
    desk, project, make_features
):
    first = make_features(project, 1)[0]
    for rank, name in enumerate(["œuvre", "Étang", "eau", "Zone"]):
        explore.add_features(desk, project.id, [replace(first, id=f"f{rank}", name=name)])
    assert names(desk, project) == ["eau", "Élément 00000", "Étang", "œuvre", "Zone"]
    assert names(desk, project, words="OEUVRE") == ["œuvre"]


def test_a_college_is_a_filter_and_is_named_in_the_geojson(desk, project, make_features):
    first = make_features(project, 2)[0]
    college = projects.list_colleges(desk, project.id)[1]
    explore.add_features(desk, project.id, [replace(first, id="ess", college_id=college.id)])
    collection = explore.features_geojson(desk, project.id, Filters(college_ids=(college.id,)))
    assert [each["properties"]["college"] for each in collection["features"]] == ["ESS"]


def test_the_geojson_holds_every_placed_feature_and_no_private_word(
    desk_as, project, desk, make_features
):
    made = make_features(project, 5)
    placeless = replace(made[0], id="placeless", geometry=None)
    explore.add_features(desk, project.id, [placeless])
    collection = explore.features_geojson(desk_as(Role.PARTNER), project.id, Filters())
    assert [each["id"] for each in collection["features"]] == [item.id for item in made]
    assert [shape(each["geometry"]) for each in collection["features"]] == [
        item.geometry for item in made
    ]
    assert set(collection["features"][0]["properties"]) == {
        "id",
        "layer",
        "kind",
        "name",
        "description",
        "college",
        "themes",
        "commune",
        "credit",
    }
    assert not any(private in json.dumps(collection) for private in ("Lefèvre", "03 21", "ada@"))


def test_an_empty_demarche_has_an_empty_collection(desk, project):
    assert explore.features_geojson(desk, project.id, Filters())["features"] == []
    assert explore.facets(desk, project.id).layers == dict.fromkeys(LAYERS, 0)


def test_facets_count_each_feature_once_by_layer_and_kind(desk, project, make_features):
    make_features(project, 6)
    counted = explore.facets(desk, project.id)
    layers = {"actor": 2, "structure": 2, "resource": 1, "living_asset": 1, "need": 0}
    assert counted.layers == layers
    assert counted.kinds["structure"] == {"association": 2}
    assert counted.themes == {"food": 3, "nature": 3, "care": 3}
    assert counted.colleges == {}


def test_the_contact_is_read_by_those_who_animate(desk, project, make_features):
    first, second = make_features(project, 2)
    assert explore.get_contact(desk, first.id).person == "Ada Lefèvre"
    assert explore.get_contact(desk, second.id) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"layer": "ghost"}, "layer_unknown"),
        ({"kind": "species"}, "kind_unknown"),
        ({"themes": ("food", "ghost")}, "theme_unknown"),
        ({"college_id": "ghost"}, "college_unknown"),
        ({"name": "\x0b"}, "name_missing"),
        ({"description": "x" * 10_001}, "text_too_long"),
        ({"geometry": Point(200, 95)}, "geometry_outside_world"),
        ({"geometry": Point(float("inf"), 0)}, "geometry_outside_world"),
        ({"geometry": Point()}, "geometry_empty"),
    ],
)
def test_a_lot_with_one_wrong_feature_is_refused_whole(desk, project, make_features, change, code):
    first = make_features(project, 1)[0]
    good, wrong = replace(first, id="good"), replace(first, id="wrong", **change)
    with pytest.raises(AnimmapError, match=code):
        explore.add_features(desk, project.id, [good, wrong])
    assert explore.find_features(desk, project.id, Filters()) == [first]


def test_a_contact_without_its_feature_is_refused(desk, project, make_features):
    first = make_features(project, 1)[0]
    with pytest.raises(AnimmapError, match="not_found"):
        explore.add_features(
            desk, project.id, [replace(first, id="new")], [Contact(first.id, "", "", "", None)]
        )


def test_five_thousand_features_are_found_in_the_time_of_a_few_plain_reads(
    desk, project, make_features
):
    # A ratio, so that a slow or busy machine judges the same: raw rows against features.
    from time import process_time

    make_features(project, 5000)
    statement = "SELECT * FROM feature WHERE project_id = ?"

    def read_rows():
        with desk.store.read() as connection:
            connection.exec_driver_sql(statement, (project.id,)).all()

    def best(action):
        durations = []
        for _ in range(5):
            start = process_time()
            action()
            durations.append(process_time() - start)
        return min(durations)

    found = best(lambda: explore.find_features(desk, project.id, Filters()))
    assert found < 15 * best(read_rows)


def test_a_feature_that_was_corrected_keeps_its_place_and_its_old_words_in_the_journal(
    desk, project, make_features
):
    first = make_features(project, 1)[0]
    curate.amend(desk, first, replace(first, name="Source du Surgeon", description="Fraîche"))
    (found,) = explore.find_features(desk, project.id, Filters(words="surgeon"))
    assert found.geometry.equals(first.geometry)
    entry = history.recent(desk, project.id, 1)[0]
    assert (entry.before["name"], entry.after["name"]) == (first.name, "Source du Surgeon")
    history.undo(desk, project.id, entry.id)
    assert names(desk, project) == [first.name]


def test_a_feature_taken_off_the_map_comes_back_by_an_undo(desk, project, make_features):
    first = make_features(project, 1)[0]
    explore.remove_feature(desk, first.id)
    assert names(desk, project) == []
    with pytest.raises(AnimmapError, match="not_found"):
        curate.amend(desk, first, first)
    history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)
    assert names(desk, project) == [first.name]
