"""The first step of an import: what the rows are, and the file or the table that holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from animmap.core.importing.choices import Choices
from animmap.core.importing.words import SKETCH
from animmap.core.model import LAYERS, Project
from animmap.services.import_batches import Batch
from animmap.texts import format_number
from animmap.views import import_state, online_ask, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

FORMATS = "XLSX, ODS, CSV, TSV, GeoJSON, uMap, GeoPackage, Shapefile (zip), KML, KMZ, GPX"
ENCODINGS = ("", "utf-8", "cp1252", "utf-16")
SEPARATORS = ("", ";", ",", "\t", "|")
SEPARATOR_NAMES = {"": "auto", ";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}


def choose_layer(bringing: Bringing) -> None:
    """Ask what the rows are."""
    state.set_widget("prepare_layer", bringing.layer)
    st.segmented_control(
        say("prepare.layer"),
        (*LAYERS, SKETCH),
        key="prepare_layer",
        format_func=lambda each: say(f"layer.{each}"),
        on_change=lambda: _set_layer(bringing),
    )


def _set_layer(bringing: Bringing) -> None:
    chosen = state.widget_value("prepare_layer", "") or bringing.layer
    if chosen != bringing.layer:
        bringing.layer = chosen
        import_state.change(bringing, kind="", values={})


def take_file(bringing: Bringing, project: Project) -> None:
    """Take a file, a table pasted from a spreadsheet, or what a service knows."""
    bringing.way = way = st.segmented_control(
        say("prepare.way"),
        ("file", "paste", "online"),
        default=bringing.way,
        required=True,
        key="prepare_way",
        format_func=lambda each: say(f"prepare.way_{each}"),
        label_visibility="collapsed",
    )
    if way == "online":
        online_ask.ask(bringing, project)
        return
    choose_layer(bringing)
    if way == "paste":
        _take_table(bringing)
        return
    speak_drop_zone()
    file = st.file_uploader(say("prepare.drop"), key=f"prepare_file_{bringing.drops}")
    panels.words(say("prepare.formats", formats=FORMATS), style="small muted")
    if file is not None:
        import_state.receive(bringing, file.name, file.getvalue())
        st.rerun()


def _take_table(bringing: Bringing) -> None:
    text = st.text_area(
        say("prepare.paste"),
        key=f"prepare_paste_{bringing.drops}",
        height=180,
        placeholder=say("prepare.paste_hint"),
    )
    if st.button(say("prepare.paste_read"), key="prepare_paste_read", type="primary"):
        if text.strip():
            import_state.receive(bringing, say("prepare.pasted_name"), text.encode())
            st.rerun()
        panels.words(say("prepare.paste_empty"), style="refusal")


def show_file(bringing: Bringing) -> None:
    """Show the file in hand, what it was taken for, and the ways to say otherwise."""
    if bringing.path is None:
        return
    choose_layer(bringing)
    named, ways = st.columns([6, 4], vertical_alignment="center")
    with named:
        st.html(
            f'<div class="words"><b>{escape(bringing.path.name)}</b> '
            f'<span class="small muted">{escape(_understood(bringing))}</span></div>'
        )
    with ways, st.container(horizontal=True, horizontal_alignment="right"):
        _say_otherwise(bringing)
        st.button(
            say("prepare.change_file"),
            key="prepare_change_file",
            icon=":material/close:",
            on_click=import_state.drop,
            args=(bringing,),
        )
    if bringing.remembered is not None:
        _say_remembered(bringing, bringing.remembered)


def _say_remembered(bringing: Bringing, earlier: Batch) -> None:
    when = state.moment(earlier.at)
    with st.container(horizontal=True, vertical_alignment="center"):
        panels.words(say("prepare.remembered", name=earlier.name, when=when), style="small")
        st.button(
            say("prepare.forget"),
            key="prepare_forget",
            type="tertiary",
            on_click=_forget,
            args=(bringing,),
        )


def _forget(bringing: Bringing) -> None:
    bringing.remembered, bringing.choices = None, Choices()


def _understood(bringing: Bringing) -> str:
    """Return one line: the kind of file, its encoding and separator, its header, its rows."""
    plan = bringing.plan
    if plan is None:
        return ""
    parts = [say(f"prepare.kind_{plan.file.kind}")]
    if plan.file.encoding:
        parts.append(say("prepare.encoding", encoding=_plain(plan.file.encoding)))
    if plan.file.separator:
        name = SEPARATOR_NAMES.get(plan.file.separator, "bar")
        parts.append(say("prepare.separator", name=say(f"prepare.separator_{name}")))
    tables = [one for one in plan.tables if not one.left_out]
    if len(tables) == 1 and tables[0].table.header:
        parts.append(say("prepare.header", n=tables[0].table.header))
    if len(plan.tables) > 1:
        parts.append(say("prepare.tables", names=", ".join(one.table.name for one in tables)))
    count = len(plan.drafts)
    parts.append(say("prepare.rows", n=count, count=format_number(count, state.language())))
    return " · ".join(parts)


def _plain(encoding: str) -> str:
    """Return the name of an encoding as spreadsheets write it."""
    return encoding.upper().removesuffix("-SIG")


def _say_otherwise(bringing: Bringing) -> None:
    """Let the person say how the file is to be read when it was not understood."""
    with st.popover(say("prepare.otherwise"), icon=":material/tune:"):
        if len(bringing.tables) > 1:
            _ask(bringing, "table", ("", *bringing.tables), lambda each: each or say("prepare.all"))
        kind = bringing.plan.file.kind if bringing.plan else "text"
        if kind == "text":
            _ask(bringing, "encoding", ENCODINGS, lambda each: each.upper() or say("prepare.auto"))
            _ask(
                bringing,
                "separator",
                SEPARATORS,
                lambda each: say(f"prepare.separator_{SEPARATOR_NAMES[each]}"),
            )
        if kind in ("text", "xlsx", "ods"):
            _ask_header(bringing)


def _ask(
    bringing: Bringing, name: str, options: Sequence[str], write: Callable[[str], str]
) -> None:
    key = f"prepare_{name}"
    state.set_widget(key, getattr(bringing.choices, name))
    st.selectbox(
        say(f"prepare.ask_{name}"),
        options,
        key=key,
        format_func=write,
        on_change=lambda: import_state.change(bringing, **{name: state.widget_value(key, "")}),
    )


def _ask_header(bringing: Bringing) -> None:
    state.set_widget("prepare_header", bringing.choices.header)
    st.number_input(
        say("prepare.ask_header"),
        min_value=1,
        max_value=200,
        value=None,
        key="prepare_header",
        on_change=lambda: import_state.change(
            bringing, header=state.widget_value("prepare_header", None)
        ),
    )


def speak_drop_zone() -> None:
    """Give the drop zone our words: Streamlit's are English."""
    words = {name: say(f"prepare.zone_{name}").replace('"', "") for name in ("browse", "hint")}
    zone = '[data-testid="stFileUploaderDropzone"]'
    st.html(
        f"<style>{zone} button p, {zone} button span:not([data-testid]) {{ font-size: 0; }}"
        f'{zone} button p::after {{ content: "{words["browse"]}"; font-size: 1rem; }}'
        f"{zone} [data-testid=stFileUploaderDropzoneInstructions] span {{ font-size: 0; }}"
        f"{zone} [data-testid=stFileUploaderDropzoneInstructions] span:last-child::after"
        f' {{ content: "{words["hint"]}"; font-size: 0.92rem; }}</style>'
    )
