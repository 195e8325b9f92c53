"""What a row says apart from its place: names, kinds, codes, contacts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from animmap.core.cleaning import (
    DESCRIPTION_LIMIT,
    NAME_LIMIT,
    REASON_LIMIT,
    clean_line,
    clean_name,
    clean_text,
)
from animmap.core.importing.cells import (
    Told,
    is_email,
    mend_mojibake,
    read_code,
    read_phone,
    read_siret,
)
from animmap.core.importing.choices import Choices
from animmap.core.importing.columns import Match
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Record, Table
from animmap.core.importing.words import (
    DEFAULT_KINDS,
    KINDS,
    SKETCH,
    kind_of,
    plain,
    themes_of,
)
from animmap.errors import AnimmapError

_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b|nombre total")
_STRAY = re.compile(rf"{_TOTAL.pattern}|source[s]? |nota\b|nb |mise a jour|maj ")
_REPLACED = "\ufffd"
_ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#VALEUR!", "#NOM?", "#NUL!", "#NULL!")
_CEDEX = re.compile(r"\s+cedex\b.*$|\s+\d+\s*e(?:r|me)?(?:\s+arr.*)?$", re.IGNORECASE)


class Gazetteer(Protocol):
    """The communes a row may name."""

    def name_of(self, code: str) -> str | None:
        """Return the name of a commune by its code, None when there is none."""

    def codes_of(self, name: str, postcode: str) -> Sequence[str]:
        """Return the codes of the communes of that name, those of the postcode's department."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read rows: the layer, the choices, the colleges (folded name → id)."""

    layer: str
    choices: Choices
    colleges: Mapping[str, str]
    gazetteer: Gazetteer


def read_rows(table: Table, matches: Sequence[Match], reader: Reader) -> list[Draft]:
    """Return a draft for every data row, with what is wrong in it, places left for later."""
    columns = {match.field: match.column for match in matches}
    drafts = []
    for record in table.records:
        values = dict(zip(table.columns, record.cells, strict=False))
        draft = Draft(table.name, record.number, values)
        _blame_record(draft, record, table, columns)
        _clean(draft, set(columns.values()))
        _read_name(draft, columns, table, reader)
        _read_words(draft, columns, reader)
        _read_siret(draft, columns)
        _read_contact(draft, columns, reader.layer)
        _read_commune(draft, columns, reader.gazetteer)
        drafts.append(draft)
    return drafts


