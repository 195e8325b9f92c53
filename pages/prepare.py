"""Préparer: an animator's lists and layers brought to the map, row by row accounted for."""

from __future__ import annotations

from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services.import_plan import Plan
from animmap.views import (
    import_columns,
    import_done,
    import_drop,
    import_faults,
    import_past,
    import_places,
    import_state,
    online_ask,
    panels,
    screens,
    state,
    zonings,
)
from animmap.views.import_state import Bringing
from animmap.views.state import say

PARTS = ("columns", "places", "faults", "doubles")


def show_prepare() -> None:
    screens.require("prepare")
    project = state.current_project()
    if project is None:
        panels.no_project("prepare")
        return
    bringing = import_state.bringing_to(project)
    panels.header(say("prepare.title"), "" if bringing.path else say("prepare.subtitle"))
    if bringing.done:
        import_done.show_summary(bringing, project)
    if not bringing.done:
        bring(bringing, project)
    import_past.list_past(bringing, project)
    zonings.show_zonings(project)


def bring(bringing: Bringing, project: Project) -> None:
    if bringing.path is None:
        import_drop.take_file(bringing, project)
        return
    plan = import_state.read(bringing, project)
    import_drop.show_file(bringing)
    online_ask.show_fetched(bringing, project)
    if bringing.refusal is not None:
        import_state.refuse(bringing.refusal)
    if plan is not None:
        import_done.offer_import(bringing, project, plan)
        show_parts(bringing, project, plan)


def show_parts(bringing: Bringing, project: Project, plan: Plan) -> None:
    part = panels.open_part(
        PARTS, [say(f"prepare.part_{name}") for name in PARTS], key=f"prepare_part_{bringing.drops}"
    )
    with part.room:
        if part.name == "columns":
            import_columns.show_columns(bringing, plan)
        elif part.name == "places":
            import_places.show_places(bringing, project, plan)
        elif part.name == "faults":
            import_faults.show_faults(bringing, plan)
        else:
            import_faults.show_doubles(bringing)


try:
    show_prepare()
except AnimmapError as error:
    panels.show_error(error)
