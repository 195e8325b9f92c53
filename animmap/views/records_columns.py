"""How the columns of the grid look, and what each lets a person enter."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from animmap.core import palette
from animmap.core.model import College, Territory
from animmap.views.records_sheet import CHOSEN, LISTS, Sheet, kinds_of
from animmap.views.state import say
from animmap.views.terms import Terms

NAME_WIDTH, WORDS_WIDTH = 260, 220


class _Named:
    """Names a code; a class, so that Streamlit sees the same function at each run."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)

    def __call__(self, code: object) -> str:
        return self.names.get(str(code), str(code))


def column_config(
    sheet: Sheet, layer: str, words: Terms, colleges: list[College], territory: Territory
) -> dict[str, ColumnConfig]:
    """Return the configuration of the columns that the grid of a layer has."""
    kinds = words.offered(layer, *sorted(kinds_of(sheet.shown)))
    choices = _choices(
        {
            "kind": kinds,
            "commune_code": {each.code: each.name for each in territory.communes},
            "college_id": {each.id: each.name for each in colleges},
        }
    )
    lists = _lists(sheet, words)
    every = _marks() | choices | lists | _texts()
    return {name: column for name, column in every.items() if name in sheet.frame}


def _marks() -> dict[str, ColumnConfig]:
    config = st.column_config
    return {
        CHOSEN: config.CheckboxColumn("✓", width=44, pinned=True, help=say("records.chosen_help")),
        "mark": config.ImageColumn("", width=40),
        "placed": config.CheckboxColumn(say("records.placed"), disabled=True),
    }


def _choices(offered: Mapping[str, Mapping[str, str]]) -> dict[str, ColumnConfig]:
    titles = {
        "kind": "feature.kind", "commune_code": "feature.commune", "college_id": "feature.college",
    }  # fmt: skip
    return {
        name: st.column_config.SelectboxColumn(
            say(titles[name]),
            options=list(names),
            required=name == "kind",
            format_func=_Named(names),
        )
        for name, names in offered.items()
    }


def _lists(sheet: Sheet, words: Terms) -> dict[str, ColumnConfig]:
    titles = {"themes": "feature.themes", "skills": "records.skills"}
    columns: dict[str, ColumnConfig] = {}
    for name in LISTS:
        vocabulary = name.removesuffix("s")
        borne = (each for item in sheet.shown for each in getattr(item, name))
        names = words.offered(vocabulary, *borne)
        columns[name] = st.column_config.MultiselectColumn(
            say(titles[name]),
            options=list(names),
            format_func=_Named(names),
            accept_new_options=name == "skills",
            color=palette.PRIMARY,
            width=WORDS_WIDTH,
        )
    return columns


def _texts() -> dict[str, ColumnConfig]:
    text = st.column_config.TextColumn
    return {
        "name": text(say("feature.name"), required=True, max_chars=200, width=NAME_WIDTH),
        "description": text(say("feature.description"), width=NAME_WIDTH),
        "spoken_for_by": text(say("feature.spoken_for"), max_chars=200),
        "siret": text("SIRET", max_chars=24),
        "credit": text(say("records.credit"), max_chars=200, help=say("records.credit_help")),
    }
