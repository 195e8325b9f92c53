"""The maps of the diagnostic, each a function from values to one SVG picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.debate import mark_of
from animmap.core.diagnostic import Adopted, Diagnostic, Maps, TalkZone, Tint
from animmap.core.indicators import LAYER_ORDER
from animmap.report import drawing, patterns
from animmap.report.drawing import WIDTH, Frame
from animmap.report.labels import name_places
from animmap.texts import format_number, format_share, tr

TALLEST = 540
LEGEND_ROW = 22
MOST_LABELS = 14
# Sketches may wander far; the map follows them up to this part of the territory's own span.
WANDERING = 0.25
HALF_LINE = palette.INK

Swatch = tuple[str, str]  # SVG of 18 × 12 units, label


def agreement_map(diagnostic: Diagnostic, language: str, title: str) -> str:
    """Draw how many voices include each place, each college weighing one, with the half line."""
    maps = diagnostic.maps
    frame = drawing.fit_frame(_bounds(maps), 0, 0, WIDTH, TALLEST)
    body = _panel("equal", frame, maps, language, labels=MOST_LABELS)
    legend, height = _ramp(frame.height + 10, language, _half_swatch(language))
    return drawing.picture([body, legend], height, title)


def pair_map(diagnostic: Diagnostic, language: str, title: str) -> str:
    """Draw raw and equal voice side by side, on the same ground and scale."""
    maps, gap = diagnostic.maps, 16.0
    width = (WIDTH - gap) / 2
    parts: list[str] = []
    frames = [
        drawing.fit_frame(_bounds(maps), rank * (width + gap), 26, width, TALLEST)
        for rank in range(2)
    ]
    for frame, rule in zip(frames, ("raw", "equal"), strict=True):
        heading = tr(f"diagnostic.map.{rule}", language)
        parts.append(drawing.text(frame.left, 17, heading, size=15, bold=True))
        parts.append(_panel(rule, frame, maps, language, labels=6))
    legend, height = _ramp(frames[0].top + frames[0].height + 10, language, _half_swatch(language))
    return drawing.picture([*parts, legend], height, title)


def class_map(diagnostic: Diagnostic, language: str, title: str) -> str:
    """Draw the classes, each with its pattern, the zones of the text marked."""
    maps = diagnostic.maps
    frame = drawing.fit_frame(_bounds(maps), 0, 0, WIDTH, TALLEST)
    zones = (*diagnostic.convergences, *diagnostic.divergences, *diagnostic.minorities)
    centres = _centres(zones, frame)
    over = [
        *_outline(maps.equal_half, frame),
        *name_places(maps.communes, frame, 8, centres),
        *(
            drawing.badge(x, y, mark_of(zone), palette.INK)
            for zone, (x, y) in zip(zones, centres, strict=True)
        ),
    ]
    body = drawing.clip(
        "am-classes",
        frame,
        [*_base(maps, frame), *_tints(maps.classes, frame), *_borders(maps, frame), *over],
    )
    swatches = [
        (_chip(color, name), tr(f"class.{name}", language))
        for name, color in palette.CLASSES.items()
        if name != "blind_spot"
    ]
    legend, height = _legend([*swatches, _half_swatch(language)], frame.height + 10)
    scale = _scale_bar(frame, language)
    defined = patterns.define((color, name) for name, color in palette.CLASSES.items())
    return drawing.picture([defined, body, scale, legend], height, title)


def riches_map(diagnostic: Diagnostic, language: str, title: str) -> str:
    """Draw every actor, structure, resource and living asset over the half line."""
    maps = diagnostic.maps
    frame = drawing.fit_frame(_bounds(maps), 0, 0, WIDTH, TALLEST)
    half = drawing.ground(maps.equal_half, frame, fill=palette.AGREEMENT_RAMP[0])
    present = [layer for layer in LAYER_ORDER if any(one.layer == layer for one in maps.marks)]
    places = [frame.at(one.easting, one.northing) for one in maps.marks]
    # Living beings are drawn last, above the rest.
    marks = [
        drawing.mark(layer, *place, color=one.color)
        for layer in reversed(present)
        for one, place in zip(maps.marks, places, strict=True)
        if one.layer == layer
    ]
    body = drawing.clip(
        "am-riches",
        frame,
        [
            *_base(maps, frame),
            half,
            *_borders(maps, frame),
            *_outline(maps.equal_half, frame),
            *marks,
            *name_places(maps.communes, frame, 8, places),
        ],
    )
    swatches = [(drawing.mark(layer, 9, 6), tr(f"layer.{layer}", language)) for layer in present]
    swatches += _own_colors(diagnostic, language)
    legend, height = _legend([*swatches, _half_swatch(language)], frame.height + 10)
    return drawing.picture([body, _scale_bar(frame, language), legend], height, title)


def adopted_map(diagnostic: Diagnostic, adopted: Adopted, language: str, title: str) -> str:
    """Draw the adopted perimeter over the agreement."""
    maps = diagnostic.maps
    frame = drawing.fit_frame(_bounds(maps, adopted.geometry), 0, 0, WIDTH, TALLEST)
    outline = [
        drawing.ground(adopted.geometry, frame, stroke=palette.PAPER, stroke_width=6),
        drawing.ground(adopted.geometry, frame, stroke=palette.ALERT, stroke_width=3),
    ]
    tints = maps.raw if adopted.rule == "raw" else maps.equal
    layers = [*_base(maps, frame), *_tints(tints, frame), *_borders(maps, frame), *outline]
    body = drawing.clip(
        "am-adopted", frame, [*layers, *name_places(maps.communes, frame, MOST_LABELS)]
    )
    swatch = (
        drawing.line((0, 6), (18, 6), palette.ALERT, width=3),
        tr("diagnostic.map.adopted", language),
    )
    legend, height = _ramp(frame.height + 10, language, swatch)
    return drawing.picture([body, _scale_bar(frame, language), legend], height, title)


def _panel(rule: str, frame: Frame, maps: Maps, language: str, *, labels: int) -> str:
    tints, half = (maps.raw, maps.raw_half) if rule == "raw" else (maps.equal, maps.equal_half)
    layers = [*_base(maps, frame), *_tints(tints, frame), *_borders(maps, frame)]
    over = [*_outline(half, frame), *name_places(maps.communes, frame, labels)]
    name = f"am-{rule}-{labels}"
    return drawing.clip(name, frame, [*layers, *over]) + _scale_bar(frame, language)


def _bounds(maps: Maps, *more: BaseGeometry) -> tuple[float, float, float, float]:
    """Territory and sketches, the latter up to WANDERING of the territory's span around it."""
    west, south, east, north = shapely.total_bounds(
        np.asarray([place.geometry for place in maps.communes], dtype=object)
    )
    drawn = [tint.geometry for tint in maps.raw] + list(more)
    left, bottom, right, top = shapely.total_bounds(np.asarray(drawn, dtype=object))
    across, upright = WANDERING * (east - west), WANDERING * (north - south)
    return (
        max(min(west, left), west - across),
        max(min(south, bottom), south - upright),
        min(max(east, right), east + across),
        min(max(north, top), north + upright),
    )


