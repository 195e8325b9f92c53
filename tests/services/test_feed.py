"""Arrivals: seen as they come, put right in one deed, taken back in one key."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import Polygon, box

from animmap.core.crs import to_metric
from animmap.core.model import RoundState, SketchMethod, SketchState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import answers, contribute, feed, history, notes, projects, workshops
from animmap.services.answers import AnswerDraft
from animmap.services.workshops import RoundDraft

WEST, EAST = box(2.5, 50.4, 2.6, 50.5), box(2.55, 50.4, 2.7, 50.5)


@pytest.fixture
def pair(make_sketch, project, clock):
    """Return two sketches of the first question, a minute apart."""
    first = make_sketch(project, geometry=WEST, reason="La rivière.")
    clock.advance(minutes=1)
    return first, make_sketch(project, college=1, geometry=EAST, reason="Le marché.")


def everything(desk, drawn):
    return contribute.list_sketches(desk, drawn.round_id, states=list(SketchState))


def test_arrivals_come_latest_first_in_every_state_with_their_area(desk, project, pair):
    first, second = pair
    contribute.hide(desk, first.id)
    latest, oldest = feed.arrivals(desk, first.round_id)
    assert (latest.id, oldest.id) == (second.id, first.id)
    assert (oldest.kind, oldest.state, oldest.words) == ("sketch", "hidden", "La rivière.")
    assert latest.geometry == EAST
    assert latest.area_km2 == pytest.approx(to_metric([EAST], project.crs)[0].area / 1e6)
    assert [each.id for each in feed.arrivals(desk, first.round_id, limit=1)] == [second.id]


def test_words_and_places_arrive_too(desk, project):
    [meeting] = workshops.list_workshops(desk, project.id)
    asked = workshops.create_round(
        desk, meeting.id, RoundDraft("Pourquoi ?", RoundKind.WORDS), RoundState.OPEN
    )
    assert feed.arrivals(desk, asked.id) == []
    college = projects.list_colleges(desk, project.id)[0].id
    answers.send_answer(desk, AnswerDraft("first", asked.id, college, "T3", "L’eau."))
    [arrival] = feed.arrivals(desk, asked.id)
    assert (arrival.kind, arrival.words, arrival.label) == ("answer", "L’eau.", "T3")
    assert (arrival.geometry, arrival.area_km2) == (None, None)


def test_a_contribution_is_given_to_another_college_and_back(desk, project, pair):
    first, _ = pair
    other = projects.list_colleges(desk, project.id)[2].id
    feed.attribute(desk, "sketch", first.id, other)
    assert contribute.list_sketches(desk, first.round_id)[0].voice.college_id == other
    history.undo_last(desk, project.id)
    assert contribute.list_sketches(desk, first.round_id)[0] == first


@pytest.mark.parametrize(
    ("kind", "college", "refusal"),
    [("sketch", "unknown", "college_unknown"), ("opinion", "unknown", "request_invalid")],
)
def test_a_contribution_goes_to_no_college_that_is_not_there(desk, pair, kind, college, refusal):
    with pytest.raises(AnimmapError, match=refusal):
        feed.attribute(desk, kind, pair[0].id, college)


def test_two_outlines_become_their_union_with_both_reasons_in_one_deed(desk, project, pair):
    first, second = pair
    before = everything(desk, first)
    revision = desk.store.revision(project.id)
    feed.merge(desk, "sketch", first.id, second.id)
    assert desk.store.revision(project.id) == revision + 1
    kept, aside = everything(desk, first)
    assert shapely.equals(kept.sure, WEST.union(EAST))
    assert kept.reason == "La rivière.\nLe marché."
    assert kept.raw == first.raw
    assert (aside.state, aside.sure) == (SketchState.HIDDEN, second.sure)
    assert contribute.voices_by_college(desk, first.round_id) == {first.voice.college_id: 1}
    history.undo_last(desk, project.id)
    after = everything(desk, first)
    assert [(each.sure, each.reason, each.state) for each in after] == [
        (each.sure, each.reason, each.state) for each in before
    ]


def test_the_maybe_of_a_union_holds_both_and_its_sure(desk, project, make_sketch):
    wide = Polygon(box(2.4, 50.3, 2.8, 50.6).exterior)
    first = make_sketch(project, geometry=WEST)
    second = make_sketch(project, geometry=EAST, maybe=wide)
    feed.merge(desk, "sketch", first.id, second.id)
    [kept] = contribute.list_sketches(desk, first.round_id)
    assert kept.maybe.buffer(1e-9).covers(wide)
    assert kept.maybe.buffer(1e-9).covers(kept.sure)


def test_communes_picked_by_both_stay_picked(desk, project, make_sketch):
    picked = {"method": SketchMethod.COMMUNES, "geometry": WEST}
    first = make_sketch(project, commune_codes=("62003",), **picked)
    second = make_sketch(project, commune_codes=("62001",), **picked)
    traced = make_sketch(project, geometry=EAST, method=SketchMethod.FREEHAND)
    feed.merge(desk, "sketch", first.id, second.id)
    kept = contribute.reach_sketch(desk, first.id)[0]
    assert (kept.method, kept.commune_codes) == (SketchMethod.COMMUNES, ("62001", "62003"))
    feed.merge(desk, "sketch", first.id, traced.id)
    kept = contribute.reach_sketch(desk, first.id)[0]
    assert (kept.method, kept.commune_codes) == (SketchMethod.FREEHAND, ())


def test_what_does_not_go_together_is_not_brought_together(desk, project, pair, make_project,
                                                           make_sketch):  # fmt: skip
    first, second = pair
    foreign = make_sketch(make_project())
    contribute.hide(desk, second.id)
    for other in (first, second, foreign):
        with pytest.raises(AnimmapError, match="request_invalid"):
            feed.merge(desk, "sketch", first.id, other.id)
    with pytest.raises(AnimmapError, match="request_invalid"):
        feed.merge(desk, "opinion", first.id, second.id)
    with pytest.raises(AnimmapError, match="not_found"):
        feed.merge(desk, "answer", first.id, second.id)


def test_notes_are_kept_in_their_order_changed_and_taken_back(desk, project, clock):
    [meeting] = workshops.list_workshops(desk, project.id)
    [asked] = workshops.list_rounds(desk, project.id)
    first = notes.add_note(desk, meeting.id, "note", " Midi. ", asked.id)
    clock.advance(minutes=1)
    second = notes.add_note(desk, meeting.id, "decision", "Revenir.")
    assert notes.list_notes(desk, meeting.id) == [first, second]
    assert (first.text, first.round_id) == ("Midi.", asked.id)
    assert notes.update_note(desk, first.id, "Treize heures.").text == "Treize heures."
    notes.delete_note(desk, second.id)
    assert [each.text for each in notes.list_notes(desk, meeting.id)] == ["Treize heures."]
    for _ in range(2):
        history.undo_last(desk, project.id)
    assert notes.list_notes(desk, meeting.id) == [first, second]


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        ("note", " \n", "words_missing"),
        ("note", "x" * 2001, "text_too_long"),
        ("secret", "Midi.", "request_invalid"),
    ],
)
def test_a_note_that_says_nothing_is_refused(desk, project, kind, text, refusal):
    [meeting] = workshops.list_workshops(desk, project.id)
    with pytest.raises(AnimmapError, match=refusal):
        notes.add_note(desk, meeting.id, kind, text)


def test_a_note_is_about_a_question_of_its_workshop(desk, project, make_project):
    [meeting] = workshops.list_workshops(desk, project.id)
    [foreign] = workshops.list_rounds(desk, make_project().id)
    with pytest.raises(AnimmapError, match="not_found"):
        notes.add_note(desk, meeting.id, "note", "Midi.", foreign.id)
