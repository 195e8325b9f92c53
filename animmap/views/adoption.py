"""Settling on a perimeter: the proposal, its losses, who decides and why; and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html import escape
from typing import Any

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import alphabetical
from animmap.core.model import AdoptedPerimeter, Commune, Role
from animmap.core.palette import ALERT, PRIMARY
from animmap.services import adopt
from animmap.services.adopt import Proposal
from animmap.services.compare import RoundReading
from animmap.texts import format_area, format_day, format_moment, format_share
from animmap.views import choices, exact, forms, in_words, maps, panels, state
from animmap.views.figures import how
from animmap.views.maps import Overlay
from animmap.views.portrait import ask_rule
from animmap.views.state import say

MAP_HEIGHT = 420
KM2 = 1e6


@dataclass(slots=True)
class OwnThreshold:
    """The count of voices that this session chose here, by question and number of voices."""

    counts: dict[tuple[str, int], int] = field(default_factory=dict)


def show_adoption(reading: RoundReading, share: float) -> None:
    """Show the perimeter now adopted, then what could be adopted, then what was before."""
    show_current(reading)
    if state.role() in (Role.HOST, Role.ANIMATOR):
        panels.section(say("adopt.propose"))
        proposal = _propose(reading, share)
        decide(reading, proposal)
    show_history(reading)


def _propose(reading: RoundReading, share: float) -> Proposal:
    asked, drawn = st.columns([2, 3], gap="medium")
    with asked:
        rule = ask_rule("adopt-rule")
        voices = reading.comparison.voices
        at_least = _ask_threshold(reading, share)
        snap = st.toggle(say("adopt.snap"), help=say("adopt.snap_help"), key="adopt-snap")
        wished = partial(adopt.propose, reading, rule, at_least / voices, snap=snap)
        proposal = exact.read(reading, ("adopt", rule, at_least, snap), wished)
        st.html(describe(proposal, reading.territory.communes))
    with drawn:
        maps.show_map(
            reading.territory,
            key=f"adopt-{reading.project.id}",
            overlays=_proposal_overlays(proposal),
            height=MAP_HEIGHT,
            language=state.language(),
            listen=frozenset(),
        )
        in_words.offer_zone(reading, "adopt", proposal.zone_metric)
    return proposal


def _ask_threshold(reading: RoundReading, share: float) -> int:
    """Ask from how many voices: as many as on the maps, until somebody says otherwise here."""
    voices = reading.comparison.voices
    own = state.kept(OwnThreshold).counts
    asked = (reading.round.id, voices)
    return choices.ask_count(
        say("adopt.threshold"),
        voices,
        own.get(asked) or choices.voices_for_share(share, voices),
        "adopt-count",
        on_change=lambda count: own.update({asked: count}),
    )


def _proposal_overlays(proposal: Proposal) -> list[Overlay]:
    if proposal.snapped is None:
        return [_shape(proposal.geometry, PRIMARY)]
    return [
        _shape(proposal.geometry, PRIMARY, legend=say("adopt.legend_communes")),
        _shape(proposal.drawn, ALERT, legend=say("adopt.legend_drawn"), fill=False),
    ]


def _shape(geometry: BaseGeometry, color: str, *, legend: str = "", fill: bool = True) -> Overlay:
    light = shapely.set_precision(geometry, 1e-6)
    options: dict[str, Any] = {"color": color, "weight": 3, "fill": fill}
    if legend:
        options["legend"] = [{"label": legend, "color": color}]
    return Overlay("shape", None, options, shapely.geometry.mapping(light))


def describe(proposal: Proposal, communes: Sequence[Commune]) -> str:
    """Return what a proposal holds (HTML): its area, and what whole communes add and lose."""
    language = state.language()
    area = escape(format_area(proposal.area_km2, language))
    text = f'<p class="am-hint">{escape(say("adopt.area"))}</p><b class="am-big">{area}</b>'
    snapped = proposal.snapped
    if snapped is None:
        return f'<div class="am-figure">{text}</div>'
    kept = set(snapped.commune_codes)
    touched = [c for c in communes if c.code not in kept and c.geometry.intersects(proposal.drawn)]
    losses = say(
        "adopt.snap_loss",
        added=format_area(snapped.commission_m2 / KM2, language),
        lost=format_area(snapped.omission_m2 / KM2, language),
        iou=format_share(snapped.iou, language),
    )
    return (
        f'<div class="am-figure">{text}<p>{escape(losses)}</p>'
        + fold_names(
            say("adopt.communes_in", n=len(kept)), [c.name for c in communes if c.code in kept]
        )
        + fold_names(say("adopt.communes_cut", n=len(touched)), [c.name for c in touched])
        + how(say("adopt.snap_how"))
        + "</div>"
    )


def fold_names(title: str, names: Sequence[str]) -> str:
    """Return names in their order under a title that opens (HTML); nothing without names."""
    if not names:
        return ""
    listed = escape(", ".join(alphabetical(names)))
    return f"<details><summary>{escape(title)}</summary><p>{listed}</p></details>"


def decide(reading: RoundReading, proposal: Proposal) -> None:
    """Ask who decided, when and why; keep the proposal as the adopted perimeter."""
    rank = len(adopt.history(state.desk(), reading.project.id))  # a new form after each adoption
    with st.form("adopt-form"):
        when, who = st.columns(2)
        with when:
            decided_on = st.date_input(
                say("adopt.date"), state.desk().now(), format="DD/MM/YYYY", key=f"adopt-date-{rank}"
            )
        with who:
            decided_by = forms.name_field(
                say("adopt.by"), key=f"adopt-by-{rank}", placeholder=say("adopt.by_hint")
            )
        reasons = forms.words_field(
            say("adopt.reasons"), key=f"adopt-reasons-{rank}", placeholder=say("adopt.reasons_hint")
        )
        minority = forms.words_field(
            say("adopt.minority"),
            key=f"adopt-minority-{rank}",
            placeholder=say("adopt.minority_hint"),
        )
        if st.form_submit_button(say("adopt.adopt"), type="primary", icon=":material/flag:"):
            _adopt(reading, proposal, decided_on, (decided_by, reasons, minority))


def _adopt(
    reading: RoundReading, proposal: Proposal, decided_on: date, texts: tuple[str, str, str]
) -> None:
    decided_by, reasons, minority = texts
    if not decided_by or not reasons:
        st.html(f'<div class="refusal" role="alert">{escape(say("adopt.missing"))}</div>')
        return
    with panels.refusals_shown():
        adopt.adopt(
            state.desk(),
            reading,
            proposal,
            decided_on=decided_on,
            decided_by=decided_by,
            reasons=reasons,
            minority_views=minority,
        )
        state.leave_notice(say("adopt.done"))
        st.rerun()


def show_current(reading: RoundReading) -> None:
    """Show the adopted perimeter with its rule, reasons and minority views; offer to withdraw."""
    adopted = adopt.current(state.desk(), reading.project.id)
    if adopted is None:
        st.html(f'<p class="am-hint">{escape(say("adopt.none"))}</p>')
        return
    told, drawn = st.columns([2, 3], gap="medium")
    with told:
        panels.section(say("adopt.current"))
        st.html(tell(adopted))
        if state.role() in (Role.HOST, Role.ANIMATOR) and forms.confirmed(
            say("adopt.withdraw"), say("adopt.withdraw_ask"), key="adopt-withdraw", icon="undo"
        ):
            adopt.withdraw_adoption(state.desk(), adopted.id)
            state.leave_notice(say("adopt.withdrawn"))
            st.rerun()
    with drawn:
        maps.show_map(
            reading.territory,
            key=f"adopted-{reading.project.id}",
            overlays=[_shape(adopted.geometry, PRIMARY)],
            height=MAP_HEIGHT,
            language=state.language(),
            listen=frozenset(),
        )


def tell(adopted: AdoptedPerimeter) -> str:
    """Return the story of an adopted perimeter (HTML); people's words are shown as typed."""
    language = state.language()
    rule = say(f"adopt.rule_{adopted.rule}", share=format_share(adopted.threshold, language))
    whole = (
        say("adopt.whole_communes", n=len(adopted.commune_codes)) if adopted.commune_codes else ""
    )
    head = say("adopt.decided", day=format_day(adopted.decided_on, language), by=adopted.decided_by)
    rows = "".join(
        f"<h4>{escape(say(title))}</h4><div class='words'>{escape(text)}</div>"
        for title, text in (
            ("adopt.reasons", adopted.reasons),
            ("adopt.minority", adopted.minority_views),
        )
        if text
    )
    return (
        f'<div class="am-adopted"><p><b>{escape(head)}</b></p>'
        f"<p>{escape(rule)} {escape(whole)}</p>{rows}</div>"
    )


def show_history(reading: RoundReading) -> None:
    """List what was adopted before, newest first."""
    past = adopt.history(state.desk(), reading.project.id)
    if len(past) < 2:
        return
    with st.expander(say("adopt.history", n=len(past))):
        for adopted in past:
            moment = format_moment(adopted.created_at, state.language())
            st.html(f"<small>{escape(moment)}</small>{tell(adopted)}")
