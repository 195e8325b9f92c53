"""CSV and its cousins: any usual encoding and separator, broken quotes told line by line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from animmap.core.importing.columns import knows
from animmap.core.importing.words import plain
from animmap.errors import AnimmapError
from animmap.sources.read_answer import Notice, Reading, Sheet, check_size

SEPARATORS = ";,\t|"
# Seen now and then; a name or an hour may hold them too, so headers must be known.
_RARE = ":~^"
_ALIGNED = re.compile(r"\s{2,}")
_SAMPLE = 60
_LARGEST_CELL = 100_000_000
_FRENCH = "éèêëàâçùûôîïœÉÈÊÀÇŒ’°«»–€"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LEGACY = ("cp1252", "mac_roman", "cp850")
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
# What old systems put after the last byte of a text.
_END_OF_FILE = "\x1a"
# An apostrophe keeps a spreadsheet from computing what follows: it is no part of the words.
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_SCRIPT = re.compile(r"\s*(?:(?:var|let|const)\s+[\w.]+\s*=|[\w.]+\s*\()\s*[{\[]")


def read_text_table(content: bytes, name: str, encoding: str = "", separator: str = "") -> Reading:
    """Read a table of text; ``encoding`` and ``separator`` are detected unless given.

    Raises
    ------
    AnimmapError
        ``encoding_unknown``, ``too_many_columns``, ``too_many_rows``, ``format_unknown`` for
        bytes that are no text.
    """
    csv.field_size_limit(_LARGEST_CELL)
    notices: list[Notice] = []
    text, used = decode(content, name, encoding, notices)
    _check_text(text, name)
    lines = text.rstrip(_END_OF_FILE).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = 1
    announced = _SEPARATOR_LINE.fullmatch(lines[0])
    if announced:
        lines, first = lines[1:], 2
        separator = separator or (announced[1] if _cuts(lines, announced[1]) else "")
    chosen = separator or _find_separator(lines)
    if not separator and not _cuts(lines, chosen):
        bare = _unwrap(lines)
        chosen, lines = (_find_separator(bare), bare) if bare else (_find_rare(lines), lines)
        if not _cuts(lines, chosen) and _looks_aligned(lines):
            notices.append(("columns_aligned", {}))
    sheet = Sheet("")
    for number, cells, fault in _records(lines, chosen, first, name):
        if any(cell.strip() for cell in cells):
            sheet.lines.append((number, cells, fault))
    check_size(name, max((len(line[1]) for line in sheet.lines), default=0), len(sheet.lines))
    return Reading("text", used, chosen, [sheet], notices=notices)


def decode(content: bytes, name: str, encoding: str, notices: list[Notice]) -> tuple[str, str]:
    """Return the text of a file and its encoding; what is doubtful goes to ``notices``."""
    wanted = encoding or next((known for mark, known in _MARKS if content.startswith(mark)), "")
    wanted = wanted or _without_mark(content)
    try:
        if wanted:
            return content.decode(wanted), wanted
        if b"\x00" in content[:4096] and content.count(b"\x00") > len(content) // 20:
            raise AnimmapError("format_unknown", name=name)
        return content.decode("utf-8"), "utf-8"
    except LookupError as error:
        raise AnimmapError("encoding_unknown", name=name, encoding=wanted) from error
    except UnicodeDecodeError as error:
        if encoding:
            raise AnimmapError("encoding_unknown", name=name, encoding=encoding) from error
    return _decode_legacy(content, notices)


def _without_mark(content: bytes) -> str:
    """Return the UTF-16 that a file without mark is in, "" when it is something else.

    Latin letters then have a zero byte out of two, always on the same side.
    """
    sample = content[:4096]
    if len(sample) < 8:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _decode_legacy(content: bytes, notices: list[Notice]) -> tuple[str, str]:
    """Decode what is not UTF-8: an old code page, or lines of both."""
    lines = content.split(b"\n")
    foreign = [line for line in lines if not line.isascii()]
    broken = [rank for rank, line in enumerate(lines, start=1) if not _is_utf8(line)]
    old = _likeliest(b"\n".join(line for line in foreign if not _is_utf8(line)))
    if len(broken) == len(foreign):
        return decode_with(content, old), old
    shown = ", ".join(map(str, broken[:10]))
    notices.append(("mixed_encoding", {"n": len(broken), "rows": shown, "encoding": old}))
    texts = [decode_with(line, "utf-8" if _is_utf8(line) else old) for line in lines]
    return "\n".join(texts), f"utf-8 + {old}"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likeliest(sample: bytes) -> str:
    """Return the code page that gives the most French letters; Windows' own when in doubt."""
    scores = {
        page: sum(decode_with(sample, page).count(letter) for letter in _FRENCH) for page in _LEGACY
    }
    return max(_LEGACY, key=lambda page: (scores[page], -_LEGACY.index(page)))


