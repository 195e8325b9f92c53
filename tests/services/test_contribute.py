"""Sends: once each, found again by a code, amended and withdrawn by their voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from animmap.core.model import Role, RoundState, SketchMethod, SketchState
from animmap.errors import AnimmapError
from animmap.services import contribute, history, projects, workshops
from animmap.services.contribute import SketchDraft
from animmap.storage import schema

BOW_TIE = Polygon([(2.5, 50.4), (2.6, 50.5), (2.6, 50.4), (2.5, 50.5)])


@pytest.fixture
def draft(desk, project) -> SketchDraft:
    return SketchDraft(
        id="0190b5e2-0000-7000-8000-000000000001",
        round_id=workshops.list_rounds(desk, project.id)[0].id,
        college_id=projects.list_colleges(desk, project.id)[0].id,
        label="Table 3",
        geometry=box(2.5, 50.4, 2.6, 50.5),
        reason="La rivière.",
    )


@pytest.fixture
def phone(desk_as, project):
    return desk_as(Role.PARTICIPANT, project.id)


def test_a_receipt_gives_a_code_once_and_the_sketch_is_there(phone, desk, draft):
    receipt = contribute.send(phone, draft)
    assert receipt.status == "stored"
    assert len(receipt.code) == 6
    assert set(receipt.code) <= set(contribute.CODE_ALPHABET)
    assert contribute.list_sketches(desk, draft.round_id) == [receipt.sketch]
    assert contribute.voices_by_college(phone, draft.round_id) == {draft.college_id: 1}


def test_the_same_send_is_stored_once_even_after_the_round_closed(phone, desk, draft):
    first = contribute.send(phone, draft)
    workshops.set_round_state(desk, draft.round_id, RoundState.CLOSED)
    again = contribute.send(phone, draft)
    assert (again.status, again.code, again.sketch) == ("already_stored", None, first.sketch)
    assert len(contribute.list_sketches(desk, draft.round_id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"geometry": box(2.5, 50.4, 2.61, 50.5)},
        {"maybe": box(2.4, 50.4, 2.61, 50.5)},
        {"reason": "Autre."},
        {"label": "Table 4"},
        {"method": SketchMethod.FREEHAND},
        {"commune_codes": ("62001",)},
    ],
)
def test_another_sketch_under_the_same_identifier_is_refused(phone, desk, draft, change):
    first = contribute.send(phone, draft)
    with pytest.raises(AnimmapError, match="sketch_conflict"):
        contribute.send(phone, replace(draft, **change))
    assert contribute.list_sketches(desk, draft.round_id) == [first.sketch]


def test_a_retry_of_the_first_send_does_not_undo_an_amendment(phone, draft):
    first = contribute.send(phone, draft)
    amended = contribute.amend(phone, draft.id, first.code, replace(draft, reason="Mieux dit."))
    assert contribute.send(phone, draft).sketch == amended


def test_a_sketch_that_was_undone_stays_undone_when_it_is_sent_again(phone, desk, draft, project):
    contribute.send(phone, draft)
    history.undo(desk, project.id, history.recent(desk, project.id)[0].id)
    with pytest.raises(AnimmapError, match="sketch_conflict"):
        contribute.send(phone, draft)
    assert contribute.list_sketches(desk, draft.round_id) == []


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.REVEALED])
def test_a_round_that_is_not_open_takes_no_sketch(phone, desk, draft, state):
    workshops.set_round_state(desk, draft.round_id, state)
    with pytest.raises(AnimmapError, match="round_closed"):
        contribute.send(phone, draft)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"college_id": "unknown"}, "college_unknown"),
        ({"round_id": "unknown"}, "not_found"),
        ({"id": ""}, "request_invalid"),
        ({"id": "a b"}, "request_invalid"),
        ({"id": "x" * 65}, "request_invalid"),
        ({"reason": "x" * 2001}, "text_too_long"),
        ({"label": "x" * 201}, "text_too_long"),
    ],
)
def test_a_send_that_cannot_be_kept_is_refused_whole(phone, desk, draft, change, code):
    with pytest.raises(AnimmapError, match=code):
        contribute.send(phone, replace(draft, **change))
    assert contribute.list_sketches(desk, draft.round_id) == []


def test_a_college_of_another_demarche_is_unknown(phone, desk, draft, make_project):
    foreign = projects.list_colleges(desk, make_project().id)[0].id
    with pytest.raises(AnimmapError, match="college_unknown"):
        contribute.send(phone, replace(draft, college_id=foreign))


def test_a_preview_shows_what_the_send_will_keep(phone, draft):
    seen = contribute.preview(phone, draft.round_id, BOW_TIE, box(2.4, 50.4, 2.55, 50.5))
    assert seen.repairs == ("self_crossing",)
    assert seen.raw is BOW_TIE
    assert seen.sure.difference(seen.maybe).area < 1e-11  # square degrees: below 0.1 m²
    # Both lobes of the bow tie: half of its square, which is 7.1 km by 11.1 km at this latitude.
    assert seen.area_km2 == pytest.approx(7.1 * 11.13 / 2, rel=0.02)
    sent = contribute.send(
        phone, replace(draft, geometry=BOW_TIE, maybe=box(2.4, 50.4, 2.55, 50.5))
    ).sketch
    assert (sent.sure, sent.maybe, sent.repairs) == (seen.sure, seen.maybe, seen.repairs)


def test_a_maybe_that_encloses_nothing_is_no_maybe(phone, draft):
    seen = contribute.preview(phone, draft.round_id, draft.geometry, Polygon())
    assert seen.maybe is None
    assert seen.sure == draft.geometry


def test_the_code_opens_ones_own_sketch_however_it_is_typed(phone, draft):
    receipt = contribute.send(phone, draft)
    for typed in (receipt.code, receipt.code.lower(), f" {receipt.code[:3]}-{receipt.code[3:]} "):
        assert contribute.find_mine(phone, draft.round_id, typed).id == draft.id


@pytest.mark.parametrize("code", ["", "222222", "é" * 6, "x" * 10_000, "\x00"])
def test_a_wrong_code_opens_nothing_and_changes_nothing(phone, desk, draft, code):
    stored = contribute.send(phone, draft).sketch
    for attempt in (
        lambda: contribute.find_mine(phone, draft.round_id, code),
        lambda: contribute.amend(phone, draft.id, code, draft),
        lambda: contribute.withdraw(phone, draft.id, code),
    ):
        with pytest.raises(AnimmapError, match="code_wrong"):
            attempt()
    assert contribute.list_sketches(desk, draft.round_id) == [stored]


def test_a_code_opens_nothing_in_another_round(phone, desk, draft, project):
    receipt = contribute.send(phone, draft)
    meeting = workshops.list_workshops(desk, project.id)[0]
    other = workshops.create_round(
        desk, meeting.id, workshops.RoundDraft("Et demain ?", blind=False), RoundState.OPEN
    )
    with pytest.raises(AnimmapError, match="code_wrong"):
        contribute.find_mine(phone, other.id, receipt.code)


def test_amending_replaces_the_sketch_and_counts_a_version(phone, desk, draft, clock):
    receipt = contribute.send(phone, draft)
    clock.advance(minutes=2)
    other = projects.list_colleges(desk, workshops.get_round(desk, draft.round_id).project_id)[1]
    wider = replace(
        draft, id="ignored", geometry=box(2.5, 50.4, 2.7, 50.5), college_id=other.id, label="T4"
    )
    amended = contribute.amend(phone, draft.id, receipt.code, wider)
    assert (amended.id, amended.sure, amended.version) == (draft.id, wider.geometry, 2)
    assert (amended.voice.college_id, amended.voice.label) == (other.id, "T4")
    assert (amended.created_at, amended.updated_at) == (receipt.sketch.created_at, clock())
    assert contribute.amend(phone, draft.id, receipt.code, wider) == amended


def test_amending_waits_for_an_open_round_but_withdrawing_never_does(phone, desk, draft):
    receipt = contribute.send(phone, draft)
    workshops.set_round_state(desk, draft.round_id, RoundState.REVEALED)
    with pytest.raises(AnimmapError, match="round_closed"):
        contribute.amend(phone, draft.id, receipt.code, draft)
    assert contribute.withdraw(phone, draft.id, receipt.code).state is SketchState.WITHDRAWN
    assert contribute.list_sketches(desk, draft.round_id) == []
    assert contribute.voices_by_college(phone, draft.round_id) == {}


def test_a_withdrawn_sketch_cannot_be_amended_nor_shown_again(phone, desk, draft):
    receipt = contribute.send(phone, draft)
    contribute.withdraw(phone, draft.id, receipt.code)
    with pytest.raises(AnimmapError, match="not_found"):
        contribute.amend(phone, draft.id, receipt.code, draft)
    with pytest.raises(AnimmapError, match="not_found"):
        contribute.unhide(desk, draft.id)


def test_a_hidden_sketch_is_kept_and_can_come_back(phone, desk, draft):
    contribute.send(phone, draft)
    assert contribute.hide(desk, draft.id).state is SketchState.HIDDEN
    assert contribute.list_sketches(phone, draft.round_id) == []
    assert contribute.unhide(desk, draft.id).state is SketchState.SENT
    assert len(contribute.list_sketches(phone, draft.round_id)) == 1


def test_staff_may_leave_the_code_out_but_not_give_a_wrong_one(phone, desk, draft):
    contribute.send(phone, draft)
    with pytest.raises(AnimmapError, match="code_wrong"):
        contribute.withdraw(desk, draft.id, "222222")
    assert contribute.withdraw(desk, draft.id, "").state is SketchState.WITHDRAWN


def test_only_a_slow_hash_of_the_code_is_kept(phone, desk, draft):
    receipt = contribute.send(phone, draft)
    with desk.store.read() as connection:
        [kept] = connection.execute(schema.voice.select()).all()
    assert receipt.code not in str(tuple(kept))
    assert len(kept.code_hash) == 64


def test_an_import_keeps_identifiers_and_moments_and_is_taken_back_at_once(desk, draft, project):
    workshops.set_round_state(desk, draft.round_id, RoundState.CLOSED)
    start = datetime(2025, 3, 1, 9, tzinfo=UTC)
    drafts = [
        replace(draft, id=f"demo-{rank:02d}", created_at=start + timedelta(minutes=rank))
        for rank in range(5)
    ]
    assert contribute.import_sketches(desk, draft.round_id, drafts) == 5
    stored = contribute.list_sketches(desk, draft.round_id)
    assert [(drawn.id, drawn.created_at) for drawn in stored] == [
        (each.id, each.created_at) for each in drafts
    ]
    history.undo(desk, project.id, history.recent(desk, project.id)[0].id)
    assert contribute.list_sketches(desk, draft.round_id) == []


def test_an_import_with_a_known_identifier_is_refused_whole(desk, draft):
    first = contribute.send(desk, draft).sketch
    drafts = [replace(draft, id="new"), draft]
    for repeated in (drafts, [replace(draft, id="new")] * 2):
        with pytest.raises(AnimmapError, match="sketch_conflict"):
            contribute.import_sketches(desk, draft.round_id, repeated)
    assert contribute.list_sketches(desk, draft.round_id) == [first]


def test_partners_read_no_reason_of_a_college_with_one_or_two_voices(desk, desk_as, draft, project):
    colleges = projects.list_colleges(desk, project.id)
    for rank, college in enumerate([colleges[0]] * 3 + [colleges[1]] * 2):
        contribute.send(desk, replace(draft, id=f"s{rank}", college_id=college.id))
    for role, small in ((Role.PARTNER, ""), (Role.PROJECTOR, "La rivière.")):
        seen = contribute.list_sketches(desk_as(role), draft.round_id)
        assert [drawn.reason for drawn in seen] == ["La rivière."] * 3 + [small] * 2


def test_parts_of_one_sketch_stay_one_voice(phone, draft):
    parts = MultiPolygon([box(2.5, 50.4, 2.55, 50.45), box(2.6, 50.4, 2.65, 50.45)])
    assert contribute.send(phone, replace(draft, geometry=parts)).sketch.sure == parts
    assert contribute.voices_by_college(phone, draft.round_id) == {draft.college_id: 1}


def between_check_and_write(monkeypatch, act):
    """Make ``act`` happen once a send has been checked and before it is written."""
    working = contribute._drawn

    def drawn(*arguments):
        act()
        return working(*arguments)

    monkeypatch.setattr(contribute, "_drawn", drawn)


def test_a_question_that_closes_during_a_send_gets_no_sketch(phone, desk, draft, monkeypatch):
    def close():
        workshops.set_round_state(desk, draft.round_id, RoundState.CLOSED)

    between_check_and_write(monkeypatch, close)
    with pytest.raises(AnimmapError, match="round_closed"):
        contribute.send(phone, draft)
    assert contribute.list_sketches(desk, draft.round_id) == []


def test_a_question_that_closes_during_an_amendment_keeps_the_first_sketch(
    phone, desk, draft, monkeypatch
):
    receipt = contribute.send(phone, draft)

    def close():
        workshops.set_round_state(desk, draft.round_id, RoundState.CLOSED)

    between_check_and_write(monkeypatch, close)
    with pytest.raises(AnimmapError, match="round_closed"):
        contribute.amend(phone, draft.id, receipt.code, replace(draft, reason="Autre"))
    assert contribute.list_sketches(desk, draft.round_id) == [receipt.sketch]


def test_an_outline_that_the_metric_system_can_not_measure_is_refused(make_project, make_sketch):
    """In Lambert-93 the whole Earth would have the area of three."""
    with pytest.raises(AnimmapError, match="geometry_outside_world"):
        make_sketch(make_project(), geometry=box(-179, -89, 179, 89))
