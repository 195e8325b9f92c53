"""The table of a layer: search, sort, edit in place, act on many, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from animmap.core.model import LAYERS, Feature, JournalEntry, Project, Territory
from animmap.services import curate, history, projects
from animmap.services.curate import Edit
from animmap.services.explore import Filters
from animmap.texts import format_number
from animmap.views import (
    address,
    forms,
    panels,
    records_bulk,
    records_one,
    records_order,
    records_sources,
    state,
)
from animmap.views.features_list import count_features
from animmap.views.records_columns import column_config
from animmap.views.records_sheet import Asked, Sheet, filled_sheet, save, tick
from animmap.views.state import say
from animmap.views.terms import Terms, terms_of

HEIGHT = 520
ROW_HEIGHT = 36
NOTHING = "—"
LAYER_PARAM, WORDS_PARAM, WORDS_LIMIT = "couche", "mots", 200
PARAMS = {"kinds": "natures", "themes": "themes", "colleges": "groupes"}
ACTIONS = ("feature.amended", "feature.removed", "features.added", "features.altered",
           "features.removed", "features.restored")  # fmt: skip


@dataclass(slots=True)
class LastLayer:
    """The layer whose table was last open: it opens again when a person comes back."""

    layer: str = LAYERS[0]


def show_records(project: Project, territory: Territory) -> None:
    """Show the table of the layer chosen, with what may be done with it."""
    words = terms_of(project.id)
    layer = _choose_layer(project)
    with st.container(horizontal=True, vertical_alignment="center", key="records_filters"):
        filters = _choose_filters(project, layer, words)
        order = records_order.choose_order()
        records_one.offer_new(project, territory, layer)
    sheet = filled_sheet(project, territory, Asked(layer, filters, order), words)
    _tell(sheet, project, words)
    with st.container(horizontal=True, vertical_alignment="center", key="records_deeds"):
        if sheet.shown:
            _count(sheet, layer, words)
        _offer_deeds(sheet.chosen(), project, territory, layer, words)
        _offer_undo(project)
    if sheet.shown:
        _grid(sheet, project, territory, layer, words)
        records_one.offer_exports(project, layer)
    else:
        _nothing(filters)


def _offer_deeds(
    chosen: list[Feature], project: Project, territory: Territory, layer: str, words: Terms
) -> None:
    """Offer what may be done with the records ticked."""
    if chosen:
        records_bulk.offer(project, territory, layer, chosen, words)
        records_sources.offer(project, chosen)
    if len(chosen) == 1:
        records_one.offer_place(project, territory, chosen[0])
        records_one.offer_history(project, chosen[0], words)


def _choose_layer(project: Project) -> str:
    counts = count_features(project).layers
    spoken = state.language()
    names = {
        layer: f"{say(f'layer.{layer}')} ({format_number(counts.get(layer, 0), spoken)})"
        for layer in LAYERS
    }
    last = state.kept(LastLayer)
    entering = state.widget_value("records_layer", "") == ""
    asked = state.choices_in_address(LAYER_PARAM, LAYERS)
    wanted = asked[0] if asked else last.layer if entering else LAYERS[0]
    address.follow(LAYER_PARAM, "records_layer", wanted)
    last.layer = forms.one_of(
        say("feature.layer"), LAYERS, names.__getitem__, key="records_layer", kept=True
    )
    address.tell(LAYER_PARAM, last.layer, changed=last.layer != wanted)
    return last.layer


def _choose_filters(project: Project, layer: str, words: Terms) -> Filters:
    colleges = {each.id: each.name for each in projects.list_colleges(state.desk(), project.id)}
    kinds = {
        each.code: each.label(words.language) for each in words.taxonomy.of(layer, retired=True)
    }
    themes = {
        each.code: each.label(words.language) for each in words.taxonomy.of("theme", retired=True)
    }
    keys = {
        "kinds": f"records_kinds_{layer}",
        "themes": "records_themes",
        "colleges": "records_colleges",
    }
    chosen = sum(len(state.widget_value(key, [])) for key in keys.values())
    label = say("explore.filters_on", n=chosen) if chosen else say("explore.filters")
    before = state.choice_of_any(WORDS_PARAM)[:WORDS_LIMIT]
    address.follow(WORDS_PARAM, "records_words", before)
    asked = st.text_input(
        say("explore.search"), key="records_words", type="search", icon=":material/search:",
        placeholder=say("explore.search_hint"), label_visibility="collapsed", live=True,
        width=380,
    )  # fmt: skip
    address.tell(WORDS_PARAM, asked or "", changed=(asked or "") != before)
    with st.popover(label, icon=":material/filter_alt:", width="content"):
        kept_kinds = _several("kinds", kinds, keys["kinds"])
        kept_themes = _several("themes", themes, keys["themes"])
        kept_colleges = _several("colleges", colleges, keys["colleges"])
    return Filters((layer,), kept_kinds, kept_colleges, kept_themes, (asked or "").strip())


def _several(name: str, names: dict[str, str], key: str) -> tuple[str, ...]:
    """Ask for several codes, which the address keeps."""
    asked = state.choices_in_address(PARAMS[name], list(names))
    address.follow(PARAMS[name], key, list(asked))
    chosen = st.multiselect(
        say(f"explore.{name}"),
        list(names),
        key=key,
        format_func=lambda each: names.get(each, each),
        placeholder=say("explore.all"),
        select_all=False,
    )
    address.tell(PARAMS[name], ",".join(chosen), changed=tuple(chosen) != asked)
    return tuple(chosen)


def _grid(sheet: Sheet, project: Project, territory: Territory, layer: str, words: Terms) -> None:
    colleges = projects.list_colleges(state.desk(), project.id)
    st.data_editor(
        sheet.frame,
        key=sheet.key,
        hide_index=True,
        height=min(HEIGHT, ROW_HEIGHT * (len(sheet.shown) + 1) + 3),
        row_height=ROW_HEIGHT,
        column_config=column_config(sheet, layer, words, colleges, territory),
        disabled=["mark", "placed", "credit"],
        on_change=save,
        args=(sheet, project.id),
        placeholder=NOTHING,
        alt=say(f"layer.{layer}"),
    )


def _count(sheet: Sheet, layer: str, words: Terms) -> None:
    """Say how many records there are and how many are ticked, and tick all or none."""
    count = format_number(len(sheet.shown), state.language())
    chosen = len(sheet.chosen())
    told = say("records.count", n=len(sheet.shown), count=count)
    told += " · " + say("records.chosen", n=chosen) if chosen else ""
    told += " · " + say("records.kept") if sheet.kept else ""
    everything = chosen < len(sheet.shown)
    st.html(f'<div class="small muted">{escape(told)}</div>', width="content")
    st.button(
        say("records.tick_all" if everything else "records.tick_none"),
        key="records_tick",
        type="tertiary",
        on_click=tick,
        args=(sheet, layer, words),
        kwargs={"everything": everything},
    )


def _nothing(filters: Filters) -> None:
    filtered = filters.words or filters.kinds or filters.themes or filters.college_ids
    if filtered:
        panels.words(say("explore.nothing"), style="words muted")
        return
    panels.empty_state(
        say("records.empty"), say("records.empty_why"), screen="prepare",
        label=say("records.empty_step"),
    )  # fmt: skip


def _tell(sheet: Sheet, project: Project, words: Terms) -> None:
    """Say what could not be written, and let a person settle what somebody else changed too."""
    for refused in sheet.refusals:
        panels.show_error(refused)
    for rank, (item, clash) in enumerate(list(sheet.clashes)):
        with st.container(border=True, key=f"records_clash_{rank}"):
            mine, theirs = (
                records_one.value_words(clash.field, value, words, project)
                for value in (clash.wanted, clash.standing)
            )
            told = say("records.clash", name=item.name, field=records_one.field_name(clash.field),
                       mine=mine, theirs=theirs)  # fmt: skip
            panels.words(told)
            with st.container(horizontal=True):
                _settle(sheet, rank, "records.keep_theirs", lambda: None)
                deed = _insisting(item, clash.field, clash.standing, clash.wanted)
                _settle(sheet, rank, "records.keep_mine", deed)


def _settle(sheet: Sheet, rank: int, label: str, deed: Callable[[], object]) -> None:
    if st.button(say(label), key=f"{label}_{rank}"):
        with panels.refusals_shown():
            deed()
            del sheet.clashes[rank]
            st.rerun()


def _insisting(item: Feature, field: str, seen: object, wanted: object) -> Callable[[], object]:
    """Return the deed that writes one's own value, having seen the other's."""
    edit = Edit(replace(item, **{field: seen}), replace(item, **{field: wanted}))  # type: ignore[arg-type]
    return lambda: curate.amend(state.desk(), edit.seen, edit.wanted)


def _offer_undo(project: Project) -> None:
    """Offer to take back the last change of features, or to do again what was just taken back."""
    entries = history.recent(state.desk(), project.id)
    if not entries or entries[0].entity != "feature":
        return
    last = entries[0]
    again = _is_taken_back(entries)
    if last.action != "undone" and last.action not in ACTIONS:
        return
    label, icon = ("records.redo", "redo") if again else ("records.undo", "undo")
    if st.button(say(label), icon=f":material/{icon}:", key="records_undo", type="tertiary"):
        with panels.refusals_shown():
            history.undo(state.desk(), project.id, last.id)
            state.leave_notice(say("home.undone"))
            st.rerun()


def _is_taken_back(entries: Sequence[JournalEntry]) -> bool:
    """Tell whether the latest line took a change back: one that took that back did it again."""
    of_revision = {entry.revision: entry for entry in entries}
    entry: JournalEntry | None = entries[0]
    times = 0
    while entry is not None and entry.action == "undone":
        times += 1
        entry = of_revision.get(entry.undoes or 0)
    return times % 2 == 1
