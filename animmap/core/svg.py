"""A picture as a text that a page or a document can hold."""

from __future__ import annotations

import base64


def as_address(svg: str) -> str:
    """Return an SVG picture as a ``data:`` address, for an ``img`` element."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
