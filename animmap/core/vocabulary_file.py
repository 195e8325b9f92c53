"""The words of a démarche as a file: CSV or JSON, the same read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from animmap.core.taxonomy import CODE_LIMIT, VOCABULARIES, Term
from animmap.errors import AnimmapError

COLUMNS: tuple[str, ...] = (
    "vocabulary", "code", "label_fr", "label_en", "color", "codes", "retired",
)  # fmt: skip
FORMATS: tuple[str, ...] = ("csv", "json")
_YES = frozenset({"1", "true", "oui", "yes", "vrai", "x"})
_MOST = 2_000
# What a spreadsheet may take for the start of a formula, and what keeps it from it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"


def write(terms: Iterable[Term], extension: str) -> str:
    """Return terms in the order given; ``format_unknown`` for another format than FORMATS."""
    rows = [_row(term) for term in terms]
    if extension == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    if extension != "csv":
        raise AnimmapError("format_unknown", name=extension)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _guarded(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def read(text: str, extension: str) -> list[Term]:
    """Return the terms of a file, in its order.

    Raises
    ------
    AnimmapError
        ``words_file_invalid`` naming the row that cannot be read, ``format_unknown``.
    """
    if extension not in FORMATS:
        raise AnimmapError("format_unknown", name=extension)
    rows = _json_rows(text) if extension == "json" else _csv_rows(text)
    if len(rows) > _MOST:
        raise AnimmapError("too_many_rows", name=extension, n=len(rows), most=_MOST)
    return [_term(row, number) for number, row in enumerate(rows, start=1)]


def _row(term: Term) -> dict[str, str]:
    return {
        "vocabulary": term.vocabulary,
        "code": term.code,
        "label_fr": term.labels.get("fr", ""),
        "label_en": term.labels.get("en", ""),
        "color": term.color,
        "codes": " ".join(term.codes),
        "retired": "1" if term.retired else "",
    }


def _guarded(value: str) -> str:
    return f"{_GUARD}{value}" if value.startswith((*_FORMULA, _GUARD)) else value


def _json_rows(text: str) -> Sequence[Any]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("words_file_invalid", row=0) from error
    if not isinstance(rows, list):
        raise AnimmapError("words_file_invalid", row=0)
    return rows


def _csv_rows(text: str) -> list[dict[str, str]]:
    clean = text.removeprefix("\ufeff")
    head = clean.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(clean, newline=""), delimiter=separator))
    except csv.Error as error:
        raise AnimmapError("words_file_invalid", row=0) from error
    return [
        {
            name: (value or "").removeprefix(_GUARD)
            for name, value in row.items()
            if name and isinstance(value, str | None)
        }
        for row in rows
    ]


def _term(row: object, number: int) -> Term:
    if not isinstance(row, Mapping) or row.get("vocabulary") not in VOCABULARIES:
        raise AnimmapError("words_file_invalid", row=number)
    told = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    if not (told["label_fr"] or told["label_en"]) or len(told["code"]) > CODE_LIMIT:
        raise AnimmapError("words_file_invalid", row=number)
    return Term(
        vocabulary=told["vocabulary"],
        code=told["code"],
        labels={"fr": told["label_fr"], "en": told["label_en"]},
        color=told["color"].upper(),
        codes=tuple(told["codes"].split()),
        retired=told["retired"].lower() in _YES,
    )