def _base(maps: Maps, frame: Frame) -> list[str]:
    """Territory in white on a tinted page, so that ground nobody drew is not a pale colour."""
    page = drawing.box(frame.left, frame.top, frame.width, frame.height, palette.SURFACE)
    return [
        page,
        *(drawing.ground(one.geometry, frame, fill=palette.PAPER) for one in maps.communes),
    ]


def _borders(maps: Maps, frame: Frame) -> list[str]:
    """Communes above the colours, thin and half transparent so that the colours stay."""
    lines = (
        drawing.ground(place.geometry, frame, stroke=palette.MUTED, stroke_width=0.5)
        for place in maps.communes
    )
    return ['<g opacity="0.55">', *lines, "</g>"]


def _tints(tints: Sequence[Tint], frame: Frame) -> list[str]:
    # The thin outline of the same colour hides the seam between two neighbours.
    drawn = [
        drawing.ground(tint.geometry, frame, fill=tint.color, stroke=tint.color, stroke_width=0.4)
        for tint in tints
    ]
    return [*drawn, *patterns.over(tints, frame)]


def _outline(geometry: BaseGeometry, frame: Frame) -> list[str]:
    return [
        drawing.ground(geometry, frame, stroke=palette.PAPER, stroke_width=4),
        drawing.ground(geometry, frame, stroke=HALF_LINE, stroke_width=2),
    ]


