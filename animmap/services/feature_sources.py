"""Where features come from: their sources, added and taken away one by one.

Each has its licence and its date; the sentence shown as credit follows from them. A source that
somebody else added meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from animmap.core.cleaning import clean_line, clean_name
from animmap.core.model import Feature, Source
from animmap.core.provenance import sources_of
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import features as rows
from animmap.storage import schema
from animmap.storage.changes import Change

MOST_SOURCES = 20


def add_source(desk: Desk, project_id: str, ids: Sequence[str], source: Source) -> int:
    """Give features one more source; return how many did not have it. One undo takes it back.

    Raises
    ------
    AnimmapError
        ``name_missing``, ``text_too_long``, ``too_many_sources`` (facts ``name``, ``most``).
    """
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    ready = _cleaned(source)
    added = 0
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        for item in rows.find_some(change.connection, project_id, ids):
            known = sources_of(item)
            if ready in known:
                continue
            if len(known) >= MOST_SOURCES:
                raise AnimmapError("too_many_sources", name=item.name, most=MOST_SOURCES)
            _write(change, item, (*known, ready))
            added += 1
    return added


def remove_source(desk: Desk, project_id: str, feature_id: str, source: Source) -> bool:
    """Take one source away from a feature; return False when it no longer had it."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        for item in rows.find_some(change.connection, project_id, [feature_id]):
            known = sources_of(item)
            if source in known:
                _write(change, item, tuple(one for one in known if one != source))
                return True
    return False


def _cleaned(source: Source) -> Source:
    return replace(
        source,
        name=clean_name(source.name),
        licence=clean_line(source.licence),
        url=clean_line(source.url),
        attribution=clean_line(source.attribution),
    )


def _write(change: Change, item: Feature, sources: tuple[Source, ...]) -> None:
    told = rows.feature_values([replace(item, sources=sources, credit="")], change.at)[0]
    values = {name: told[name] for name in ("sources", "credit")}
    change.update(schema.feature, item.id, values, "feature.amended")
