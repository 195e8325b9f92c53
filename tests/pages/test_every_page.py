"""What holds for every page file found on disk."""

from __future__ import annotations

import pytest

from animmap.core.model import Role
from animmap.settings import ROOT
from animmap.texts import LANGUAGES, tr
from animmap.views import state
from animmap.views.screens import SCREENS, screen_named
from tests.pages.conftest import tags_of, text_of

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
CANARIES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{7*191}}",
    "`${7*191}`",
    "**gras** :red[rouge] $x^2$ [lien](https://exemple.test)",
)
OUR_TAGS = {
    "a", "b", "bdi", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "i", "li", "nav", "ol", "p",
    "picture drawn here", "section", "small", "span", "strong", "summary", "table", "tbody",
    "td", "th", "thead", "time", "tr", "ul",
}  # fmt: skip


@pytest.fixture
def project_at_work(make_project, make_features, make_sketch):
    """Return a project with features of each layer and the sketches of two colleges."""
    project = make_project()
    make_features(project)
    make_sketch(project, college=0)
    make_sketch(project, college=1)
    return project


def test_every_page_file_is_a_screen_and_every_screen_has_its_file():
    assert set(PAGES) == {screen.name for screen in SCREENS}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_opens_on_an_empty_store_and_says_what_to_do(open_page, name, language):
    page = open_page(name, lang=language)
    assert not page.exception
    assert text_of(page).strip()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_opens_on_a_new_project_without_features_or_sketches(
    open_page, make_project, name, language
):
    make_project()
    page = open_page(name, lang=language)
    assert not page.exception
    # The wall is a page of its own, framed: its words are tested there.
    assert text_of(page).strip() or page.get("iframe")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_opens_on_a_project_at_work(open_page, project_at_work, name, language):
    page = open_page(name, lang=language, demarche=project_at_work.id)
    assert not page.exception


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_a_page_shows_a_role_it_is_not_for_a_sentence_and_nothing_else(
    open_page, make_project, name, role
):
    make_project()
    page = open_page(name, role=role.value)
    assert not page.exception
    if role not in screen_named(name).roles:
        assert tr("error.access_denied", "fr") in text_of(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("canary", CANARIES)
def test_words_of_people_are_shown_as_typed(open_page, make_project, make_sketch, name, canary):
    from animmap.services.projects import CollegeDraft

    project = make_project(
        name=canary,
        summary=canary,
        territory_name=canary,
        question=canary,
        colleges=(CollegeDraft(canary), CollegeDraft("ESS")),
    )
    make_sketch(project, college=0, label=canary, reason=canary)
    page = open_page(name)
    assert not page.exception
    assert tags_of(page) <= OUR_TAGS
    assert "1337" not in text_of(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_database_that_fails_gets_a_sentence_not_a_trace(open_page, monkeypatch, name):
    from animmap.errors import AnimmapError

    def fail():
        raise AnimmapError("database_busy")

    monkeypatch.setattr(state.desk_service, "open_store", fail)
    page = open_page(name)
    assert not page.exception
    assert tr("error.database_busy", "fr") in text_of(page)
