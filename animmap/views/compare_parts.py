"""The parts of Comparer below its maps; only the open one is computed."""

from __future__ import annotations

from animmap.services.compare import RoundReading
from animmap.views import (
    adoption,
    comparison,
    curve,
    debates,
    dependence,
    evolution,
    exports,
    figures,
    moderation,
    official,
    overlap,
    portrait,
    voices,
)
from animmap.views.choices import Asked, Choices

PARTS = ("figures", "debates", "colleges", "overlap", "evolution", "portrait", "adopt")


def show_part(reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    """Draw the tabs and the open part."""
    debates.follow_address()
    part = comparison.open_part(PARTS)
    with part.room:
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
        elif part.name == "evolution":
            evolution.show_evolution(reading, chosen.share)
        elif part.name == "portrait":
            rule = portrait.show_portrait(reading, chosen.share)
            official.show_official(reading, rule, chosen.share)
        else:
            adoption.show_adoption(reading, chosen.share)
