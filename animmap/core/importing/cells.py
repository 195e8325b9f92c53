"""What a cell says: numbers, codes and telephones as people and spreadsheets write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import NamedTuple

_SPACES = re.compile("[\\s\u00a0\u202f\u2009']")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
# "6,862,123", "1.234.567,8": marks between groups of three digits, more than one.
_GROUPED = re.compile(r"([-+]?\d{1,3})((?:,\d{3}){2,}|(?:\.\d{3}){2,})(?:[.,](\d+))?")
_WHOLE = re.compile(r"(\d+)[.,]0+")
# Typographic quotes, primes and minus sign, as plain characters.
PLAIN_QUOTES = str.maketrans("\u2019\u2032\u00b4\u201d\u2033\u201c\u2212", "'''\"\"\"-")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*e\+?\d+", re.IGNORECASE)
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf\u0152-\u2122]|â[\u20ac\x80]|Å[\u201c\x93]")
_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<dd>\d\d?)[/.](?P<mm>\d\d?)[/.](?P<yy>\d{4})"
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_LETTER = re.compile(r"[^\W\d_]")
_LA_POSTE = "356000000"


class Told(NamedTuple):
    """A value read in a cell, and the code of what had to be mended or "" when nothing was."""

    value: str
    mended: str = ""


def read_number(text: str) -> float | None:
    """Return a number written with a point or a comma, None when it is not one.

    Examples
    --------
    >>> read_number("50,5298"), read_number("1 234,5"), read_number("1,234.5"), read_number("n.c.")
    (50.5298, 1234.5, 1234.5, None)
    """
    plain = _SPACES.sub("", text.translate(PLAIN_QUOTES).replace("'", ""))
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        plain = re.sub("[.,]", "", grouped[1] + grouped[2]) + f".{grouped[3] or 0}"
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        plain = plain.replace("," if comma < point else ".", "")
    plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def is_grouped(text: str) -> bool:
    """Tell whether a number surely marks its thousands ("6,862,123"): its neighbours may too."""
    return _GROUPED.fullmatch(_SPACES.sub("", text)) is not None


def read_ungrouped(text: str) -> float | None:
    """Return a number whose point or comma marks thousands: "649,123" is 649123."""
    plain = _SPACES.sub("", text)
    whole = re.fullmatch(r"[-+]?\d{1,3}(?:[.,]\d{3})+", plain)
    return float(re.sub("[.,]", "", plain)) if whole else read_number(text)


def read_code(text: str, length: int) -> Told | None:
    """Return a code of ``length`` digits (postcode, commune), None when it is none.

    A spreadsheet writes 84200 as "84200.0" and loses the zero of 01004: both are mended.

    Examples
    --------
    >>> read_code("84200.0", 5), read_code("1004", 5), read_code("2a004", 5), read_code("?", 5)
    (Told(value='84200', mended='decimal_removed'), Told(value='01004', mended='leading_zero'), \
Told(value='2A004', mended=''), None)
    """
    plain = _SPACES.sub("", text).upper().removeprefix("F-").removeprefix("FR-")
    whole = _WHOLE.fullmatch(plain)
    mended = "decimal_removed" if whole else ""
    plain = whole[1] if whole else plain
    if plain.isdigit() and len(plain) == length - 1:
        return Told("0" + plain, "leading_zero")
    shaped = re.fullmatch(r"\d[\dAB]\d*", plain) and len(plain) == length
    return Told(plain, mended) if shaped else None


def read_siret(text: str) -> tuple[Told, str]:
    """Return a SIRET (or SIREN) and the code of its fault, "" when it is sound.

    Examples
    --------
    >>> read_siret("732 829 320 00074"), read_siret("7.3282932E+13")[1], read_siret("12")[1]
    ((Told(value='73282932000074', mended=''), ''), 'siret_rounded', 'siret_wrong')
    """
    plain = _SPACES.sub("", text).replace("-", "")
    if _SCIENTIFIC.fullmatch(plain):
        return Told(""), "siret_rounded"
    whole = _WHOLE.fullmatch(plain)
    mended = "decimal_removed" if whole else ""
    digits = whole[1] if whole else plain.replace(".", "")
    if not digits.isdigit() or len(digits) not in (8, 9, 13, 14):
        return Told(""), "siret_wrong"
    if len(digits) in (8, 13):
        digits, mended = "0" + digits, "leading_zero"
    sound = _luhn(digits) or digits.startswith(_LA_POSTE)
    return Told(digits, mended), "" if sound else "siret_checksum"


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def read_phone(text: str) -> Told:
    """Return a telephone as written; the zero that a spreadsheet lost comes back.

    Examples
    --------
    >>> read_phone("321540790.0"), read_phone("+33 3 21 54 07 90").mended
    (Told(value='0321540790', mended='leading_zero'), '')
    """
    whole = re.fullmatch(r"([1-9]\d{8})(?:[.,]0+)?", text.strip())
    return Told("0" + whole[1], "leading_zero") if whole else Told(text.strip())


def read_day(text: str) -> date | None:
    """Return a day written the French way or as ISO does, None when it is none.

    Examples
    --------
    >>> read_day("3/11/2026"), read_day("2026-11-03"), read_day("30/02/2026")
    (datetime.date(2026, 11, 3), datetime.date(2026, 11, 3), None)
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (found["y"], found["m"], found["d"])
    if found["dd"]:
        year, month, day = found["yy"], found["mm"], found["dd"]
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def is_email(text: str) -> bool:
    """Tell whether a text is one or several addresses."""
    return all(_EMAIL.fullmatch(one) for one in re.split(r"[\s,;/]+", text.strip()) if one)


def mend_mojibake(text: str) -> str:
    """Return a text whose accents were decoded twice as they should read.

    Examples
    --------
    >>> mend_mojibake("BÃ©thune"), mend_mojibake("São Paulo")
    ('Béthune', 'São Paulo')
    """
    if not _MOJIBAKE.search(text):
        return text
    for page in ("latin-1", "cp1252"):
        with suppress(UnicodeError):
            return text.encode(page).decode("utf-8")
    return text


def has_letters(text: str) -> bool:
    """Tell whether a text holds a letter of any script."""
    return _LETTER.search(text) is not None
