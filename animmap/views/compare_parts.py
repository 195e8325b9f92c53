"""The parts of Comparer below its maps; only the open one is computed."""

from __future__ import annotations

from functools import partial

from streamlit.delta_generator import DeltaGenerator

from animmap.services.compare import RoundReading, portrait_of, standings
from animmap.services.desk import Desk
from animmap.services.grounds import Ground
from animmap.services.official import face_existing
from animmap.views import (
    address,
    adoption,
    brushed,
    curve,
    debates,
    dependence,
    evolution,
    exact,
    exports,
    figures,
    grounds,
    moderation,
    official,
    overlap,
    panels,
    portrait,
    soundness,
    state,
    voices,
)
from animmap.views.choices import Asked, Choices
from animmap.views.state import say

PARTS = ("figures", "debates", "colleges", "overlap", "soundness", "evolution", "portrait", "adopt")


def open_part() -> panels.Part:
    """Draw the tabs; only the open one is computed. A link to a debated zone opens its tab."""
    titles = [say(f"compare.part.{name}") for name in PARTS]
    return address.open_part(PARTS, titles, key="compare-parts", first=_first())


def part_in_address() -> str:
    """Return the part that the address asks for: the first when it asks for none."""
    return address.part_of(PARTS, first=_first())


def _first() -> str:
    return "debates" if state.choice_of_any(debates.PARAM) else PARTS[0]


def show_part(
    reading: RoundReading, wanted: Asked, chosen: Choices, under_maps: DeltaGenerator
) -> None:
    """Draw the tabs and the open part; what is brushed is listed there or under the maps."""
    part = open_part()
    if part.name != "overlap":
        with under_maps:
            brushed.show_strip(reading)
    with part.room, exact.part(), panels.at_work():
        draw(part.name, reading, wanted, chosen)


def draw(name: str, reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    """Draw one of PARTS; raises ``exact.Preparing`` where it waits for what is being read."""
    if name == "figures":
        figures.show_figures(reading)
        curve.show_curve(reading, chosen)
        exports.offer(reading, chosen.share)
    elif name == "debates":
        debates.show_debates(reading)
    elif name == "colleges":
        voices.show_colleges(reading)
        dependence.show_dependence(reading, chosen.share)
    elif name == "overlap":
        overlap.show_overlap(reading)
        moderation.offer_to_set_aside(reading)
    elif name == "soundness":
        soundness.show_soundness(reading, chosen.share)
    elif name == "evolution":
        evolution.show_evolution(reading, chosen.share)
    elif name == "portrait":
        _show_portrait(reading, wanted, chosen)
    else:
        adoption.show_adoption(reading, chosen.share)


def _show_portrait(reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    ground = grounds.ask_ground(reading, chosen.share)
    if ground.geometry.is_empty:
        panels.words(say("grounds.empty"))
        return
    exact.read(
        reading,
        ("portrait", ground.code, chosen.share),
        partial(_read_portrait, state.desk(), reading, ground, chosen.share),
    )
    grounds.offer_deeds(reading, ground, chosen.share, wanted)
    portrait.show_portrait(reading, grounds.about(reading, ground), ground.geometry)
    if ground.kind in portrait.RULES:
        official.show_official(reading, ground.kind, chosen.share)


def _read_portrait(desk: Desk, reading: RoundReading, ground: Ground, share: float) -> None:
    portrait_of(desk, reading, ground.geometry)
    standings(desk, reading)
    if ground.kind in portrait.RULES:
        face_existing(desk, reading, ground.kind, share)
