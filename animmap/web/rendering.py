"""Pages of our own, drawn from templates that escape whatever they are given."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from animmap.texts import load_catalog

TEMPLATES: Final = Path(__file__).parent / "templates"


def answer_page(template: str, **values: object) -> HTMLResponse:
    """Answer a page; never kept, since it holds what its visitor may read."""
    return HTMLResponse(draw_page(template, **values), headers={"Cache-Control": "no-store"})


def draw_page(template: str, **values: object) -> str:
    """Return a page as HTML."""
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=8)
def words_of_area(area: str, language: str) -> dict[str, object]:
    """Return the sentences of an area ("phone.") by short name; a plural as its forms."""
    return {
        name.removeprefix(area): list(entry) if isinstance(entry, tuple) else entry
        for name, entry in load_catalog(language).items()
        if name.startswith(area)
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
