"""Loading a zoning: a file, its name column, what is doubted, a look at the map, then its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import shapely
import streamlit as st

from animmap.core import palette
from animmap.core.cleaning import NAME_LIMIT
from animmap.core.importing.draft import Draft
from animmap.core.importing.settle import Proposal, is_to_choose
from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services import projects, zonings
from animmap.services.import_report import say_proposal
from animmap.services.zoning_plan import ZonePlan, outline_of, plan_zoning
from animmap.texts import format_number
from animmap.views import import_places, import_state, maps, panels, state, tables
from animmap.views.import_state import Bringing
from animmap.views.state import say

FORMATS = "GeoJSON, GeoPackage, Shapefile (zip), KML, KMZ"
NAME_LENGTH = NAME_LIMIT
MOST_SHOWN = 100
MAP_HEIGHT = 380
_THIN_DEGREES = 0.001


@dataclass(slots=True)
class Loading:
    """A file of zones in hand, the choices made about it, and what they give."""

    bringing: Bringing = field(default_factory=Bringing)
    name_column: str | None = None
    asked: tuple[object, ...] = ()
    plan: ZonePlan | None = None
    refusal: AnimmapError | None = None


@dataclass(slots=True)
class Loadings:
    """What this visitor is loading in each démarche."""

    by_project: dict[str, Loading] = field(default_factory=dict)


def busy(project: Project) -> bool:
    """Tell whether a file of zones is in hand."""
    return _loading(project).bringing.path is not None


def _loading(project: Project) -> Loading:
    return state.kept(Loadings).by_project.setdefault(project.id, Loading())


def offer(project: Project) -> None:
    """Take a file, show what it gives, and load it under a name."""
    loading = _loading(project)
    if loading.bringing.path is None:
        _take_file(loading)
        return
    _read(loading, project)
    with st.container(horizontal=True, vertical_alignment="center"):
        panels.words(loading.bringing.path.name, style="words")
        st.button(
            say("prepare.change_file"),
            key="zoning_change_file",
            icon=":material/close:",
            on_click=_put_down,
            args=(loading,),
        )
    if loading.refusal is not None:
        panels.show_error(loading.refusal)
    if loading.plan is not None:
        _show_plan(loading, loading.plan, project)


def _take_file(loading: Loading) -> None:
    file = st.file_uploader(say("zonings.file"), key=f"zoning_file_{loading.bringing.drops}")
    panels.words(say("prepare.formats", formats=FORMATS), style="small muted")
    if file is not None:
        import_state.receive(loading.bringing, file.name, file.getvalue())
        st.rerun()


def _put_down(loading: Loading) -> None:
    import_state.drop(loading.bringing)
    loading.name_column, loading.asked, loading.plan, loading.refusal = None, (), None, None


def _read(loading: Loading, project: Project) -> None:
    """Read the file again when a choice changed; the one of before stays shown meanwhile."""
    path, choices = loading.bringing.path, loading.bringing.choices
    asked = (path, choices, loading.name_column)
    if path is None or loading.asked == asked:
        return
    loading.plan = loading.refusal = None
    with panels.at_work(say("prepare.reading")):
        try:
            loading.plan = plan_zoning(state.desk(), project.id, path, choices, loading.name_column)
        except AnimmapError as refusal:
            loading.refusal = refusal
    loading.asked = asked


def _show_plan(loading: Loading, plan: ZonePlan, project: Project) -> None:
    asked = [_ask_layer, _ask_column] if len(plan.tables) > 1 else [_ask_column]
    for room, ask in zip(st.columns(2), asked, strict=False):
        with room:
            ask(loading, plan)
    for option in dict.fromkeys(one.accept for one in plan.proposals):
        _show_option(loading, option, [one for one in plan.proposals if one.accept == option])
    _say_counts(plan)
    _show_waiting(plan.waiting)
    if plan.kept:
        _show_map(plan.kept, project)
        _ask_name(loading, plan, project)


def _ask_layer(loading: Loading, plan: ZonePlan) -> None:
    key, chosen = "zoning_layer", loading.bringing.choices.table
    state.set_widget(key, chosen if chosen in plan.tables else plan.tables[0])
    st.selectbox(
        say("zonings.layer"),
        plan.tables,
        key=key,
        on_change=lambda: _choose_layer(loading, state.widget_value(key, "")),
    )


def _choose_layer(loading: Loading, chosen: str) -> None:
    loading.name_column = None
    import_state.change(loading.bringing, table=chosen)


def _ask_column(loading: Loading, plan: ZonePlan) -> None:
    key = "zoning_column"
    state.set_widget(key, plan.name_column)

    def choose() -> None:
        loading.name_column = state.widget_value(key, "")

    st.selectbox(
        say("zonings.column"),
        ("", *plan.columns),
        format_func=lambda column: column or say("zonings.column_none"),
        key=key,
        on_change=choose,
    )


def _show_option(loading: Loading, option: str, proposals: Sequence[Proposal]) -> None:
    """Show another reading of some rows; it is used once a person accepts it."""
    bringing = loading.bringing
    accepted = option in bringing.choices.accept
    with st.container(border=True, key=f"zoning_option_{option}"):
        for one in proposals:
            panels.words(say_proposal(one, say), style="words")
        if option == "crs" and any(map(is_to_choose, proposals)):
            _choose_system(loading, proposals)
            return
        st.button(
            say("prepare.refuse" if accepted else "prepare.accept"),
            key=f"zoning_accept_{option}",
            on_click=import_state.accept,
            args=(bringing, option, not accepted),
        )


def _choose_system(loading: Loading, proposals: Sequence[Proposal]) -> None:
    rivals = [crs for one in proposals for crs in one.systems]
    key = "zoning_system"
    st.selectbox(
        say("prepare.system"),
        tuple(dict.fromkeys((*rivals, *import_places.SYSTEMS))),
        index=None,
        key=key,
        placeholder=say("prepare.system_hint"),
        on_change=lambda: import_state.change(
            loading.bringing, crs=state.widget_value(key, None) or ""
        ),
    )


def _say_counts(plan: ZonePlan) -> None:
    spoken = state.language()
    told = [
        say(f"zonings.plan_{name}", n=count, count=format_number(count, spoken))
        for name, count in (
            ("kept", len(plan.kept)),
            ("waiting", len(plan.waiting)),
            ("aside", len(plan.aside)),
            ("unnamed", plan.unnamed),
        )
        if count or name == "kept"
    ]
    panels.words(" ".join(told), style="words")


def _show_waiting(waiting: Sequence[Draft]) -> None:
    """Name every row that can't serve, with what is wrong and what to do."""
    if not waiting:
        return
    rows = [
        (
            str(draft.number),
            draft.name,
            say(f"fault.{fault.code}", **fault.facts),
            import_state.told(f"remedy.{fault.code}", **fault.facts),
        )
        for draft in waiting[:MOST_SHOWN]
        for fault in draft.faults
    ]
    heads = [say(f"zonings.fault_{name}") for name in ("row", "name", "what", "remedy")]
    with st.expander(say("zonings.waiting", n=len(waiting))):
        st.html(tables.wide_table(say("zonings.waiting", n=len(waiting)), heads, rows))