def _centres(zones: Sequence[TalkZone], frame: Frame) -> list[tuple[float, float]]:
    """Where the zones are widest, on the page."""
    light = shapely.simplify(
        np.asarray([zone.geometry for zone in zones], dtype=object), 1 / frame.scale
    )
    centres = shapely.get_point(shapely.maximum_inscribed_circle(light), 0)
    return [frame.at(float(point.x), float(point.y)) for point in centres]


def _scale_bar(frame: Frame, language: str) -> str:
    kilometres = _round_length(frame.width / frame.scale / 5000)
    length = kilometres * 1000 * frame.scale
    x, y = frame.left + 12, frame.top + frame.height - 12
    label = f"{format_number(kilometres, language, decimals=int(kilometres < 1))}\u00a0km"
    ticks = [drawing.line((at, y - 5), (at, y), palette.INK, width=1.5) for at in (x, x + length)]
    backing = f'<g opacity="0.8">{drawing.box(x - 6, y - 22, length + 12, 29, palette.PAPER)}</g>'
    bar = drawing.line((x, y), (x + length, y), palette.INK, width=1.5)
    return "".join([backing, bar, *ticks, drawing.text(x, y - 8, label, size=11)])


def _round_length(kilometres: float) -> float:
    """Return the largest of 1, 2, 5 × 10ⁿ that is not above ``kilometres``."""
    power = 10.0 ** np.floor(np.log10(max(kilometres, 1e-3)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= kilometres * 1.001))


def _ramp(top: float, language: str, *swatches: Swatch) -> tuple[str, float]:
    """Set the ramp as one band with its bounds under it, then swatches on the same row."""
    steps, width = len(palette.AGREEMENT_RAMP), 46.0
    parts = [patterns.define((color, "") for color in palette.AGREEMENT_RAMP)]
    parts += [
        drawing.box(1 + rank * width, top, width, 12, look)
        for rank, color in enumerate(palette.AGREEMENT_RAMP)
        for look in (color, patterns.fill(color))
    ]
    for rank in range(steps + 1):
        label = (
            format_share(rank / steps, language) if rank == steps else f"{100 * rank / steps:.0f}"
        )
        anchor = "start" if rank == 0 else "middle"
        parts.append(drawing.text(1 + rank * width, top + 27, label, size=11.5, anchor=anchor))
    swatch, height = _legend(swatches, top, left=steps * width + 34)
    return "".join(parts) + swatch, max(top + 34, height)


def _own_colors(diagnostic: Diagnostic, language: str) -> list[Swatch]:
    """Return the kinds that the démarche gave a colour of their own."""
    own = {
        (one.layer, one.kind): one.color
        for one in diagnostic.maps.marks
        if one.color != palette.LAYERS[one.layer]
    }
    named = {
        key: diagnostic.kinds.get(".".join(key), {}).get(language, key[1]) for key in sorted(own)
    }
    return [
        (drawing.mark(key[0], 9, 6, color=color), named[key]) for key, color in sorted(own.items())
    ]


def _half_swatch(language: str) -> Swatch:
    return drawing.line((0, 6), (18, 6), HALF_LINE, width=2), tr("diagnostic.map.half", language)


def _chip(color: str, klass: str) -> str:
    chip = drawing.box(0, 0, 18, 12, color, stroke=palette.LINE)
    return chip + drawing.box(0, 0, 18, 12, patterns.fill(color, klass))


def _legend(swatches: Sequence[Swatch], top: float, left: float = 0.0) -> tuple[str, float]:
    """Set the swatches in rows under a map; return them and the height of the whole picture."""
    parts: list[str] = []
    x, y = left, top
    for chip, label in swatches:
        needed = 24 + drawing.width_of(label, 12.5) + 16
        if x > left and x + needed > WIDTH:
            x, y = left, y + LEGEND_ROW
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{chip}</g>')
        parts.append(drawing.text(x + 24, y + 10.5, label, size=12.5))
        x += needed
    return "".join(parts), y + LEGEND_ROW
