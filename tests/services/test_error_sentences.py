"""Every refusal has its sentence, and gives it the facts it needs."""

from __future__ import annotations

import ast
import errno
import re
import sqlite3
from pathlib import Path
from string import Formatter

import pytest

from animmap.commands.refusals import explain
from animmap.core.repair import REJECTIONS
from animmap.errors import CODES, REASONS, AnimmapError, reason_of
from animmap.settings import ROOT
from animmap.texts import LANGUAGES, load_catalog, tr

REPAIRS = {
    "collapsed_part",
    "mixed_types",
    "overlapping_parts",
    "repeated_points",
    "self_crossing",
    "unclosed",
}


def refusals() -> list[tuple[str, str, frozenset[str]]]:
    """Return (place, code, facts given) of every ``AnimmapError("code", …)`` of the source."""
    found = []
    for path in sorted((ROOT / "animmap").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "AnimmapError":
                code = node.args[0] if node.args else None
                if isinstance(code, ast.Constant):
                    facts = frozenset(str(keyword.arg) for keyword in node.keywords)
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    found.append((place, str(code.value), facts))
    return found


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_every_sentence_a_code(language):
    sentences = {name for name in load_catalog(language) if name.startswith("error.")}
    assert sentences == {f"error.{code}" for code in CODES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_says_what_happened_what_is_safe_and_what_to_do(language):
    for code in CODES:
        sentence = str(load_catalog(language)[f"error.{code}"])
        assert len(re.findall(r"[.!?](?=\s|$)", sentence)) >= 3, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_gives_its_sentence_the_facts_it_needs(language):
    catalog = load_catalog(language)
    missing = [
        (place, code, wanted - facts)
        for place, code, facts in refusals()
        if (wanted := placeholders(str(catalog[f"error.{code}"]))) - facts
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_repair_has_a_sentence(language):
    sentences = {name for name in load_catalog(language) if name.startswith("repair.")}
    assert sentences >= {f"repair.{code}" for code in REPAIRS | REJECTIONS}


def test_french_double_punctuation_keeps_to_its_word():
    text = Path(ROOT / "animmap/locales/fr/errors.po").read_text(encoding="utf-8")
    sentences = re.findall(r'msgstr "(.+)"', text)
    assert not [
        each for each in sentences if re.search(r"(?<![\xa0\d])[:;!?»](?!\d)|«(?!\xa0)", each)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_the_system_has_a_sentence_and_every_sentence_a_reason(language):
    sentences = {name for name in load_catalog(language) if name.startswith("reason.")}
    assert sentences == {f"reason.{code}" for code in REASONS}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (PermissionError(errno.EACCES, "Permission denied"), "no_right"),
        (OSError(errno.EROFS, "Read-only file system"), "read_only"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "path_missing"),
        (IsADirectoryError(errno.EISDIR, "Is a directory"), "path_taken"),
        (sqlite3.OperationalError("database or disk is full"), "disk_full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "read_only"),
        (sqlite3.OperationalError("unable to open database file"), "path_unopened"),
        (RuntimeError("something nobody has seen"), "unknown"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_the_reason_of_the_system_in_the_language_of_the_screen(
    error, reason, language
):
    assert reason_of(error) == reason
    said = tr("error.pack_unwritable", language, reason=reason_of(error))
    assert str(load_catalog(language)[f"reason.{reason}"]) in said
    assert reason not in said
    assert str(error.args[-1]) not in said


def test_a_command_says_the_reason_in_the_language_of_its_screen():
    refused = AnimmapError("file_unwritable", name="a.json", reason=reason_of(OSError(28, "No")))
    line = explain(refused, "a.json", tr)
    assert "le disque est plein" in line
    assert "disk_full" not in line
