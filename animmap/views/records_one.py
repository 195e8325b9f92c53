"""One feature at a time: a new one, its place, its history; and the files of a layer."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Feature, Project, Territory
from animmap.services import feature_history, features_export, projects
from animmap.services.feature_history import Event
from animmap.texts import has_text
from animmap.views import feature_form, panels, placing, state
from animmap.views.state import say
from animmap.views.terms import Terms

_NOTHING = "—"
_LONGEST = 160


def offer_new(project: Project, territory: Territory, layer: str) -> None:
    """Offer to add a feature, of the layer shown unless another is chosen."""
    if st.button(say("records.new"), icon=":material/add:", key="records_new", type="primary"):
        feature_form.add(feature_form.Ground(project, territory, None), layer)


def offer_place(project: Project, territory: Territory, item: Feature) -> None:
    """Offer to say where a feature is, by touching the map or drawing on it."""
    if st.button(say("records.place"), icon=":material/edit_location:", key="records_place"):

        @st.dialog(say("records.place_title"), width="large")
        def dialog() -> None:
            placing.place(project, territory, item)

        dialog()


def offer_history(project: Project, item: Feature, words: Terms) -> None:
    """Offer to read what happened to a feature."""
    with st.popover(say("records.history"), icon=":material/history:", key="records_history"):
        panels.words(item.name, style="words")
        events = feature_history.history_of(state.desk(), item.id)
        lines = "".join(_line(event, words, project) for event in events)
        st.html(f'<ol class="events">{lines}</ol>')


def _line(event: Event, words: Terms, project: Project) -> str:
    head = say(f"records.event_{event.action.replace('.', '_')}") if _is_told(event) else ""
    who = say("records.by", who=say(f"role.{event.role.value}"), when=state.moment(event.at))
    changes = "".join(
        f'<div class="small">{escape(_change(change, words, project))}</div>'
        for change in event.changes
    )
    return (
        f"<li><span><b>{escape(head or say('records.event_other'))}</b>{changes}</span>"
        f"<time>{escape(who)}</time></li>"
    )


def _is_told(event: Event) -> bool:
    return has_text(f"records.event_{event.action.replace('.', '_')}")


def _change(change: tuple[str, object, object], words: Terms, project: Project) -> str:
    name, before, after = change
    return say(
        "records.change",
        field=field_name(name),
        before=value_words(name, before, words, project),
        after=value_words(name, after, words, project),
    )


def field_name(name: str) -> str:
    """Return what a field of a feature is called."""
    return say(f"records.field_{name}") if has_text(f"records.field_{name}") else name


def value_words(name: str, value: object, words: Terms, project: Project) -> str:
    """Return the value of a field in words."""
    if not value:
        return _NOTHING
    if isinstance(value, list | tuple):
        vocabulary = name.removesuffix("s")
        return ", ".join(
            words.say(vocabulary, each) if isinstance(each, str) else _source_name(each)
            for each in value
        )
    told = _told(name, value, words, project)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _told(name: str, value: object, words: Terms, project: Project) -> str:
    if name == "geometry":
        return _place(value)
    if name == "college_id":
        found = projects.list_colleges(state.desk(), project.id)
        return next((each.name for each in found if each.id == value), _NOTHING)
    if name == "kind":
        terms = [term for term in words.taxonomy.terms if term.code == value]
        return terms[0].label(words.language) if terms else str(value)
    return str(value)


def _source_name(source: object) -> str:
    return str(source["name"] if isinstance(source, dict) else getattr(source, "name", ""))


def _place(value: object) -> str:
    shape = value if isinstance(value, BaseGeometry) else shapely.from_wkb(str(value))
    middle = shape.representative_point()
    return f"{middle.y:.5f}, {middle.x:.5f}"


def offer_exports(project: Project, layer: str) -> None:
    """Offer the features of a layer as files."""
    st.html(f'<div class="small muted">{escape(say("records.export"))}</div>')
    with st.container(horizontal=True, key="records_exports"):
        for extension in features_export.FORMATS:
            st.link_button(
                say(f"records.export_{extension}"),
                address(project.id, layer, extension),
                icon=":material/download:",
            )


def address(project_id: str, layer: str, extension: str) -> str:
    """Return the address of the features of a layer as a file; rights are checked there again."""
    query = urlencode({"lang": state.language()})
    return f"/documents/{quote(project_id, safe='')}/features/{layer}.{extension}?{query}"
