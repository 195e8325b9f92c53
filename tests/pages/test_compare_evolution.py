"""Évolution: what moved between two questions, in words, beside three maps."""

from __future__ import annotations

from datetime import date

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState
from animmap.services import workshops
from animmap.services.workshops import RoundDraft
from tests.pages.conftest import open_compare_part, plain_text_of

WEST, WHOLE = box(2.50, 50.40, 2.60, 50.60), box(2.50, 50.40, 2.70, 50.60)
HOSTILE = "Et <b>maintenant</b> {{7*191}} ?"


@pytest.fixture
def second(desk, make_project, make_sketch):
    """Return the second question of a démarche: three voices go from the west to all."""
    project = make_project()
    meeting = workshops.create_workshop(desk, project.id, "Second", date(2026, 12, 1))
    draft = RoundDraft(HOSTILE, blind=False)
    asked = workshops.create_round(desk, meeting.id, draft, RoundState.OPEN)
    for _ in range(3):
        make_sketch(project, 0, geometry=WEST)
        make_sketch(project, 0, geometry=WHOLE, round_id=asked.id)
    return asked


@pytest.mark.parametrize("role", ["animator", "partner"])
def test_what_moved_is_told_in_sentences_with_its_n_and_how_it_is_computed(open_page, second, role):
    text = plain_text_of(open_compare_part(open_page, "evolution", role, question=second.id))
    assert "À au moins 67 % des voix" in text or "À au moins 50 % des voix" in text
    assert "(n = 3)" in text
    assert "2 communes entrent dans la zone" in text
    assert "Béthune, Divion" in text
    assert "Molchanov, Theory of Random Sets, 2005" in text
    assert "Aucune voix n’est reconnue d’une question à l’autre" in text
    assert HOSTILE in text


def test_three_maps_share_one_scale_and_move_together(open_page, fake_map, second):
    fake_map.shown.clear()
    open_compare_part(open_page, "evolution", question=second.id)
    ours = [each for each in fake_map.shown if each["key"].startswith("evolution-")]
    last = {each["key"].split("-")[1]: each for each in ours}
    assert set(last) == {"before", "after", "shift"}
    assert {each["group"] for each in last.values()} == {"evolution"}
    [layer] = [one for one in last["shift"]["overlays"] if one.kind == "agreement"]
    assert f"/api/rounds/{second.id}/evolution.geojson" in layer.url


def test_the_first_question_is_before_whichever_is_on_screen(open_page, desk, second):
    first = workshops.list_rounds(desk, second.project_id)[0]
    text = plain_text_of(open_compare_part(open_page, "evolution", question=first.id))
    assert "2 communes entrent dans la zone" in text


def test_a_question_alone_says_what_is_missing(open_page, make_project, make_sketch):
    make_sketch(make_project())
    assert "Il faut deux questions" in plain_text_of(open_compare_part(open_page, "evolution"))


def test_a_question_not_yet_revealed_is_not_set_beside_another(
    open_page, desk, second, make_sketch
):
    meeting = workshops.list_workshops(desk, second.project_id)[0]
    blind = workshops.create_round(desk, meeting.id, RoundDraft("À l’aveugle ?"), RoundState.OPEN)
    [project] = [workshops.get_round(desk, second.id).project_id]
    make_sketch(_Project(project), 0, geometry=WEST, round_id=blind.id)
    text = plain_text_of(open_compare_part(open_page, "evolution", question=blind.id))
    assert "restent cachés jusqu’à la révélation" in text


class _Project:
    def __init__(self, identifier: str) -> None:
        self.id = identifier


def test_more_than_two_questions_make_a_series(open_page, desk, second, make_sketch):
    meeting = workshops.list_workshops(desk, second.project_id)[0]
    draft = RoundDraft("Encore ?", blind=False)
    third = workshops.create_round(desk, meeting.id, draft, RoundState.OPEN)
    make_sketch(_Project(second.project_id), 0, geometry=WEST, round_id=third.id)
    text = plain_text_of(open_compare_part(open_page, "evolution", question=second.id))
    assert "De question en question" in text
    assert "3 questions, dans l’ordre des ateliers" in text
