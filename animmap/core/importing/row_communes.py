"""The commune a row says, by its code or by its name; a code that is a postcode is doubted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from animmap.core.importing.cells import Told, read_code
from animmap.core.importing.draft import Draft

_CEDEX = re.compile(r"\s+cedex\b.*$|\s+\d+\s*e(?:r|me)?(?:\s+arr.*)?$", re.IGNORECASE)


class Gazetteer(Protocol):
    """The communes a row may name."""

    def name_of(self, code: str) -> str | None:
        """Return the name of a commune by its code, None when there is none."""

    def codes_of(self, name: str, postcode: str) -> Sequence[str]:
        """Return the codes of the communes of that name, those of the postcode's department."""


def cell_of(draft: Draft, columns: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return the column of a field and what the row holds in it, both "" without column."""
    column = columns.get(name, "")
    return column, draft.values.get(column, "").strip() if column else ""


def keep_told(draft: Draft, column: str, text: str, told: Told) -> str:
    """Return a value that was read, writing down that it was mended."""
    if told.mended:
        draft.mend(told.mended, column, text, told.value)
    return told.value


def read_commune(draft: Draft, columns: Mapping[str, str], gazetteer: Gazetteer) -> None:
    """Read postcode and commune: by its code, else by its name."""
    column, text = cell_of(draft, columns, "postcode")
    if text:
        told = read_code(text, 5)
        if told is None:
            draft.blame("postcode_wrong", column, text)
        else:
            draft.postcode = keep_told(draft, column, text, told)
    column, text = cell_of(draft, columns, "commune_code")
    named_column, name = cell_of(draft, columns, "commune")
    code = _commune_of_code(draft, column, text, gazetteer) if text else None
    if code is None and name:
        _commune_of_name(draft, named_column, name, gazetteer)
        return
    draft.commune_code = code
    if code and name:
        _doubt_code(draft, named_column, name, code, gazetteer)


def _commune_of_code(draft: Draft, column: str, text: str, gazetteer: Gazetteer) -> str | None:
    told = read_code(text, 5)
    if told is None or gazetteer.name_of(told.value) is None:
        draft.blame("commune_unknown", column, text)
        return None
    return keep_told(draft, column, text, told)


def _commune_of_name(draft: Draft, column: str, name: str, gazetteer: Gazetteer) -> None:
    codes = gazetteer.codes_of(_CEDEX.sub("", name), draft.postcode)
    if len(codes) == 1:
        draft.commune_code = codes[0]
    elif codes:
        draft.blame("commune_ambiguous", column, name, n=len(codes))
    else:
        draft.blame("commune_unknown", column, name)


def _doubt_code(draft: Draft, column: str, name: str, code: str, gazetteer: Gazetteer) -> None:
    """Trust the name when code and name disagree: such a code is often a postcode."""
    codes = gazetteer.codes_of(_CEDEX.sub("", name), code)
    if code in codes:
        return
    draft.commune_code = codes[0] if len(codes) == 1 else None
    draft.blame("commune_mismatch", column, name, written=code)
