"""What a person decided about a file (columns, values, CRS, what is accepted), as a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from animmap.core.importing.columns import FIELDS
from animmap.errors import AnimmapError

# What a person may accept: each answers a proposal.
ACCEPTABLE: tuple[str, ...] = (
    "swap", "crs", "sign", "outside", "commune", "again", "names", "colleges",
    "geocoded", "headings",
)  # fmt: skip
DUPLICATES: tuple[str, ...] = ("wait", "keep", "skip", "merge", "update")
VERSION = 1


@dataclass(frozen=True, slots=True)
class Choices:
    """Decisions about a file; each has a default, so that none is a valid template.

    ``columns``: header → field, "" to leave a column aside. ``values``: field ("kind",
    "college", "themes") → what is written → what it means. ``header``: number of the header's
    line. ``crs``: that of the coordinates. ``accept``: some of ACCEPTABLE. ``kind``: of rows
    that do not say theirs. ``credit``: source and licence of rows that do not say theirs.
    ``question``: the identifier or the words of the question that sketches answer, new when no
    question has them; ``college``: that of sketches that do not say theirs. ``decisions``: what
    becomes of one double, by ``row_key``, where ``duplicates`` is not what is wanted. ``cells``:
    what a person wrote instead, row's key → column → text (``corrections``).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header: int | None = None
    encoding: str = ""
    separator: str = ""
    table: str = ""
    crs: str = ""
    accept: frozenset[str] = frozenset()
    duplicates: str = "wait"
    kind: str = ""
    credit: str = ""
    question: str = ""
    college: str = ""
    decisions: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def row_key(table: str, number: int) -> str:
    """Return how a decision names a row: "3", or "Feuil1 3" where there are several tables."""
    return f"{table} {number}".strip()


def read_template(document: object) -> Choices:
    """Return the choices a template (JSON) holds.

    Raises
    ------
    AnimmapError
        ``template_invalid`` naming the key that is wrong.
    """
    if not isinstance(document, dict):
        raise AnimmapError("template_invalid", key="{}")
    known = set(Choices.__slots__) | {"version"}
    unknown = sorted(set(map(str, document)) - known)
    if unknown:
        raise AnimmapError("template_invalid", key=unknown[0])
    values: dict[str, Any] = {}
    for key, check in _CHECKS.items():
        if key not in document:
            continue
        if not check(document[key]):
            raise AnimmapError("template_invalid", key=key)
        values[key] = document[key]
    if "accept" in values:
        values["accept"] = frozenset(values["accept"])
    return Choices(**values)


def write_template(choices: Choices, columns: Mapping[str, str]) -> dict[str, object]:
    """Return a template that makes the same choices, with the columns as they were matched."""
    told: dict[str, object] = {"version": VERSION, "columns": {**columns, **choices.columns}}
    for name in Choices.__slots__:
        value = getattr(choices, name)
        if name != "columns" and value not in ("", None) and value:
            told[name] = sorted(value) if isinstance(value, frozenset) else value
    return told


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_columns(value: object) -> bool:
    return isinstance(value, dict) and all(one in ("", *FIELDS) for one in value.values())


def _is_values(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, dict) and all(map(_is_text, one.values())) for one in value.values()
    )


def _is_decisions(value: object) -> bool:
    return isinstance(value, dict) and all(one in DUPLICATES for one in value.values())


def _is_accept(value: object) -> bool:
    return isinstance(value, list) and set(map(str, value)) <= set(ACCEPTABLE)


_CHECKS = {
    "columns": _is_columns,
    "values": _is_values,
    "header": lambda value: isinstance(value, int) and value > 0,
    "encoding": _is_text,
    "separator": lambda value: isinstance(value, str) and len(value) <= 1,
    "table": _is_text,
    "crs": _is_text,
    "accept": _is_accept,
    "duplicates": lambda value: value in DUPLICATES,
    "kind": _is_text,
    "credit": _is_text,
    "question": _is_text,
    "college": _is_text,
    "decisions": _is_decisions,
    "cells": _is_values,
}
