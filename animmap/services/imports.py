"""Import what an animator brings: one change in the journal, taken back by one undo.

Rows without fault go to the map; the others wait in quarantine, with their cells and faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from animmap.core.cleaning import DESCRIPTION_LIMIT, NAME_LIMIT, fold
from animmap.core.importing.choices import write_template
from animmap.core.importing.draft import Draft
from animmap.core.importing.origins import renew
from animmap.core.model import Contact, Feature, Project, Source
from animmap.core.provenance import both_sources, credit_of
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.import_plan import Plan, plan_import
from animmap.services.import_sketches import write_sketches
from animmap.services.import_tables import cells_of
from animmap.services.projects import get_project, list_projects
from animmap.sources.collector import uncollected
from animmap.storage import features as feature_rows
from animmap.storage import imports as rows
from animmap.storage import schema
from animmap.storage.changes import Change
from animmap.storage.rows import Values

__all__ = ["Plan", "find_project", "list_waiting", "plan_import", "run_import"]


@uncollected()
def run_import(
    desk: Desk, plan: Plan, tell: Callable[[int, int], None] = lambda done, of: None
) -> None:
    """Write what a plan says, in one change of the démarche.

    Parameters
    ----------
    tell
        Called with the number of rows written so far and their total.

    Raises
    ------
    AnimmapError
        ``not_found``, ``access_denied``, ``database_busy``.
    """
    require(desk, project_id=plan.project_id)
    get_project(desk, plan.project_id)
    total = len(plan.drafts)
    at = desk.now()
    # All is made ready before the only writer is taken: others send meanwhile.
    told = _rows(plan)
    tell(total // 4, total)
    ready = None if plan.sketching else _prepare(plan, at)
    tell(total // 2, total)
    with desk.store.write(plan.project_id, desk.role, at) as change:
        if plan.sketching is not None:
            write_sketches(change, plan.sketching, _ranks(plan, "imported"))
            written = bool(_ranks(plan, "imported"))
        else:
            written = ready is not None and _write_features(change, ready)
        revision = change.revision if written else 0
        rows.keep(change, _batch(plan, change, revision), told)
    tell(total, total)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Rows ready to be written: new features, contacts, those lent by merges, merged features."""

    values: list[Values]
    contacts: list[Contact]
    lent: list[Contact]
    merged: list[Feature]


def _prepare(plan: Plan, at: datetime) -> _Ready:
    merged = dict(_merges(plan))
    new = [_features(plan, rank) for rank in _ranks(plan, "imported")]
    features = [merged.pop(one.id, one) for parts in new for one in parts]
    return _Ready(
        feature_rows.feature_values(features, at),
        [contact for rank in _ranks(plan, "imported") for contact in _contact(plan, rank)],
        [contact for rank in _ranks(plan, "merged") for contact in _contact(plan, rank)],
        list(merged.values()),
    )


def _write_features(change: Change, ready: _Ready) -> bool:
    """Write features, contacts and what merges add; tell whether anything was."""
    change.insert_many(schema.feature, ready.values, "features.added")
    known = {one.feature_id for one in ready.contacts} | feature_rows.with_contact(
        change.connection, [one.feature_id for one in ready.lent]
    )
    lent = {one.feature_id: one for one in ready.lent if one.feature_id not in known}
    contacts = [*ready.contacts, *lent.values()]
    change.add_part(schema.contact, feature_rows.contact_values(contacts))
    for item in ready.merged:
        _amend(change, item)
    return bool(ready.values or ready.merged)


def find_project(desk: Desk, wanted: str) -> Project:
    """Return a démarche by its identifier, or by its name when only one bears it.

    Raises
    ------
    AnimmapError
        ``not_found`` when none, or several, answer.
    """
    opened = [card.project for card in list_projects(desk)]
    named = [one for one in opened if fold(one.name) == fold(wanted.strip())]
    found = [one for one in opened if one.id == wanted] or named
    if len(found) != 1:
        raise AnimmapError("not_found")
    return found[0]