def decode_with(content: bytes, page: str) -> str:
    """Decode; the five bytes that Windows-1252 leaves empty are read as Latin-1 does."""
    try:
        return content.decode(page)
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _check_text(text: str, name: str) -> None:
    """Refuse bytes that are no text: what people type holds hardly any control character."""
    sample = text[:20_000]
    # A database may end each of its texts with a zero byte: alone, it needs to be frequent.
    zeros = sample.count("\x00")
    others = sum(letter < " " and letter not in "\x00\t\r\n\x0b\x0c\x1a" for letter in sample)
    if zeros > len(sample) / 20 or (others > 4 and others > len(sample) / 200):
        raise AnimmapError("format_unknown", name=name)
    if _SCRIPT.match(text):
        raise AnimmapError("format_other", name=name, kind="JavaScript")


def _cuts(lines: Sequence[str], separator: str) -> bool:
    """Tell whether a separator cuts any of the first lines."""
    return any(len(cells) > 1 for cells, _ in _parse(lines[:_SAMPLE], separator))


def _unwrap(lines: Sequence[str]) -> list[str]:
    """Return lines that were each quoted as a whole without those quotes; none otherwise."""
    filled = [line for line in lines if line.strip()]
    if not all(len(line) > 1 and line[0] == line[-1] == '"' for line in filled):
        return []
    bare = [line.strip()[1:-1].replace('""', '"') for line in lines]
    return bare if any(_cuts(bare, separator) for separator in SEPARATORS) else []


def _find_separator(lines: Sequence[str]) -> str:
    """Return the separator that gives the most headers we know, in the most even lines."""
    best, score = ",", (0, 0.0, 0, 0)
    for separator in SEPARATORS:
        parsed = [
            cells for cells, _ in islice(_parse(lines[: 5 * _SAMPLE], separator), _SAMPLE)
            if any(cells)
        ]  # fmt: skip
        widths = Counter(map(len, parsed))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
        if width == 1:
            continue
        known = max(sum(knows(plain(cell)) for cell in cells) for cells in parsed if len(cells) > 1)
        share = round(times / widths.total(), 1)
        even = (known if known > 1 else 0, share, known, width)
        if even > score:
            best, score = separator, even
    return best


def _find_rare(lines: Sequence[str]) -> str:
    """Return a rare separator that cuts a known header and every line alike, else the usual."""
    for separator in _RARE:
        parsed = [cells for cells, _ in _parse(lines[:_SAMPLE], separator) if any(cells)]
        alike = len({len(cells) for cells in parsed}) == 1
        if alike and len(parsed) > 1 and sum(knows(plain(cell)) for cell in parsed[0]) > 1:
            return separator
    return ","


def _looks_aligned(lines: Sequence[str]) -> bool:
    """Tell whether the first line holds known headers set apart by spaces."""
    return sum(knows(plain(cell)) for cell in _ALIGNED.split(lines[0].strip())) > 1


def _parse(lines: Sequence[str], separator: str) -> list[tuple[list[str], int]]:
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    return [(cells, reader.line_num) for cells in reader]


def _records(
    lines: Sequence[str], separator: str, first: int, name: str
) -> list[tuple[int, list[str], str]]:
    """Return the records with the number a spreadsheet gives them; a broken quote is told.

    A quote that nobody closes would swallow the rest of the file: the line where it opens is
    read by itself, and reading starts again at the next. ``too_many_rows`` is raised as soon as
    it is known: a list without end is not read to its end.
    """
    found: list[tuple[int, list[str], str]] = []
    start = filled = 0
    while start < len(lines):
        rest = (lines[rank] + "\n" for rank in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        begun = 0
        try:
            for cells in reader:
                found.append((len(found) + first, _trim(cells), ""))
                filled += any(cells)
                check_size(name, 0, filled)
                begun = reader.line_num
            return found
        except csv.Error:
            broken = lines[start + begun]
            found.append((len(found) + first, *_read_broken(broken, separator)))
            start += begun + 1
    return found


def _trim(cells: list[str]) -> list[str]:
    """Return cells without what writing them added: the end of the line, a guard of formulas."""
    return [
        cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell.removesuffix("\n")
        for cell in cells
    ]


def _read_broken(line: str, separator: str) -> tuple[list[str], str]:
    """Read one line whose quotes are wrong: as it is when its quotes are even, else told."""
    cells = [cell.strip().strip('"') for cell in line.split(separator)]
    return cells, "quotes_kept" if line.count('"') % 2 == 0 else "quote_unclosed"
