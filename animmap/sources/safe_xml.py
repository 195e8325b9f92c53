"""XML that cannot call anything: no document type, hence no entity of its own."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from xml.etree import ElementTree

from animmap.errors import AnimmapError
from animmap.sources.text_table import decode_with

_PROLOGUE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*(<!DOCTYPE)?", re.DOTALL)
_ENTITY = re.compile(r"&(?:(#?\w+);)?")
_KNOWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
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
    content = content.removeprefix(codecs.BOM_UTF8).lstrip()
    check_xml(content, name)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - checked just above
    except ElementTree.ParseError as error:
        mended = _mended(content)
        if mended != content:
            return parse_xml(mended, name)
        line, column = error.position
        reason = f"{line}:{column}"
        raise AnimmapError("file_unreadable", name=name, reason=reason) from error


def _mended(content: bytes) -> bytes:
    """Return a document with what people's tools forget put right, itself when nothing is.

    Latin-1 that says UTF-8, names of spaces that nobody declared, "&" and "&nbsp;" as typed.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = re.sub(r"^<\?xml.*?\?>", "", decode_with(content, "cp1252"))
    text = _ENTITY.sub(_plain_entity, text)
    declared = set(re.findall(r"xmlns:([\w.-]+)", text)) | {"xml"}
    used = set(re.findall(r"</?([\w.-]+):", text)) - declared
    for prefix in used:
        text = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", text)
    return text.encode()


def _plain_entity(found: re.Match[str]) -> str:
    name = found[1]
    if name and (name in _KNOWN or name.startswith("#")):
        return found[0]
    known = html5.get(f"{name};") if name else None
    return known if known else "&amp;" + found[0][1:]


def local_name(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]
