"""Every refusal has its sentence, and gives it the facts it needs."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from animmap.core.repair import REJECTIONS
from animmap.errors import CODES
from animmap.settings import ROOT
from animmap.texts import LANGUAGES, load_catalog

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
