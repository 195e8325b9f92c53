"""The diagnostic as HTML: one file that asks for nothing, or a fragment for a page of the app.

Texts reach the templates as values and are escaped there, always; only the pictures, made by
``report.drawing`` with every word escaped, are inserted as they are.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from animmap.core.document import Document
from animmap.core.svg import as_address

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
FONTS = _HERE.parent / "static" / "fonts"
# Family, weights, style: one variable font for every weight.
_FACES = (
    ("atkinson-next-latin-wght-normal.woff2", "normal"),
    ("atkinson-next-latin-wght-italic.woff2", "italic"),
)
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def render(document: Document) -> bytes:
    """Return the whole document as one HTML file (UTF-8), fonts and pictures within."""
    template = _environment().get_template("diagnostic.html")
    return template.render(document=document, faces=_faces(), style=_style()).encode()


def render_section(document: Document, anchor: str) -> str:
    """Return the section of that anchor as an HTML fragment, its pictures as images.

    Raises
    ------
    KeyError
        When the document has no such section.
    """
    section = {one.anchor: one for one in document.sections}[anchor]
    return _environment().get_template("section.html").render(section=section)


def render_style() -> str:
    """Return the ``<style>`` element that the fragments need; it holds no text of a person."""
    return str(Markup("<style>{}</style>").format(_style()))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inline"] = _inline
    environment.filters["address"] = as_address
    return environment


def _inline(svg: str) -> Markup:
    """Insert a picture drawn by ``report.drawing`` in the page itself."""
    return Markup(svg.replace(_NAMESPACE, "", 1))  # noqa: S704 - every word in it is escaped


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup((TEMPLATES / "blocks.css").read_text(encoding="utf-8"))  # noqa: S704 - our file


@lru_cache(maxsize=1)
def _faces() -> tuple[tuple[str, str], ...]:
    """Address (``data:``) and style of each font."""
    return tuple((_font(name), style) for name, style in _FACES if (FONTS / name).exists())


def _font(name: str) -> str:
    return "data:font/woff2;base64," + base64.b64encode((FONTS / name).read_bytes()).decode()
