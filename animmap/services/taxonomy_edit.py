"""Making the words of a démarche one's own: name, colour, order, retire, merge, bring, take away.

Nothing is erased: a retired or merged term keeps its name for what bore it. Each deed is one
change, taken back by one undo.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from animmap.core import vocabulary_file
from animmap.core.cleaning import clean_line, fold
from animmap.core.model import LAYERS, Feature
from animmap.core.palette import contrast_on_paper
from animmap.core.taxonomy import VOCABULARIES, Taxonomy, Term, new_code
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.explore import Filters, find_features
from animmap.services.taxonomy import get_taxonomy
from animmap.storage import schema
from animmap.storage import taxonomy as rows
from animmap.storage.changes import Change
from animmap.storage.schema_taxonomy import taxonomy_term

# A screen may let more through than it says it takes: what is read is measured here.
LARGEST_MB = 1
LABEL_LIMIT = 60
LEAST_CONTRAST = 3.0
_COLOR = re.compile(r"#[0-9A-F]{6}")
_CODE = re.compile(r"[a-z0-9_]{1,32}")


def save_words(desk: Desk, project_id: str, vocabulary: str, terms: Sequence[Term]) -> int:
    """Make a vocabulary what ``terms`` say, in their order; return how many terms changed.

    One without code is new and gets one; those not among them keep their place at the end.

    Raises
    ------
    AnimmapError
        ``request_invalid`` (unknown vocabulary, code of another form), ``name_missing``,
        ``text_too_long``, ``term_taken`` (two terms of one label), ``color_invalid``,
        ``color_faint`` (under 3:1 on white).
    """
    require(desk, project_id=project_id)
    known = get_taxonomy(desk, project_id)
    wanted = _completed(known, vocabulary, terms)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        return _write(change, known, vocabulary, wanted)


def _completed(known: Taxonomy, vocabulary: str, terms: Sequence[Term]) -> list[Term]:
    """Return every term of a vocabulary as wanted, checked, in order."""
    if vocabulary not in VOCABULARIES:
        raise AnimmapError("request_invalid", parameter="vocabulary")
    taken = set(known.codes(vocabulary, retired=True)) | {term.code for term in terms}
    wanted: dict[str, Term] = {}
    for term in terms:
        ready = _checked(term)
        code = ready.code or new_code(next(filter(None, ready.labels.values())), taken)
        taken.add(code)
        wanted[code] = replace(ready, vocabulary=vocabulary, code=code)
    rest = [term for term in known.of(vocabulary, retired=True) if term.code not in wanted]
    every = [*wanted.values(), *rest]
    _check_apart(every)
    return every


def _checked(term: Term) -> Term:
    labels = {language: clean_line(label, LABEL_LIMIT) for language, label in term.labels.items()}
    if not any(labels.values()):
        raise AnimmapError("name_missing")
    if term.code and not _CODE.fullmatch(term.code):
        raise AnimmapError("request_invalid", parameter="code")
    color = term.color.strip().upper()
    if color and not _COLOR.fullmatch(color):
        raise AnimmapError("color_invalid", color=color[:20])
    if color and contrast_on_paper(color) < LEAST_CONTRAST:
        raise AnimmapError("color_faint", color=color)
    codes = tuple(dict.fromkeys(filter(None, (clean_line(code, 20) for code in term.codes))))
    return replace(term, labels=labels, color=color, codes=codes)


def _check_apart(terms: Sequence[Term]) -> None:
    """Refuse two offered terms of one label: nobody could tell them apart."""
    for language in {language for term in terms for language in term.labels}:
        seen: set[str] = set()
        for term in terms:
            label = fold(term.labels.get(language, ""))
            if label and not term.retired and label in seen:
                raise AnimmapError("term_taken", label=term.labels[language])
            seen |= set() if term.retired else {label}


def _write(change: Change, known: Taxonomy, vocabulary: str, wanted: Sequence[Term]) -> int:
    """Write what changed; every place once the order is not what it was."""
    before = known.of(vocabulary, retired=True)
    moved = [term.code for term in before] != [term.code for term in wanted]
    changed = 0
    for position, term in enumerate(wanted):
        old = known.find(vocabulary, term.code)
        if moved or old is None or replace(old, own=term.own) != term:
            changed += old is None or replace(old, own=term.own) != term
            _put(change, term, position)
    return changed + (moved and not changed)


def _put(change: Change, term: Term, position: int) -> None:
    values = rows.term_values(term, position)
    row_id = rows.find_id(change.connection, change.project_id, term)
    if row_id is not None:
        change.update(taxonomy_term, row_id, values, "term.amended")
        return
    identity = {
        "id": new_id(),
        "project_id": change.project_id,
        "vocabulary": term.vocabulary,
        "code": term.code,
        "created_at": change.at,
        "updated_at": change.at,
    }
    change.insert(taxonomy_term, identity | values, "term.added")


def merge_terms(desk: Desk, project_id: str, vocabulary: str, code: str, into: str) -> int:
    """Give what bears a term another one, and retire the first; return how many features follow.

    Raises
    ------
    AnimmapError
        ``not_found`` when one of them is unknown, ``request_invalid`` when they are the same.
    """
    require(desk, project_id=project_id)
    known = get_taxonomy(desk, project_id)
    gone = known.find(vocabulary, code)
    if gone is None or not known.knows(vocabulary, into):
        raise AnimmapError("not_found")
    if code == into:
        raise AnimmapError("request_invalid", parameter="into")
    bearers = _bearers(desk, project_id, vocabulary, code)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        _follow(change, vocabulary, code, into, bearers)
        order = known.codes(vocabulary, retired=True)
        _put(change, replace(gone, retired=True), order.index(code))
    return len(bearers)


def _bearers(desk: Desk, project_id: str, vocabulary: str, code: str) -> list[Feature]:
    if vocabulary in LAYERS:
        return find_features(desk, project_id, Filters((vocabulary,), kinds=(code,)))
    found = find_features(desk, project_id, Filters())
    return [item for item in found if code in getattr(item, f"{vocabulary}s")]


def _follow(
    change: Change, vocabulary: str, code: str, into: str, bearers: Sequence[Feature]
) -> None:
    column = "kind" if vocabulary in LAYERS else f"{vocabulary}s"
    alike: dict[object, list[str]] = defaultdict(list)
    for item in bearers:
        alike[getattr(item, column)].append(item.id)
    for borne, ids in alike.items():
        value: object = into
        if isinstance(borne, tuple):
            value = list(dict.fromkeys(into if each == code else each for each in borne))
        change.update_many(schema.feature, ids, {column: value}, "features.altered")


def export_words(desk: Desk, project_id: str, extension: str) -> bytes:
    """Return every term of a démarche as CSV (UTF-8 with its mark) or JSON; staff only."""
    require(desk, project_id=project_id)
    text = vocabulary_file.write(get_taxonomy(desk, project_id).terms, extension)
    return text.encode("utf-8-sig" if extension == "csv" else "utf-8")


def import_words(desk: Desk, project_id: str, body: bytes, extension: str) -> int:
    """Make the vocabularies of a file those of a démarche; return how many terms changed.

    Terms are known by their code; those that the file does not name stay, after the others.

    Raises
    ------
    AnimmapError
        ``words_file_invalid``, ``encoding_unknown``, ``file_too_large``, those of ``save_words``:
        nothing is written.
    """
    require(desk, project_id=project_id)
    if len(body) > LARGEST_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=extension, most_mb=LARGEST_MB)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnimmapError("encoding_unknown", name=extension, encoding="UTF-8") from error
    brought: dict[str, list[Term]] = defaultdict(list)
    for term in vocabulary_file.read(text, extension):
        brought[term.vocabulary].append(term)
    known = get_taxonomy(desk, project_id)
    wanted = {name: _completed(known, name, terms) for name, terms in brought.items()}
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        return sum(_write(change, known, name, terms) for name, terms in wanted.items())
