"""The words of a démarche, read once by revision, with labels in every language."""

from __future__ import annotations

import pytest

from animmap.core.model import Feature, Source
from animmap.core.taxonomy import DEFAULTS, Term
from animmap.errors import AnimmapError
from animmap.services import explore, taxonomy
from animmap.services.explore import Filters
from animmap.storage.schema_taxonomy import taxonomy_term
from animmap.storage.taxonomy import term_values


@pytest.fixture
def own(desk, project):
    """Store terms of the démarche's own, as they are."""

    def keep(*terms: Term) -> None:
        with desk.store.write(project.id, desk.role, desk.now()) as change:
            for rank, term in enumerate(terms):
                values = term_values(term, rank) | {
                    "id": f"{project.id}-{term.code}", "project_id": project.id,
                    "vocabulary": term.vocabulary, "code": term.code,
                    "created_at": change.at, "updated_at": change.at,
                }  # fmt: skip
                change.insert(taxonomy_term, values, "term.added")

    return keep


def feature(**values: object) -> Feature:
    made = {
        "id": "f", "project_id": "", "layer": "living_asset", "kind": "tree", "name": "Le tilleul",
        "description": "", "college_id": None, "themes": (), "commune_code": None,
        "geometry": None,
    } | values  # fmt: skip
    return Feature(**made)


def test_a_demarche_starts_with_the_default_words_in_french_and_english(desk, project):
    words = taxonomy.get_taxonomy(desk, project.id)
    assert words.codes("structure") == DEFAULTS["structure"]
    assert words.label("structure", "mutual", "fr") == "Mutuelle"
    assert words.label("skill", "cooking", "en") == "Cooking"
    assert words.match("need", "enjeu") == "issue"


def test_a_kind_of_ones_own_is_borne_by_features_and_told_to_the_map(desk, project, own):
    with pytest.raises(AnimmapError, match="kind_unknown"):
        explore.add_features(desk, project.id, [feature()])
    own(Term("living_asset", "tree", {"fr": "Arbre <têtard>", "en": "Tree"}, "#225511"))
    explore.add_features(desk, project.id, [feature()])
    [kept] = explore.find_features(desk, project.id, Filters(kinds=("tree",)))
    assert kept.kind == "tree"
    told = explore.features_geojson(desk, project.id, Filters())
    assert told["terms"]["fr"]["kinds"] == {"living_asset.tree": "Arbre <têtard>"}


def test_a_default_word_renamed_in_one_language_keeps_the_others(desk, project, own):
    own(Term("theme", "food", {"fr": "Manger", "en": ""}))
    words = taxonomy.get_taxonomy(desk, project.id)
    assert (words.label("theme", "food", "fr"), words.label("theme", "food", "en")) == (
        "Manger", "Food",
    )  # fmt: skip


def test_words_of_a_demarche_are_not_those_of_another(desk, own, make_project):
    own(Term("need", "wish", {"fr": "Souhait"}))
    assert "wish" not in taxonomy.get_taxonomy(desk, make_project().id).codes("need")


def test_siret_skills_and_sources_come_back_as_they_were_kept(desk, project):
    source = Source(
        "Sirene", "Licence Ouverte 2.0", "https://exemple.test", "732829320", desk.now().date()
    )
    given = feature(
        kind="species", siret="732 829 320 00074", skills=("cooking", "Greffe"), sources=(source,)
    )
    explore.add_features(desk, project.id, [given])
    [kept] = explore.find_features(desk, project.id, Filters())
    assert (kept.siret, kept.skills, kept.sources) == (
        "73282932000074",
        ("cooking", "Greffe"),
        (source,),
    )
    assert kept.credit == "Sirene, Licence Ouverte 2.0"


@pytest.mark.parametrize("siret", ["732829320", "73282932000075", "abc", "7.3E+13"])
def test_what_is_no_siret_is_refused(desk, project, siret):
    with pytest.raises(AnimmapError, match="siret_invalid"):
        explore.add_features(desk, project.id, [feature(kind="species", siret=siret)])
    assert explore.find_features(desk, project.id, Filters()) == []
