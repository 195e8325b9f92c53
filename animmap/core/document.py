"""The shape of a written document: sections made of few kinds of blocks, in one language.

Every text is final (numbers formatted, sentences built); a renderer only places it. Texts
are plain: whoever renders them escapes them for its medium.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` is "plain", "lead", "note", "warning" or "quiet"."""

    text: str
    tone: str = "plain"
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a section; ``badge``: number on the map, ``swatch``: colour of its class."""

    text: str
    badge: str = ""
    swatch: str = ""
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure with its label and, in small, what it means."""

    value: str
    label: str
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Figures side by side."""

    items: tuple[KeyFigure, ...]
    kind: str = "figures"


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and text, one a row."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; first column names the row (``colors``: its mark), the others are numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    colors: tuple[str, ...] = ()
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG text, with a caption (n and date) and a text for who can't see it."""

    name: str
    svg: str
    caption: str
    alt: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a list, with a remark."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one kind, with the colour and shape (a small SVG) they have on the map."""

    title: str
    icon: str
    items: tuple[Name, ...]
    kind: str = "names"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a voice, and whose."""

    text: str
    who: str
    color: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """Words of several voices; ``dense``: set small, in columns."""

    items: tuple[Quote, ...]
    dense: bool = False
    kind: str = "quotes"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a debate: who holds it, and in which words."""

    title: str
    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides face to face."""

    left: Side
    right: Side
    kind: str = "sides"


Block = Paragraph | Heading | KeyFigures | Facts | Table | Picture | Names | Quotes | Sides


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part; ``anchor`` is its address within the document."""

    number: str
    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. ``words``: the few texts that the layout itself shows."""

    language: str
    title: str
    subtitle: str
    cover: tuple[tuple[str, str], ...]
    notice: str
    edited_on: str
    sections: tuple[Section, ...]
    words: dict[str, str] = field(default_factory=dict)
