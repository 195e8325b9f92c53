"""The picture of the area–threshold curve: steps, plateaus and the mean area, as SVG text.

Pure functions of numbers; words come from the caller, in the visitor's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from animmap.core import palette
from animmap.core.agreement import Floats

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 26, 28, 50
PLATEAU = "#E39A2D"


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its area (km²) between each share and the next, its colour and dashes.

    ``shares`` rise from above 0; ``areas[i]`` holds from the share before to ``shares[i]``.
    """

    shares: Floats
    areas: Floats
    color: str
    dash: str = ""


def draw_curve(
    lines: Sequence[Line],
    plateaus: Sequence[tuple[float, float]],
    mean: float,
    words: tuple[str, str, str, str],
) -> str:
    """Draw curves over the share asked (0 to 1), in km².

    Parameters
    ----------
    plateaus
        Shares where each begins and ends; shaded.
    mean
        Mean area of the sketches (km²): a thin level line.
    words
        Titles of the two axes, what follows a percentage, name of the mean.
    """
    top = max((float(line.areas.max(initial=0.0)) for line in lines), default=0.0) or 1.0
    share_axis, area_axis, percent, mean_name = words
    step = _round_step(top / 4)
    drawn = [
        *(_plateau(start, end) for start, end in plateaus),
        *(_grid(float(level), top) for level in np.arange(0, top + step / 100, step)),
        *(_tick(share, percent) for share in (0.25, 0.5, 0.75, 1.0)),
        _mean(mean, top, mean_name),
        *(_line(line, top) for line in lines),
        _label(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6, share_axis, "middle"),
        _label(4, TOP - 10, area_axis, "start"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}">{"".join(drawn)}</svg>'
    )


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(area: float, top: float) -> float:
    return HEIGHT - BOTTOM - area / top * (HEIGHT - TOP - BOTTOM)


def _line(line: Line, top: float) -> str:
    """Draw the steps: level up to a share, then down to the next area."""
    shares, areas = _thin(line)
    starts = np.concatenate([[0.0], shares[:-1]])
    points = "".join(
        f" {_x(start):.1f},{_y(area, top):.1f} {_x(end):.1f},{_y(area, top):.1f}"
        for start, end, area in zip(starts, shares, areas, strict=True)
    )
    return (
        f'<polyline points="{points.strip()}" fill="none" stroke="{line.color}" stroke-width="3"'
        f' stroke-dasharray="{line.dash}" stroke-linejoin="round"/>'
    )


def _thin(line: Line) -> tuple[Floats, Floats]:
    """Keep one step a half pixel: a thousand voices give a million steps that no eye parts."""
    column = np.floor(2 * (WIDTH - LEFT - RIGHT) * line.shares)
    first = np.flatnonzero(np.diff(column, prepend=-1.0))
    last = np.append(first[1:], len(column)) - 1
    return line.shares[last], line.areas[first]


def _plateau(start: float, end: float) -> str:
    return (
        f'<rect x="{_x(start):.1f}" y="{TOP}" width="{_x(end) - _x(start):.1f}"'
        f' height="{HEIGHT - TOP - BOTTOM}" fill="{PLATEAU}" fill-opacity=".22"/>'
    )


def _mean(mean: float, top: float, name: str) -> str:
    y = _y(min(mean, top), top)
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'{line} stroke="{palette.INK}" stroke-width="1.5" stroke-dasharray="2 4"/>' + _label(
        WIDTH - RIGHT - 4, y - 6, name, "end"
    )


def _grid(level: float, top: float) -> str:
    y = _y(level, top)
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'{line} stroke="{palette.LINE}"/>' + _label(LEFT - 8, y + 5, f"{level:g}", "end")


def _tick(share: float, percent: str) -> str:
    return _label(_x(share), HEIGHT - BOTTOM + 20, f"{share * 100:.0f}{percent}", "middle")


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="16"'
        f' font-family="sans-serif" fill="{palette.MUTED}">{escape(text)}</text>'
    )


def _round_step(span: float) -> float:
    magnitude = 10.0 ** np.floor(np.log10(max(span, 1e-9)))
    return float(next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= span))
