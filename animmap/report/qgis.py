"""Styles for QGIS, kept in the file of layers: opened there, a map looks as it does here.

QGIS reads the table ``layer_styles`` of a GeoPackage and applies the default style of each
layer (see "Save style in database" in its manual).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

import pandas as pd

from animmap.core import palette

STYLES_LAYER: Final = "layer_styles"
_HEAD: Final = '<!DOCTYPE qgis>\n<qgis version="3.22" styleCategories="Symbology|Labeling">'
# Outlines of colleges are told apart without their colours too.
_DASHES: Final = ("solid", "dash", "dot", "dash dot", "dash dot dot")
# The brushes of Qt: strokes have one density there, dots three.
_STROKES: Final = {"rise": "b_diagonal", "fall": "f_diagonal"}
_SOLID: Final = {"style": "solid", "outline_width_unit": "MM"}


def agreement_style() -> str:
    """Return the style of faces: the shares of voices on the ramp of the screens."""
    steps = len(palette.AGREEMENT_RAMP)
    bounds = [(rank / steps, (rank + 1) / steps) for rank in range(steps)]
    return steps_style("share", bounds, palette.AGREEMENT_RAMP)


def steps_style(column: str, bounds: Sequence[tuple[float, float]], colors: Sequence[str]) -> str:
    """Return a style by steps of a column of shares: least and most of each, and its colour."""
    ranges = "".join(
        f'<range lower="{least:.6f}" upper="{most:.6f}" symbol="{rank}"'
        f' label="{100 * least:.0f} – {100 * most:.0f} %" render="true"/>'
        for rank, (least, most) in enumerate(bounds)
    )
    symbols = [
        _fill(color, stroke=palette.PAPER, width=0.1) + _pattern(palette.pattern_of(color), color)
        for color in colors
    ]
    return _style(
        f'<renderer-v2 type="graduatedSymbol" attr="{column}" graduatedMethod="GraduatedColor">'
        f"<ranges>{ranges}</ranges>{_symbols(symbols)}</renderer-v2>"
    )


def zone_style(color: str) -> str:
    """Return the style of one zone: a thick outline, a light ground."""
    return _single(_fill(color, stroke=color, width=0.8, alpha=40))


def debate_style() -> str:
    """Return the style of debated zones: outlined, their numbers in the middle."""
    color = palette.CLASSES["debated"]
    fill = _fill(color, stroke=palette.INK, width=0.6, alpha=120)
    fill += _pattern(palette.pattern_of(color, "debated"), color)
    return _style(
        f'<renderer-v2 type="singleSymbol">{_symbols([fill])}</renderer-v2>'
        '<labeling type="simple"><settings calloutType="simple">'
        '<text-style fieldName="number" fontSize="14" fontWeight="75" namedStyle="Bold"'
        f' textColor="{_rgba(palette.INK)}"><text-buffer bufferDraw="1" bufferSize="1"/>'
        "</text-style>"
        '<placement placement="1" centroidInside="1" centroidWhole="1"/>'
        '<rendering displayAll="1" obstacle="0"/></settings></labeling>'
    )


def sketches_style(colors: Mapping[str, str]) -> str:
    """Return the style of sketches: a line in the colour of each college."""
    return category_style("college", colors, alpha=0)


def category_style(
    column: str, colors: Mapping[str, str], *, alpha: int = 255, shape: str = "fill"
) -> str:
    """Return a style by value of a column, each in its colour, its ground more or less opaque.

    ``shape``: "fill" for areas, "line" or "marker" (points).
    """
    categories = "".join(
        f"<category value={quoteattr(name)} symbol={quoteattr(str(rank))}"
        f' label={quoteattr(name)} render="true" type="string"/>'
        for rank, name in enumerate(colors)
    )
    drawn = {"line": _line, "marker": _marker}
    symbols = [
        drawn[shape](color)
        if shape in drawn
        else _fill(
            color,
            stroke=color,
            width=0.5,
            alpha=alpha,
            dash="solid" if alpha else _DASHES[rank % len(_DASHES)],
        )
        for rank, color in enumerate(colors.values())
    ]
    return _style(
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(column)}>'
        f"<categories>{categories}</categories>{_symbols(symbols, shape)}</renderer-v2>"
    )


def styles_table(styles: Mapping[str, str]) -> pd.DataFrame:
    """Return the table of styles by layer, each the default of its layer."""
    names = list(styles)
    return pd.DataFrame(
        {
            "f_table_catalog": [""] * len(names),
            "f_table_schema": [""] * len(names),
            "f_table_name": names,
            "f_geometry_column": ["geom"] * len(names),
            "styleName": names,
            "styleQML": list(styles.values()),
            "styleSLD": [""] * len(names),
            "useAsDefault": [True] * len(names),
            "description": [""] * len(names),
            "owner": [""] * len(names),
            "ui": [""] * len(names),
            "update_time": pd.to_datetime(["2000-01-01"] * len(names)),
        }
    )


def _style(body: str) -> str:
    return f"{_HEAD}{body}</qgis>"


def _single(layer: str) -> str:
    return _style(f'<renderer-v2 type="singleSymbol">{_symbols([layer])}</renderer-v2>')


def _symbols(layers: Sequence[str], shape: str = "fill") -> str:
    drawn = "".join(
        f'<symbol type="{shape}" name="{rank}" alpha="1" clip_to_extent="1">{layer}</symbol>'
        for rank, layer in enumerate(layers)
    )
    return f"<symbols>{drawn}</symbols>"


def _fill(color: str, *, stroke: str, width: float, alpha: int = 255, dash: str = "solid") -> str:
    told = _SOLID | {
        "color": _rgba(color, alpha),
        "outline_color": _rgba(stroke),
        "outline_style": dash,
        "outline_width": f"{width:g}",
    }
    return f'<layer class="SimpleFill" enabled="1" pass="0" locked="0">{_options(told)}</layer>'


def _pattern(name: str, ground: str) -> str:
    """Return the pattern that goes with a colour, as a layer over it; nothing for none."""
    if not name:
        return ""
    kind, level = name.split("-")
    brush = f"dense{7 - (int(level) - 1) // 2}" if kind == "dots" else _STROKES[kind]
    told = _SOLID | {
        "style": brush,
        "color": _rgba(palette.ink_on(ground), 150),
        "outline_style": "no",
    }
    return f'<layer class="SimpleFill" enabled="1" pass="0" locked="0">{_options(told)}</layer>'


def _line(color: str) -> str:
    told = {"line_color": _rgba(color), "line_style": "solid", "line_width": "0.8",
            "line_width_unit": "MM"}  # fmt: skip
    return f'<layer class="SimpleLine" enabled="1" pass="0" locked="0">{_options(told)}</layer>'


def _marker(color: str) -> str:
    told = {"name": "circle", "color": _rgba(color), "outline_color": _rgba(palette.PAPER),
            "outline_style": "solid", "outline_width": "0.3", "outline_width_unit": "MM",
            "size": "3", "size_unit": "MM"}  # fmt: skip
    return f'<layer class="SimpleMarker" enabled="1" pass="0" locked="0">{_options(told)}</layer>'


def _options(told: Mapping[str, str]) -> str:
    """Write the settings as QGIS reads them since 3.26, and as it did before."""
    new: Iterable[str] = (
        f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in told.items()
    )
    old = (f'<prop k="{name}" v="{value}"/>' for name, value in told.items())
    return f'<Option type="Map">{"".join(new)}</Option>{"".join(old)}'


def _rgba(color: str, alpha: int = 255) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
