"""The charts of the diagnostic, each a function from values to one SVG picture."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from animmap.core import palette
from animmap.core.diagnostic import Diagnostic, Group, Reach
from animmap.report import drawing
from animmap.report.drawing import WIDTH
from animmap.texts import format_number, format_share, tr

M2_PER_KM2 = 1e6
_NAME_WIDTH = 240
_BAR_ROW = 44
_NAME_LETTERS = 27


def weight_bars(groups: Sequence[Group], names: Sequence[str], language: str, title: str) -> str:
    """Draw, for each group, its part of the voices and its part of the equal voice."""
    longest = max([1e-9, *(max(group.share, group.weight) for group in groups)])
    room = WIDTH - _NAME_WIDTH - 90
    parts: list[str] = []
    for rank, (group, name) in enumerate(zip(groups, names, strict=True)):
        y = 30 + rank * _BAR_ROW
        parts += _wrapped(0, y + 22, name)
        for offset, share, color in ((2, group.share, group.color), (19, group.weight, "none")):
            length = max(share / longest * room, 1.5)
            parts.append(
                drawing.box(_NAME_WIDTH, y + offset, length, 14, color, stroke=group.color)
            )
            label = format_share(share, language)
            parts.append(drawing.text(_NAME_WIDTH + length + 7, y + offset + 11.5, label, size=12))
    legend = [
        drawing.box(_NAME_WIDTH, 4, 18, 12, palette.MUTED),
        drawing.text(_NAME_WIDTH + 24, 14.5, tr("diagnostic.bars.raw", language), size=12.5),
        drawing.box(_NAME_WIDTH + 210, 4, 18, 12, "none", stroke=palette.MUTED),
        drawing.text(_NAME_WIDTH + 234, 14.5, tr("diagnostic.bars.equal", language), size=12.5),
    ]
    return drawing.picture([*legend, *parts], 34 + len(groups) * _BAR_ROW, title)


def reach_curves(reaches: Sequence[Reach], language: str, title: str) -> str:
    """Draw the area reached at each share of voices, raw (full line) and equal (dashes)."""
    left, right, top, bottom = 64.0, WIDTH - 20.0, 34.0, 250.0
    highest = max([1.0, *(max(one.raw_m2, one.equal_m2) / M2_PER_KM2 for one in reaches)])
    step = _round_step(highest / 4)

    def at(share: float, km2: float) -> tuple[float, float]:
        across = left + (share - 0.1) / 0.9 * (right - left)
        return across, bottom - km2 / (step * 5) * (bottom - top)

    grid = [
        drawing.line((left, at(0, km2)[1]), (right, at(0, km2)[1]), palette.LINE)
        + drawing.text(
            left - 8, at(0, km2)[1] + 4, format_number(km2, language), size=12, anchor="end"
        )
        for km2 in (step * rank for rank in range(6))
        if at(0, km2)[1] >= top - 1
    ]
    shares = [
        drawing.text(
            at(one.share, 0)[0], bottom + 18, format_share(one.share, language),
            size=12, anchor="middle",
        )
        for one in reaches
    ]  # fmt: skip
    curves = [
        _curve([at(one.share, one.raw_m2 / M2_PER_KM2) for one in reaches], palette.PRIMARY, ""),
        _curve(
            [at(one.share, one.equal_m2 / M2_PER_KM2) for one in reaches],
            palette.LAYERS["structure"],
            "7 4",
        ),
    ]
    half = drawing.line((at(0.5, 0)[0], top), (at(0.5, 0)[0], bottom), palette.MUTED)
    return drawing.picture(
        [*grid, half, *shares, *curves, *_curve_words(left, bottom, language)], 292, title
    )


def _curve_words(left: float, bottom: float, language: str) -> list[str]:
    raw, equal = tr("diagnostic.map.raw", language), tr("diagnostic.map.equal", language)
    middle = left + 150
    return [
        drawing.text(0, 12, "km²", size=12, color=palette.MUTED),
        _curve([(left, 8), (left + 26, 8)], palette.PRIMARY, ""),
        drawing.text(left + 34, 12, raw, size=12.5),
        _curve([(middle + 90, 8), (middle + 116, 8)], palette.LAYERS["structure"], "7 4"),
        drawing.text(middle + 124, 12, equal, size=12.5),
        drawing.text(
            WIDTH / 2, bottom + 38, tr("diagnostic.reach.axis", language),
            size=12.5, color=palette.MUTED, anchor="middle",
        ),
    ]  # fmt: skip


def _curve(points: Sequence[tuple[float, float]], color: str, dash: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.5"'
        f' stroke-linejoin="round"{dashes}/>'
    )


def _round_step(span: float) -> float:
    power = 1.0
    while power * 10 <= span:
        power *= 10
    while power > span:
        power /= 10
    return next(step * power for step in (1, 2, 5, 10) if step * power >= span)


def likeness_grid(diagnostic: Diagnostic, names: Sequence[str], language: str, title: str) -> str:
    """Draw the mean overlap between groups as a grid of numbers on their colour."""
    values, count = diagnostic.ground.likeness, len(names)
    cell = min(80.0, (WIDTH - _NAME_WIDTH) / max(count, 1))
    height, head = 38.0, 30.0
    parts: list[str] = []
    for column in range(count):
        x = _NAME_WIDTH + (column + 0.5) * cell
        parts.append(_key(x, 12, column + 1, diagnostic.speakers.groups[column].color))
    for row, name in enumerate(names):
        y = head + row * height
        parts.append(_key(10, y + height / 2, row + 1, diagnostic.speakers.groups[row].color))
        parts += _wrapped(28, y + height / 2 + 5, name)
        for column, value in enumerate(values[row]):
            parts.append(_cell((_NAME_WIDTH + column * cell, y), (cell, height), value, language))
    return drawing.picture(parts, head + count * height + 6, title)


def _key(x: float, y: float, number: int, color: str) -> str:
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9.5" fill="{color}"/>'
    return disc + drawing.text(
        x, y + 4.2, str(number), size=12, color=palette.PAPER, anchor="middle", bold=True
    )


def _cell(
    corner: tuple[float, float], size: tuple[float, float], value: float | None, language: str
) -> str:
    (x, y), (width, height) = corner, size
    if value is None:
        fill, label, ink = palette.SURFACE, "–", palette.MUTED
    else:
        fill, label = palette.agreement_color(value), format_share(value, language)
        ink = palette.PAPER if value >= 4 / len(palette.AGREEMENT_RAMP) else palette.INK
    return drawing.box(x + 1.5, y + 1.5, width - 3, height - 3, fill) + drawing.text(
        x + width / 2, y + height / 2 + 5, label, size=14, color=ink, anchor="middle"
    )


def _wrapped(x: float, middle: float, name: str) -> list[str]:
    """Write a name on one line or two, centred on ``middle``."""
    lines = textwrap.wrap(name, _NAME_LETTERS, max_lines=2, placeholder="…") or [""]
    top = middle - 8 * (len(lines) - 1)
    return [drawing.text(x, top + 16 * rank, one, size=13.5) for rank, one in enumerate(lines)]
