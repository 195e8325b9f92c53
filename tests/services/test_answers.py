"""Answers: places and words given once each, owned by their device, put right by the animator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from animmap.core.model import Role, RoundState
from animmap.core.room import AnswerState, RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    answers,
    contribute,
    explore,
    feed,
    history,
    room,
    workshops,
)
from animmap.services.answers import AnswerDraft
from animmap.services.explore import Filters
from animmap.services.workshops import RoundDraft
from tests.services.conftest import PLACE

EVERY_STATE = tuple(AnswerState)


def given(desk, places, states=EVERY_STATE):
    found = answers.list_answers(desk, places.id, states=states)
    return {each.id: each.state.value for each in found}


def test_an_answer_is_kept_once_with_its_commune(desk, enter, draft, places):
    phone = enter("p")
    first = answers.send_answer(phone, draft)
    again = answers.send_answer(phone, replace(draft, college_id="changed", label="Autre"))
    assert (first.status, again.status, again.answer) == ("stored", "already_stored", first.answer)
    [kept] = answers.list_answers(desk, places.id)
    assert kept == first.answer
    assert (kept.place, kept.commune_code) == (PLACE, "62003")
    assert contribute.voices_by_college(phone, places.id) == {draft.college_id: 1}


def test_another_answer_under_the_same_identifier_is_refused(enter, draft):
    answers.send_answer(enter("p"), draft)
    for phone, sent in ((enter("p"), replace(draft, words="Autre.")), (enter("q"), draft)):
        with pytest.raises(AnimmapError, match="sketch_conflict"):
            answers.send_answer(phone, sent)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"words": " ", "place": None}, "answer_empty"),
        ({"words": "x" * 2001}, "text_too_long"),
        ({"place": box(2.5, 50.4, 2.6, 50.5)}, "request_invalid"),
        ({"place": Point(2.5, 91)}, "geometry_outside_world"),
        ({"place": Point(float("nan"), 50)}, "geometry_outside_world"),
        ({"id": "a b"}, "request_invalid"),
        ({"college_id": "unknown"}, "college_unknown"),
        ({"round_id": "unknown"}, "not_found"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused(desk, enter, draft, places, change, refusal):
    with pytest.raises(AnimmapError, match=refusal):
        answers.send_answer(enter("p"), replace(draft, **change))
    assert given(desk, places) == {}


def test_a_place_needs_no_words_and_words_no_place(enter, draft):
    phone = enter("p")
    assert answers.send_answer(phone, replace(draft, words="")).status == "stored"
    said = answers.send_answer(phone, replace(draft, id="said", place=None)).answer
    assert (said.place, said.commune_code) == (None, None)


def test_a_question_of_words_takes_no_place_and_one_of_outlines_no_answer(
    desk, enter, draft, meeting
):
    asked = RoundDraft("Pourquoi ?", RoundKind.WORDS)
    words = workshops.create_round(desk, meeting.id, asked, RoundState.OPEN)
    outline = workshops.list_rounds(desk, meeting.project_id)[0]
    phone = enter("p")
    for round_id in (words.id, outline.id):
        with pytest.raises(AnimmapError, match="request_invalid"):
            answers.send_answer(phone, replace(draft, round_id=round_id))
    kept = answers.send_answer(phone, replace(draft, round_id=words.id, place=None))
    assert kept.status == "stored"


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (RoundState.PAUSED, "round_paused"),
        (RoundState.CLOSED, "round_closed"),
        (RoundState.REVEALED, "round_closed"),
    ],
)
def test_a_question_that_is_not_open_takes_no_answer_but_gives_them_back(
    desk, enter, draft, places, state, refusal
):
    phone = enter("p")
    answers.send_answer(phone, draft)
    workshops.set_round_state(desk, places.id, state)
    with pytest.raises(AnimmapError, match=refusal):
        answers.send_answer(phone, replace(draft, id="late"))
    with pytest.raises(AnimmapError, match=refusal):
        answers.amend_answer(phone, "first", "", replace(draft, words="Autre."))
    assert answers.send_answer(phone, draft).status == "already_stored"
    assert answers.withdraw_answer(phone, "first", "").state is AnswerState.WITHDRAWN


def test_a_device_gives_thirty_answers_at_most_and_one_more_for_each_withdrawn(enter, draft):
    phone = enter("p")
    for rank in range(answers.MOST_ANSWERS):
        answers.send_answer(phone, replace(draft, id=f"a{rank}"))
    with pytest.raises(AnimmapError, match="too_many_answers") as refusal:
        answers.send_answer(phone, replace(draft, id="more"))
    assert refusal.value.facts == {"most": 30}
    answers.withdraw_answer(phone, "a0", "")
    assert answers.send_answer(phone, replace(draft, id="more")).status == "stored"
    assert answers.send_answer(enter("q"), replace(draft, id="other")).status == "stored"


def test_a_device_amends_and_withdraws_its_own_answers_only(enter, draft, clock):
    phone, other = enter("p"), enter("q")
    answers.send_answer(phone, draft)
    clock.advance(minutes=1)
    wanted = replace(draft, words="Deux castors.", place=None)
    amended = answers.amend_answer(phone, "first", "", wanted, version=1)
    assert (amended.words, amended.place, amended.version) == ("Deux castors.", None, 2)
    assert amended.updated_at == clock()
    assert answers.amend_answer(phone, "first", "", wanted, version=1) == amended
    with pytest.raises(AnimmapError, match="edit_conflict"):
        answers.amend_answer(phone, "first", "", draft, version=1)
    with pytest.raises(AnimmapError, match="code_wrong"):
        answers.amend_answer(other, "first", "", draft)
    with pytest.raises(AnimmapError, match="code_wrong"):
        answers.withdraw_answer(other, "first", "222222")


def test_mon_code_opens_ones_answers_from_another_phone(store, clock, desk_as, meeting, three):
    mine = room.join(store, clock(), meeting.join_code, "p" * 43, None, "").code
    elsewhere = desk_as(Role.PARTICIPANT, meeting.project_id)
    found = contribute.find_all_mine(elsewhere, meeting.id, mine)
    assert [each.id for each in found.answers] == ["first", "second", "third"]
    assert found == contribute.find_all_mine(three, meeting.id)
    assert answers.withdraw_answer(elsewhere, "first", mine).state is AnswerState.WITHDRAWN


def test_a_hidden_answer_is_kept_and_can_come_back_but_a_withdrawn_one_cannot(
    desk, desk_as, three, places
):
    guest = desk_as(Role.PROJECTOR)
    answers.hide_answer(desk, "first")
    assert list(given(guest, places)) == ["second", "third"]
    answers.unhide_answer(desk, "first")
    assert list(given(guest, places)) == ["first", "second", "third"]
    answers.withdraw_answer(three, "second", "")
    for deed in (answers.hide_answer, answers.unhide_answer):
        with pytest.raises(AnimmapError, match="not_found"):
            deed(desk, "second")


def test_a_merged_answer_speaks_through_another_until_that_is_undone(desk, three, places):
    feed.merge(desk, "answer", "second", "third")
    feed.merge(desk, "answer", "first", "second")
    kept = {each.id: each for each in answers.list_answers(desk, places.id, states=EVERY_STATE)}
    assert [kept[name].merged_into for name in ("first", "second", "third")] == [
        None,
        "first",
        "first",
    ]
    with pytest.raises(AnimmapError, match="not_found"):
        answers.amend_answer(three, "second", "", AnswerDraft("", "", kept["first"].college_id,
                                                              "", "Autre."))  # fmt: skip
    history.undo_last(desk, workshops.get_round(desk, places.id).project_id)
    assert given(desk, places) == {"first": "sent", "second": "sent", "third": "merged"}


def test_withdrawing_an_answer_frees_those_it_spoke_for(desk, three, places):
    feed.merge(desk, "answer", "first", "second")
    answers.withdraw_answer(three, "first", "")
    assert given(desk, places) == {"first": "withdrawn", "second": "sent", "third": "sent"}


@pytest.mark.parametrize("role", [Role.PROJECTOR, Role.PARTICIPANT, Role.PARTNER])
def test_nobody_but_staff_reads_who_answered(desk, desk_as, enter, draft, places, role):
    for letter in "pqr":
        answers.send_answer(enter(letter), replace(draft, id=letter))
    assert {each.label for each in answers.list_answers(desk, places.id)} == {"Loutre"}
    seen = answers.list_answers(desk_as(role), places.id)
    assert {(each.label, each.participant_id) for each in seen} == {("", None)}
    assert len(seen) == 3


def test_partners_read_no_answer_of_a_college_of_one_or_two_voices(
    desk_as, enter, draft, places, colleges
):
    for letter in "pqr":
        answers.send_answer(enter(letter), replace(draft, id=letter))
    few = enter("s", 1)
    for name in ("one", "two", "three"):
        answers.send_answer(few, replace(draft, id=name, college_id=colleges[1]))
    assert len(answers.list_answers(desk_as(Role.PROJECTOR), places.id)) == 6
    # The veil covers three voices at least: the three of the first college with the single one.
    assert answers.list_answers(desk_as(Role.PARTNER), places.id) == []


def test_the_map_of_answers_gives_places_words_and_colleges(desk, enter, draft, places):
    phone = enter("p")
    answers.send_answer(phone, draft)
    answers.send_answer(phone, replace(draft, id="said", place=None, words="<b>&"))
    placed, said = answers.answers_geojson(desk, places.id)["features"]
    assert placed["geometry"] == {"type": "Point", "coordinates": (2.55, 50.45)}
    assert said["geometry"] is None
    assert said["properties"]["words"] == "<b>&"
    assert set(said["properties"]) == {"id", "college", "color", "words"}


def test_an_answer_goes_on_the_map_once_and_comes_off_whole(desk, meeting, three, places):
    def on_the_map():
        return explore.find_features(desk, meeting.project_id, Filters())

    made = answers.add_to_map(desk, "first", "species")
    assert answers.add_to_map(desk, "first", "species") == made
    assert on_the_map() == [made]
    assert (made.layer, made.name, made.geometry, made.commune_code) == (
        "living_asset",
        "first.",
        PLACE,
        "62003",
    )
    history.undo_last(desk, meeting.project_id)
    assert on_the_map() == []
    assert answers.list_answers(desk, places.id)[0].feature_id is None
    again = answers.add_to_map(desk, "first", "water")
    explore.remove_feature(desk, again.id)
    assert answers.add_to_map(desk, "first", "soil").kind == "soil"


def test_what_names_no_layer_of_the_map_stays_off_it(desk, enter, draft, places):
    answers.send_answer(enter("p"), replace(draft, words=""))
    with pytest.raises(AnimmapError, match="request_invalid"):
        answers.add_to_map(desk, "first", "species")
    answers.send_answer(enter("q"), replace(draft, id="named"))
    with pytest.raises(AnimmapError, match="kind_unknown"):
        answers.add_to_map(desk, "named", "association")


def test_a_need_that_a_voice_named_goes_to_the_layer_of_needs(desk, enter, draft, places):
    asked = RoundDraft("Que manque-t-il ?", RoundKind.PLACES, "need", blind=False)
    workshops.update_round(desk, places.id, asked)
    answers.send_answer(enter("p"), replace(draft, words="Une épicerie"))
    with pytest.raises(AnimmapError, match="kind_unknown"):
        answers.add_to_map(desk, draft.id, "species")
    made = answers.add_to_map(desk, draft.id, "need")
    assert explore.find_features(desk, places.project_id, Filters(layers=("need",))) == [made]
