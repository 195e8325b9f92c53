"""What we write, we read, when the words of a démarche are its own, retired or awkward."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import Point

from animmap.core.importing.choices import Choices
from animmap.core.taxonomy import Term
from animmap.services import explore, taxonomy_edit
from animmap.services.explore import Filters
from animmap.services.features_export import FORMATS, export_features
from animmap.services.import_plan import plan_import
from animmap.services.imports import run_import
from animmap.services.taxonomy import get_taxonomy
from animmap.sources import import_file
from tests.services.messy import read_here

OWN = (
    "Eau, air et sol",
    "École ; « la vraie »",
    "A/B | C",
    "=1+1",
    "Ferme \U0001f33e",
    "l’Été à l'eau",
)


def _with_own_words(desk, project, vocabulary):
    """Add words of its own to a démarche, and retire its first one."""
    first, *rest = [one for one in get_taxonomy(desk, project.id).terms
                    if one.vocabulary == vocabulary]  # fmt: skip
    own = [Term(vocabulary, "", {"fr": name, "en": f"{name} (en)"}) for name in OWN]
    retired = replace(first, retired=True)
    taxonomy_edit.save_words(desk, project.id, vocabulary, [retired, *rest, *own])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("extension", FORMATS)
def test_own_retired_and_awkward_words_come_back(
    desk, make_project, make_features, tmp_path, monkeypatch, extension, language
):
    if extension != "gpkg":
        monkeypatch.setattr(import_file, "ask_child", read_here)
    source, target = make_project(), make_project()
    for project in (source, target):
        for vocabulary in ("actor", "theme", "skill"):
            _with_own_words(desk, project, vocabulary)
    words = get_taxonomy(desk, source.id)
    kinds = [one.code for one in words.terms if one.vocabulary == "actor"]
    themes = [one.code for one in words.terms if one.vocabulary == "theme"]
    skills = [one.code for one in words.terms if one.vocabulary == "skill"]
    [like, *_] = make_features(make_project(), 1)
    like = replace(like, college_id=None, commune_code=None)
    made = [
        replace(like, id=f"{source.id}{rank}", name=f"Lieu {rank}", kind=kind,
                themes=(themes[rank % len(themes)], themes[-1 - rank % len(themes)]),
                skills=(skills[rank % len(skills)],),
                geometry=Point(2.5123 + 0.0007 * rank, 50.4512))
        for rank, kind in enumerate(kinds)
    ]  # fmt: skip
    explore.add_features(desk, source.id, made)
    path = tmp_path / f"words.{extension}"
    path.write_bytes(export_features(desk, source.id, "actor", extension, language))
    plan = plan_import(desk, target.id, path, "actor", Choices(duplicates="keep"))
    assert {fault.code for draft in plan.drafts for fault in draft.faults} == set()
    run_import(desk, plan)

    def told(project):
        return sorted(
            (item.name, item.kind, sorted(set(item.themes)), sorted(item.skills))
            for item in explore.find_features(desk, project.id, Filters())
        )

    assert told(target) == told(source)
