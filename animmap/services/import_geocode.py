"""Looking for the rows of an import that have an address or a SIRET and no place."""

from __future__ import annotations

from collections.abc import Sequence

from animmap.core.importing.finds import Find, Seeking, seek
from animmap.core.importing.words import SKETCH
from animmap.services.desk import Desk, require
from animmap.services.errands import Stop, Tell
from animmap.services.import_plan import Plan
from animmap.services.import_sheets import address_columns
from animmap.services.projects import get_project
from animmap.settings import read_settings
from animmap.sources.online.geocoding import find_places
from animmap.sources.online.transport import Transport


def rows_to_find(plan: Plan) -> list[Seeking]:
    """Return the rows of a plan that a geocoder may find; sketches are never looked for."""
    if plan.layer == SKETCH:
        return []
    return seek(plan.drafts, address_columns(plan.tables))


def find_rows(
    desk: Desk,
    project_id: str,
    wanted: Sequence[Seeking],
    tell: Tell = lambda done, of: None,
    *,
    stop: Stop | None = None,
    transport: Transport | None = None,
) -> dict[str, Find]:
    """Ask the services for rows; give what they found back to ``plan_import``, which judges it.

    Raises
    ------
    AnimmapError
        ``online_off``, ``fetch_stopped``, those of ``Transport.ask``; ``access_denied``.
    """
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with transport or Transport(read_settings(), stop=stop) as asked:
        return find_places(asked, wanted, tell)
