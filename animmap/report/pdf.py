"""The diagnostic as a tagged A4 PDF, typeset by typst.

The template is a constant; the document reaches it as JSON data and is never read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typst

from animmap.core.document import Document

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "templates" / "diagnostic.typ"
FONTS = _HERE / "fonts"


def render(document: Document) -> bytes:
    """Return the document as a PDF, with the fonts of this package only."""
    written = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(asdict(document), ensure_ascii=False)},
    )
    return bytes(written)
