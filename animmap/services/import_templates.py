"""Templates of columns that a démarche names: saved, renamed, deleted, taken away and brought.

A template holds what the next file of the same headers needs: columns, words of kinds, colleges
and themes, the kind and source of rows that say none, the coordinate system that was chosen.
What was accepted or decided of rows held for one file alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from animmap.core.cleaning import clean_name, fold
from animmap.core.importing.choices import Choices, read_template, write_template
from animmap.core.importing.words import SKETCH
from animmap.core.model import LAYERS
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.import_plan import Plan
from animmap.services.projects import get_project
from animmap.storage import import_templates as rows
from animmap.storage.import_templates import SavedTemplate
from animmap.storage.schema_imports import import_template

__all__ = ["SavedTemplate"]
LARGEST_BYTES = 500_000


def list_templates(desk: Desk, project_id: str) -> list[SavedTemplate]:
    """Return the templates of a démarche, latest first; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_of(connection, project_id)


def save_template(desk: Desk, plan: Plan, name: str) -> SavedTemplate:
    """Keep the columns and words of a plan under a name; one of that name is replaced.

    Raises
    ------
    AnimmapError
        ``name_empty`` and the like of ``clean_name``; ``not_found``, ``access_denied``.
    """
    matched = {match.column: match.field for one in plan.tables for match in one.matches}
    document = write_template(lasting(plan.choices), matched)
    return keep_template(desk, plan.project_id, name, plan.layer, document)


def keep_template(
    desk: Desk, project_id: str, name: str, layer: str, document: dict[str, object]
) -> SavedTemplate:
    """Keep a template that may come from elsewhere; ``template_invalid`` when it is none."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    if layer not in LAYERS and layer != SKETCH:
        raise AnimmapError("layer_unknown", layer=layer, known=", ".join((*LAYERS, SKETCH)))
    made = write_template(lasting(read_template(document)), {})
    words = clean_name(name)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        standing = rows.list_of(change.connection, project_id)
        same = next((one for one in standing if fold(one.name) == fold(words)), None)
        kept = SavedTemplate(
            same.id if same else new_id(), project_id, words, layer, made, change.at
        )
        values = rows.values_of(kept)
        if same is None:
            change.insert(import_template, values, "template.saved")
        else:
            change.update(import_template, kept.id, values, "template.amended")
    return kept


def rename_template(desk: Desk, template_id: str, name: str) -> None:
    """Give a template another name; ``template_name_taken`` when another bears it."""
    kept = _reach(desk, template_id)
    words = clean_name(name)
    with desk.store.write(kept.project_id, desk.role, desk.now()) as change:
        others = rows.list_of(change.connection, kept.project_id)
        if any(one.id != kept.id and fold(one.name) == fold(words) for one in others):
            raise AnimmapError("template_name_taken", name=words)
        change.update(import_template, kept.id, {"name": words}, "template.amended")


def delete_template(desk: Desk, template_id: str) -> None:
    """Put a template in the trash: one undo brings it back."""
    kept = _reach(desk, template_id)
    with desk.store.write(kept.project_id, desk.role, desk.now()) as change:
        change.update(import_template, kept.id, {"deleted_at": change.at}, "template.deleted")


def template_file(kept: SavedTemplate) -> bytes:
    """Return a template as JSON that ``import --map`` accepts."""
    return json.dumps(kept.document, ensure_ascii=False, indent=1).encode()


def read_template_file(content: bytes) -> Choices:
    """Return the lasting choices of a template's JSON, or of a report of an import.

    Raises
    ------
    AnimmapError
        ``template_invalid`` when it is no template.
    """
    try:
        if len(content) > LARGEST_BYTES:
            raise ValueError(len(content))
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("template_invalid", key="{}") from error
    if isinstance(document, dict) and isinstance(document.get("template"), dict):
        document = document["template"]
    return lasting(read_template(document))


def choices_in(kept: SavedTemplate) -> Choices:
    """Return the choices that a template holds."""
    return lasting(read_template(kept.document))


def lasting(made: Choices) -> Choices:
    """Return what choices say of the next file of the same headers."""
    return Choices(
        columns=made.columns, values=made.values, kind=made.kind, credit=made.credit, crs=made.crs
    )


def applied(kept: Choices, to: Choices) -> Choices:
    """Return the choices about a file in hand with those of a template."""
    return replace(
        to,
        columns=kept.columns,
        values=kept.values,
        kind=kept.kind,
        credit=kept.credit,
        crs=kept.crs,
    )


def template_for(
    desk: Desk, project_id: str, layer: str, columns: Sequence[str]
) -> SavedTemplate | None:
    """Return the template of this layer whose columns are all in a file: the most, then latest."""
    there = set(columns)
    fit = [
        one
        for one in list_templates(desk, project_id)
        if one.layer == layer and set(one.document.get("columns", {})) <= there
    ]
    return max(fit, key=lambda one: len(one.document.get("columns", {})), default=None)


def _reach(desk: Desk, template_id: str) -> SavedTemplate:
    with desk.store.read() as connection:
        kept = rows.find(connection, template_id)
    require(desk, project_id=kept.project_id)
    get_project(desk, kept.project_id)
    return kept
