"""Screen texts: gettext catalogues read through Babel, and numbers by locale.

Catalogues are ``locales/<language>/<area>.po`` with symbolic identifiers
(``explore.title``); all areas of a language are merged. French is the reference. Plurals
use ``msgid_plural`` with the same identifier. Placeholders are ``{name}``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from animmap.errors import Reason

LOCALES_DIR = Path(__file__).parent / "locales"
LANGUAGES: tuple[str, ...] = ("fr", "en")
DEFAULT_LANGUAGE = "fr"
# The space between a number, or what stands for one, and its unit.
_UNIT = re.compile(r"(?<=[}\d]) (?=(?:km²|km|m|ha|Mo|MB|kB|ko|min|ms|s|h)(?![\w’'²]))")
# How many voices a figure stands on: "n = 20".
_EQUAL = re.compile(r"(?<=\bn) = (?=[{\d])")


@lru_cache(maxsize=len(LANGUAGES))
def load_catalog(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return ``{identifier: sentence or plural forms}`` of one language."""
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((LOCALES_DIR / language).glob("*.po")):
        with path.open("rb") as stream:
            catalog: Catalog = read_po(stream, locale=language)
        for message in catalog:
            if not message.id:
                continue
            identifier = message.id[0] if isinstance(message.id, tuple | list) else message.id
            text = message.string
            forms = text if isinstance(text, tuple | list) else (text,)
            spaced = tuple(typeset(str(form), language) for form in forms)
            messages[identifier] = spaced if isinstance(text, tuple | list) else spaced[0]
    return messages


def typeset(text: str, language: str) -> str:
    """Hold a unit to its number, "n = 20" together, and French punctuation to its word."""
    text = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    text = _EQUAL.sub("\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}", text)
    if language != "fr":
        return text
    return re.sub(r" (?=[:;!?»%])|(?<=«) ", "\N{NO-BREAK SPACE}", text)


def tr(identifier: str, language: str = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """Return the sentence of ``identifier`` in ``language`` with its placeholders filled.

    A plural message takes its form from the value named ``n``. An identifier missing from a
    language falls back to French; missing everywhere, it raises KeyError (a test forbids it).
    A ``Reason`` of the system among the values is said in the same language.
    """
    catalog = load_catalog(language)
    entry = catalog.get(identifier)
    if entry is None:
        entry = load_catalog(DEFAULT_LANGUAGE)[identifier]
    if isinstance(entry, tuple):
        entry = entry[_plural_index(values.get("n", 0), language)]
    said = {
        name: tr(f"reason.{value}", language) if isinstance(value, Reason) else value
        for name, value in values.items()
    }
    return entry.format(**said) if said else entry


def terminal_language() -> str:
    """Return the language of the terminal when it is one of ours, else French."""
    asked = os.environ.get("ANIMMAP_LANG") or os.environ.get("LANG", "")
    return asked[:2] if asked[:2] in LANGUAGES else DEFAULT_LANGUAGE


def has_text(identifier: str) -> bool:
    """Tell whether the French catalogue holds ``identifier``."""
    return identifier in load_catalog(DEFAULT_LANGUAGE)


def _plural_index(count: object, language: str) -> int:
    number = abs(float(count)) if isinstance(count, int | float) else 0.0
    return int(number >= 2) if language == "fr" else int(number != 1)


def format_number(value: float, language: str, *, decimals: int = 0) -> str:
    """Write a finite number the way the language does (French: no-break space, comma)."""
    return f"{Decimal(str(value)):,.{decimals}f}".translate(_signs(language)[0])


def format_area(area_km2: float, language: str) -> str:
    """Write an area in km² with two decimals below 10 km², and a bare 0 where they are all 0."""
    decimals = 0 if area_km2 >= 100 or not round(area_km2, 2) else 1 if area_km2 >= 10 else 2
    return f"{format_number(area_km2, language, decimals=decimals)}\N{NO-BREAK SPACE}km²"


def format_share(share: float, language: str) -> str:
    """Write a share between 0 and 1 as a whole percentage."""
    signs, percent = _signs(language)
    return f"{Decimal(str(share)).scaleb(2):,.0f}".translate(signs) + percent


@cache
def _signs(language: str) -> tuple[dict[int, str], str]:
    """Return the signs of a language for those of a number, and what follows a percentage.

    A screen writes thousands of numbers: asking Babel once a language takes a hundredth of asking
    for each.
    """
    signs = {
        ",": numbers.get_group_symbol(language),
        ".": numbers.get_decimal_symbol(language),
        "-": numbers.get_minus_sign_symbol(language),
    }
    percent = numbers.format_percent(0, locale=language).removeprefix("0")
    return str.maketrans({each: _wide(sign) for each, sign in signs.items()}), _wide(percent)


def _wide(number: str) -> str:
    """Group digits with the no-break space: the narrow one is hardly seen in our font."""
    return number.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def format_day(day: date | datetime, language: str) -> str:
    """Write a day in full letters ("23 novembre 2026")."""
    return dates.format_date(day, format="long", locale=language)


def format_moment(moment: datetime, language: str) -> str:
    """Write a day and a time, short ("23 nov. 2026, 14:05")."""
    return dates.format_datetime(moment, format="d MMM y, HH:mm", locale=language)


def format_time(moment: datetime, language: str) -> str:
    """Write a time of the day ("14:05")."""
    return dates.format_time(moment, format="HH:mm", locale=language)
