"""The words of a démarche made one's own: nothing erased, features follow, one undo each."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest

from animmap.core.taxonomy import DEFAULTS, Term
from animmap.core.vocabulary_file import FORMATS
from animmap.errors import AnimmapError
from animmap.services import diagnose, explore, history, taxonomy_edit
from animmap.services.explore import Filters
from animmap.services.taxonomy import get_taxonomy


def terms_of(desk, project, vocabulary):
    return list(get_taxonomy(desk, project.id).of(vocabulary, retired=True))


def undo_last(desk, project):
    history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)


def test_a_word_is_added_renamed_coloured_reordered_and_taken_back(desk, project):
    water, *rest = terms_of(desk, project, "living_asset")
    mine = replace(water, labels={"fr": "Bête", "en": "Beast"}, color="#7a2e0f")
    hedge = Term("living_asset", "", {"fr": "Arbre têtard", "en": ""})
    assert taxonomy_edit.save_words(desk, project.id, "living_asset", [hedge, *rest, mine]) == 2
    words = get_taxonomy(desk, project.id)
    assert words.codes("living_asset") == ("arbre_tetard", *DEFAULTS["living_asset"][1:], "species")
    assert words.label("living_asset", "species", "fr") == "Bête"
    assert words.color("living_asset", "species") == "#7A2E0F"
    assert words.label("living_asset", "arbre_tetard", "en") == "Arbre têtard"
    undo_last(desk, project)
    assert get_taxonomy(desk, project.id).codes("living_asset") == DEFAULTS["living_asset"]


def test_saving_what_is_already_so_writes_nothing(desk, project):
    before = project.revision
    assert (
        taxonomy_edit.save_words(desk, project.id, "theme", terms_of(desk, project, "theme")) == 0
    )
    assert get_taxonomy(desk, project.id).codes("theme") == DEFAULTS["theme"]
    assert history.recent(desk, project.id, 1)[0].revision == before


def test_a_word_taken_back_may_be_added_again(desk, project):
    new = Term("need", "", {"fr": "Souhait", "en": "Wish"})
    for _ in range(2):
        taxonomy_edit.save_words(desk, project.id, "need", [*terms_of(desk, project, "need"), new])
        assert get_taxonomy(desk, project.id).match("need", "souhait") == "souhait"
        history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)
        assert get_taxonomy(desk, project.id).match("need", "souhait") is None


def test_a_retired_word_is_no_longer_offered_and_what_bears_it_keeps_it(
    desk, project, make_features
):
    made = make_features(project)
    person, *rest = terms_of(desk, project, "actor")
    taxonomy_edit.save_words(desk, project.id, "actor", [replace(person, retired=True), *rest])
    assert "person" not in get_taxonomy(desk, project.id).codes("actor")
    assert explore.find_features(desk, project.id, Filters(kinds=("person",))) == made[:1]


@pytest.mark.parametrize(
    ("vocabulary", "code", "into", "filters"),
    [
        ("actor", "person", "network", Filters(kinds=("network",))),
        ("theme", "food", "nature", Filters(themes=("nature",))),
    ],
)
def test_features_follow_a_merged_word_and_come_back_with_an_undo(
    desk, project, make_features, vocabulary, code, into, filters
):
    made = make_features(project, 8)
    followers = taxonomy_edit.merge_terms(desk, project.id, vocabulary, code, into)
    assert followers == {"actor": 2, "theme": 4}[vocabulary]
    assert (
        len(explore.find_features(desk, project.id, filters))
        == {"actor": 2, "theme": 8}[vocabulary]
    )
    assert code not in get_taxonomy(desk, project.id).codes(vocabulary)
    undo_last(desk, project)
    assert explore.find_features(desk, project.id, Filters()) == made
    assert code in get_taxonomy(desk, project.id).codes(vocabulary)


def test_a_feature_that_bears_both_words_bears_the_kept_one_once(desk, project, make_features):
    make_features(project, 1)  # themes: nature, care
    taxonomy_edit.merge_terms(desk, project.id, "theme", "care", "nature")
    [item] = explore.find_features(desk, project.id, Filters())
    assert item.themes == ("nature",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"labels": {"fr": " ", "en": ""}}, "name_missing"),
        ({"labels": {"fr": "x" * 61, "en": ""}}, "text_too_long"),
        ({"labels": {"fr": "BESOIN", "en": ""}}, "term_taken"),
        ({"color": "rouge"}, "color_invalid"),
        ({"color": "#FFFF00"}, "color_faint"),
        ({"code": "../x"}, "request_invalid"),
    ],
)
def test_what_cannot_be_a_word_is_refused_and_nothing_changes(desk, project, change, code):
    new = replace(Term("need", "", {"fr": "Souhait", "en": ""}), **change)
    before = terms_of(desk, project, "need")
    with pytest.raises(AnimmapError, match=code):
        taxonomy_edit.save_words(desk, project.id, "need", [*before, new])
    assert terms_of(desk, project, "need") == before


def test_a_word_merges_into_another_one_that_exists(desk, project):
    with pytest.raises(AnimmapError, match="request_invalid"):
        taxonomy_edit.merge_terms(desk, project.id, "need", "need", "need")
    with pytest.raises(AnimmapError, match="not_found"):
        taxonomy_edit.merge_terms(desk, project.id, "need", "need", "ghost")


@pytest.mark.parametrize("extension", FORMATS)
def test_words_taken_away_and_brought_to_another_demarche_are_the_same(
    desk, project, make_project, extension
):
    first, *rest = terms_of(desk, project, "structure")
    mine = replace(first, labels={"fr": "=Asso", "en": "Club"}, codes=("9220",), retired=True)
    own = Term("structure", "", {"fr": "Régie de quartier", "en": ""}, "#5C3D00")
    taxonomy_edit.save_words(desk, project.id, "structure", [own, *rest, mine])
    taken = taxonomy_edit.export_words(desk, project.id, extension)
    other = make_project()
    assert taxonomy_edit.import_words(desk, other.id, taken, extension) == 2

    def plain(where):
        return [replace(term, own=False) for term in get_taxonomy(desk, where.id).terms]

    assert plain(other) == plain(project)
    assert taxonomy_edit.import_words(desk, other.id, taken, extension) == 0


def test_a_colour_of_ones_own_is_that_of_the_map_and_of_the_document(
    desk, project, make_features, make_sketch
):
    make_features(project)
    asked = make_sketch(project).round_id
    species, *rest = terms_of(desk, project, "living_asset")
    mine = replace(species, labels={"fr": "Bêtes & <plantes>", "en": ""}, color="#7A2E0F")
    taxonomy_edit.save_words(desk, project.id, "living_asset", [mine, *rest])
    told = explore.features_geojson(desk, project.id, Filters())["features"]
    colors = {each["properties"].get("color") for each in told}
    assert colors == {None, "#7A2E0F"}
    page = diagnose.export_html(diagnose.diagnose(desk, project.id, asked, "fr"), "fr").decode()
    pictures = "".join(
        base64.b64decode(found).decode() for found in re.findall(r"svg\+xml;base64,([^\"']+)", page)
    )
    svg = pictures or page
    assert svg.count("#7A2E0F") == 2  # its mark, and the key
    assert "Bêtes &amp; &lt;plantes&gt;" in svg
