"""The diagnostic as files: literal texts, nothing asked of anybody, the same numbers everywhere."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from functools import partial
from itertools import pairwise

import pytest

from animmap.core.document import Facts, KeyFigures, Names, Picture, Quotes, Table
from animmap.services import compare, diagnose, rehearse, workshops
from animmap.texts import LANGUAGES, tr
from tests.report.conftest import (
    Page,
    add_feature,
    adopt_now,
    blocks_of,
    drawn_up,
    flat,
    page_of,
    pdf_text,
)

HOSTILE = (
    "{{7*191}} {% raw %} {# x",
    "`${7*191}` \\u{zz} \\",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=1+1 +33 6 @SUM(A1)",
    "#hash $y$ *z* _w_ <b> @label [x] #set text(red)",
    "</title></svg><style>*{display:none}</style>",
    "a & b &amp; \"c\" 'd'",
)
UNPRINTABLE = "avant\x00\x0b\x1f\u202e\ufffe après"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_literal_in_html_and_brings_no_element(make_round, text):
    here = make_round(text)
    add_feature(here, text)
    adopt_now(here, text)
    page = page_of(drawn_up(here))
    assert page.text.count(flat(text)) >= 8
    assert {"script", "img", "iframe", "object", "link"} & {tag for tag, _ in page.tags} == set()
    assert len(page.named("style")) == 1
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_literal_in_the_pdf(make_round, text):
    here = make_round(text)
    add_feature(here, text)
    adopt_now(here, text)
    shown = pdf_text(diagnose.export_pdf(drawn_up(here), "fr"))
    assert shown.count(flat(text)) >= 5
    assert "1337" not in shown


def test_unprintable_characters_never_stop_a_document(make_round):
    here = make_round(UNPRINTABLE)
    add_feature(here, UNPRINTABLE)
    diagnostic = drawn_up(here)
    assert "avant après" in page_of(diagnostic).text
    assert "avant après" in pdf_text(diagnose.export_pdf(diagnostic, "fr"))


def test_right_to_left_names_and_french_signs_are_set_in_the_pdf(make_round):
    here = make_round("« Œuvre d’été » : Ça et là ; naïf ?")
    add_feature(here, "نهر الليس")
    content = diagnose.export_pdf(drawn_up(here), "fr")
    assert "« Œuvre d’été » : Ça et là ; naïf ?" in pdf_text(content)
    assert b"DejaVuSans" in content  # Letters that the main typeface lacks come from another.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_asks_nothing_of_anybody(make_round, language):
    here = make_round()
    add_feature(here, "Source")
    text = diagnose.export_html(drawn_up(here), language).decode()
    page = Page(text)
    assert re.findall(r"https?://|//[a-z]", re.sub(r"data:[^\"]+", "", text)) == []
    addresses = [
        value for _, attributes in page.tags for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "action")
    ]  # fmt: skip
    assert all(str(value).startswith(("#", "data:")) for value in addresses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_a_document_that_everybody_can_read(make_round, language):
    here = make_round()
    add_feature(here, "Source")
    page = page_of(drawn_up(here), language)
    assert page.named("html") == [{"lang": language}]
    assert len(page.named("h1")) == 1
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    targets = {str(one["href"])[1:] for one in page.named("a")}
    assert targets <= set(identifiers)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope" in one for one in page.named("th"))
    drawn = [one for one in page.named("svg") if one.get("role") == "img"]
    assert len(drawn) == len(page.named("figure")) == len(page.named("title")) - 1


def test_the_pdf_is_tagged_titled_and_in_its_language(make_round):
    content = diagnose.export_pdf(drawn_up(make_round()), "en")
    assert content.startswith(b"%PDF")
    assert b"/MarkInfo" in content
    assert re.search(rb"/Lang\s*\(en\)", content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_numbers_stand_in_the_page_the_html_and_the_pdf(make_round, language):
    here = make_round()
    add_feature(here, "Source")
    adopt_now(here)
    diagnostic = drawn_up(here)
    document = diagnose.compose(diagnostic, language)
    html = page_of(diagnostic, language).text
    pdf = pdf_text(diagnose.export_pdf(diagnostic, language))
    screen = " ".join(
        Page(diagnose.section_html(document, section.anchor)).text for section in document.sections
    )
    values = [item.value for block in blocks_of(document, KeyFigures) for item in block.items]
    values += [cell for table in blocks_of(document, Table) for row in table.rows for cell in row]
    values += [text for facts in blocks_of(document, Facts) for _, text in facts.rows]
    assert len(values) > 50
    for shown in (html, pdf, screen):
        assert [value for value in values if flat(value) not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_listed_once_in_the_class_of_its_place(make_round, language):
    here = make_round()
    add_feature(here, "Au milieu", 2.6)  # in both rectangles: core
    add_feature(here, "À l’ouest", 2.51)
    add_feature(here, "Nulle part", 2.9)
    add_feature(here, "Sans lieu", place=False)
    section = diagnose.compose(drawn_up(here), language).sections[4]
    titles, listed = "", {}
    for block in section.blocks:
        titles = getattr(block, "text", titles) if type(block).__name__ == "Heading" else titles
        for item in block.items if isinstance(block, Names) else ():
            assert item.name not in listed
            listed[item.name] = titles
    assert listed == {
        "Au milieu": tr("diagnostic.riches.core", language, n=1),
        # Habitants and Communes include it, ESS does not: the colleges oppose one another.
        "À l’ouest": tr("diagnostic.riches.debated", language, n=1),
        "Nulle part": tr("diagnostic.riches.blind_spot", language, n=1),
        "Sans lieu": tr("diagnostic.riches.unplaced", language, n=1),
    }


def test_every_picture_is_sound_says_n_and_day_and_has_an_alternative(make_round):
    here = make_round()
    add_feature(here, "Source")
    adopt_now(here)
    pictures = blocks_of(diagnose.compose(drawn_up(here), "fr"), Picture)
    assert {picture.name for picture in pictures} == {
        "weights", "agreement", "pair", "reach", "likeness", "riches", "classes", "adopted",
    }  # fmt: skip
    for picture in pictures:
        root = ET.fromstring(picture.svg)
        assert root[0].tag.endswith("title")
        assert root[0].text == picture.alt
        assert "7 voix" in picture.caption
        assert "23 novembre 2026" in picture.caption


def test_a_text_with_markup_stays_a_text_in_pictures(make_round):
    here = make_round("</text><script>x</script>")
    pictures = blocks_of(diagnose.compose(drawn_up(here), "fr"), Picture)
    for picture in pictures:
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(picture.svg).iter()}
        assert tags <= {
            "svg", "title", "g", "path", "rect", "text", "line", "circle", "polyline",
            "clipPath", "pattern",
        }  # fmt: skip


def test_trial_voices_are_named_at_the_head_of_a_document(make_round):
    here = make_round()
    warned = flat(tr("rehearsal.mixed", "fr", n=4))
    assert warned not in page_of(drawn_up(here)).text
    rehearse.simulate(here.desk, here.id, voices=4)
    assert warned in page_of(drawn_up(here)).text


def test_documents_are_kept_until_something_changes(make_round, make_sketch, clock):
    here = make_round()
    first = drawn_up(here)
    assert drawn_up(here) is first
    assert diagnose.export_pdf(first, "fr") is diagnose.export_pdf(first, "fr")
    assert diagnose.export_html(first, "fr") != diagnose.export_html(first, "en")
    make_sketch(here.project, 1)
    second = drawn_up(here)
    assert second.speakers.voices == first.speakers.voices + 1
    clock.advance(days=1)
    assert drawn_up(here).identity.edited_on != second.identity.edited_on


def test_the_json_holds_the_values_and_no_secret(make_round):
    plain = json.loads(diagnose.export_json(drawn_up(make_round())))
    assert plain["speakers"]["voices"] == 7
    assert [chair["name"] for chair in plain["speakers"]["empty_chairs"]] == ["Chercheurs"]
    assert "stamp" not in plain
    assert "maps" not in plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lone_voice_without_reason_nor_riches_still_makes_a_document(
    make_project, make_sketch, desk, language
):
    project = make_project(summary="")
    make_sketch(project, reason="")
    asked = workshops.list_rounds(desk, project.id)[0]
    diagnostic = diagnose.diagnose(desk, project.id, asked.id, language)
    document = diagnose.compose(diagnostic, language)
    assert blocks_of(document, Quotes) == []
    assert diagnose.export_pdf(diagnostic, language).startswith(b"%PDF")
    assert "<section" in diagnose.export_html(diagnostic, language).decode()


def test_a_round_too_large_for_faces_makes_every_document_with_its_zones(make_round, monkeypatch):
    few = partial(compare.compare_shapes, most_faces=0)
    monkeypatch.setattr(compare, "compare_shapes", few)
    diagnostic = drawn_up(make_round())
    assert diagnostic.convergences or diagnostic.divergences
    assert flat(tr("diagnostic.convergences.intro", "fr")) in page_of(diagnostic).text
    assert diagnose.export_pdf(diagnostic, "fr").startswith(b"%PDF")
