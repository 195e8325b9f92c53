"""Small pictures drawn on the server: college maps, overlap matrix.

Everything here is a pure function of numbers and geometries; nothing reads a session. SVG
is made as text and shown as an image (``data:`` address), so it runs no script and stays
sharp on a wall. Words come from the caller, already in the visitor's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.svg import as_address

TILE_WIDTH = 360
TILE_HEIGHT = 270
# Measures of pairs in kilometres; the others are shares.
LENGTHS = ("distance_km", "mean_km")
NUMBERS = {"decimal": ".", "thousands": "", "grouping": [3], "currency": ["", ""]}
# Columns that can be named.
MOST_NAMED = 60
# A voice is named "label · college": the college is said once, on the rows.
_SHORT_LABEL = "split(datum.label, ' · ')[0]"


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres become pixels: ``west`` and ``north`` edges (m) and pixels a metre."""

    west: float
    north: float
    scale: float
    width: int = TILE_WIDTH
    height: int = TILE_HEIGHT


def fit_frame(bounds: Sequence[float], width: int, height: int, margin: float = 0.03) -> Frame:
    """Return the frame that holds ``bounds`` (west, south, east, north, metres), centred.

    Examples
    --------
    >>> fit_frame((0, 0, 100, 50), 200, 200, margin=0).scale
    2.0
    """
    west, south, east, north = bounds
    spans = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(width / spans[0], height / spans[1]) * (1 - 2 * margin)
    left = (west + east) / 2 - width / scale / 2
    top = (south + north) / 2 + height / scale / 2
    return Frame(left, top, scale, width, height)


def svg_path(geometry: BaseGeometry, frame: Frame) -> str:
    """Write the rings of a metric geometry as the ``d`` of an SVG path, to a tenth of a pixel.

    Vertices closer to their neighbours' line than half a pixel are left out.
    """
    return svg_paths([geometry], frame)[0]


def svg_paths(geometries: Iterable[BaseGeometry], frame: Frame) -> list[str]:
    """Write many geometries at once, each as :func:`svg_path` does."""
    light = shapely.simplify(np.array(list(geometries), dtype=object), 0.5 / frame.scale)
    parts, owner = shapely.get_parts(light, return_index=True)
    filled = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[filled], return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    columns = np.round((places[:, 0] - frame.west) * frame.scale, 1).tolist()
    rows = np.round((frame.north - places[:, 1]) * frame.scale, 1).tolist()
    corners = [f"{x:g} {y:g}" for x, y in zip(columns, rows, strict=True)]
    start = np.searchsorted(ring, np.arange(len(rings) + 1)).tolist()
    paths = [""] * len(light)
    for rank, own in enumerate(owner[filled][part].tolist()):
        # The last corner of a ring is its first again.
        paths[own] += f"M{'L'.join(corners[start[rank] : start[rank + 1] - 1])}Z"
    return paths


def territory_paths(communes: Iterable[BaseGeometry], frame: Frame) -> str:
    """Draw the communes (metric) as a faint ground, one SVG path for all."""
    drawn = "".join(svg_paths(communes, frame))
    return f'<path d="{drawn}" fill="{palette.SURFACE}" stroke="{palette.LINE}" stroke-width=".7"/>'


def college_tile(
    ground: str, outlines: Iterable[BaseGeometry], half: BaseGeometry, color: str, frame: Frame
) -> str:
    """Draw one college: each voice as a thin line, the zone of at least half of it filled."""
    lines = "".join(
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.3" stroke-opacity=".55"/>'
        for path in svg_paths(outlines, frame)
    )
    zone = (
        f'<path d="{svg_path(half, frame)}" fill="{color}" fill-opacity=".3"'
        f' fill-rule="evenodd" stroke="{color}" stroke-width="3"/>'
    )
    return _svg(ground + zone + lines, frame.width, frame.height)


def arrival_tile(ground: str, shape: BaseGeometry, color: str, frame: Frame) -> str:
    """Draw what one voice gave (metric), an outline or a point, alone on the ground."""
    if isinstance(shape, Point):
        across, down = (shape.x - frame.west) * frame.scale, (frame.north - shape.y) * frame.scale
        drawn = (
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="6" fill="{color}"'
            f' stroke="{palette.PAPER}" stroke-width="2"/>'
        )
    else:
        drawn = (
            f'<path d="{svg_path(shape, frame)}" fill="{color}" fill-opacity=".35"'
            f' fill-rule="evenodd" stroke="{color}" stroke-width="2"/>'
        )
    return _svg(ground + drawn, frame.width, frame.height)


