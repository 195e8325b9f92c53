"""The territory of a démarche on the map: its communes changed by clicks or by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import shapely
import streamlit as st

from animmap.core.model import Project, Territory
from animmap.services import projects, territories, territory_changes
from animmap.views import maps, panels, state
from animmap.views.area import adjust, around, toggled
from animmap.views.state import say

MAP_HEIGHT: Final = 620
NAMES_SHOWN: Final = 8


@dataclass(slots=True)
class Editing:
    """The communes being chosen for a démarche, before they are kept."""

    codes: tuple[str, ...] = ()
    clicked: tuple[float, float] | None = None


@dataclass(slots=True)
class Edits:
    """What this visitor is changing, by démarche."""

    by_project: dict[str, Editing] = field(default_factory=dict)


def show_communes(project: Project) -> None:
    """Show the territory on its map, and let its communes be changed."""
    territory = projects.get_territory(state.desk(), project.id)
    editing = state.kept(Edits).by_project.get(project.id)
    if editing is None:
        _show(project, territory)
        return
    west, south, east, north = shapely.total_bounds([one.geometry for one in territory.communes])
    bounds = around((float(west), float(south), float(east), float(north)))
    _add_by_name(editing)
    editing.codes, editing.clicked = adjust(
        territory, bounds, editing.codes, editing.clicked, key="territory_edit"
    )
    _tell_change(territory, editing)
    with st.container(horizontal=True):
        if st.button(say("offline.territory_keep"), key="territory_keep", type="primary"):
            _keep(project, editing)
        st.button(say("common.cancel"), key="territory_cancel", on_click=_leave, args=(project.id,))


def _show(project: Project, territory: Territory) -> None:
    maps.show_map(
        territory,
        key="territory",
        overlays=[],
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )
    count = say("common.communes", n=len(territory.communes))
    own = territory_changes.has_own_outlines(territory)
    if own:
        count = say("offline.parts", n=len(territory.communes))
    with st.container(horizontal=True, vertical_alignment="center"):
        if not own:
            st.button(
                say("offline.territory_edit"),
                key="territory_edit_open",
                icon=":material/edit:",
                on_click=_start,
                args=(project.id, tuple(one.code for one in territory.communes)),
            )
        panels.words(
            f"{count} · {say('offline.crs', crs=maps.told_crs(territory.crs))}", style="small muted"
        )


def _start(project_id: str, codes: tuple[str, ...]) -> None:
    state.kept(Edits).by_project[project_id] = Editing(codes)


def _leave(project_id: str) -> None:
    state.kept(Edits).by_project.pop(project_id, None)


def _add_by_name(editing: Editing) -> None:
    words = st.text_input(
        say("home.create_search"), key="territory_search", icon=":material/search:"
    )
    with st.container(horizontal=True, gap="small"):
        for each in territories.search_communes(words) if words else []:
            st.button(
                panels.literal(f"{each.name} ({each.department_code})"),
                icon=":material/check:" if each.code in editing.codes else ":material/add:",
                key=f"territory_add_{each.code}",
                on_click=_toggle,
                args=(editing, each.code),
            )


def _toggle(editing: Editing, code: str) -> None:
    editing.codes = toggled(editing.codes, code)
    state.set_widget("territory_search", "")


def _tell_change(territory: Territory, editing: Editing) -> None:
    own = {one.code: one.name for one in territory.communes}
    added = [code for code in editing.codes if code not in own]
    gone = [name for code, name in own.items() if code not in editing.codes]
    if not added and not gone:
        return
    names = [known.name for code in added if (known := territories.find_commune(code))]
    for told, listed in (("added", names), ("gone", gone)):
        if listed:
            shown = ", ".join(listed[:NAMES_SHOWN]) + ("…" if len(listed) > NAMES_SHOWN else "")
            panels.words(say(f"offline.territory_{told}", n=len(listed), names=shown))


def _keep(project: Project, editing: Editing) -> None:
    with panels.refusals_shown(), panels.at_work():
        territory_changes.change_communes(state.desk(), project.id, editing.codes)
        _leave(project.id)
        state.leave_notice(say("offline.territory_kept"))
        st.rerun()
