"""The démarche that a command works on, on the store of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from animmap.errors import AnimmapError

if TYPE_CHECKING:
    from animmap.core.model import Project
    from animmap.services.desk import Desk

MOST_NAMED = 10


def open_project(wanted: str) -> tuple[Desk, Project]:
    """Return the desk of the host and a démarche; an empty store receives the demo first.

    Raises
    ------
    AnimmapError
        ``project_unknown``, ``projects_none``; what opening a store raises.
    """
    # Imported here: the other commands start without the services.
    from animmap.core.model import Access, Role
    from animmap.services.demo import ensure_demo
    from animmap.services.desk import open_desk
    from animmap.services.imports import find_project
    from animmap.settings import read_settings

    desk = open_desk(Access(Role.HOST))
    ensure_demo(desk.store, read_settings())
    try:
        return desk, find_project(desk, wanted)
    except AnimmapError as error:
        raise _not_that_one(desk, wanted) from error


def _not_that_one(desk: Desk, wanted: str) -> AnimmapError:
    """Return the refusal that names the démarches one could have meant."""
    from animmap.services.projects import list_projects

    opened = [card.project for card in list_projects(desk)]
    if not opened:
        return AnimmapError("projects_none")
    known = ", ".join(f"{one.id} ({one.name})" for one in opened[:MOST_NAMED])
    return AnimmapError("project_unknown", wanted=wanted, known=known)
