"""Longitudes and latitudes as people write them: decimal, in degrees and minutes, two in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from animmap.core.importing.cells import PLAIN_QUOTES, read_number
from animmap.core.importing.words import plain as fold_words

_ANGLE = re.compile(
    r"(?P<front>[NSEWO])?\s*(?P<sign>[-+])?\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°ºd]?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['m]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|s)\s*)?"
    r"(?P<back>[NSEWO])?",
    re.IGNORECASE,
)
# "50 31 12 N", "50:31:12".
_SPACED = re.compile(
    r"(?P<front>[NSEWO])?\s*(?P<sign>[-+])?(?P<degrees>\d{1,3})[\s:]+(?P<minutes>\d{1,2})[\s:]+"
    r"(?P<seconds>\d{1,2}(?:\.\d+)?)\s*\"?\s*(?P<back>[NSEWO])?",
    re.IGNORECASE,
)
_DIRECTIONS = (("nord", "N"), ("north", "N"), ("sud", "S"), ("south", "S"), ("ouest", "O"),
               ("west", "W"), ("est", "E"), ("east", "E"))  # fmt: skip
_MOST_PARTS = 60.0
_MARKS = {"°": "deg", "'": "min", "\u2032": "min", "\u2019": "min", '"': "sec", "\u2033": "sec"}
_UNITS = (
    ("degrees", re.compile(r"\b(?:deg|degre|degres|degree|degrees|d)\b")),
    ("minutes", re.compile(r"\b(?:min|minute|minutes|mn|m)\b")),
    ("seconds", re.compile(r"\b(?:sec|seconde|secondes|second|seconds|s)\b")),
)
_WORD = re.compile(r"[a-z]{3}", re.IGNORECASE)
_LETTERS = re.compile(r"(?<![a-z])[NSEWO](?![a-z])", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(lat|lon)(?:itude|gitude|g)?\s*[:=]?(?![a-z])|\b([xy])\s*[:=]", re.IGNORECASE
)
# "5027.2264N", "00239.2346E" of receivers; "502713.6N"; "50-27-13.6 N".
_PACKED = re.compile(
    r"(?P<degrees>\d{1,3})-(?P<minutes>\d{2}(?:\.\d+)?)(?:-?(?P<seconds>\d{2}(?:\.\d+)?))?"
    r"\s*(?P<back>[NSEWO])",
    re.IGNORECASE,
)
_PACKED_DIGITS = re.compile(
    r"(?:\d{4,5}\.\d+|\d{6,7}(?:\.\d+)?|[\d.]+-[\d.]+-[\d.]+)\s*[A-Z]", re.I
)
_DEGREES = re.compile(r"\bdeg(?:r[eé]s?|rees?)?\b\.?", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*[~≈]\s*")
# What maps on the web and telephones put around a position.
_MARKER = re.compile(r"!3d(-?\d{1,2}\.\d{3,})!4d(-?\d{1,3}\.\d{3,})")
_ADDRESS = re.compile(
    r"(?:^geo:|[@=/]|!3d)(-?\d{1,2}\.\d{3,})(?:,|%2C|/|!4d)(-?\d{1,3}\.\d{3,})", re.IGNORECASE
)


def read_angle(text: str) -> float | None:
    r"""Return a longitude or latitude: decimal, or degrees, minutes and seconds, with N S E O.

    Examples
    --------
    >>> read_angle("50°31'48\"N"), read_angle("2,5027° O"), read_angle("-1.68")
    (50.53, -2.5027, -1.68)
    >>> read_angle("50 31 48 Nord"), read_angle("2:30:00 W")
    (50.53, -2.5)
    >>> read_angle("50,53 degrés Nord"), read_angle("~2.5"), read_angle("5031.8N")
    (50.53, 2.5, 50.53)
    """
    plain = _plain_angle(_ABOUT.sub("", text))
    if _PACKED_DIGITS.fullmatch(plain):
        return _unpack(plain)
    found = _SPACED.fullmatch(plain)
    if found is None:
        number = read_number(plain)
        if number is not None:
            return number
        found = _ANGLE.fullmatch(plain.replace(",", "."))
    return None if found is None else _angle_of(found)


def _unpack(plain: str) -> float | None:
    """Return an angle whose degrees take two digits before N or S, three or two before E or W."""
    whole = re.match(r"\d+", plain.replace("-", ""))
    digits = len(whole[0]) if whole else 0
    # Degrees of a longitude may take a third digit: an odd number of digits says so.
    first = 3 if "-" not in plain and digits % 2 else 2
    spaced = plain if "-" in plain else f"{plain[:first]}-{plain[first:]}"
    found = _PACKED.fullmatch(spaced)
    return None if found is None else _angle_of(found)


def _angle_of(found: re.Match[str]) -> float | None:
    """Return the angle of the parts found, None when a part is beyond its bound."""
    told = {"front": "", "sign": "", **{k: v or "" for k, v in found.groupdict().items()}}
    parts = [float(told[name] or 0.0) for name in ("degrees", "minutes", "seconds")]
    if max(parts[1:]) > _MOST_PARTS or (any(parts[1:]) and parts[0] % 1):
        return None
    angle = round(parts[0] + parts[1] / 60 + parts[2] / 3600, 9)
    letters = (told["front"] or told["back"]).upper()
    return -angle if told["sign"] == "-" or letters in ("S", "W", "O") else angle


def _plain_angle(text: str) -> str:
    """Return an angle with plain quotes, one letter for its direction, no full stop."""
    plain = text.translate(PLAIN_QUOTES).replace("\u2013", "-").strip().rstrip(".")
    plain = _DEGREES.sub("°", _LABEL.sub("", plain)).strip()
    if not _WORD.search(plain):
        return plain
    for word, letter in _DIRECTIONS:
        plain = re.sub(rf"\b{word}\b", letter, plain, flags=re.IGNORECASE)
    return plain


def read_pair(text: str) -> tuple[float, float] | None:
    """Return the two numbers of a cell such as "50.53, 2.50" or "50,53 ; 2,50", as written.

    Examples
    --------
    >>> read_pair("50.53, 2.50"), read_pair("50,53 2,50"), read_pair("[2.5,50.5]"), read_pair("2")
    ((50.53, 2.5), (50.53, 2.5), (2.5, 50.5), None)
    >>> read_pair("50° 30' N 2° 30' E"), read_pair("geo:50.531,2.641"), read_pair("50,53,2,63")
    ((50.5, 2.5), (50.531, 2.641), (50.53, 2.63))
    """
    plain = _plain_pair(text)
    for parts in _halves(plain):
        first, second = (read_angle(part.strip(" ,;")) for part in parts)
        if first is not None and second is not None:
            return first, second
    return None


def east_comes_first(text: str) -> bool | None:
    """Tell which of a pair is the longitude when its letters or labels say it, None otherwise.

    Examples
    --------
    >>> east_comes_first("2°38' E 50°31' N"), east_comes_first("lat: 50 lon: 2")
    (True, False)
    """
    labels: list[str] = ["".join(found).lower() for found in _LABEL.findall(text)]
    if len(labels) == 2 and labels[0] != labels[1]:
        return labels[0] in ("lon", "x")
    letters = [found.upper() for found in _LETTERS.findall(_plain_angle(text))]
    if len(letters) == 2 and (letters[0] in "NS") != (letters[1] in "NS"):
        return letters[0] not in "NS"
    return False if _ADDRESS.search(text) else None


def _plain_pair(text: str) -> str:
    """Return the two numbers of a pair without brackets, labels or the address around them."""
    # The mark of a place comes before the middle of the map that shows it.
    address = _MARKER.search(text) or _ADDRESS.search(text)
    if address:
        return f"{address[1]} ; {address[2]}"
    return _plain_angle(_LABEL.sub(" ", text)).strip().strip("[](){}")


def _halves(plain: str) -> Iterator[tuple[str, str]]:
    """Give the ways to cut a pair in two, the surest first."""
    letters = [found.start() for found in _LETTERS.finditer(plain)]
    if len(letters) == 2:
        leading = not re.search(r"\d", plain[: letters[0]])
        middle = letters[1] if leading else letters[0] + 1
        yield plain[:middle], plain[middle:].lstrip(" .")
    for separator in (r"\s*[;|/]\s*", r"\s+(?:et|and|-)\s+", r"\s*,\s+", r"\s+", r","):
        parts = [part for part in re.split(separator, plain) if part]
        if len(parts) == 2:
            yield parts[0], parts[1]
        whole = all(part.strip("-").isdigit() for part in parts)
        if len(parts) == 4 and separator == "," and whole:
            yield ",".join(parts[:2]), ",".join(parts[2:])


def spell_marks(header: str) -> str:
    """Return the folded words of a header, its degree, minute and second marks spelled.

    Examples
    --------
    >>> spell_marks("Lat °"), spell_marks("lon_min (2)")
    ('lat deg', 'lon min')
    """
    spelled = re.sub(r"\(\d+\)$", "", header.strip())
    for mark, unit in _MARKS.items():
        spelled = spelled.replace(mark, f" {unit} ")
    return fold_words(spelled)


def angle_unit(header: str) -> str:
    """Return the part of an angle that a header names, "" when it names none.

    Examples
    --------
    >>> angle_unit("Latitude minutes"), angle_unit("lon_s"), angle_unit("nom")
    ('minutes', 'seconds', '')
    """
    words = spell_marks(header)
    return next((unit for unit, pattern in _UNITS if pattern.search(words)), "")
