"""The words of a démarche: kinds, families, skills, themes; renamed, coloured, ordered, merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from animmap.core import palette, vocabulary_file
from animmap.core.model import LAYERS, Project
from animmap.core.taxonomy import VOCABULARIES, Term
from animmap.services import explore, taxonomy_edit
from animmap.services.explore import Filters
from animmap.views import forms, panels, state
from animmap.views.records_sheet import mark_of
from animmap.views.state import say
from animmap.views.terms import Terms, terms_of

ROW_HEIGHT = 36


def show_words(project: Project) -> None:
    """Show the vocabularies of a démarche, one at a time, to make them one's own."""
    words = terms_of(project.id)
    panels.words(say("words.lede"), style="small muted")
    vocabulary = _choose_vocabulary()
    terms = words.taxonomy.of(vocabulary, retired=True)
    uses = _uses(project, vocabulary)
    key = f"words_{vocabulary}_{project.revision}"
    frame = _frame(terms, vocabulary, words, uses)
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="add",
        row_height=ROW_HEIGHT,
        height=min(600, ROW_HEIGHT * (len(terms) + 2) + 3),
        column_config=_config(),
        disabled=["mark", "uses"],
        alt=say(f"words.{vocabulary}"),
    )
    told: dict[str, dict[str, object]] = state.widget_value(key, {})
    wanted = _wanted(vocabulary, terms, told)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _offer_saving(project, vocabulary, terms, wanted)
        _offer_color(project, vocabulary, terms, words)
        _offer_merge(project, vocabulary, words, uses)
        _offer_files(project)


def _choose_vocabulary() -> str:
    names = {each: say(f"words.{each}") for each in VOCABULARIES}
    return forms.one_of(
        say("words.vocabulary"), VOCABULARIES, names.__getitem__, key="words_vocabulary", kept=True
    )


def _uses(project: Project, vocabulary: str) -> Counter[str]:
    """Count the features that bear each term."""
    layers = (vocabulary,) if vocabulary in LAYERS else LAYERS
    found = explore.find_features(state.desk(), project.id, Filters(layers))
    if vocabulary in LAYERS:
        return Counter(item.kind for item in found)
    return Counter(code for item in found for code in getattr(item, f"{vocabulary}s"))


def _frame(
    terms: tuple[Term, ...], vocabulary: str, words: Terms, uses: Mapping[str, int]
) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        "order": list(range(1, len(terms) + 1)),
        "mark": [
            mark_of(vocabulary, words.taxonomy.color(vocabulary, term.code)) for term in terms
        ],
        "label_fr": [term.labels.get("fr", "") for term in terms],
        "label_en": [term.labels.get("en", "") for term in terms],
        "color": [term.color for term in terms],
        "codes": [" ".join(term.codes) for term in terms],
        "retired": [term.retired for term in terms],
        "uses": [uses.get(term.code, 0) for term in terms],
    }
    if vocabulary not in LAYERS:
        del columns["mark"], columns["color"]
    if vocabulary != "structure":
        del columns["codes"]
    return pd.DataFrame(columns)


def _config() -> dict[str, ColumnConfig]:
    config = st.column_config
    longest = taxonomy_edit.LABEL_LIMIT
    return {
        "order": config.NumberColumn(say("words.order"), width=80, step=0.5, format="%g"),
        "mark": config.ImageColumn("", width=40),
        "label_fr": config.TextColumn(say("words.label_fr"), max_chars=longest, width=240),
        "label_en": config.TextColumn(say("words.label_en"), max_chars=longest, width=240),
        "color": config.TextColumn(
            say("words.color"), max_chars=7, validate="^(#[0-9a-fA-F]{6})?$", width=110,
            help=say("words.color_help"),
        ),
        "codes": config.TextColumn(say("words.codes"), help=say("words.codes_help"), width=260),
        "retired": config.CheckboxColumn(say("words.retired"), help=say("words.retired_help")),
        "uses": config.NumberColumn(say("words.uses"), width=100),
    }  # fmt: skip


def _wanted(
    vocabulary: str, terms: tuple[Term, ...], told: Mapping[str, object]
) -> tuple[Term, ...]:
    """Return the terms as the grid says them, in the order of their numbers."""
    edited = told.get("edited_rows", {})
    added = told.get("added_rows", [])
    edits = {int(row): values for row, values in edited.items()} if isinstance(edited, dict) else {}
    placed = [
        (_order(values, rank + 1), _term(term, values))
        for rank, term in enumerate(terms)
        for values in (edits.get(rank, {}),)
    ]
    blank = Term(vocabulary, "", {"fr": "", "en": ""}, own=True)
    for rank, values in enumerate(added if isinstance(added, list) else []):
        if values.get("label_fr") or values.get("label_en"):
            placed.append((_order(values, len(terms) + rank + 1), _term(blank, values)))
    return tuple(term for _, term in sorted(placed, key=lambda one: one[0]))


