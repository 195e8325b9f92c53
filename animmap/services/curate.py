"""Putting features right, one or many at a time: never over what somebody else wrote meanwhile.

Each deed is one change of the démarche, taken back by one undo. What is removed waits 30 days in
the trash, from which it is restored, or erased for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from animmap.core.merging import Clash, merge
from animmap.core.model import Feature
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.feature_checks import House, checked, house_of
from animmap.services.projects import get_project, get_territory
from animmap.storage import erasing, schema
from animmap.storage import features as rows
from animmap.storage.changes import Change
from animmap.storage.rows import Values, bounds_of, to_wkb

_IDENTITY = ("id", "project_id", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person makes of a feature: as they saw it, as they want it."""

    seen: Feature
    wanted: Feature


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit: the feature as it stands, None when it is no longer on the map.

    ``clashes`` are the fields that somebody else changed meanwhile; they were left alone.
    """

    feature: Feature | None
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulk:
    """What to give many features; None leaves as is, "" takes away.

    ``place``: put those without a place in the middle of their commune.
    """

    kind: str | None = None
    college_id: str | None = None
    commune_code: str | None = None
    add_themes: tuple[str, ...] = ()
    drop_themes: tuple[str, ...] = ()
    place: bool = False


def amend(desk: Desk, seen: Feature, wanted: Feature) -> Outcome:
    """Give a feature what changed from ``seen`` to ``wanted``.

    Raises
    ------
    AnimmapError
        Those of ``feature_checks.checked``; ``not_found`` when it is no longer on the map.
    """
    with desk.store.read() as connection:
        project_id = rows.project_of(connection, seen.id)
    [outcome] = amend_many(desk, project_id, [Edit(seen, wanted)])
    if outcome.feature is None:
        raise AnimmapError("not_found")
    return outcome


def amend_many(desk: Desk, project_id: str, edits: Sequence[Edit]) -> list[Outcome]:
    """Give features of a démarche what changed of each; one undo takes all back.

    Raises what ``amend`` raises, except that a feature that left the map has its outcome too.
    """
    require(desk, project_id=project_id)
    house = house_of(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        ids = [edit.seen.id for edit in edits]
        standing = {item.id: item for item in rows.find_some(change.connection, project_id, ids)}
        return [_amend(change, house, edit, standing.get(edit.seen.id)) for edit in edits]


def _amend(change: Change, house: House, edit: Edit, standing: Feature | None) -> Outcome:
    if standing is None:
        return Outcome(None)
    merged, clashes = merge(edit.seen, edit.wanted, standing)
    if merged == standing:
        return Outcome(standing, clashes)
    ready = checked(merged, house)
    values = rows.feature_values([ready], change.at)[0]
    for column in _IDENTITY:
        del values[column]
    change.update(schema.feature, ready.id, values, "feature.amended")
    return Outcome(replace(ready, credit=values["credit"]), clashes)


def alter(desk: Desk, project_id: str, ids: Sequence[str], bulk: Bulk) -> int:
    """Give many features the same; return how many changed. One undo takes all back.

    Raises
    ------
    AnimmapError
        ``kind_unknown`` when a feature is of a layer without this kind, ``theme_unknown``,
        ``college_unknown``, ``commune_unknown``.
    """
    require(desk, project_id=project_id)
    house = house_of(desk, project_id)
    communes = {one.code: one for one in get_territory(desk, project_id).communes}
    if bulk.commune_code and bulk.commune_code not in communes:
        raise AnimmapError("commune_unknown", insee=bulk.commune_code)
    middles = {code: one.geometry.representative_point() for code, one in communes.items()}
    altered = set()
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        found = rows.find_some(change.connection, project_id, ids)
        wanted = [checked(_altered(item, bulk), house) for item in found]
        if bulk.place:
            wanted = [_placed(item, middles.get(item.commune_code or "")) for item in wanted]
        for column in ("kind", "college_id", "commune_code", "themes", "geometry"):
            altered |= _write_column(change, column, list(zip(found, wanted, strict=True)))
    return len(altered)


def _altered(item: Feature, bulk: Bulk) -> Feature:
    themes = [theme for theme in item.themes if theme not in bulk.drop_themes]
    return replace(
        item,
        kind=item.kind if bulk.kind is None else bulk.kind,
        college_id=item.college_id if bulk.college_id is None else bulk.college_id or None,
        commune_code=item.commune_code if bulk.commune_code is None else bulk.commune_code or None,
        themes=tuple(dict.fromkeys([*themes, *bulk.add_themes])),
    )


def _placed(item: Feature, middle: object) -> Feature:
    if item.geometry is not None or middle is None:
        return item
    return replace(item, geometry=middle)  # type: ignore[arg-type]


def _write_column(
    change: Change, column: str, pairs: Sequence[tuple[Feature, Feature]]
) -> set[str]:
    """Write one column where it changed: one line of the journal for those alike."""
    alike: dict[tuple[object, object], list[str]] = defaultdict(list)
    for before, after in pairs:
        old, new = getattr(before, column), getattr(after, column)
        if old != new:
            alike[old, new].append(after.id)
    for (_, new), ids in alike.items():
        change.update_many(schema.feature, ids, _column_values(column, new), "features.altered")
    return {feature_id for ids in alike.values() for feature_id in ids}


def _column_values(column: str, value: object) -> Values:
    if column == "geometry":
        return {"geometry": to_wkb(value), **bounds_of(value)}  # type: ignore[arg-type]
    return {column: list(value) if isinstance(value, tuple) else value}


def remove(desk: Desk, project_id: str, ids: Sequence[str]) -> int:
    """Put features in the trash; return how many were on the map."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        found = [item.id for item in rows.find_some(change.connection, project_id, ids)]
        if found:
            gone: Values = {"deleted_at": change.at}
            change.update_many(schema.feature, found, gone, "features.removed")
    return len(found)


def list_trash(desk: Desk, project_id: str) -> list[tuple[Feature, datetime]]:
    """Return the features in the trash and when each went there, latest first; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_removed(connection, project_id)


def restore(desk: Desk, project_id: str, ids: Iterable[str]) -> int:
    """Take features out of the trash; return how many were there."""
    wanted = set(ids)
    together: dict[datetime, list[str]] = defaultdict(list)
    for item, at in list_trash(desk, project_id):
        if item.id in wanted:
            together[at].append(item.id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        for found in together.values():
            change.update_many(schema.feature, found, {"deleted_at": None}, "features.restored")
    return sum(map(len, together.values()))


def purge(desk: Desk, project_id: str, ids: Iterable[str]) -> int:
    """Erase features of the trash for good, contacts included; return how many were there.

    Nothing brings them back; the journal tells that they were purged, not what they were.
    """
    wanted = set(ids)
    gone = [item.id for item, _ in list_trash(desk, project_id) if item.id in wanted]
    if gone:
        with desk.store.write(project_id, desk.role, desk.now()) as change:
            erasing.purge_features(change, gone)
        desk.store.clean()
    return len(gone)
