"""What a cell says: numbers, angles, codes and telephones as people and spreadsheets write them."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple

_SPACES = re.compile("[\\s\u00a0\u202f\u2009']")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)[.,]0+")
_ANGLE = re.compile(
    r"(?P<front>[NSEWO])?\s*(?P<sign>[-+])?\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°ºd]?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['m]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|s)\s*)?"
    r"(?P<back>[NSEWO])?",
    re.IGNORECASE,
)
# Typographic quotes, primes and minus sign, as plain characters.
_QUOTES = str.maketrans("\u2019\u2032\u00b4\u201d\u2033\u201c\u2212", "'''\"\"\"-")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*e\+?\d+", re.IGNORECASE)
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf\u0152-\u2122]|â[\u20ac\x80]|Å[\u201c\x93]")
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
    plain = _SPACES.sub("", text.translate(_QUOTES).replace("'", ""))
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        plain = plain.replace("," if comma < point else ".", "")
    plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def read_angle(text: str) -> float | None:
    r"""Return a longitude or latitude: decimal, or degrees, minutes and seconds, with N S E O.

    Examples
    --------
    >>> read_angle("50°31'48\"N"), read_angle("2,5027° O"), read_angle("-1.68")
    (50.53, -2.5027, -1.68)
    """
    number = read_number(text)
    if number is not None:
        return number
    found = _ANGLE.fullmatch(text.translate(_QUOTES).replace(",", ".").strip())
    if found is None:
        return None
    parts = [float(found[name] or 0.0) for name in ("degrees", "minutes", "seconds")]
    angle = round(parts[0] + parts[1] / 60 + parts[2] / 3600, 9)
    letters = (found["front"] or found["back"] or "").upper()
    return -angle if found["sign"] == "-" or letters in ("S", "W", "O") else angle


def read_pair(text: str) -> tuple[float, float] | None:
    """Return the two numbers of a cell such as "50.53, 2.50" or "50,53 ; 2,50".

    Examples
    --------
    >>> read_pair("50.53, 2.50"), read_pair("50,53 2,50"), read_pair("[2.5,50.5]"), read_pair("2")
    ((50.53, 2.5), (50.53, 2.5), (2.5, 50.5), None)
    """
    plain = text.strip().strip("[](){}")
    for separator in (r"\s*[;|/]\s*", r"\s*,\s+", r"\s+", r","):
        parts = [part for part in re.split(separator, plain) if part]
        if len(parts) == 2:
            first, second = read_angle(parts[0].rstrip(",")), read_angle(parts[1])
            if first is not None and second is not None:
                return first, second
    return None


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