def _order(values: Mapping[str, object], rank: int) -> float:
    order = values.get("order")
    return float(order) if isinstance(order, int | float) else float(rank)


def _term(term: Term, values: Mapping[str, object]) -> Term:
    labels = dict(term.labels)
    for language in labels:
        if f"label_{language}" in values:
            labels[language] = str(values[f"label_{language}"] or "")
    codes = str(values["codes"] or "").split() if "codes" in values else term.codes
    return Term(
        term.vocabulary,
        term.code,
        labels,
        str(values["color"] or "") if "color" in values else term.color,
        tuple(codes),
        bool(values.get("retired", term.retired)),
        own=term.own,
    )


def _offer_saving(
    project: Project, vocabulary: str, terms: tuple[Term, ...], wanted: tuple[Term, ...]
) -> None:
    label = say("words.save")
    if st.button(
        label, key="words_save", type="primary", icon=":material/save:", disabled=wanted == terms
    ):
        _do(lambda: taxonomy_edit.save_words(state.desk(), project.id, vocabulary, wanted))


def _do(deed: Callable[[], int]) -> None:
    with panels.refusals_shown():
        changed = deed()
        state.leave_notice(say("words.saved", n=changed))
        st.rerun()


def _offer_color(project: Project, vocabulary: str, terms: tuple[Term, ...], words: Terms) -> None:
    if vocabulary not in LAYERS:
        return
    with st.popover(say("words.recolor"), icon=":material/palette:", key="words_recolor"):
        names = {term.code: term.label(words.language) for term in terms}
        code = st.selectbox(
            say("words.term"), list(names), key=f"words_color_of_{vocabulary}",
            format_func=lambda each: names.get(each, each),
        )  # fmt: skip
        standing = words.taxonomy.color(vocabulary, code or "")
        color = st.color_picker(say("words.color"), standing, key=f"words_color_{code}_{standing}")
        contrast = palette.contrast_on_paper(color)
        enough = contrast >= taxonomy_edit.LEAST_CONTRAST
        told = say("words.contrast_good" if enough else "words.contrast_faint")
        st.html(f'<div class="small muted">{escape(told)}</div>')
        if st.button(say("words.give_color"), key="words_give_color", disabled=not enough):
            wanted = [
                _term(term, {"color": color}) if term.code == code else term for term in terms
            ]
            _do(
                lambda: taxonomy_edit.save_words(state.desk(), project.id, vocabulary, wanted),
            )


def _offer_merge(project: Project, vocabulary: str, words: Terms, uses: Mapping[str, int]) -> None:
    names = {
        term.code: f"{term.label(words.language)} ({uses.get(term.code, 0)})"
        for term in words.taxonomy.of(vocabulary)
    }
    if len(names) < 2:
        return
    with st.popover(say("words.merge"), icon=":material/merge:", key="words_merge"):
        first = _pick("words.merge_from", names, vocabulary)
        rest = {code: name for code, name in names.items() if code != first}
        into = _pick("words.merge_into", rest, vocabulary)
        panels.words(say("words.merge_how"), style="small muted")
        if st.button(say("words.do_merge"), key="words_do_merge", disabled=not (first and into)):
            with panels.refusals_shown():
                moved = taxonomy_edit.merge_terms(
                    state.desk(), project.id, vocabulary, first or "", into or ""
                )
                state.leave_notice(say("words.merged", n=moved))
                st.rerun()


def _pick(label: str, names: Mapping[str, str], vocabulary: str) -> str | None:
    return st.selectbox(
        say(label),
        list(names),
        index=None,
        key=f"{label}_{vocabulary}",
        format_func=lambda each: names.get(each, each),
        placeholder=say("lead.choose"),
    )


def _offer_files(project: Project) -> None:
    with st.popover(say("words.files"), icon=":material/swap_vert:", key="words_files"):
        for extension in vocabulary_file.FORMATS:
            st.download_button(
                say(f"words.export_{extension}"),
                partial(taxonomy_edit.export_words, state.desk(), project.id, extension),
                file_name=f"{say('words.file')}.{extension}",
                key=f"words_export_{extension}",
                icon=":material/download:",
            )
        brought = st.file_uploader(
            say("words.bring"), type=list(vocabulary_file.FORMATS), key="words_bring"
        )
        if brought is not None and st.button(say("words.do_bring"), key="words_do_bring"):
            extension = Path(brought.name).suffix.lstrip(".").lower()
            body = brought.getvalue()
            _do(
                lambda: taxonomy_edit.import_words(state.desk(), project.id, body, extension),
            )
