"""The readings of the map beyond voices and classes: what each says, its scale, its formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.fields import DIFFER_STEPS, SHARED_FIELDS, SHIFT_STEPS
from animmap.services import compare_fields, grounds
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import count_together
from animmap.services.compare_fields import Told
from animmap.texts import format_area, format_share
from animmap.views import state
from animmap.views.choices import MORE, Choices
from animmap.views.figures import how
from animmap.views.state import say

KM2 = 1e6
RULES: tuple[str, ...] = ("raw", "equal")


def ground(reading: RoundReading, chosen: str, share: float) -> BaseGeometry | None:
    """Return the ground where a reading reaches a share; None for those that ask no share."""
    if chosen in RULES:
        return grounds.read_ground(state.desk(), reading, chosen, share).geometry
    if chosen in SHARED_FIELDS:
        return compare_fields.ground_reaching(reading, chosen, share)
    return None


def detail(reading: RoundReading, chosen: str, wanted: Choices) -> str:
    """Say in one sentence what a reading of MORE finds, with its n."""
    told = compare_fields.read_fields(reading, wanted.share)
    facts = {
        "share": _share(wanted.share),
        "n": reading.comparison.voices,
        "colleges": told.colleges,
    }
    if chosen in ("within", "between"):
        return _say_disagreement(told, chosen, facts)
    found = told.readings
    areas = {
        "everyone": found.everyone_in_m2[0],
        "consensus": found.consensus_m2[0],
        "gained": found.weighing.gained_m2,
        "lost": found.weighing.lost_m2,
        "moved": found.weighing.moved_m2,
    }
    written = {name: _area(area) for name, area in areas.items()}
    return say(f"compare.{chosen}_detail", **facts, **written)


def _say_disagreement(told: Told, chosen: str, facts: dict[str, object]) -> str:
    found = told.readings
    part_m2 = found.within_m2 if chosen == "within" else found.between_m2
    if found.disagreement_m2 <= 0:
        return say("compare.no_disagreement", n=facts["n"])
    part = _share(part_m2 / found.disagreement_m2)
    return say(f"compare.{chosen}_detail", **{**facts, "share": part, "area": _area(2 * part_m2)})


def _area(area_m2: float) -> str:
    return format_area(float(area_m2) / KM2, state.language())


def _share(share: float) -> str:
    return format_share(share, state.language())


def tooltip(chosen: str) -> dict[str, str]:
    """Return the words that the map shows where it is pointed at, as options of its overlay."""
    return {"words": say(f"compare.{chosen}_here")} if chosen in MORE else {}


def scale(chosen: str) -> str:
    """Return the legend of the readings that are no share of voices, as HTML."""
    return _SCALES[chosen](chosen)


def _differ_scale(chosen: str) -> str:
    bounds = [*DIFFER_STEPS[1:], 0.5]
    cells = "".join(map(cell, palette.DISAGREEMENT_RAMP))
    ends = f"<span>{_share(0.0)}</span><span>{_share(bounds[-1])}</span>"
    return _ramp(say(f"compare.ramp.{chosen}"), cells, ends)


def _shift_scale(chosen: str) -> str:
    points = round(100 * SHIFT_STEPS[-1])
    ends = [say(f"compare.difference_{end}", points=points) for end in ("less", "same", "more")]
    return shift_ramp(say(f"compare.ramp.{chosen}"), ends)


def shift_ramp(title: str, ends: Sequence[str]) -> str:
    """Return the scale of what is less, the same, more, and what is written under it (HTML)."""
    return _ramp(
        title,
        "".join(map(cell, palette.SHIFT)),
        "".join(f"<span>{escape(end)}</span>" for end in ends),
    )


def cell(color: str, klass: str = "") -> str:
    """Return a square of the colour and pattern of a step, or of a class, as HTML."""
    name = palette.pattern_of(color, klass)
    dressed = f' class="am-{name}"' if name else ""
    return f'<i{dressed} style="background-color:{color};color:{palette.ink_on(color)}99"></i>'


def _ramp(title: str, cells: str, ends: str) -> str:
    return (
        f'<div class="am-ramp"><b>{escape(title)}</b><div class="cells">{cells}</div>'
        f'<div class="ends">{ends}</div></div>'
    )


_SCALES: dict[str, Callable[[str], str]] = {
    "difference": _shift_scale,
    "within": _differ_scale,
    "between": _differ_scale,
}


def explain(reading: RoundReading, chosen: str) -> str:
    """Return how a reading is computed, and which colleges count together, as HTML."""
    return explain_told(chosen, count_together(reading))


def explain_told(chosen: str, together: int) -> str:
    """Return how a reading is computed, and that so many colleges count together, as HTML."""
    note = ""
    if together and chosen != "raw":
        note = f'<p class="am-hint">{escape(say("compare.told_together", n=together))}</p>'
    return note + how(say(f"compare.{chosen}_how"))
