"""The diagnostic as a tagged A4 PDF, typeset by typst.

The template is a constant; the document reaches it as JSON data and is never read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import typst

from animmap.core.document import Document

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "templates" / "diagnostic.typ"
FONTS = _HERE / "fonts"


def render(document: Document) -> bytes:
    """Return the document as a PDF, with the fonts of this package only."""
    content = json.dumps(asdict(document), ensure_ascii=False)
    return typeset(TEMPLATE, "pdf", {"document": content})


def typeset(
    template: Path, form: Literal["pdf", "png"], inputs: dict[str, str], ppi: float | None = None
) -> bytes:
    """Return what a template makes of its inputs, with the fonts of this package only.

    ``ppi``: pixels per inch of a PNG. People's words travel as inputs, never as markup.
    """
    written = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format=form,
        ppi=ppi,
        sys_inputs=inputs,
    )
    return bytes(written)
