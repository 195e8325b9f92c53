"""Text as people paste it, made safe to store, show and print anywhere.

Word processors paste vertical tabs, spreadsheets NUL, browsers lone surrogates: each stops
an export. They go; every other character, emoji and right-to-left letters included, stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from animmap.errors import AnimmapError

NAME_LIMIT = 200
REASON_LIMIT = 2_000
DESCRIPTION_LIMIT = 10_000

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, lone surrogates, characters that no document may hold, and the overrides that
# make a line read backwards. Joiners (U+200D) stay: emoji and several scripts need them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\u202a-\u202e\u2066-\u2069]"
    "|["
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


class _Bare(dict[int, int | None]):
    """What ``str.translate`` makes of a letter: itself, nothing of an accent; found once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare()


def clean_text(text: str, limit: int = DESCRIPTION_LIMIT) -> str:
    r"""Return ``text`` without unprintable characters nor outer spaces, at most ``limit`` long.

    Raises
    ------
    AnimmapError
        ``text_too_long`` (facts ``limit``, ``length``): nothing is cut in silence.

    Examples
    --------
    >>> clean_text("un\x00 pré\x0bhumide ")
    'un pré\nhumide'
    """
    return _within(_printable(text).strip(), limit)


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    r"""Return a name on one line; ``name_missing`` when nothing is left of it.

    Examples
    --------
    >>> clean_name(" La  Fabrique\n")
    'La Fabrique'
    """
    name = clean_line(text, limit)
    if not name:
        raise AnimmapError("name_missing")
    return name


def clean_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a text on one line, empty when nothing is left of it."""
    return _within(" ".join(_printable(text).split()), limit)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise AnimmapError("text_too_long", limit=limit, length=len(text))
    return text


def fold(text: str) -> str:
    """Return ``text`` as searches compare it: no accents, no case, no ligatures.

    Examples
    --------
    >>> fold("Épicerie Œuvre")
    'epicerie oeuvre'
    """
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return apart.translate(_BARE).casefold()


def alphabetical(names: Iterable[str]) -> list[str]:
    """Return names in the order of a dictionary: accents and case only tell equals apart.

    Examples
    --------
    >>> alphabetical(["Burbure", "Écques", "Béthune", "Divion"])
    ['Béthune', 'Burbure', 'Divion', 'Écques']
    """
    return sorted(names, key=lambda name: (fold(name), name))
