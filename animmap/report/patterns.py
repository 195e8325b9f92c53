"""Patterns beside colours in pictures: dots ever closer, strokes that rise or fall.

The same as on maps and on the wall (``static/map/patterns.js``), so that a page printed in grey
says as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from animmap.core import palette
from animmap.core.diagnostic import Tint
from animmap.report import drawing
from animmap.report.drawing import Frame

_DOTS: Final = (16, 14, 12, 10, 8, 6)
_STROKES: Final = (14, 9, 6)
_SIZE: Final = 1.0
_OPACITY: Final = 0.7


def define(steps: Iterable[tuple[str, str]]) -> str:
    """Define the patterns of some steps, each a colour and a class ("" for none), once each."""
    return "".join(dict.fromkeys(_define(*step) for step in steps))


def fill(color: str, klass: str = "") -> str:
    """Return the fill of the pattern of a step: "none" when it has none."""
    name = palette.pattern_of(color, klass)
    return f"url(#{_identifier(name, color)})" if name else "none"


def over(tints: Iterable[Tint], frame: Frame) -> list[str]:
    """Draw the patterns of some grounds, to be laid over their colours."""
    drawn = [(tint.geometry, fill(tint.color, tint.klass)) for tint in tints]
    return [drawing.ground(ground, frame, fill=name) for ground, name in drawn if name != "none"]


def _identifier(name: str, color: str) -> str:
    return f"{drawing.PATTERN}-{name}-{palette.ink_on(color)[1:]}"


def _define(color: str, klass: str) -> str:
    name = palette.pattern_of(color, klass)
    if not name:
        return ""
    kind, level = name.split("-")
    ink, rank = palette.ink_on(color), int(level) - 1
    if kind == "dots":
        step = _DOTS[rank] / 2**0.5
        drawn = f'<circle cx="{step / 2:.2f}" cy="{step / 2:.2f}" r="{_SIZE}" fill="{ink}"/>'
        turned = 45
    else:
        step = _STROKES[rank] / 2**0.5
        drawn = f'<line x1="0" y1="0" x2="0" y2="{step:.2f}" stroke="{ink}" stroke-width="2"/>'
        turned = 45 if kind == "rise" else -45
    return (
        f'<pattern id="{_identifier(name, color)}" width="{step:.2f}" height="{step:.2f}"'
        f' patternUnits="userSpaceOnUse" patternTransform="rotate({turned})">'
        f'<g opacity="{_OPACITY}">{drawn}</g></pattern>'
    )
