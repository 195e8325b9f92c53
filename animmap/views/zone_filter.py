"""The map narrowed to a zone of a comparison, as the address asks (``zone``, ``question``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services import debates, grounds
from animmap.services.compare import RoundReading, portrait_of
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.services.grounds import Ground
from animmap.views import choices, exact, panels, quick, state
from animmap.views import grounds as ground_views
from animmap.views.features_list import Selection
from animmap.views.state import say


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A zone that the map is narrowed to, and where the browser asks for it."""

    reading: RoundReading
    ground: Ground
    address: str
    query: str


def read(project: Project) -> Narrowed | None:
    """Return the zone of the address, None when there is none or it may not be seen.

    None, too, while a large round is being compared: how far it is, is shown.
    """
    code = state.choice_of_any(ground_views.PARAM)
    asked = state.current_round(project) if code else None
    if asked is None:
        return None
    among = tuple(filter(None, state.choice_of_any(ground_views.AMONG_PARAM).split(",")))
    maybe = state.choice_of_any(choices.MAYBE_PARAM) == "1"
    try:
        desk = state.desk()
        reading = quick.read_exactly(
            asked.id, state.say("quick.zone_needs_exact"), with_maybe=maybe, college_ids=among
        )
        voices = reading.comparison.voices
        count = choices.count_in_address(state.choice_of_any(choices.SHARE_PARAM), voices)
        share = (count or choices.voices_for_share(choices.HALF, voices)) / voices
        find = partial(_find, desk, reading, code, share)
        ground = exact.read(reading, ("narrowed", code, share), find)
    except exact.Preparing:
        return None
    except AnimmapError as refusal:
        panels.show_error(refusal)
        return None
    query = {"zone": code, "threshold": f"{share:.6f}", "revision": str(project.revision)}
    query |= {"maybe": "1"} if maybe else {}
    query |= {"among": ",".join(among)} if among else {}
    address = f"/api/rounds/{asked.id}/ground"
    return Narrowed(reading, ground, address, urlencode(query))


def _find(desk: Desk, reading: RoundReading, code: str, share: float) -> Ground:
    """Find a zone, what stands there, and what its name says."""
    ground = grounds.read_ground(desk, reading, code, share)
    portrait_of(desk, reading, ground.geometry)
    debates.list_debated(desk, reading)
    return ground


def tell(narrowed: Narrowed | None) -> None:
    """Say which zone the map is narrowed to, and offer to show everything again."""
    if narrowed is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="explore_zone"):
        words = ground_views.about(narrowed.reading, narrowed.ground)
        st.html(f'<p class="am-hint" role="status">{escape(words)}</p>')
        st.button(
            say("grounds.show_all"),
            icon=":material/close:",
            key="explore_zone_clear",
            on_click=_clear,
        )


def _clear() -> None:
    names = (ground_views.PARAM, choices.SHARE_PARAM, choices.MAYBE_PARAM, ground_views.AMONG_PARAM)
    state.put_all_in_address(dict.fromkeys(names, ""))


def narrow(selection: Selection, narrowed: Narrowed | None) -> Selection:
    """Keep what stands in the zone or at its edge."""
    if narrowed is None:
        return selection
    found = grounds.features_within(state.desk(), narrowed.reading, narrowed.ground, Filters())
    inside = {each.id for each in found}
    kept = np.array([each.id in inside for each in selection.features], dtype=bool)
    features = tuple(each for each, held in zip(selection.features, kept, strict=True) if held)
    return Selection(features, selection.places[kept])
