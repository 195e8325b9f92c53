"""QR codes of addresses, drawn here: no other host learns where a room is."""

from __future__ import annotations

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=32)
def qr_svg(text: str) -> bytes:
    """Return ``text`` as the QR code of an SVG that fills whatever holds it.

    Dark on light in any theme, with the quiet border that cameras need; a quarter of it may
    be soiled by a projector's reflections and still be read.
    """
    drawn = io.BytesIO()
    segno.make(text, error="q", micro=False, boost_error=False).save(
        drawn, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False
    )
    return drawn.getvalue()
