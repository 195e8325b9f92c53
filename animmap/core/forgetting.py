"""What tells who a person is in a text: their e-mail, telephone and name, found and taken out.

A person may ask to be forgotten (GDPR, article 17). An e-mail and a telephone are theirs alone
wherever they stand; a name may be a street's too, so it is sought where the person is known to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from animmap.core.cleaning import fold
from animmap.core.model import Contact

FORGOTTEN = "[…]"
_FEWEST_DIGITS = 6
_BETWEEN_DIGITS = r"[\s.\-/()]*"
_FRENCH = re.compile(r"(?:0033|33|0)(?=[1-9]\d{8}$)")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that give the name of a person: in which row of which table, and what they say."""

    entity: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Traces:
    """How some people are recognised: by what is theirs alone, by their names."""

    own: re.Pattern[str] | None
    named: re.Pattern[str] | None
    names: frozenset[frozenset[str]]

    def cited(self, text: str, *, named: bool) -> bool:
        """Tell whether a text gives an e-mail or a telephone, or a name too if ``named``."""
        folded = fold(text)
        return any(each.search(folded) for each in self._sought(named=named))

    def is_part_of_name(self, text: str) -> bool:
        """Tell whether a text is nothing but words of a name, as in a column of surnames."""
        found = frozenset(_words(text))
        return bool(found) and any(found <= name for name in self.names)

    def without(self, text: str, *, named: bool) -> str:
        """Return a text with what tells who the people are taken out."""
        kept = text
        for each in self._sought(named=named):
            kept = re.compile(each.pattern, re.IGNORECASE).sub(FORGOTTEN, kept)
        # Accents may differ from those of the contact: then nothing of the text is kept.
        return FORGOTTEN if self.cited(kept, named=named) else kept

    def _sought(self, *, named: bool) -> list[re.Pattern[str]]:
        return [each for each in (self.own, self.named if named else None) if each is not None]


def traces_of(contacts: Iterable[Contact]) -> Traces:
    """Return how the people of some contacts are recognised."""
    known = list(contacts)
    own = [re.escape(fold(one.email.strip())) for one in known if one.email.strip()]
    own += [pattern for one in known if (pattern := _telephone(one.phone))]
    names = [one.person for one in known if _words(one.person)]
    written = {r"[\s\W]+".join(map(re.escape, _words(name))) for name in names}
    written |= {r"[\s\W]+".join(_accented(name)) for name in names}
    return Traces(
        own=_any_of(own),
        named=_any_of(written),
        names=frozenset(frozenset(_words(name)) for name in names),
    )


def _telephone(written: str) -> str:
    """Return the pattern of a number however it is spaced, with or without its country."""
    digits = re.sub(r"\D", "", written)
    if len(digits) < _FEWEST_DIGITS:
        return ""
    national = _FRENCH.sub("", digits)
    lead = "" if national == digits else rf"(?:(?:\+|00)?33|0){_BETWEEN_DIGITS}(?:\(0\))?\s*"
    return rf"(?:{lead})?{_BETWEEN_DIGITS.join(national)}"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    # Longest first: an address within another must not leave its end behind.
    found = sorted(set(patterns), key=lambda each: (-len(each), each))
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") if found else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _accented(name: str) -> list[str]:
    return [re.escape(word) for word in re.findall(r"\w+", name.lower())]
