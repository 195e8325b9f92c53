"""Démarches: list, create, delete, restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from animmap.core.cleaning import REASON_LIMIT, clean_line, clean_name, clean_text, fold
from animmap.core.crs import check_crs
from animmap.core.model import (
    College,
    Commune,
    Project,
    Round,
    RoundState,
    Territory,
    Workshop,
)
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk, new_id, require
from animmap.settings import read_settings
from animmap.storage import outlines, purge, rounds, schema, tile_pack
from animmap.storage import projects as rows

COUNTS: dict[str, str] = {
    "communes": "commune",
    "actors": "actor",
    "structures": "structure",
    "resources": "resource",
    "living_assets": "living_asset",
    "needs": "need",
    "sketches": "sketch",
}


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A démarche with how much it holds (keys of ``COUNTS``) and when it last changed."""

    project: Project
    counts: dict[str, int]
    last_change: datetime | None


@dataclass(frozen=True, slots=True)
class CollegeDraft:
    """A college to create."""

    name: str
    less_heard: bool = False


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A démarche to create, with the first question to put to the room.

    ``crs`` is the metric CRS of the territory; ``id`` is chosen by the caller only for a
    démarche known by name, such as the demo.
    """

    name: str
    summary: str
    territory_name: str
    communes: tuple[Commune, ...]
    colleges: tuple[CollegeDraft, ...]
    crs: str
    question: str
    fictional: bool = False
    blind: bool = True
    workshop_name: str = ""
    id: str | None = None


def list_projects(desk: Desk) -> list[ProjectCard]:
    """Return the démarches this link opens, last changed first."""
    require(desk, *EVERYONE)
    return _cards(desk, deleted=False)


def list_trash(desk: Desk) -> list[ProjectCard]:
    """Return the deleted démarches that can still be restored."""
    require(desk)
    return _cards(desk, deleted=True)


def _cards(desk: Desk, *, deleted: bool) -> list[ProjectCard]:
    opened = desk.access.project_id
    with desk.store.read() as connection:
        found = [
            project
            for project in rows.list_all(connection, deleted=deleted)
            if opened in (None, project.id)
        ]
        counts = rows.count_content(connection, [project.id for project in found])
    return [
        ProjectCard(
            project=project,
            counts={name: int(counts[project.id][what]) for name, what in COUNTS.items()},
            last_change=project.updated_at,
        )
        for project in found
    ]


def get_project(desk: Desk, project_id: str) -> Project:
    """Return one démarche; ``not_found`` when unknown, deleted or not of this link."""
    require(desk, *EVERYONE, project_id=project_id)
    with desk.store.read() as connection:
        return rows.find(connection, project_id)


def get_territory(desk: Desk, project_id: str) -> Territory:
    """Return the study area of a démarche, its communes in the order of their names."""
    project = get_project(desk, project_id)
    with desk.store.read() as connection:
        communes = outlines.list_communes(connection, project_id)
        origin = outlines.find_origin(connection, project_id)
    communes.sort(key=lambda commune: (fold(commune.name), commune.code))
    return Territory(
        project_id=project.id,
        name=project.territory_name,
        crs=project.crs,
        communes=tuple(communes),
        stamp=origin.stamp if origin else "",
    )


def territory_stamp(desk: Desk, project_id: str) -> str:
    """Return what changes with the territory of a démarche, without reading its outlines."""
    project = get_project(desk, project_id)
    with desk.store.read() as connection:
        origin = outlines.find_origin(connection, project_id)
    return f"{project.created_at.isoformat()}:{origin.stamp if origin else ''}"


def list_colleges(desk: Desk, project_id: str) -> list[College]:
    """Return the colleges of a démarche in the order of their positions."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_colleges(connection, project_id)


def create_project(desk: Desk, draft: ProjectDraft) -> Project:
    """Create a démarche with its communes, colleges, first workshop and open round.

    Raises
    ------
    AnimmapError
        ``access_denied`` (also for a link that opens one démarche only), ``name_missing``,
        ``text_too_long``, ``territory_empty``.
    """
    require(desk)
    if desk.access.project_id is not None:
        raise AnimmapError("access_denied")
    if not draft.communes:
        raise AnimmapError("territory_empty")
    project = _project(draft, desk.now())
    colleges = _colleges(draft.colleges, project.id)
    meeting = _first_workshop(draft, project)
    question = _first_round(draft, meeting)
    with desk.store.write(project.id, desk.role, project.created_at) as change:
        change.insert(schema.project, rows.project_values(project), "project.created")
        change.add_part(schema.commune, rows.commune_values(project.id, draft.communes))
        change.add_part(schema.college, rows.college_values(colleges))
        change.add_part(schema.workshop, [rounds.workshop_values(meeting, change.at)])
        change.add_part(schema.round_, [rounds.round_values(question, change.at)])
    return get_project(desk, project.id)


def _project(draft: ProjectDraft, now: datetime) -> Project:
    return Project(
        id=draft.id or new_id(),
        name=clean_name(draft.name),
        summary=clean_text(draft.summary),
        territory_name=clean_line(draft.territory_name) or clean_name(draft.name),
        crs=check_crs(draft.crs),
        fictional=draft.fictional,
        revision=0,
        created_at=now,
        updated_at=now,
    )


def _colleges(drafts: Sequence[CollegeDraft], project_id: str) -> list[College]:
    return [
        College(
            id=new_id(),
            project_id=project_id,
            name=clean_name(draft.name),
            position=position,
            less_heard=draft.less_heard,
        )
        for position, draft in enumerate(drafts)
    ]


def _first_workshop(draft: ProjectDraft, project: Project) -> Workshop:
    return Workshop(
        id=new_id(),
        project_id=project.id,
        name=clean_line(draft.workshop_name) or project.name,
        held_on=project.created_at.date(),
        place="",
    )


def _first_round(draft: ProjectDraft, meeting: Workshop) -> Round:
    return Round(
        id=new_id(),
        project_id=meeting.project_id,
        workshop_id=meeting.id,
        question=clean_name(draft.question, REASON_LIMIT),
        state=RoundState.OPEN,
        blind=draft.blind,
        position=0,
    )


def delete_project(desk: Desk, project_id: str) -> None:
    """Put a démarche in the trash, where it waits 30 days."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        change.update(schema.project, project_id, {"deleted_at": change.at}, "project.deleted")


def restore_project(desk: Desk, project_id: str) -> Project:
    """Take a démarche out of the trash; ``not_found`` when it is not there."""
    require(desk, project_id=project_id)
    with desk.store.read() as connection:
        rows.find(connection, project_id, deleted=True)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        change.update(schema.project, project_id, {"deleted_at": None}, "project.restored")
    return get_project(desk, project_id)


def purge_project(desk: Desk, project_id: str) -> None:
    """Erase a démarche at once and for good, deleted or not; unknown is no error."""
    require(desk, project_id=project_id)
    with desk.store.write_unseen() as connection:
        purge.purge_project(connection, project_id)
    tile_pack.remove(tile_pack.path_of(read_settings().var_dir, project_id))
