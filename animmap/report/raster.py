"""A picture as PNG, drawn by typst with the fonts of this package only."""

from __future__ import annotations

from typing import Final

import typst

from animmap.report.pdf import FONTS, TEMPLATE

PAGE: Final = TEMPLATE.with_name("picture.typ")
# Twice the units of a picture: some 1,500 pixels wide, sharp on a slide.
_PPI: Final = 144.0


def render_png(svg: str) -> bytes:
    """Return an SVG picture of ours as PNG."""
    drawn = typst.compile(
        str(PAGE),
        root=str(PAGE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=_PPI,
        sys_inputs={"picture": svg},
    )
    return bytes(drawn)
