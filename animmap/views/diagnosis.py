"""The diagnostic on screen: the same sections as the files, and the links that give these."""

from __future__ import annotations

from functools import partial
from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from animmap.core.diagnostic import Diagnostic
from animmap.core.document import Document, Section
from animmap.core.model import Project, Round
from animmap.errors import AnimmapError
from animmap.services import diagnose
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.views import exact, panels, quick, state
from animmap.views.state import say

FILES: tuple[tuple[str, str], ...] = (("pdf", "picture_as_pdf"), ("html", "article"))
ANCHOR = "diagnostic-"


def show(project: Project, asked: Round) -> None:
    """Show the whole document; the files are prepared last, when there is already much to read.

    That of a large round is drawn up in the background: meanwhile, how far it is.
    """
    diagnose.require_reader(state.desk(), project.id)
    with exact.part():
        reading = quick.read_exactly(asked.id, say("quick.page_needs_exact"))
        with panels.at_work(say("diagnostic.page.reading")):
            diagnostic, document = exact.read(
                reading,
                ("diagnostic", project.revision, state.language()),
                partial(_draw_up, state.desk(), project.id, asked.id, state.language()),
            )
        st.html(diagnose.section_style())
        files = st.container(horizontal=True, key="diagnostic-files")
        _show_contents(document)
        for section in document.sections:
            _show_section(document, section)
        with files:
            _offer_files(reading, diagnostic)


def _draw_up(
    desk: Desk, project_id: str, round_id: str, language: str
) -> tuple[Diagnostic, Document]:
    """Draw up the diagnostic of a question as the visitor may read it, and word it."""
    found = diagnose.diagnose(desk, project_id, round_id, language)
    return found, diagnose.compose(found, language)


def show_refusal(refusal: AnimmapError) -> None:
    """Say why there is no diagnostic: nothing drawn yet, or a refusal."""
    if refusal.code == "no_sketch_yet":
        panels.empty_state(
            say("diagnostic.page.empty"), say("diagnostic.page.empty_text"), screen="draw"
        )
    else:
        panels.show_error(refusal)


def _show_contents(document: Document) -> None:
    links = "".join(
        f'<li><a href="#{ANCHOR}{section.anchor}" target="_self">{escape(section.title)}</a></li>'
        for section in document.sections
    )
    title = escape(say("diagnostic.page.parts"))
    st.html(
        f'<nav class="dg dg-contents dg-screen" aria-label="{title}">'
        f'<ol start="0">{links}</ol></nav>'
    )


def _show_section(document: Document, section: Section) -> None:
    heading = f'<span class="dg-number">{escape(section.number)}</span>{escape(section.title)}'
    body = diagnose.section_html(document, section.anchor)
    st.html(
        f'<div class="dg dg-screen"><h2 id="{ANCHOR}{section.anchor}">{heading}</h2>{body}</div>'
    )


def _offer_files(reading: RoundReading, diagnostic: Diagnostic) -> None:
    """Make the files now, so that the download starts at once, then link to their own route."""
    language = state.language()
    with panels.at_work(say("diagnostic.page.preparing")):
        exact.read(
            reading,
            ("documents", diagnostic.stamp, language),
            partial(_make_files, diagnostic, language),
        )
    for extension, icon in FILES:
        st.link_button(
            say(f"diagnostic.page.{extension}"),
            address(diagnostic, extension, state.language()),
            icon=f":material/{icon}:",
            type="primary" if extension == FILES[0][0] else "secondary",
        )


def _make_files(diagnostic: Diagnostic, language: str) -> None:
    diagnose.export_html(diagnostic, language)
    diagnose.export_pdf(diagnostic, language)


def address(diagnostic: Diagnostic, extension: str, language: str) -> str:
    """Return the address of a file of the diagnostic; rights are checked there again."""
    identity = diagnostic.identity
    project, asked = (quote(each, safe="") for each in (identity.project_id, identity.round.id))
    query = urlencode({"lang": language})
    return f"/documents/{project}/{asked}/diagnostic.{extension}?{query}"
