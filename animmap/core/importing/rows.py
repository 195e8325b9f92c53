"""What a row says apart from its place: names, kinds, codes, contacts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from animmap.core.cleaning import (
    DESCRIPTION_LIMIT,
    NAME_LIMIT,
    REASON_LIMIT,
    clean_line,
    clean_name,
    clean_text,
)
from animmap.core.importing import origins
from animmap.core.importing.cells import (
    is_email,
    mend_mojibake,
    read_day,
    read_phone,
    read_siret,
)
from animmap.core.importing.choices import Choices
from animmap.core.importing.columns import Match
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Record, Table
from animmap.core.importing.row_communes import Gazetteer, cell_of, keep_told, read_commune
from animmap.core.importing.words import (
    DEFAULT_KINDS,
    SKETCH,
    kind_of,
    plain,
    themes_of,
)
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError

_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b|nombre total")
_STRAY = re.compile(rf"{_TOTAL.pattern}|source[s]? |nota\b|nb |mise a jour|maj ")
# Parts between commas that one label may hold.
_LONGEST_LABEL = 4
_BETWEEN = re.compile(r"[,;/|\n]+")
_REPLACED = "\ufffd"
_ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#VALEUR!", "#NOM?", "#NUL!", "#NULL!")


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read rows: the layer, the choices, the colleges (folded name → id).

    ``words``: the terms of the démarche, which come before those we know.
    """

    layer: str
    choices: Choices
    colleges: Mapping[str, str]
    gazetteer: Gazetteer
    words: Taxonomy
    _matched: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def match(self, vocabulary: str, written: str) -> str | None:
        """Return the code of a term of the démarche; lists say the same words again and again."""
        key = (vocabulary, written)
        if key not in self._matched:
            self._matched[key] = self.words.match(vocabulary, written)
        return self._matched[key]

    def terms(self, vocabulary: str, text: str) -> Iterator[tuple[str, str | None]]:
        """Give the parts of a list with the code of each; a label may hold a comma itself."""
        parts = [part for part in map(str.strip, _BETWEEN.split(text)) if part]
        while parts:
            for length in range(min(_LONGEST_LABEL, len(parts)), 0, -1):
                code = self.match(vocabulary, " ".join(parts[:length]))
                if code or length == 1:
                    yield ", ".join(parts[:length]), code
                    parts = parts[length:]
                    break


def read_rows(table: Table, matches: Sequence[Match], reader: Reader) -> list[Draft]:
    """Return a draft for every data row, with what is wrong in it, places left for later."""
    columns = {match.field: match.column for match in matches}
    drafts = []
    for record in table.records:
        values = dict(zip(table.columns, record.cells, strict=False))
        draft = Draft(table.name, record.number, values)
        _blame_record(draft, record, table, columns, reader.choices.accept)
        _clean(draft, set(columns.values()))
        _read_name(draft, columns, table, reader)
        _read_words(draft, columns, reader)
        _read_siret(draft, columns)
        _read_contact(draft, columns, reader.layer)
        read_commune(draft, columns, reader.gazetteer)
        drafts.append(draft)
    return drafts


def _blame_record(
    draft: Draft,
    record: Record,
    table: Table,
    columns: Mapping[str, str],
    accept: frozenset[str],
) -> None:
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
    stray = _stray(draft, columns) if table.shapes is None else ""
    if stray and not (stray == "heading_row" and "headings" in accept):
        draft.blame(stray, value=" ".join(cell for cell in record.cells if cell.strip()))


