"""Places and words that voices give: send, amend, withdraw, moderate, read, put on the map.

As for sketches, the client makes the identifier and the same send twice is stored once. A
device that joined the room gives several answers to a question, and owns them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from animmap.core import palette, privacy
from animmap.core.cleaning import NAME_LIMIT, clean_line
from animmap.core.geojson import collection
from animmap.core.model import LAYERS, Feature, Role, Round
from animmap.core.room import Answer, AnswerState
from animmap.errors import AnimmapError
from animmap.services import taking
from animmap.services.answer_drafts import AnswerDraft, AnswerReceipt, digest, given_answer
from animmap.services.desk import EVERYONE, Desk, is_staff, new_id
from animmap.services.projects import list_colleges
from animmap.services.taxonomy import get_taxonomy
from animmap.services.workshops import reach_round
from animmap.storage import answers as rows
from animmap.storage import features, rounds, schema

__all__ = [
    "AnswerDraft",
    "AnswerReceipt",
    "add_to_map",
    "amend_answer",
    "answers_geojson",
    "hide_answer",
    "list_answers",
    "reach_answer",
    "send_answer",
    "unhide_answer",
    "withdraw_answer",
]

MOST_ANSWERS = 30
_SENDERS = (Role.PARTICIPANT,)


def send_answer(desk: Desk, draft: AnswerDraft) -> AnswerReceipt:
    """Keep an answer; when this returns, it is on disk.

    Raises
    ------
    AnimmapError
        ``round_closed``, ``round_paused``, ``request_invalid`` when the question asks for
        something else, ``college_unknown``, ``college_not_invited``, ``answer_empty``,
        ``text_too_long``, ``geometry_outside_world``, ``too_many_answers``, and
        ``sketch_conflict`` when something else was sent under this identifier.
    """
    found = reach_round(desk, draft.round_id, *_SENDERS)
    taking.require_member(desk, found)
    already = _already_stored(desk, draft)
    if already is not None:
        return already
    taking.require_open(found)
    given = given_answer(desk, found, draft)
    with desk.store.write(found.project_id, desk.role, given.created_at) as change:
        if rows.sent_digest_of(change.connection, draft.id) is None:
            taking.require_open(rounds.find_round(change.connection, found.id))
            sender = given.participant_id
            if sender and rows.count_given(change.connection, found.id, sender) >= MOST_ANSWERS:
                raise AnimmapError("too_many_answers", most=MOST_ANSWERS)
            values = rows.answer_values(
                given, found.project_id, digest(draft, desk.access.participant_id)
            )
            change.insert(schema.answer, values, "answer.sent")
            return AnswerReceipt(given, "stored")
    repeated = _already_stored(desk, draft)
    if repeated is None:
        raise AnimmapError("sketch_conflict")
    return repeated


def _already_stored(desk: Desk, draft: AnswerDraft) -> AnswerReceipt | None:
    with desk.store.read() as connection:
        sent = rows.sent_digest_of(connection, draft.id)
        if sent is None:
            return None
        try:
            stored = rows.find(connection, draft.id)
        except AnimmapError:
            raise AnimmapError("sketch_conflict") from None
    if sent != digest(draft, desk.access.participant_id):
        raise AnimmapError("sketch_conflict")
    return AnswerReceipt(stored, "already_stored")


def amend_answer(
    desk: Desk, answer_id: str, code: str, draft: AnswerDraft, *, version: int | None = None
) -> Answer:
    """Replace what one's own answer says, while the question is open.

    The draft's identifier and round are not read. Raises what ``send_answer`` raises,
    ``code_wrong``, ``not_found`` for an answer that was withdrawn, hidden or merged, and
    ``edit_conflict`` when it is no longer at the given version, unless it says the same.
    """
    stored, found = _reach_own(desk, answer_id, code)
    taking.require_open(found)
    given = given_answer(desk, found, replace(draft, id=stored.id, round_id=found.id))
    content = rows.content_values(given)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        taking.require_open(rounds.find_round(change.connection, found.id))
        current = rows.find(change.connection, stored.id)
        if current.state is not AnswerState.SENT:
            raise AnimmapError("not_found")
        if version not in (None, current.version) and content != rows.content_values(current):
            raise AnimmapError("edit_conflict")
        change.update(schema.answer, stored.id, content, "answer.amended")
    return _find(desk, answer_id)


def withdraw_answer(desk: Desk, answer_id: str, code: str) -> Answer:
    """Take one's own answer back, whatever the state of the question.

    Those that it spoke for speak for themselves again.
    """
    stored, found = _reach_own(desk, answer_id, code)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        alone = {"state": AnswerState.SENT.value, "merged_into": None}
        for each in rows.list_merged_into(change.connection, stored.id):
            change.update(schema.answer, each.id, alone, "answer.unmerged")
        gone = {"state": AnswerState.WITHDRAWN.value, "merged_into": None}
        change.update(schema.answer, stored.id, gone, "answer.withdrawn")
    return _find(desk, answer_id)


def hide_answer(desk: Desk, answer_id: str) -> Answer:
    """Set an answer aside (offensive, personal, a trial): kept, no longer shown."""
    return _moderate(desk, answer_id, AnswerState.SENT, AnswerState.HIDDEN, "answer.hidden")


def unhide_answer(desk: Desk, answer_id: str) -> Answer:
    """Show a hidden answer again; one that its voice withdrew stays withdrawn."""
    return _moderate(desk, answer_id, AnswerState.HIDDEN, AnswerState.SENT, "answer.unhidden")


def _moderate(
    desk: Desk, answer_id: str, before: AnswerState, after: AnswerState, action: str
) -> Answer:
    stored, found = reach_answer(desk, answer_id)
    if stored.state not in {before, after}:
        raise AnimmapError("not_found")
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(schema.answer, answer_id, {"state": after.value}, action)
    return _find(desk, answer_id)


def _find(desk: Desk, answer_id: str) -> Answer:
    with desk.store.read() as connection:
        return rows.find(connection, answer_id)


def reach_answer(desk: Desk, answer_id: str, *roles: Role) -> tuple[Answer, Round]:
    """Return an answer and its question after checking that one of ``roles`` is asking."""
    stored = _find(desk, answer_id)
    return stored, reach_round(desk, stored.round_id, *roles)


def _reach_own(desk: Desk, answer_id: str, code: str) -> tuple[Answer, Round]:
    stored, found = reach_answer(desk, answer_id, *_SENDERS)
    owner = stored.participant_id
    taking.require_owner(desk, found, code, participant_id=owner, code_hash=None)
    return stored, found


def list_answers(
    desk: Desk, round_id: str, *, states: Sequence[AnswerState] = (AnswerState.SENT,)
) -> list[Answer]:
    """Return the answers to a question in the order they came, masked for the role.

    Only hosts and animators read other states than "sent", or a blind question before its
    reveal (``round_hidden`` for the others).
    """
    found = reach_round(desk, round_id, *EVERYONE)
    if not is_staff(desk):
        taking.require_shown(found)
        states = (AnswerState.SENT,)
    with desk.store.read() as connection:
        given = rows.list_of(connection, round_id, states)
    return privacy.mask_answers(given, desk.role)


def answers_geojson(desk: Desk, round_id: str) -> dict[str, object]:
    """Return the answers with their college, colour and words; no label.

    A place is a point (EPSG:4326), null for words alone.
    """
    given = list_answers(desk, round_id)
    found = reach_round(desk, round_id, *EVERYONE)
    positions = {each.id: each.position for each in list_colleges(desk, found.project_id)}
    return collection(
        [each.place for each in given],
        [
            {
                "id": each.id,
                "college": each.college_id,
                "color": palette.college_color(positions.get(each.college_id, 0)),
                "words": each.words,
            }
            for each in given
        ],
    )


def add_to_map(desk: Desk, answer_id: str, kind: str) -> Feature:
    """Put what an answer names on the map, as the layer that its question asks for.

    Asked again, returns what was made. Raises ``kind_unknown``, and ``request_invalid`` when
    the question asks for no layer of the map or the answer has no words to name it.
    """
    given, found = reach_answer(desk, answer_id)
    layer = found.subject
    if layer not in LAYERS or not given.words:
        raise AnimmapError("request_invalid")
    if not get_taxonomy(desk, found.project_id).knows(layer, kind):
        raise AnimmapError("kind_unknown", kind=kind, name=given.words[:NAME_LIMIT])
    with desk.store.read() as connection:
        made = features.find(connection, given.feature_id) if given.feature_id else None
    if made is not None:
        return made
    made = Feature(
        id=new_id(),
        project_id=found.project_id,
        layer=layer,
        kind=kind,
        name=clean_line(given.words.splitlines()[0][:NAME_LIMIT]),
        description=given.words,
        college_id=given.college_id,
        themes=(),
        commune_code=given.commune_code,
        geometry=given.place,
    )
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.insert(
            schema.feature, features.feature_values([made], change.at)[0], "answer.mapped"
        )
        change.update(schema.answer, answer_id, {"feature_id": made.id}, "answer.mapped")
    return made
