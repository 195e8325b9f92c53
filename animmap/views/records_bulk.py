"""Giving the features ticked the same kind, themes, college or commune; removing them."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Feature, Project, Territory
from animmap.services import curate, projects
from animmap.services.curate import Bulk
from animmap.views import forms, panels, state
from animmap.views.state import say
from animmap.views.terms import Terms

_NONE = ""


def offer(
    project: Project, territory: Territory, layer: str, chosen: list[Feature], words: Terms
) -> None:
    """Offer to change or remove the features ticked."""
    with st.popover(
        say("records.bulk", n=len(chosen)), icon=":material/edit_note:", key="records_bulk"
    ):
        bulk = _fields(project, territory, layer, words)
        if st.button(say("records.apply", n=len(chosen)), key="records_apply", type="primary"):
            with panels.refusals_shown():
                ids = [item.id for item in chosen]
                changed = curate.alter(state.desk(), project.id, ids, bulk)
                _done("records.altered", changed)
    if forms.confirmed(
        say("records.remove", n=len(chosen)),
        say("records.remove_sure", n=len(chosen)),
        key="records_remove",
        icon="delete",
    ):
        with panels.refusals_shown():
            gone = curate.remove(state.desk(), project.id, [item.id for item in chosen])
            _done("records.removed", gone)


def _done(sentence: str, count: int) -> None:
    state.leave_notice(say(sentence, n=count))
    st.rerun()


def _fields(project: Project, territory: Territory, layer: str, words: Terms) -> Bulk:
    themes = words.offered("theme")
    colleges = {each.id: each.name for each in projects.list_colleges(state.desk(), project.id)}
    communes = {each.code: each.name for each in territory.communes}
    return Bulk(
        kind=_one("feature.kind", words.offered(layer)),
        add_themes=_several("records.add_themes", themes),
        drop_themes=_several("records.drop_themes", themes),
        college_id=_one("feature.college", colleges, say("feature.no_college")),
        commune_code=_one("feature.commune", communes, say("records.no_commune")),
        place=st.checkbox(say("records.place_in_commune"), key="records_bulk_place"),
    )


def _one(label: str, names: dict[str, str], nothing: str = "") -> str | None:
    choices = ({_NONE: nothing} if nothing else {}) | names
    return st.selectbox(
        say(label),
        list(choices),
        index=None,
        key=f"records_bulk_{label}",
        format_func=lambda each: choices.get(each, each),
        placeholder=say("records.unchanged"),
    )


def _several(label: str, names: dict[str, str]) -> tuple[str, ...]:
    chosen = st.multiselect(
        say(label),
        list(names),
        key=f"records_bulk_{label}",
        format_func=lambda each: names.get(each, each),
        placeholder=say("records.unchanged"),
        select_all=False,
    )
    return tuple(chosen)