def _stray(draft: Draft, columns: Mapping[str, str]) -> str:
    """Tell by its fault a line that seems a total, a note or a heading rather than a row.

    A name in capitals and nothing else may be a heading ("BÉTHUNE") or a row ("AFEJI").
    """
    filled = [(column, cell) for column, cell in draft.values.items() if cell.strip()]
    if not filled or len(draft.values) < 4:
        return ""
    if len(filled) > 2 and len({cell for _, cell in filled}) == 1:
        return "stray_row"
    named = filled[0][0] == columns.get("name")
    first = filled[0][1]
    if _TOTAL.match(plain(first)) and 2 * len(filled) <= len(draft.values):
        return "stray_row"
    notes = bool(_STRAY.match(plain(first)))
    if len(filled) > 1:
        return "stray_row" if notes and not named else ""
    if notes or not named:
        return "stray_row"
    return "heading_row" if first.strip() == first.strip().upper() else ""


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
    column, text = cell_of(draft, columns, "name")
    if not text:
        parts = [cell_of(draft, columns, name)[1] for name in ("first_name", "last_name")]
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
    column, text = cell_of(draft, columns, "description")
    limit = REASON_LIMIT if reader.layer == SKETCH else DESCRIPTION_LIMIT
    draft.description = _text(draft, column, text, lambda words: clean_text(words, limit))
    column, text = cell_of(draft, columns, "credit")
    draft.credit = _text(draft, column, text or choices.credit, clean_line)
    told = {name: cell_of(draft, columns, name)[1] for name in origins.FIELDS}
    draft.sources = origins.read_sources(draft.credit, told)
    column, text = cell_of(draft, columns, "spoken_for_by")
    draft.spoken_for_by = _text(draft, column, text, clean_line)
    draft.kind = _kind(draft, columns, reader)
    column, text = cell_of(draft, columns, "themes")
    _read_themes(draft, column, choices.values.get("themes", {}).get(text, text), reader)
    _, text = cell_of(draft, columns, "skills")
    known = [code or clean_line(part, len(part)) for part, code in reader.terms("skill", text)]
    draft.skills = tuple(dict.fromkeys(known))
    column, text = cell_of(draft, columns, "college")
    named = choices.values.get("college", {}).get(text, text)
    if reader.layer == SKETCH:
        _read_voice(draft, column, clean_line(named or choices.college), reader)
        return
    draft.college_id = reader.colleges.get(plain(named)) if named else None
    if named and draft.college_id is None:
        draft.blame("college_unknown", column, text)


def _read_themes(draft: Draft, column: str, text: str, reader: Reader) -> None:
    """Read themes: those of the démarche by their labels, then those that words hint at."""
    found: dict[str, None] = {}
    strange: list[str] = []
    for part, code in reader.terms("theme", text):
        named, unknown = ((code,), ()) if code else themes_of(part)
        found |= dict.fromkeys(named)
        strange += unknown
    draft.themes = tuple(found)
    if strange:
        draft.blame("theme_unknown", column, ", ".join(strange))


def _read_voice(draft: Draft, column: str, named: str, reader: Reader) -> None:
    """Read the college of a sketch: one that the démarche has not waits for a person's yes."""
    draft.college = named
    draft.college_id = reader.colleges.get(plain(named)) if named else None
    if draft.college_id is None and "colleges" not in reader.choices.accept:
        draft.blame("college_new" if named else "college_missing", column, named)


def _kind(draft: Draft, columns: Mapping[str, str], reader: Reader) -> str:
    """Return the kind a row says, or that of rows that say none."""
    layer, choices = reader.layer, reader.choices
    column, text = cell_of(draft, columns, "kind")
    given = choices.values.get("kind", {}).get(text)
    if layer == SKETCH:
        return ""
    if given and reader.words.knows(layer, given):
        return str(given)
    found = (reader.match(layer, text) or kind_of(layer, text)) if text else None
    if found is not None:
        return found
    if text:
        draft.blame("kind_unknown", column, text)
    alone = layer == "actor" and "name" not in columns and "last_name" in columns
    return choices.kind or ("person" if alone else DEFAULT_KINDS[layer])


def _read_siret(draft: Draft, columns: Mapping[str, str]) -> None:
    column, text = cell_of(draft, columns, "siret")
    if not text:
        return
    told, fault = read_siret(text)
    if fault:
        draft.blame(fault, column, text)
    draft.siret = keep_told(draft, column, text, told)


def _read_contact(draft: Draft, columns: Mapping[str, str], layer: str) -> None:
    """Read the private half; of a person alone, the name is that of the contact too."""
    _, person = cell_of(draft, columns, "person")
    if not person and "last_name" in columns:
        parts = [cell_of(draft, columns, name)[1] for name in ("first_name", "last_name")]
        person = " ".join(filter(None, parts))
    draft.person = _text(draft, columns.get("person", ""), person, clean_line)
    column, text = cell_of(draft, columns, "phone")
    told = keep_told(draft, column, text, read_phone(text))
    draft.phone = _text(draft, column, told, clean_line)
    column, text = cell_of(draft, columns, "email")
    if text and not is_email(text):
        draft.blame("email_wrong", column, text)
    draft.email = _text(draft, column, text, clean_line)
    column, text = cell_of(draft, columns, "informed_on")
    draft.informed_on = read_day(text)
    if text and draft.informed_on is None:
        draft.blame("date_unreadable", column, text)