def list_waiting(desk: Desk, project_id: str) -> list[dict[str, Any]]:
    """Return the rows in quarantine of a démarche, with their cells and faults; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_waiting(connection, project_id)


def _ranks(plan: Plan, state: str) -> list[int]:
    return [rank for rank, one in enumerate(plan.states) if one == state]


def _features(plan: Plan, rank: int) -> Iterator[Feature]:
    """Give what a row makes: one feature, or one for each kind of shape of a collection."""
    draft = plan.drafts[rank]
    origin = () if plan.origin is None else (plan.origin,)
    for part, shape in enumerate(draft.shapes or (None,)):
        yield Feature(
            id=plan.ids[rank] if not part else new_id(),
            project_id=plan.project_id,
            layer=plan.layer,
            kind=draft.kind,
            name=draft.name,
            description=draft.description,
            college_id=draft.college_id,
            themes=draft.themes,
            commune_code=draft.commune_code,
            geometry=shape,
            credit=draft.credit or credit_of(origin),
            siret=_siret(draft),
            skills=draft.skills,
            spoken_for_by=draft.spoken_for_by,
            sources=draft.sources or _with_own(origin, draft.credit),
        )


def _contact(plan: Plan, rank: int) -> Iterator[Contact]:
    """Give the private half of a row: that of the feature it is merged into, if it is."""
    draft = plan.drafts[rank]
    if draft.person or draft.phone or draft.email:
        whose = _kept_as(plan, rank) or plan.ids[rank]
        yield Contact(whose, draft.person, draft.phone, draft.email, draft.informed_on)


def _merges(plan: Plan) -> Iterator[tuple[str, Feature]]:
    """Give the features that rows are merged into, with what the rows add to them."""
    merged: dict[str, Feature] = {}
    for rank in _ranks(plan, "merged"):
        target = _target(plan, rank)
        into = merged.get(target) or plan.existing.get(target)
        if into is None:
            into = next(_features(plan, plan.ids.index(target)))
        if plan.is_again(rank) and plan.decision(rank) == "update":
            merged[target] = renew(into, plan.drafts[rank], plan.former.get(target, {}))
        else:
            merged[target] = _join(into, next(_features(plan, rank)))
    yield from merged.items()


def _target(plan: Plan, rank: int) -> str:
    """Return the feature that a row doubles: the first of a chain of doubles."""
    other = plan.doubles[rank].other
    while other.startswith("row:"):
        rank = int(other.removeprefix("row:"))
        if rank not in plan.doubles:
            return plan.ids[rank]
        other = plan.doubles[rank].other
    return other


def _join(into: Feature, other: Feature) -> Feature:
    """Return a feature with what a row adds where it says nothing; both sources are kept."""
    sources = both_sources(into, other)
    return replace(
        into,
        description=_both(into.description, other.description, "\n", DESCRIPTION_LIMIT),
        credit=credit_of(sources)[:NAME_LIMIT] or into.credit or other.credit,
        sources=sources or into.sources,
        themes=tuple(dict.fromkeys((*into.themes, *other.themes))),
        skills=tuple(dict.fromkeys((*into.skills, *other.skills))),
        siret=into.siret or other.siret,
        spoken_for_by=into.spoken_for_by or other.spoken_for_by,
        college_id=into.college_id or other.college_id,
        commune_code=into.commune_code or other.commune_code,
        geometry=into.geometry if into.geometry is not None else other.geometry,
    )


def _siret(draft: Draft) -> str:
    """Return the SIRET to keep on the map: a whole one whose key is right."""
    doubtful = "siret_checksum" in {fault.code for fault in draft.faults}
    return draft.siret if len(draft.siret) == 14 and not doubtful else ""


def _with_own(origin: tuple[Source, ...], credit: str) -> tuple[Source, ...]:
    """Return where a row comes from: what its file says of it beside what the file is."""
    return (*origin, Source(credit)) if origin and credit else origin


def _both(first: str, second: str, between: str, limit: int) -> str:
    """Return two texts, the second only when the first does not hold it and both fit."""
    if not second or second in first:
        return first
    joined = f"{first}{between}{second}" if first else second
    return joined if len(joined) <= limit else first


def _amend(change: Change, item: Feature) -> None:
    values = feature_rows.feature_values([item], change.at)[0]
    for column in ("id", "project_id", "created_at", "updated_at"):
        del values[column]
    change.update(schema.feature, item.id, values, "feature.amended")


def _batch(plan: Plan, change: Change, revision: int) -> Values:
    columns = {match.column: match.field for one in plan.tables for match in one.matches}
    return {
        "id": plan.batch_id,
        "project_id": plan.project_id,
        "name": plan.path.name,
        "digest": plan.digest,
        "layer": plan.layer,
        "revision": revision,
        "template": write_template(plan.choices, columns),
        "created_at": change.at,
    }


def _rows(plan: Plan) -> list[Values]:
    return [
        {
            "id": new_id(),
            "import_batch_id": plan.batch_id,
            "feature_id": None if plan.sketching else _kept_as(plan, rank),
            "sketch_id": _kept_as(plan, rank) if plan.sketching else None,
            "sheet": draft.table,
            "number": draft.number,
            "state": plan.states[rank],
            "method": draft.method,
            "siret": draft.siret,
            "cells": cells_of(draft),
            "faults": [
                {"column": one.column, "value": one.value, "code": one.code, **one.facts}
                for one in draft.faults
            ],
        }
        for rank, draft in enumerate(plan.drafts)
    ]


def _kept_as(plan: Plan, rank: int) -> str | None:
    """Return the feature that holds a row, None for one that waits or was skipped."""
    state = plan.states[rank]
    if state == "merged":
        return _target(plan, rank)
    return plan.ids[rank] if state == "imported" else None
