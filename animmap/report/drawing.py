"""Pieces of SVG: ground, lines, marks, words. Every word is escaped here and nowhere else.

Lengths are in the units of the picture (720 wide, about 17 cm on paper). Pictures hold no
script, no style sheet, no address; colours are constants of the palette. Hand-written SVG is
some ten times faster than a plotting library on these maps, and interprets no text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from markupsafe import escape
from shapely.geometry.base import BaseGeometry

from animmap.core import palette

WIDTH = 720
# Begins the name of each pattern of a picture.
PATTERN = "am-pattern"
FONT = "Atkinson Hyperlegible Next, DejaVu Sans, Helvetica, Arial, sans-serif"
# Mean advance of a letter, in ems: enough to keep labels apart without measuring a font.
LETTER_EM = 0.53
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the ground: ``west``, ``north`` edges (m), units a metre, place on the page."""

    west: float
    north: float
    scale: float
    left: float
    top: float
    width: float
    height: float

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        """Return where a place of the metric CRS falls on the page."""
        return (
            self.left + (easting - self.west) * self.scale,
            self.top + (self.north - northing) * self.scale,
        )


def fit_frame(
    bounds: Sequence[float], left: float, top: float, width: float, tallest: float
) -> Frame:
    """Return the frame that shows ``bounds`` (west, south, east, north, m) with a small margin.

    It is ``width`` wide and as high as the ground asks, ``tallest`` at most.

    Examples
    --------
    >>> frame = fit_frame((0, 0, 1000, 500), 0, 0, 106, 200)
    >>> round(frame.scale, 3), round(frame.height)
    (0.1, 56)
    """
    west, south, east, north = bounds
    margin = 0.03 * max(east - west, north - south, 1.0)
    across, upright = max(east - west, 1.0) + 2 * margin, max(north - south, 1.0) + 2 * margin
    scale = min(width / across, tallest / upright)
    height = min(upright * scale, tallest)
    middle, centre = (west + east) / 2, (south + north) / 2
    return Frame(
        middle - width / scale / 2, centre + height / scale / 2, scale, left, top, width, height
    )


def picture(body: Iterable[str], height: float, title: str, width: float = WIDTH) -> str:
    """Return a whole SVG picture; ``title`` says what it shows to who can't see it."""
    drawn = "".join(body)
    # Pictures stand together in one page: each has patterns of its own name.
    own = f"{PATTERN}-{hashlib.sha256(drawn.encode()).hexdigest()[:8]}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" role="img" font-family="{FONT}">'
        f"<title>{_clean(title)}</title>{drawn.replace(PATTERN, own)}</svg>"
    )


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    color: str = palette.INK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """Write words at a place; ``halo``: on a white outline, to be read over a map."""
    weight = ' font-weight="700"' if bold else ""
    outline = (
        f' stroke="{palette.PAPER}" stroke-width="3" stroke-linejoin="round"'
        ' paint-order="stroke fill"'
        if halo
        else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
        f' fill="{color}"{weight}{outline}>{_clean(words)}</text>'
    )


def _clean(words: str) -> str:
    return str(escape(_NOT_XML.sub("", words)))


def width_of(words: str, size: float) -> float:
    """Return about how wide words are."""
    return len(words) * size * LETTER_EM


def ground(
    geometry: BaseGeometry,
    frame: Frame,
    *,
    fill: str = "none",
    stroke: str = "none",
    stroke_width: float = 1.0,
    dash: str = "",
) -> str:
    """Draw a metric geometry; vertices that a third of a unit would not show are left out."""
    path = _path(geometry, frame)
    if not path:
        return ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}"'
        f' stroke-width="{stroke_width:g}" stroke-linejoin="round"{dashes}/>'
    )


def _path(geometry: BaseGeometry, frame: Frame) -> str:
    light = shapely.simplify(geometry, 0.33 / frame.scale)
    polygons = [part for part in shapely.get_parts(light) if part.geom_type == "Polygon"]
    rings = (ring for part in polygons for ring in (part.exterior, *part.interiors))
    return "".join(_ring(ring, frame) for ring in rings)


def _ring(ring: BaseGeometry, frame: Frame) -> str:
    points = shapely.get_coordinates(ring)[:-1]
    places = (frame.at(easting, northing) for easting, northing in points)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + "Z"


def clip(name: str, frame: Frame, body: Iterable[str]) -> str:
    """Draw within a frame and nothing outside; ``name`` is unique in the document."""
    box = (
        f'x="{frame.left:g}" y="{frame.top:g}" width="{frame.width:g}" height="{frame.height:.1f}"'
    )
    return (
        f'<clipPath id="{name}"><rect {box} rx="6"/></clipPath>'
        f'<g clip-path="url(#{name})">{"".join(body)}</g>'
        f'<rect {box} rx="6" fill="none" stroke="{palette.LINE}"/>'
    )


def line(
    start: tuple[float, float], end: tuple[float, float], color: str, *, width: float = 1.0
) -> str:
    """Draw a straight line."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"'
        f' stroke-width="{width:g}"/>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none") -> str:
    """Draw a rectangle with slightly round corners."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"'
        f' fill="{fill}" stroke="{stroke}"/>'
    )


def badge(x: float, y: float, mark: str, color: str) -> str:
    """Draw a number or a letter in a disc, as the titles of the zones carry."""
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{color}" stroke="{palette.PAPER}"'
    return f'{disc} stroke-width="2"/>' + text(
        x, y + 4.6, mark, color=palette.PAPER, anchor="middle", bold=True
    )


SHAPES: dict[str, str] = {
    "living_asset": "M0 -6.2C4.6 -3.4 5.8 2 0 6.4C-5.8 2 -4.6 -3.4 0 -6.2Z",
    "resource": "M0 -6L6 0L0 6L-6 0Z",
    "need": "M0 -5.8L5.8 4.6L-5.8 4.6Z",
    "structure": "M-4.8 -4.8H4.8V4.8H-4.8Z",
    "actor": "M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z",
}


def mark(layer: str, x: float, y: float, size: float = 1.0, color: str = "") -> str:
    """Draw the mark of a layer (leaf, diamond, triangle, square or disc), or in another colour."""
    fill = color or palette.LAYERS[layer]
    return (
        f'<path d="{SHAPES[layer]}" transform="translate({x:.1f} {y:.1f}) scale({size:g})"'
        f' fill="{fill}" stroke="{palette.PAPER}" stroke-width="1.2"/>'
    )


def icon(layer: str) -> str:
    """Return the mark of a layer as a picture of its own, for titles of lists."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 16 16" width="16" height="16"'
        f' aria-hidden="true">{mark(layer, 0, 0)}</svg>'
    )
