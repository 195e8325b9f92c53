"""Adding something to the map, correcting it, taking it off: one form, for animators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import NAME_LIMIT
from animmap.core.model import LAYERS, Feature, Project, Territory
from animmap.services import curate, explore, projects
from animmap.views import forms, panels, state
from animmap.views.terms import terms_of

Place = tuple[float, float]
KEPT, TOUCHED, COMMUNE, NOWHERE = "kept", "touched", "commune", "nowhere"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things may be put: the démarche, its communes, the place touched on the map."""

    project: Project
    territory: Territory
    touched: Place | None


def offer_changes(ground: Ground, items: list[Feature]) -> None:
    """Offer animators to add to the map, and to correct what the list shows."""
    with st.container(horizontal=True, key="explore_changes"):
        if st.button(state.say("feature.add"), key="feature_add", icon=":material/add_location:"):
            add(ground)
        if items and st.button(
            state.say("feature.amend"), key="feature_amend", icon=":material/edit_location:"
        ):
            _amend(ground, items)
    if ground.touched:
        panels.words(_touched_words(ground.territory, ground.touched), style="small muted")


def _touched_words(territory: Territory, touched: Place) -> str:
    """Say where the map was touched: what is added now can be put there."""
    code = commune_of(territory, shapely.Point(touched))
    names = {one.code: one.name for one in territory.communes}
    return state.say("feature.touched", name=names.get(code or "", state.say("feature.outside")))


def add(ground: Ground, layer: str = LAYERS[0]) -> None:
    """Open the window that adds a feature, of a layer unless another is chosen."""
    # Made once for all runs of the window: its identifier also names the fields.
    blank = _blank(ground.project, layer)

    @st.dialog(state.say("feature.add_title"), width="large")
    def dialog() -> None:
        filled = _fields(ground, blank)
        if st.button(state.say("feature.save"), key="feature_save", type="primary"):
            with panels.refusals_shown():
                explore.add_features(state.desk(), ground.project.id, [filled])
                _done("feature.added", filled.name)

    dialog()


def _amend(ground: Ground, items: list[Feature]) -> None:
    named = {item.id: item for item in items}

    @st.dialog(state.say("feature.amend_title"), width="large")
    def dialog() -> None:
        chosen = st.selectbox(
            state.say("feature.which"),
            list(named),
            index=None,
            key="feature_which",
            format_func=lambda each: named[each].name,
            placeholder=state.say("feature.which_hint"),
        )
        if chosen is None:
            return
        filled = _fields(ground, named[chosen])
        with st.container(horizontal=True):
            if st.button(state.say("feature.save"), key="feature_save", type="primary"):
                with panels.refusals_shown():
                    curate.amend(state.desk(), named[chosen], filled)
                    _done("feature.amended", filled.name)
            if forms.confirmed(
                state.say("feature.remove"), state.say("feature.remove_question"), key="feature"
            ):
                with panels.refusals_shown():
                    explore.remove_feature(state.desk(), chosen)
                    _done("feature.removed", named[chosen].name)

    dialog()


def _done(sentence: str, name: str) -> None:
    state.leave_notice(state.say(sentence, name=name))
    st.rerun()


def _blank(project: Project, layer: str) -> Feature:
    return Feature(
        id=str(uuid4()), project_id=project.id, layer=layer, kind="", name="",
        description="", college_id=None, themes=(), commune_code=None, geometry=None,
    )  # fmt: skip


def _fields(ground: Ground, item: Feature) -> Feature:
    """Show the fields filled with ``item``; return it as they now say."""
    layer = _choose_layer(item)
    left, right = st.columns(2)
    with left:
        name = st.text_input(
            state.say("feature.name"), item.name, max_chars=NAME_LIMIT, key=f"n_{item.id}"
        )
        kind = _choose_kind(item, layer)
    with right:
        college_id = _choose_college(item)
        themes = _choose_themes(item)
    description = st.text_area(
        state.say("feature.description"), item.description, height=90, key=f"d_{item.id}"
    )
    spoken = item.spoken_for_by
    if layer == "living_asset":
        spoken = st.text_input(state.say("feature.spoken_for"), spoken, key=f"s_{item.id}")
    commune_code, geometry = _choose_place(ground, item)
    return replace(
        item, layer=layer, kind=kind, name=name, description=description, college_id=college_id,
        themes=themes, commune_code=commune_code, geometry=geometry, spoken_for_by=spoken,
    )  # fmt: skip


def _choose_kind(item: Feature, layer: str) -> str:
    borne = item.kind if layer == item.layer else ""
    kinds = terms_of(item.project_id).offered(layer, borne)
    return st.selectbox(
        state.say("feature.kind"),
        list(kinds),
        index=list(kinds).index(borne) if borne in kinds else 0,
        key=f"k_{item.id}_{layer}",
        format_func=lambda each: kinds.get(each, each),
    )


def _choose_college(item: Feature) -> str | None:
    found = projects.list_colleges(state.desk(), item.project_id)
    names: dict[str | None, str] = {None: state.say("feature.no_college")}
    names |= {each.id: each.name for each in found}
    return st.selectbox(
        state.say("feature.college"),
        list(names),
        index=list(names).index(item.college_id) if item.college_id in names else 0,
        key=f"c_{item.id}",
        format_func=lambda each: names[each],
    )


def _choose_themes(item: Feature) -> tuple[str, ...]:
    themes = terms_of(item.project_id).offered("theme", *item.themes)
    chosen = st.multiselect(
        state.say("feature.themes"),
        list(themes),
        list(item.themes),
        key=f"t_{item.id}",
        format_func=lambda each: themes.get(each, each),
        placeholder=state.say("feature.themes_hint"),
    )
    return tuple(chosen)


def _choose_layer(item: Feature) -> str:
    chosen = st.segmented_control(
        state.say("feature.layer"),
        LAYERS,
        default=item.layer,
        required=True,
        key=f"l_{item.id}",
        format_func=lambda each: state.say(f"layer.{each}"),
    )
    return str(chosen or item.layer)


def _choose_place(ground: Ground, item: Feature) -> tuple[str | None, BaseGeometry | None]:
    """Ask where it is: where it already was, the place touched, a commune, or nowhere."""
    ways = [KEPT] if item.geometry is not None else []
    ways += [TOUCHED] if ground.touched else []
    way = st.radio(
        state.say("feature.where"),
        [*ways, COMMUNE, NOWHERE],
        key=f"w_{item.id}",
        horizontal=True,
        format_func=lambda each: state.say(f"feature.where_{each}"),
        help=state.say("feature.where_help"),
    )
    if way == KEPT:
        return item.commune_code, item.geometry
    if way == TOUCHED and ground.touched:
        point = shapely.Point(ground.touched)
        return commune_of(ground.territory, point), point
    if way == COMMUNE:
        return _in_commune(ground.territory, item)
    return None, None


def commune_of(territory: Territory, point: shapely.Point) -> str | None:
    """Return the code of the commune where a point (EPSG:4326) is, None outside the territory."""
    return next((one.code for one in territory.communes if one.geometry.covers(point)), None)


def _in_commune(territory: Territory, item: Feature) -> tuple[str | None, BaseGeometry | None]:
    communes = {one.code: one for one in territory.communes}
    codes = list(communes)
    code = st.selectbox(
        state.say("feature.commune"),
        codes,
        index=codes.index(item.commune_code) if item.commune_code in communes else None,
        key=f"p_{item.id}",
        format_func=lambda each: communes[each].name,
        placeholder=state.say("feature.commune_hint"),
    )
    return (code, communes[code].geometry.representative_point()) if code else (None, None)
