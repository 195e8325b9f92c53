"""What the map shows: actors, structures, resources, living assets, needs."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from animmap.core.model import LAYERS, College, Contact, Feature
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.feature_checks import checked, cleaned_contact, house_of
from animmap.services.memory import Memory
from animmap.services.projects import get_project
from animmap.services.taxonomy import get_taxonomy
from animmap.storage import features as rows
from animmap.storage import projects, schema
from animmap.storage.features import Filters
from animmap.texts import LANGUAGES

__all__ = [
    "Facets",
    "Filters",
    "add_features",
    "as_geojson",
    "facets",
    "features_geojson",
    "find_features",
    "get_contact",
    "remove_feature",
]

_found: Memory[tuple[object, ...], tuple[Feature, ...]] = Memory(16)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many features there are by layer, by kind of each layer, by theme, by college id."""

    layers: dict[str, int]
    kinds: dict[str, dict[str, int]]
    themes: dict[str, int]
    colleges: dict[str, int]


def find_features(desk: Desk, project_id: str, filters: Filters) -> list[Feature]:
    """Return the features that pass ``filters``, in the order of their names.

    Words are looked for in names and descriptions, accents and case aside; all must be there.
    """
    project = get_project(desk, project_id)

    def find() -> tuple[Feature, ...]:
        with desk.store.read() as connection:
            return tuple(rows.find_many(connection, project_id, filters))

    # The map and the list beside it ask for the same features at the same moment.
    state = (desk.store.url, project.id, project.revision, project.updated_at)
    return list(_found.get((*state, filters), find))


def facets(desk: Desk, project_id: str) -> Facets:
    """Count the features of a démarche."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        labels = rows.list_labels(connection, project_id)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for label in labels:
        kinds[label.layer][label.kind] += 1
    return Facets(
        layers={layer: kinds[layer].total() for layer in LAYERS},
        kinds={layer: dict(kinds[layer]) for layer in LAYERS},
        themes=dict(Counter(theme for label in labels for theme in label.themes)),
        colleges=dict(Counter(label.college_id for label in labels if label.college_id)),
    )


def features_geojson(desk: Desk, project_id: str, filters: Filters) -> dict[str, Any]:
    """Return the placed features that pass ``filters`` as a FeatureCollection (EPSG:4326).

    Layers, kinds and themes stay codes; the college is given by its name. ``terms`` holds, by
    language, the words of the démarche that are its own.
    """
    found = find_features(desk, project_id, filters)
    words = get_taxonomy(desk, project_id)
    with desk.store.read() as connection:
        return as_geojson(found, projects.list_colleges(connection, project_id), words)


def as_geojson(
    features: Iterable[Feature], groups: Iterable[College], words: Taxonomy
) -> dict[str, Any]:
    """Return placed features as a FeatureCollection; see ``features_geojson``."""
    found = [item for item in features if item.geometry]
    colleges = {each.id: each.name for each in groups}
    shapes = shapely.to_geojson(np.array([item.geometry for item in found], dtype=object))
    geometries = json.loads(f"[{','.join(shapes)}]")
    colors = {(term.vocabulary, term.code): term.color for term in words.terms if term.color}
    return {
        "type": "FeatureCollection",
        "terms": {language: _own_words(words, language) for language in LANGUAGES},
        "features": [
            {
                "type": "Feature",
                "id": item.id,
                "geometry": geometry,
                "properties": _properties(item, colleges, colors),
            }
            for item, geometry in zip(found, geometries, strict=True)
        ],
    }


def _own_words(words: Taxonomy, language: str) -> dict[str, dict[str, str]]:
    own = [term for term in words.terms if term.own]
    return {
        "kinds": {
            f"{term.vocabulary}.{term.code}": term.label(language)
            for term in own
            if term.vocabulary in LAYERS
        },
        "themes": {term.code: term.label(language) for term in own if term.vocabulary == "theme"},
    }


def _properties(
    item: Feature, colleges: dict[str, str], colors: dict[tuple[str, str], str]
) -> dict[str, Any]:
    color = colors.get((item.layer, item.kind))
    return {
        "id": item.id,
        "layer": item.layer,
        "kind": item.kind,
        "name": item.name,
        "description": item.description,
        "college": colleges.get(item.college_id or "", ""),
        "themes": list(item.themes),
        "commune": item.commune_code or "",
        "credit": item.credit,
        **({"color": color} if color else {}),
    }


def get_contact(desk: Desk, feature_id: str) -> Contact | None:
    """Return the private half of an actor, None when it has none; animators only."""
    _reach(desk, feature_id)
    with desk.store.read() as connection:
        return rows.find_contact(connection, feature_id)


def add_features(
    desk: Desk,
    project_id: str,
    features: Sequence[Feature],
    contacts: Sequence[Contact] = (),
) -> int:
    """Add features, and the contacts of some, all or none; return how many.

    One undo takes the whole lot back.

    Raises
    ------
    AnimmapError
        Those of ``feature_checks.checked``; ``not_found`` (a contact without its feature).
    """
    require(desk, project_id=project_id)
    house = house_of(desk, project_id)
    ready = [checked(item, house) for item in features]
    private = [cleaned_contact(contact) for contact in contacts]
    if not {contact.feature_id for contact in private} <= {item.id for item in ready}:
        raise AnimmapError("not_found")
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        values = rows.feature_values(ready, change.at)
        change.insert_many(schema.feature, values, "features.added")
        change.add_part(schema.contact, rows.contact_values(private))
    return len(ready)


def remove_feature(desk: Desk, feature_id: str) -> None:
    """Take a feature off the map; the journal can bring it back."""
    project_id = _reach(desk, feature_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        gone = {"deleted_at": desk.now()}
        change.update(schema.feature, feature_id, gone, "feature.removed")


def _reach(desk: Desk, feature_id: str) -> str:
    with desk.store.read() as connection:
        project_id = rows.project_of(connection, feature_id)
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    return project_id
