"""Partager: links made, shown once, listed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import access
from animmap.texts import tr
from tests.pages.conftest import text_of


def make_link(page, role: str, label: str):
    page.radio(key="share_role").set_value(Role(role))
    page.text_input(key="share_label").input(label)
    page.button(key="FormSubmitter:share_form-" + tr("share.make", "fr")).click().run()
    return page.code[0].value.rsplit("/", 1)[-1]


@pytest.mark.parametrize("role", ["participant", "projector", "partner", "animator"])
def test_a_link_opens_the_project_in_its_role(open_page, desk, make_project, role):
    project = make_project()
    token = make_link(open_page("share"), role, "Salle des fêtes")
    opened = access.access_of_token(desk.store, token, datetime.now(UTC))
    assert (opened.role, opened.project_id) == (Role(role), project.id)


def test_the_address_of_a_link_is_shown_once_with_a_warning_and_never_in_the_page_address(
    open_page, make_project
):
    make_project()
    page = open_page("share")
    token = make_link(page, "projector", "Mur")
    assert any(tr("share.once", "fr") == warning.value for warning in page.warning)
    assert token not in str(page.query_params)
    page.button(key="share_put_away").click().run()
    assert len(page.code) == 0
    assert "Mur" in text_of(page)


def test_a_revoked_link_stops_opening_anything(open_page, desk, make_project):
    project = make_project()
    page = open_page("share")
    token = make_link(page, "partner", "Conseil")
    (link,) = access.list_links(desk, project.id)
    page.button(key=f"yes_revoke_{link.id}").click().run()
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(desk.store, token, datetime.now(UTC))


def test_a_project_without_links_says_when_one_is_needed(open_page, make_project):
    make_project()
    assert tr("share.none_why", "fr") in text_of(open_page("share"))
