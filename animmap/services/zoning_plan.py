"""What loading a zoning would do: its zones by name, what is doubted, what is too far to serve.

Read through the same child process, and settled by the same rules, as any import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import is_horizontal
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Table
from animmap.core.importing.positions import Region
from animmap.core.importing.settle import Proposal
from animmap.core.importing.zones import choose_table, guess_name_column, is_near, read_zones
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.import_places import region_of
from animmap.services.outlines import check_place
from animmap.services.projects import get_territory
from animmap.sources.import_file import read_import_file

MOST_ZONES = 2_000


@dataclass(slots=True)
class ZonePlan:
    """The zones of a file, ready to serve.

    ``tables``: names of the layers with areas; ``columns`` of the one read, ``name_column`` the
    one that names zones. ``kept``: zones around the territory; ``waiting``: rows with a fault,
    told by it; ``aside``: sound zones too far from the territory.
    """

    path: Path
    choices: Choices
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    name_column: str
    proposals: list[Proposal]
    kept: list[Draft] = field(default_factory=list)
    waiting: list[Draft] = field(default_factory=list)
    aside: list[Draft] = field(default_factory=list)

    @property
    def unnamed(self) -> int:
        """Zones kept that their file does not name."""
        return sum(not draft.name for draft in self.kept)


def plan_zoning(
    desk: Desk,
    project_id: str,
    path: Path,
    choices: Choices | None = None,
    name_column: str | None = None,
) -> ZonePlan:
    """Read a file of zones and tell what loading it in a démarche would do; staff only.

    Parameters
    ----------
    choices
        ``table``, ``crs`` and what is accepted (see ``core.importing``).
    name_column
        Column that names the zones; guessed when None.

    Raises
    ------
    AnimmapError
        Those of ``read_import_file``; ``zones_missing`` when no layer holds areas,
        ``zones_too_many``, ``column_unknown``, ``crs_unknown``, ``not_found``,
        ``access_denied``.
    """
    require(desk, project_id=project_id)
    region = region_of(get_territory(desk, project_id))
    return read_plan(path, region, choices or Choices(), name_column)


def read_plan(
    path: Path, region: Region, choices: Choices, name_column: str | None = None
) -> ZonePlan:
    """Return what :func:`plan_zoning` does, for zones looked for in a region."""
    if choices.crs and not is_horizontal(choices.crs):
        raise AnimmapError("crs_unknown", name=path.name, crs=choices.crs)
    file = read_import_file(path)
    table = choose_table(file.layers, choices.table)
    if table is None:
        raise AnimmapError("zones_missing", name=path.name)
    if name_column and name_column not in table.columns:
        known = ", ".join(table.columns)
        raise AnimmapError("column_unknown", column=name_column, known=known)
    column = guess_name_column(table) if name_column is None else name_column
    drafts, proposals = read_zones(table, column, region, choices)
    plan = ZonePlan(
        path,
        choices,
        tuple(one.name for one in file.layers if choose_table([one]) is not None),
        table.columns,
        column,
        proposals,
    )
    _sort(plan, table, drafts, region)
    return plan


def _sort(plan: ZonePlan, table: Table, drafts: Sequence[Draft], region: Region) -> None:
    for draft in drafts:
        _check(draft)
        if draft.waits or not draft.shapes:
            plan.waiting.append(draft)
        elif is_near(draft, region):
            plan.kept.append(draft)
        else:
            plan.aside.append(draft)
    if len(plan.kept) > MOST_ZONES:
        raise AnimmapError("zones_too_many", name=plan.path.name, n=len(plan.kept), most=MOST_ZONES)


def _check(draft: Draft) -> None:
    """Doubt an outline that no screen could draw."""
    try:
        for shape in draft.shapes:
            check_place(shape)
    except AnimmapError as error:
        code = "geometry_too_complex" if error.code == "geometry_too_complex" else "outside_world"
        most, vertices = error.facts.get("most", 0), error.facts.get("vertices", 0)
        draft.blame(code, n=vertices, most=most)


def outline_of(draft: Draft) -> BaseGeometry:
    """Return the whole area of a zone (EPSG:4326)."""
    if len(draft.shapes) == 1:
        return draft.shapes[0]
    whole: BaseGeometry = shapely.union_all(list(draft.shapes))
    return whole
