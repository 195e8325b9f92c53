"""Screen texts: nothing missing, nothing unused, the same in both languages."""

import re
import string
from pathlib import Path

import pytest

from animmap import errors
from animmap.core import agreement, model, repair, taxonomy
from animmap.texts import (
    LANGUAGES,
    format_area,
    format_number,
    format_share,
    load_catalog,
    tr,
    typeset,
)

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    *(ROOT / "animmap").rglob("*.py"),
    *(ROOT / "pages").glob("*.py"),
    ROOT / "app.py",
    *(ROOT / "animmap" / "report" / "templates").glob("*"),
]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.is_file())
LITERALS = set(re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""", CODE))
# f"area.{code}" or "area.thing_" + code: whatever follows is a code of the domain.
PREFIXES = {
    found.rstrip("{")
    for found in re.findall(r"""f["']([a-z_]+\.(?:[a-z0-9_]+\.?)*\{)""", CODE)
    + re.findall(r"""["']([a-z_]+\.(?:[a-z0-9_.]*))["'] ?[+~]""", CODE)
    # A page of its own gets the whole area.
    + re.findall(r"""words_of_area\(["']([a-z_]+\.)["']""", CODE)
}


def is_used(identifier: str) -> bool:
    return identifier in LITERALS or any(identifier.startswith(prefix) for prefix in PREFIXES)


def forms(language: str, identifier: str) -> tuple[str, ...]:
    entry = load_catalog(language)[identifier]
    return entry if isinstance(entry, tuple) else (entry,)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_hold_the_same_identifiers():
    french, english = (set(load_catalog(language)) for language in LANGUAGES)
    assert french ^ english == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language):
    assert [key for key in load_catalog(language) if not all(forms(language, key))] == []


def test_a_sentence_has_the_same_placeholders_in_both_languages():
    different = {
        key
        for key in load_catalog("fr")
        if set().union(*map(placeholders, forms("fr", key)))
        != set().union(*map(placeholders, forms("en", key)))
    }
    assert different == set()


def test_every_message_is_used():
    assert sorted(key for key in load_catalog("fr") if not is_used(key)) == []


def test_every_identifier_in_code_has_its_message():
    asked = set(
        re.findall(r"""\b(?:say|tr|text|words)\(\s*["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""", CODE)
    )
    assert sorted(asked - set(load_catalog("fr"))) == []


def test_every_code_of_the_domain_has_its_words():
    wanted = (
        {f"error.{code}" for code in errors.CODES}
        | {f"repair.{code}" for code in repair.REJECTIONS}
        | {f"layer.{layer}" for layer in model.LAYERS}
        | {taxonomy.label_key(*key) for key in taxonomy.default_keys()}
        | {f"class.{klass}" for klass in agreement.CLASS_NAMES}
    )
    assert sorted(wanted - set(load_catalog("fr"))) == []


def test_every_refusal_sentence_has_its_code():
    said = {key.removeprefix("error.") for key in load_catalog("fr") if key.startswith("error.")}
    assert said - errors.CODES == set()


def test_a_unit_is_held_to_its_number_and_a_word_is_not():
    assert (
        typeset("{mb} Mo, {n} min. et 5 m près", "fr")
        == "{mb}\u00a0Mo, {n}\u00a0min. et 5\u00a0m près"
    )
    assert typeset("{n} km² or {n} MB", "en") == "{n}\u00a0km² or {n}\u00a0MB"
    for left_alone in ("{n} sketches", "{n} montre", "le {day} s’ouvre", "{n} h’s", "2 mains"):
        assert typeset(left_alone, "en") == left_alone


def keys_that_say(pattern: re.Pattern[str]) -> list[str]:
    return [
        key
        for language in LANGUAGES
        for key in load_catalog(language)
        if any(pattern.search(text) for text in forms(language, key))
    ]


def test_how_many_voices_a_figure_stands_on_is_never_cut():
    assert typeset("au pire (n = {n})", "fr") == "au pire (n\u00a0=\u00a0{n})"
    loose = re.compile(r"\bn = ")
    assert keys_that_say(loose) == []


def test_french_punctuation_is_held_to_its_word():
    """A no-break space before : ; ! ? » % and after «: no line starts with a colon."""
    loose = re.compile(r"[^\u00a0\u202f:;!?»%](?=[:;!?»%](?:\s|$))|«(?!\u00a0)")
    faulty = {
        key: text
        for key in load_catalog("fr")
        for text in forms("fr", key)
        if loose.search(re.sub(r"\S*://\S*", "", text))
    }
    assert faulty == {}


def test_french_apostrophes_are_curly():
    assert [k for k in load_catalog("fr") if any("'" in text for text in forms("fr", k))] == []


def test_no_screen_claims_a_true_perimeter():
    claims = re.compile(r"vrai périmètre|véritable périmètre|true perimeter|real perimeter", re.I)
    assert keys_that_say(claims) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_how_it_is_computed_names_a_source_or_a_convention(language):
    told = re.compile(r"\b(1[89]|20)\d\d\b|convention|Source|Polis", re.I)
    panels = [
        key
        for key in load_catalog(language)
        if re.search(
            r"^(compare|debates|evolution|soundness|adopt|zonings\.face).*[._]how(_|$)", key
        )
    ]
    assert len(panels) > 25
    unsourced = [
        key for key in panels if key != "compare.how" and not told.search(forms(language, key)[0])
    ]
    assert unsourced == []


def test_a_plural_message_follows_the_language_rule():
    assert tr("cli.compare.done", "fr", n=1, out="x").startswith("1 voix comparée,")
    assert tr("cli.compare.done", "fr", n=2, out="x").startswith("2 voix comparées,")
    assert tr("cli.compare.done", "en", n=0, out="x").startswith("0 voices")


def test_numbers_are_written_as_the_language_does():
    assert format_number(1234.5, "fr", decimals=1) == "1\u00a0234,5"
    assert format_number(1234.5, "en", decimals=1) == "1,234.5"
    assert format_area(12.345, "fr") == "12,3\u00a0km²"
    # A sliver between two outlines is not "0,00".
    assert (format_area(0.004, "fr"), format_area(0.006, "fr")) == ("0\u00a0km²", "0,01\u00a0km²")
    assert format_share(0.5, "fr") == "50\u00a0%"
