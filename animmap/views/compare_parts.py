"""The parts of Comparer below its maps; only the open one is computed."""

from __future__ import annotations

from animmap.services.compare import RoundReading
from animmap.views import (
    address,
    adoption,
    curve,
    debates,
    dependence,
    evolution,
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
PART_PARAM = "partie"
_TABS = "compare-parts"


def open_part() -> panels.Part:
    """Draw the tabs; only the open one is computed. A link to a debated zone opens its tab."""
    titles, wanted = [say(f"compare.part.{name}") for name in PARTS], part_in_address()
    address.follow(PART_PARAM, _TABS, titles[PARTS.index(wanted)])
    part = panels.open_part(PARTS, titles, key=_TABS)
    address.tell(PART_PARAM, part.name, changed=part.name != wanted)
    return part


def part_in_address() -> str:
    """Return the part that the address asks for: the first when it asks for none."""
    asked = state.choices_in_address(PART_PARAM, PARTS)
    first = "debates" if state.choice_of_any(debates.PARAM) else PARTS[0]
    return asked[0] if asked else first


def show_part(reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    """Draw the tabs and the open part."""
    part = open_part()
    with part.room, panels.at_work():
        if part.name == "figures":
            figures.show_figures(reading)
            curve.show_curve(reading, chosen)
            exports.offer(reading, chosen.share)
        elif part.name == "debates":
            debates.show_debates(reading)
        elif part.name == "colleges":
            voices.show_colleges(reading, maybe=wanted.maybe)
            dependence.show_dependence(reading, chosen.share)
        elif part.name == "overlap":
            overlap.show_overlap(reading)
            moderation.offer_to_set_aside(reading)
        elif part.name == "soundness":
            soundness.show_soundness(reading, chosen.share)
        elif part.name == "evolution":
            evolution.show_evolution(reading, chosen.share)
        elif part.name == "portrait":
            _show_portrait(reading, wanted, chosen)
        else:
            adoption.show_adoption(reading, chosen.share)


def _show_portrait(reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    ground = grounds.ask_ground(reading, chosen.share)
    if ground.geometry.is_empty:
        panels.words(say("grounds.empty"))
        return
    grounds.offer_deeds(reading, ground, chosen.share, wanted)
    portrait.show_portrait(reading, grounds.about(reading, ground), ground.geometry)
    if ground.kind in portrait.RULES:
        official.show_official(reading, ground.kind, chosen.share)
