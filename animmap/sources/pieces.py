"""JSON read a piece at a time, so that other people's screens get their turn.

The reader of the standard library holds the interpreter until the last sign of a text; an
answer of tens of megabytes would make everybody wait for seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from animmap.sources.collector import uncollected

Each = Callable[[Any], Any]
_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def load_pieces(text: str, each: Each = lambda item: item) -> Any:  # noqa: ANN401 - any JSON
    """Return what ``json.loads`` does, the items of its lists read one by one.

    Parameters
    ----------
    text
        An object or a list; any other JSON is read at once.
    each
        What becomes of an item of the list, or of the lists that the object holds, as it is
        read: a large answer never stands whole in memory.

    Raises
    ------
    ValueError, RecursionError
        As ``json.loads`` does.
    """
    with uncollected():
        return _load(text, each)


def _load(text: str, each: Each) -> Any:  # noqa: ANN401 - any JSON
    at = _skip(text, 0)
    found: Any
    if text[at : at + 1] == "[":
        found, at = _items(text, at, each)
    elif text[at : at + 1] == "{":
        found, at = _members(text, at, each)
    else:
        return json.loads(text)
    if _skip(text, at) != len(text):
        raise json.JSONDecodeError("Extra data", text, at)
    return found


def _members(text: str, at: int, each: Each) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    at = _skip(text, at + 1)
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name", text, at)
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _expect(text, _skip(text, at), ":"))
        if text[at : at + 1] == "[":
            found[name], at = _items(text, at, each)
        else:
            found[name], at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        at = _skip(text, _expect(text, at, ","))


def _items(text: str, at: int, each: Each) -> tuple[list[Any], int]:
    found: list[Any] = []
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return found, at + 1
    while True:
        item, at = _DECODER.raw_decode(text, at)
        found.append(each(item))
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return found, at + 1
        at = _skip(text, _expect(text, at, ","))


def _expect(text: str, at: int, sign: str) -> int:
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting '{sign}'", text, at)
    return at + 1


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
