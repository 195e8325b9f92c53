"""The list beside the map: what is in view, named; what has no place; contacts on demand."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
import streamlit as st
from numpy.typing import NDArray

from animmap.core.model import Feature, Project, Territory
from animmap.services import explore
from animmap.services.desk import Desk
from animmap.services.explore import Facets, Filters
from animmap.texts import format_number
from animmap.views import panels, state
from animmap.views.features_filters import nothing_found
from animmap.views.terms import Terms, terms_of

SHOWN = 50
CACHED_SELECTIONS = 32
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Selection:
    """Features that pass the filters, in the order of names, and where each one is.

    ``places`` holds one row by feature: west, south, east, north (EPSG:4326), NaN without place.
    """

    features: tuple[Feature, ...]
    places: NDArray[np.float64]

    def in_view(self, bounds: Bounds | None) -> list[Feature]:
        """Return the placed features that touch the view; all of them before there is one."""
        west, south, east, north = bounds or (-180.0, -90.0, 180.0, 90.0)
        if not self.features:
            return []
        seen = (
            (self.places[:, 0] <= east)
            & (self.places[:, 2] >= west)
            & (self.places[:, 1] <= north)
            & (self.places[:, 3] >= south)
        )
        return [self.features[position] for position in np.flatnonzero(seen)]

    def without_place(self) -> list[Feature]:
        """Return the features that no map can show."""
        return [item for item in self.features if item.geometry is None]


def select_features(project: Project, filters: Filters) -> Selection:
    """Return what passes the filters, computed once by state, role and filters."""
    here = state.desk()
    return _selection(here, project.id, _stamp(project), here.access.role.value, filters)


@st.cache_resource(max_entries=CACHED_SELECTIONS, show_spinner=False)
def _selection(_desk: Desk, project_id: str, stamp: str, role: str, filters: Filters) -> Selection:
    found = tuple(explore.find_features(_desk, project_id, filters)) if filters.layers else ()
    shapes = np.array([item.geometry for item in found], dtype=object)
    return Selection(found, shapely.bounds(shapes).reshape(-1, 4))


def _stamp(project: Project) -> str:
    """Name a state of a démarche; a reloaded demo counts its revisions from one again."""
    return f"{project.revision}-{project.updated_at.isoformat()}"


def count_features(project: Project) -> Facets:
    """Count what the map may show, once by revision and role."""
    here = state.desk()
    return _facets(here, project.id, _stamp(project), here.access.role.value)


@st.cache_resource(max_entries=CACHED_SELECTIONS, show_spinner=False)
def _facets(_desk: Desk, project_id: str, stamp: str, role: str) -> Facets:
    return explore.facets(_desk, project_id)


def show_list(selection: Selection, bounds: Bounds | None, territory: Territory) -> None:
    """Show what is in view (the first ones, with the count), then what has no place."""
    seen, placeless = selection.in_view(bounds), selection.without_place()
    if not selection.features:
        nothing_found()
        return
    communes = {commune.code: commune.name for commune in territory.communes}
    if state.is_animator():
        _offer_contact([*seen[:SHOWN], *placeless[:SHOWN]])
    words = terms_of(territory.project_id)
    told = _titled_list("explore.in_view", seen, communes, words)
    if placeless:
        told += _titled_list("explore.without_place", placeless, communes, words)
    st.html(f'<div class="scrolled" tabindex="0">{told}</div>')


_WITH_CONTACT = ("actor", "structure")


def _titled_list(title: str, items: list[Feature], communes: dict[str, str], words: Terms) -> str:
    count = format_number(len(items), state.language())
    lines = "".join(_item(item, communes, words) for item in items[:SHOWN])
    more = ""
    if len(items) > SHOWN:
        left = format_number(len(items) - SHOWN, state.language())
        more = f'<p class="small muted">{escape(state.say("explore.more", count=left))}</p>'
    heading = escape(state.say(title, n=len(items), count=count))
    return f'<h2>{heading}</h2><ul class="features">{lines}</ul>{more}'


def _item(item: Feature, communes: dict[str, str], words: Terms) -> str:
    kind = words.say(item.layer, item.kind)
    where = communes.get(item.commune_code or "", "")
    told = f'<p class="told">{escape(item.description)}</p>' if item.description else ""
    spoken = ""
    if item.spoken_for_by:
        sentence = state.say("explore.spoken_for", name=item.spoken_for_by)
        spoken = f'<p class="told muted">{escape(sentence)}</p>'
    facts = " · ".join(part for part in (kind, where) if part)
    return (
        f"<li>{panels.layer_mark(item.layer)}<div><b>{escape(item.name)}</b>"
        f'<div class="small muted">{escape(facts)}</div>{told}{spoken}</div></li>'
    )


def _offer_contact(items: list[Feature]) -> None:
    """Let an animator read one contact of the list at a time; none is shown unasked."""
    names = {item.id: item.name for item in items if item.layer in _WITH_CONTACT}
    if not names:
        return
    with st.popover(state.say("explore.contact"), icon=":material/contact_page:"):
        chosen = st.selectbox(
            state.say("explore.contact_of"),
            list(names),
            index=None,
            key="explore_contact",
            format_func=lambda each: names.get(each, ""),
            placeholder=state.say("explore.contact_hint"),
        )
        if chosen is not None:
            with panels.refusals_shown():
                _contact(chosen)


def _contact(feature_id: str) -> None:
    contact = explore.get_contact(state.desk(), feature_id)
    if contact is None:
        panels.words(state.say("explore.contact_none"), style="words muted")
        return
    for text in (contact.person, contact.phone, contact.email):
        if text:
            panels.words(text)
    panels.words(state.say("explore.contact_private"), style="small muted")
