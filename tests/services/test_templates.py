"""Ready-made questions: whole in each language, added and taken back together."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.errors import AnimmapError
from animmap.services import history, templates, workshops
from animmap.texts import LANGUAGES


@pytest.fixture
def meeting(desk, make_project):
    [first] = workshops.list_workshops(desk, make_project().id)
    return first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", templates.TEMPLATES)
def test_a_template_adds_its_questions_as_drafts_and_one_undo_takes_them_back(
    desk, meeting, template, language
):
    before = workshops.list_rounds(desk, meeting.project_id)
    made = templates.apply_template(desk, meeting.id, template, language)
    assert workshops.list_rounds(desk, meeting.project_id) == [*before, *made]
    drafts = templates.drafts_of(template, language)
    assert [each.question for each in made] == [draft.question for draft in drafts]
    assert {each.state for each in made} == {RoundState.DRAFT}
    assert [each.position for each in made] == list(range(1, len(made) + 1))
    history.undo_last(desk, meeting.project_id)
    assert workshops.list_rounds(desk, meeting.project_id) == before


def test_an_unknown_template_adds_nothing(desk, meeting):
    with pytest.raises(AnimmapError, match="request_invalid"):
        templates.apply_template(desk, meeting.id, "cinema", "fr")
    assert len(workshops.list_rounds(desk, meeting.project_id)) == 1