def _svg(body: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{body}</svg>'
    )


def image(svg: str, description: str) -> str:
    """Wrap an SVG picture as an ``img`` with its ``description`` for those who cannot see it."""
    alt = escape(description, quote=True)
    return f'<img src="{as_address(svg)}" alt="{alt}" style="width:100%"/>'


def overlap_spec(
    names: Sequence[str],
    titles: dict[str, str],
    percent: str,
    shown: str = "overlap",
    *,
    brushed: Sequence[int] = (),
    here: Sequence[int] = (),
) -> dict[str, Any]:
    """Describe the overlap heat map (Vega-Lite): rows and columns in the order of ``names``.

    ``titles`` gives the words of ``row``, ``column`` and of the measures, which are the
    columns of the data; ``percent`` follows a percentage; ``shown`` colours the cells.
    ``brushed`` and ``here`` are ranks in ``names``: framed and in bold, or dotted.
    """
    axis, on_top = _axes(names, brushed, here)
    side = {"type": "nominal", "sort": list(names)}
    return {
        "mark": {"type": "rect", "cursor": "pointer"},
        "params": [{"name": "pair", "select": {"type": "point", "fields": ["row", "column"]}}],
        "encoding": {
            "y": side | {"field": "row", "axis": axis},
            "x": side | {"field": "column", "axis": on_top},
            "color": _cell_color(shown, titles[shown]),
            "stroke": {
                "condition": {"test": _framed(brushed), "value": palette.ALERT},
                "value": None,
            },
            "strokeWidth": {"value": 2},
            "tooltip": [_hint(field, title) for field, title in titles.items()],
        },
        "config": {"view": {"stroke": None}, "locale": {"number": NUMBERS | {"percent": percent}}},
    }


def _axes(
    names: Sequence[str], brushed: Sequence[int], here: Sequence[int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how rows, then columns, are named."""
    last = max(len(names) - 1, 1)
    dotted = f"(indexof({list(here)}, round(datum.index * {last})) >= 0 ? '● ' : '')"
    loud = f"indexof({list(brushed)}, round(datum.index * {last})) >= 0"
    axis = {
        "labelLimit": 260,
        "labelFontSize": 13 if len(names) <= 30 else 10,
        "labelColor": {"condition": {"test": loud, "value": palette.ALERT}, "value": palette.INK},
        "labelFontWeight": {"condition": {"test": loud, "value": "bold"}, "value": "normal"},
        "labelOverlap": False,
        "labelExpr": f"{dotted} + datum.label",
        "title": None,
    }
    # Longer names would leave few rows no height.
    on_top = axis | {"labelAngle": -60, "labelLimit": 170}
    # Beyond, names of columns would lie on one another; those of rows are the same, in their order.
    on_top["labels"] = len(names) <= MOST_NAMED
    on_top["labelExpr"] = f"{dotted} + {_SHORT_LABEL}"
    return axis, on_top


def _framed(brushed: Sequence[int]) -> str:
    """Return which cells are framed: those between sketches brushed, all of one brushed alone."""
    row, column = (
        f"indexof({list(brushed)}, datum.{side}_rank) >= 0" for side in ("row", "column")
    )
    return f"{row} || {column}" if len(brushed) == 1 else f"{row} && {column}"


def _cell_color(field: str, title: str) -> dict[str, Any]:
    """Darker is closer: more in common, or less apart."""
    far = field in LENGTHS
    ramp = list(palette.AGREEMENT_RAMP)
    scale: dict[str, Any] = {"range": ramp[::-1] if far else ramp}
    if not far:
        scale["domain"] = [0, 1]
    return {
        "field": field,
        "type": "quantitative",
        "scale": scale,
        "legend": {"title": title, "format": ".1f" if far else ".0%"},
    }


def _hint(field: str, title: str) -> dict[str, str]:
    if field in ("row", "column"):
        return {"field": field, "type": "nominal", "title": title}
    written = ".1f" if field in LENGTHS else ".0%"
    return {"field": field, "type": "quantitative", "title": title, "format": written}
