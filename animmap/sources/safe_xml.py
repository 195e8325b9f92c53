"""XML that cannot call anything: no document type, hence no entity of its own."""

from __future__ import annotations

import codecs
import re
from xml.etree import ElementTree

from animmap.errors import AnimmapError
from animmap.sources.text_table import decode_with

_PROLOGUE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*(<!DOCTYPE)?", re.DOTALL)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_xml(content: bytes, name: str) -> None:
    """Refuse a document that declares a type: it may name other files or grow without end.

    Raises
    ------
    AnimmapError
        ``file_unsafe``.
    """
    if content.startswith(_UTF16):
        text = content[: len(content) // 2 * 2].decode("utf-16", errors="replace")
    else:
        text = content.replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8).decode("latin-1")
    found = _PROLOGUE.match(text)
    if found and found[1]:
        raise AnimmapError("file_unsafe", name=name)


def parse_xml(content: bytes, name: str) -> ElementTree.Element:
    """Return the root of a document; one in Latin-1 that says nothing is read all the same.

    Raises
    ------
    AnimmapError
        ``file_unsafe``, ``file_unreadable`` with the line and column of the fault.
    """
    check_xml(content, name)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - checked just above
    except ElementTree.ParseError as error:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            text = re.sub(r"^<\?xml.*?\?>", "", decode_with(content, "cp1252"))
            return parse_xml(text.encode(), name)
        line, column = error.position
        reason = f"{line}:{column}"
        raise AnimmapError("file_unreadable", name=name, reason=reason) from error


def local_name(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]
