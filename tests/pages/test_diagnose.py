"""Diagnostic: read on screen, taken away from a route that checks who asks."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.document import KeyFigures
from animmap.core.model import RoundState
from animmap.services import diagnose, workshops
from animmap.texts import LANGUAGES, tr
from tests.pages.conftest import text_of

SECTIONS = (
    "identity", "story", "speakers", "ground", "riches", "convergences", "divergences",
    "minorities", "adopted", "limits", "sayings",
)  # fmt: skip


@pytest.fixture
def project(make_project, make_sketch, make_features):
    made = make_project()
    make_features(made)
    for rank in range(3):
        make_sketch(made, 0, label=f"Table {rank}", reason=f"Raison {rank}")
    make_sketch(made, 1, label="Voix seule", geometry=box(2.5, 50.4, 2.6, 50.6), reason="Seule")
    return made


def links_of(page):
    return [element.proto.url for element in page.main if element.type == "link_button"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_shown(open_page, project, language):
    page = open_page("diagnose", lang=language)
    assert not page.exception
    shown = text_of(page)
    for name in SECTIONS:
        assert tr(f"diagnostic.section.{name}", language) in shown


def test_the_figures_on_screen_are_those_of_the_document(open_page, project, desk):
    asked = workshops.list_rounds(desk, project.id)[0]
    document = diagnose.compose(diagnose.diagnose(desk, project.id, asked.id, "fr"), "fr")
    shown = text_of(open_page("diagnose"))
    figures = [
        item.value
        for section in document.sections
        for block in section.blocks
        if isinstance(block, KeyFigures)
        for item in block.items
    ]
    assert len(figures) > 8
    assert [value for value in figures if value not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_asked_of_their_own_route_in_the_language_read(
    open_page, project, desk, language
):
    asked = workshops.list_rounds(desk, project.id)[0]
    expected = [
        f"/documents/{project.id}/{asked.id}/diagnostic.{extension}?lang={language}"
        for extension in ("pdf", "html")
    ]
    assert links_of(open_page("diagnose", lang=language)) == expected


def test_without_a_sketch_the_page_says_so_and_where_to_draw(open_page, make_project):
    make_project()
    page = open_page("diagnose")
    assert tr("diagnostic.page.empty", "fr") in text_of(page)
    assert links_of(page) == []


def test_without_a_project_the_page_says_where_to_start(open_page, store):
    assert tr("common.no_project_text", "fr") in text_of(open_page("diagnose"))


def test_a_partner_reads_neither_labels_nor_a_college_of_one(open_page, project, desk):
    asked = workshops.list_rounds(desk, project.id)[0]
    workshops.set_round_state(desk, asked.id, RoundState.REVEALED)
    shown = text_of(open_page("diagnose", role="partner"))
    assert "Raison 1" in shown
    for hidden in ("Table 1", "Voix seule", "Seule"):
        assert hidden not in shown


def test_a_fictional_project_says_so_at_the_top(open_page, make_project, make_sketch):
    make_sketch(make_project(fictional=True))
    assert tr("demo.fictional", "fr") in text_of(open_page("frame"))
