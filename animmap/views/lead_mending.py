"""Putting one arrival right: another college, one voice with another, onto the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from animmap.core.model import LAYERS
from animmap.services import answers, feed
from animmap.services.feed import Arrival
from animmap.views import forms, panels, state
from animmap.views.lead import Live, act
from animmap.views.state import say
from animmap.views.terms import terms_of


@dataclass(slots=True)
class Mending:
    """The arrival being put right; empty when none is."""

    arrival_id: str = ""


def mend(live: Live, arrived: Sequence[Arrival]) -> None:
    """Offer, above the list, what may be put right of the arrival chosen."""
    chosen_id = state.kept(Mending).arrival_id
    chosen = next((each for each in arrived if each.id == chosen_id), None)
    if chosen is None or chosen.state != "sent":
        return
    with st.container(border=True, key="lead_mending"):
        panels.words(say("lead.mending", name=name_of(live, chosen)), style="words")
        _attribute(live, chosen)
        _merge(live, chosen, arrived)
        if chosen.kind == "answer":
            _add_to_map(live, chosen)
        if st.button(say("lead.mend_done"), key="lead_mend_done"):
            act(_put_down)


def name_of(live: Live, arrival: Arrival) -> str:
    """Name an arrival so that it is known among others: who, for whom, when."""
    college = live.college(arrival.college_id)
    parts = [arrival.label or say("lead.unnamed")]
    if college is not None:
        parts.append(college.name)
    return " · ".join([*parts, state.time_of_day(arrival.at)])


def _put_down() -> None:
    state.forget(Mending)


def _attribute(live: Live, chosen: Arrival) -> None:
    names = {each.id: each.name for each in live.colleges if each.id != chosen.college_id}
    _choice(
        chosen,
        "attribute",
        names,
        lambda wanted: feed.attribute(state.desk(), chosen.kind, chosen.id, wanted),
    )


def _merge(live: Live, chosen: Arrival, arrived: Sequence[Arrival]) -> None:
    others = panels.told_apart(
        {
            each.id: name_of(live, each)
            for each in arrived
            if each.id != chosen.id and each.kind == chosen.kind and each.state == "sent"
        }
    )
    _choice(
        chosen,
        "merge",
        others,
        lambda wanted: feed.merge(state.desk(), chosen.kind, chosen.id, wanted),
    )


def _add_to_map(live: Live, chosen: Arrival) -> None:
    asked = live.asked
    if asked is None or asked.subject not in LAYERS:
        return
    names = terms_of(asked.project_id).offered(asked.subject)
    _choice(
        chosen,
        "add_to_map",
        names,
        lambda wanted: answers.add_to_map(state.desk(), chosen.id, wanted),
    )


def _choice(chosen: Arrival, deed: str, names: dict[str, str], do: Callable[[str], object]) -> None:
    """Offer a choice, and the button that does what was chosen."""
    if not names:
        return
    wanted = forms.picked(
        names, say(f"lead.which_{deed}"), say(f"lead.do_{deed}"),
        key=f"lead_{deed}_{chosen.id}", hint=say("lead.choose"), wide=True,
    )  # fmt: skip
    if wanted:
        act(lambda: _mended(do, wanted), say("lead.mended"))


def _mended(do: Callable[[str], object], wanted: str) -> None:
    do(wanted)
    _put_down()
