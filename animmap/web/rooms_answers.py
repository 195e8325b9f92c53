"""Routes by which a phone gives places and words: acknowledged when they are on disk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.room import Answer
from animmap.errors import AnimmapError
from animmap.services import answers
from animmap.services.answers import AnswerDraft
from animmap.web.bodies import Body, number_in, place_in, text_in
from animmap.web.room_access import Owner, counting_codes, owner_of, participant_of, spend_write
from animmap.web.room_json import own_answer
from animmap.web.rooms import find_given
from animmap.web.rooms_write import (
    STATUSES,
    Speaker,
    acknowledge,
    college_of,
    conflict,
    own_of,
    speaker_of,
)


def send_answer(request: Request, body: Body) -> Response:
    """Keep a place or words of a device; the same send twice is kept once."""
    spend_write(request)
    desk = participant_of(request).desk
    draft = _answer_draft(text_in(body, "id"), speaker_of(desk), body)
    receipt = answers.send_answer(desk, draft)
    told = {"status": receipt.status} | own_answer(receipt.answer)
    return acknowledge(told, STATUSES[receipt.status])


def amend_answer(request: Request, body: Body) -> Response:
    """Replace one's own place or words, unless they changed since they were read."""
    spend_write(request)
    owner, version = owner_of(request), number_in(body, "version")
    stored = _own_answer(request, owner)
    draft = _answer_draft(stored.id, Speaker(stored.college_id, stored.label), body)
    try:
        kept = answers.amend_answer(owner.desk, stored.id, owner.code, draft, version=version)
    except AnimmapError as error:
        return conflict(request, error, lambda: own_answer(_own_answer(request, owner)))
    return acknowledge({"status": "stored"} | own_answer(kept))


def withdraw_answer(request: Request, _: Body) -> Response:
    """Take one's own place or words back; asking twice changes nothing more."""
    spend_write(request)
    owner, answer_id = owner_of(request), request.path_params["answer_id"]
    with counting_codes(request):
        kept = answers.withdraw_answer(owner.desk, answer_id, owner.code)
    return acknowledge({"id": kept.id, "state": kept.state, "version": kept.version})


def _answer_draft(answer_id: str, speaker: Speaker, body: Body) -> AnswerDraft:
    return AnswerDraft(
        id=answer_id,
        round_id=text_in(body, "round_id"),
        college_id=college_of(speaker),
        label=speaker.label,
        words=text_in(body, "words"),
        place=place_in(body, "place"),
    )


def _own_answer(request: Request, owner: Owner) -> Answer:
    return own_of(find_given(request, owner).answers, request.path_params["answer_id"])