def _get(draft: Draft, columns: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return the column of a field and what the row holds in it, both "" without column."""
    column = columns.get(name, "")
    return column, draft.values.get(column, "").strip() if column else ""


def _blame_record(draft: Draft, record: Record, table: Table, columns: Mapping[str, str]) -> None:
    """Write down what reading the line already found."""
    if record.fault == "quotes_kept":
        draft.mend("quotes_kept", "", "", "")
    elif record.fault:
        draft.blame(record.fault, value=" | ".join(record.cells))
    if len(record.cells) > len(table.columns):
        draft.blame("cells_too_many", value=" | ".join(record.cells), n=len(record.cells))
    for column in record.filled:
        draft.mend("merged_cell", table.columns[column], "", record.cells[column])
    matched = set(columns.values())
    for rank in record.empty_formulas:
        if table.columns[rank] in matched:
            draft.blame("formula_without_value", table.columns[rank])
    if table.shapes is None and _is_stray(draft, columns):
        draft.blame("stray_row", value=" ".join(cell for cell in record.cells if cell.strip()))


def _is_stray(draft: Draft, columns: Mapping[str, str]) -> bool:
    """Tell whether a line is a total, a note or a heading rather than a row."""
    filled = [(column, cell) for column, cell in draft.values.items() if cell.strip()]
    if not filled or len(draft.values) < 4:
        return False
    if len(filled) > 2 and len({cell for _, cell in filled}) == 1:
        return True
    named = filled[0][0] == columns.get("name")
    first = filled[0][1]
    if _TOTAL.match(plain(first)) and 2 * len(filled) <= len(draft.values):
        return True
    notes = bool(_STRAY.match(plain(first)))
    if len(filled) == 1:
        return notes or not named or first.strip() == first.strip().upper()
    return notes and not named


def _clean(draft: Draft, matched: set[str]) -> None:
    """Mend accents decoded twice; tell what was lost before us."""
    for column, cell in draft.values.items():
        mended = mend_mojibake(cell)
        if mended != cell:
            draft.mend("mojibake", column, cell, mended)
            draft.values[column] = mended
        if column not in matched:
            continue
        if _REPLACED in cell:
            draft.blame("text_damaged", column, cell)
        if "\x00" in cell:
            draft.blame("text_cleaned", column, cell.replace("\x00", "␀"))
        if cell.strip() in _ERRORS:
            draft.blame("cell_error", column, cell)
            draft.values[column] = ""


def _text(draft: Draft, column: str, text: str, clean: Callable[[str], str]) -> str:
    """Return a cleaned text; one that is too long is a fault."""
    try:
        return clean(text)
    except AnimmapError as error:
        draft.blame("text_too_long", column, text, **error.facts)
        return clean(text[: NAME_LIMIT // 2])


def _read_name(draft: Draft, columns: Mapping[str, str], table: Table, reader: Reader) -> None:
    choices, layer = reader.choices, reader.layer
    column, text = _get(draft, columns, "name")
    if not text:
        parts = [_get(draft, columns, name)[1] for name in ("first_name", "last_name")]
        text = " ".join(filter(None, parts)) if "name" not in columns else ""
    if not text and "names" in choices.accept:
        text = f"{table.name} {draft.number}".strip()
    if not clean_line(text, len(text)):
        if layer != SKETCH:
            draft.blame("name_missing", column)
        return
    draft.name = _text(draft, column, text, clean_name)


def _read_words(draft: Draft, columns: Mapping[str, str], reader: Reader) -> None:
    choices = reader.choices
    column, text = _get(draft, columns, "description")
    limit = REASON_LIMIT if reader.layer == SKETCH else DESCRIPTION_LIMIT
    draft.description = _text(draft, column, text, lambda words: clean_text(words, limit))
    column, text = _get(draft, columns, "credit")
    draft.credit = _text(draft, column, text or choices.credit, clean_line)
    draft.kind = _kind(draft, columns, reader)
    column, text = _get(draft, columns, "themes")
    draft.themes, unknown = themes_of(choices.values.get("themes", {}).get(text, text))
    if unknown:
        draft.blame("theme_unknown", column, ", ".join(unknown))
    column, text = _get(draft, columns, "college")
    named = choices.values.get("college", {}).get(text, text)
    if reader.layer == SKETCH:
        _read_voice(draft, column, clean_line(named or choices.college), reader)
        return
    draft.college_id = reader.colleges.get(plain(named)) if named else None
    if named and draft.college_id is None:
        draft.blame("college_unknown", column, text)


def _read_voice(draft: Draft, column: str, named: str, reader: Reader) -> None:
    """Read the college of a sketch: one that the démarche has not waits for a person's yes."""
    draft.college = named
    draft.college_id = reader.colleges.get(plain(named)) if named else None
    if draft.college_id is None and "colleges" not in reader.choices.accept:
        draft.blame("college_new" if named else "college_missing", column, named)


def _kind(draft: Draft, columns: Mapping[str, str], reader: Reader) -> str:
    """Return the kind a row says, or that of rows that say none."""
    layer, choices = reader.layer, reader.choices
    column, text = _get(draft, columns, "kind")
    given = choices.values.get("kind", {}).get(text)
    if layer == SKETCH:
        return ""
    if given in dict(KINDS[layer]):
        return str(given)
    found = kind_of(layer, text) if text else None
    if found is not None:
        return found
    if text:
        draft.blame("kind_unknown", column, text)
    alone = layer == "actor" and "name" not in columns and "last_name" in columns
    return choices.kind or ("person" if alone else DEFAULT_KINDS[layer])


def _told(draft: Draft, column: str, text: str, told: Told) -> str:
    """Return a value that was read, writing down that it was mended."""
    if told.mended:
        draft.mend(told.mended, column, text, told.value)
    return told.value


def _read_siret(draft: Draft, columns: Mapping[str, str]) -> None:
    column, text = _get(draft, columns, "siret")
    if not text:
        return
    told, fault = read_siret(text)
    if fault:
        draft.blame(fault, column, text)
    draft.siret = _told(draft, column, text, told)


def _read_contact(draft: Draft, columns: Mapping[str, str], layer: str) -> None:
    """Read the private half; of a person alone, the name is that of the contact too."""
    _, person = _get(draft, columns, "person")
    if not person and "last_name" in columns:
        parts = [_get(draft, columns, name)[1] for name in ("first_name", "last_name")]
        person = " ".join(filter(None, parts))
    draft.person = _text(draft, columns.get("person", ""), person, clean_line)
    column, text = _get(draft, columns, "phone")
    told = _told(draft, column, text, read_phone(text))
    draft.phone = _text(draft, column, told, clean_line)
    column, text = _get(draft, columns, "email")
    if text and not is_email(text):
        draft.blame("email_wrong", column, text)
    draft.email = _text(draft, column, text, clean_line)


def _read_commune(draft: Draft, columns: Mapping[str, str], gazetteer: Gazetteer) -> None:
    """Read postcode and commune: by its code, else by its name."""
    column, text = _get(draft, columns, "postcode")
    if text:
        told = read_code(text, 5)
        if told is None:
            draft.blame("postcode_wrong", column, text)
        else:
            draft.postcode = _told(draft, column, text, told)
    column, text = _get(draft, columns, "commune_code")
    named_column, name = _get(draft, columns, "commune")
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
    return _told(draft, column, text, told)


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
