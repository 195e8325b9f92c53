"""Tables of figures as HTML: named, read with the keyboard, scrolled within a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def wide_table(label: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table that scrolls within its frame; the first cell of a row names it.

    Parameters
    ----------
    label
        What the table is about, for those who do not see it.
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="am-wide" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="am-without"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str]) -> str:
    name, *values = cells
    told = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(name)}</th>{told}</tr>'
