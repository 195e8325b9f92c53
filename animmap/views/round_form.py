"""The form of a question: what it asks, of whom, on which map, for how long."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from animmap.core.model import LAYERS, College, Round
from animmap.core.room import PLACE_SUBJECTS, RoundKind
from animmap.services.workshops import RoundDraft
from animmap.views import forms, state
from animmap.views.state import say

LONGEST_MINUTES = 240


def ask_round(colleges: Sequence[College], asked: Round | None = None) -> RoundDraft:
    """Ask all that describes a question, ``asked`` being the one amended; return the draft."""
    key = f"round_form_{asked.id if asked else 'new'}"
    question = _question(asked, key)
    kind_column, time_column = st.columns([3, 1])
    with kind_column:
        kind = _kind(asked, key)
    with time_column:
        minutes = _minutes(asked, key)
    return RoundDraft(
        question=question,
        kind=kind,
        subject=_subject(asked, key) if kind is RoundKind.PLACES else "",
        blind=_tick("blind", asked.blind if asked else True, key),
        pseudonyms=_tick("pseudonyms", asked.pseudonyms if asked else True, key),
        college_ids=_invited(colleges, asked, key),
        shown_layers=_layers(asked, key),
        minutes=minutes,
    )


def _question(asked: Round | None, key: str) -> str:
    typed = st.text_input(
        say("lead.round_question"),
        value=asked.question if asked else "",
        key=f"{key}_question",
        max_chars=forms.TEXT_LENGTH,
        placeholder=say("lead.round_question_example"),
    )
    return (typed or "").strip()


def _kind(asked: Round | None, key: str) -> RoundKind:
    kinds = list(RoundKind)
    return st.selectbox(
        say("lead.round_kind"),
        kinds,
        index=kinds.index(asked.kind) if asked else 0,
        key=f"{key}_kind",
        format_func=lambda each: say(f"lead.kind_{each.value}"),
        help=say("lead.round_kind_help"),
    )


def _subject(asked: Round | None, key: str) -> str:
    known = asked is not None and asked.subject in PLACE_SUBJECTS
    return st.selectbox(
        say("lead.round_subject"),
        PLACE_SUBJECTS,
        index=PLACE_SUBJECTS.index(asked.subject) if asked and known else 0,
        key=f"{key}_subject",
        format_func=lambda each: say(f"lead.subject_{each}"),
    )


def _minutes(asked: Round | None, key: str) -> int | None:
    given = st.number_input(
        say("lead.round_minutes"),
        min_value=0,
        max_value=LONGEST_MINUTES,
        value=(asked.minutes or 0) if asked else 0,
        key=f"{key}_minutes",
        help=say("lead.round_minutes_help"),
    )
    return int(given) or None


def _tick(name: str, already: bool, key: str) -> bool:
    return st.checkbox(say(f"lead.round_{name}"), value=already, key=f"{key}_{name}")


def _invited(colleges: Sequence[College], asked: Round | None, key: str) -> tuple[str, ...]:
    names = {each.id: each.name for each in colleges}
    chosen = st.multiselect(
        say("lead.round_invited"),
        list(names),
        default=[each for each in (asked.college_ids if asked else ()) if each in names],
        key=f"{key}_invited",
        format_func=lambda each: names.get(each, each),
        placeholder=say("lead.round_everyone"),
        select_all=False,
    )
    return tuple(chosen)


def _layers(asked: Round | None, key: str) -> tuple[str, ...]:
    chosen = st.pills(
        say("lead.round_layers"),
        LAYERS,
        selection_mode="multi",
        default=list(asked.shown_layers) if asked else [],
        key=f"{key}_layers",
        format_func=lambda each: state.say(f"layer.{each}"),
    )
    return tuple(chosen)