def _show_map(kept: Sequence[Draft], project: Project) -> None:
    light = shapely.simplify([outline_of(draft) for draft in kept], _THIN_DEGREES)
    lines = shapely.set_precision(shapely.union_all(shapely.boundary(light)), 1e-5)
    options = {"color": palette.PRIMARY, "weight": 2, "fill": False}
    maps.show_map(
        projects.get_territory(state.desk(), project.id),
        key=f"zoning_{project.id}",
        overlays=[maps.Overlay("shape", None, options, shapely.geometry.mapping(lines))],
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )


def _ask_name(loading: Loading, plan: ZonePlan, project: Project) -> None:
    with st.form("zoning_name_form", border=False):
        name = st.text_input(
            say("zonings.name"), Path(plan.path.name).stem[:NAME_LENGTH], max_chars=NAME_LENGTH
        )
        credit = st.text_input(
            say("zonings.credit"), max_chars=NAME_LENGTH, placeholder=say("zonings.credit_hint")
        )
        go = st.form_submit_button(
            say("zonings.load_these", n=len(plan.kept)), type="primary", icon=":material/check:"
        )
    if not go:
        return
    with panels.refusals_shown():
        loaded = zonings.load_zoning(
            state.desk(),
            project.id,
            plan,
            name=name,
            credit=credit,
            unnamed=say("zonings.unnamed_zone"),
        )
        _put_down(loading)
        state.leave_notice(say("zonings.loaded", n=loaded.zones))
        st.rerun()
