"""A surprise on a page: the visitor gets a sentence and a reference, the log gets the trace."""

from __future__ import annotations

import logging
import re

from streamlit.testing.v1 import AppTest

from animmap.texts import tr
from tests.pages.conftest import text_of


def broken_page():
    from animmap.views.breakdown import show_breakdown

    assert show_breakdown(RuntimeError("/home/someone/secret")) is True


def test_visitor_gets_a_reference_that_the_log_explains(caplog):
    with caplog.at_level(logging.ERROR, logger="animmap.views"):
        page = AppTest.from_function(broken_page).run()
    (told,) = [each.value for each in page.error]
    assert "secret" not in told
    assert not page.exception
    reference = re.search(r"\b[0-9a-f]{8}\b", told)[0]
    assert reference in caplog.text
    assert "/home/someone/secret" in caplog.text


def refused_page():
    from animmap.errors import AnimmapError
    from animmap.views.breakdown import show_breakdown

    assert show_breakdown(AnimmapError("link_invalid")) is True


def test_a_refusal_is_told_as_what_it_is_and_leaves_no_trace(caplog):
    page = AppTest.from_function(refused_page).run()
    assert not page.error
    assert tr("error.link_invalid", "fr") in text_of(page)
    assert not [each for each in caplog.records if each.name.startswith("animmap")]
