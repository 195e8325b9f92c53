"""A picture as PNG, drawn by typst with the fonts of this package only."""

from __future__ import annotations

from typing import Final

from animmap.report.pdf import TEMPLATE, typeset

PAGE: Final = TEMPLATE.with_name("picture.typ")
# Twice the units of a picture: some 1,500 pixels wide, sharp on a slide.
_PPI: Final = 144.0


def render_png(svg: str) -> bytes:
    """Return an SVG picture of ours as PNG."""
    return typeset(PAGE, "png", {"picture": svg}, ppi=_PPI)
