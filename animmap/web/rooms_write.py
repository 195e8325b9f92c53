"""Routes by which a phone joins and gives a perimeter: acknowledged when it is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from animmap.core.crs import to_metric
from animmap.core.model import Sketch, SketchMethod, Territory
from animmap.core.room import Answer
from animmap.errors import AnimmapError
from animmap.services import contribute, room
from animmap.services import desk as desk_service
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.web.answers import refusal_beside
from animmap.web.bodies import Body, codes_in, number_in, outline_in, text_in
from animmap.web.identity import language_of
from animmap.web.room_access import (
    Owner,
    counting_codes,
    device_of,
    guest_of,
    owner_of,
    participant_of,
    spend_write,
)
from animmap.web.room_json import Facts, geometry_facts, own_sketch
from animmap.web.rooms import find_given, territory_of

Given = TypeVar("Given", Sketch, Answer)

STATUSES: Final = {"stored": 201, "already_stored": 200}
BY_HAND: Final = (SketchMethod.FREEHAND, SketchMethod.POINTS, SketchMethod.COMMUNES)
METHODS: Final = {each.value: each for each in BY_HAND}
KM2: Final = 1e6


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a contribution: a college, None while none was chosen, and a pseudonym."""

    college_id: str | None
    label: str


def join(request: Request, body: Body) -> Response:
    """Let a device into the room, or change the college and pseudonym it joined under."""
    spend_write(request)
    device, guest = device_of(request), guest_of(request)
    joined = room.join(
        desk_service.open_store(),
        datetime.now(UTC),
        guest.workshop.join_code or "",
        device,
        text_in(body, "college_id") or None,
        text_in(body, "label"),
    )
    told: Facts = {
        "participant_id": joined.participant.id,
        "my_code": joined.code,
        "college_id": joined.participant.college_id,
        "label": joined.participant.label,
    }
    return acknowledge(told, 201 if joined.created else 200)


def send_sketch(request: Request, body: Body) -> Response:
    """Keep the perimeter of a device; the same send twice is kept once."""
    spend_write(request)
    desk = participant_of(request).desk
    draft = _sketch_draft(desk, text_in(body, "id"), speaker_of(desk), body)
    receipt = contribute.send(desk, draft)
    told = {"status": receipt.status} | _kept_sketch(desk, receipt.sketch)
    return acknowledge(told, STATUSES[receipt.status])


def amend_sketch(request: Request, body: Body) -> Response:
    """Replace one's own perimeter, unless it changed since it was read."""
    spend_write(request)
    owner, version = owner_of(request), number_in(body, "version")
    stored = _own_sketch(request, owner)
    speaker = Speaker(stored.voice.college_id, stored.voice.label)
    draft = _sketch_draft(owner.desk, stored.id, speaker, body)
    try:
        kept = contribute.amend(owner.desk, stored.id, owner.code, draft, version=version)
    except AnimmapError as error:
        return conflict(request, error, lambda: own_sketch(_own_sketch(request, owner)))
    return acknowledge({"status": "stored"} | _kept_sketch(owner.desk, kept))


def withdraw_sketch(request: Request, _: Body) -> Response:
    """Take one's own perimeter back; asking twice changes nothing more."""
    spend_write(request)
    owner, sketch_id = owner_of(request), request.path_params["sketch_id"]
    with counting_codes(request):
        kept = contribute.withdraw(owner.desk, sketch_id, owner.code)
    return acknowledge({"id": kept.id, "state": kept.state, "version": kept.version})


def speaker_of(desk: Desk) -> Speaker:
    """Return who speaks through the device that asks."""
    me = room.get_participant(desk)
    return Speaker(me.college_id, me.label)


def _sketch_draft(desk: Desk, sketch_id: str, speaker: Speaker, body: Body) -> SketchDraft:
    method = _method(body)
    codes = codes_in(body, "commune_codes") if method is SketchMethod.COMMUNES else ()
    outline = _union_of(desk, codes) if codes else outline_in(body, "geometry")
    return SketchDraft(
        id=sketch_id,
        round_id=text_in(body, "round_id"),
        college_id=college_of(speaker),
        label=speaker.label,
        geometry=shapely.Polygon() if outline is None else outline,
        maybe=outline_in(body, "maybe"),
        method=method,
        commune_codes=codes,
        reason=text_in(body, "reason"),
    )


def _method(body: Body) -> SketchMethod:
    chosen = METHODS.get(text_in(body, "method"))
    if chosen is None:
        raise AnimmapError("request_invalid", parameter="method")
    return chosen


def college_of(speaker: Speaker) -> str:
    """Return the college that speaks; ``college_unknown`` while none was chosen."""
    if speaker.college_id is None:
        raise AnimmapError("college_unknown")
    return speaker.college_id


def _union_of(desk: Desk, codes: tuple[str, ...]) -> BaseGeometry:
    communes = {each.code: each.geometry for each in _territory(desk).communes}
    unknown = [code for code in codes if code not in communes]
    if unknown:
        raise AnimmapError("communes_unknown", codes=", ".join(unknown[:10]))
    return shapely.union_all([communes[code] for code in sorted(codes)])


def _territory(desk: Desk) -> Territory:
    return territory_of(desk, desk.access.project_id or "")


def _kept_sketch(desk: Desk, kept: Sketch) -> Facts:
    metric = to_metric([kept.sure], _territory(desk).crs)[0]
    return {
        "id": kept.id,
        "version": kept.version,
        "repairs": list(kept.repairs),
        "area_km2": metric.area / KM2,
        "geometry": geometry_facts(kept.sure),
    }


def _own_sketch(request: Request, owner: Owner) -> Sketch:
    return own_of(find_given(request, owner).sketches, request.path_params["sketch_id"])


def own_of(given: Iterable[Given], identifier: str) -> Given:
    """Return one of the things given; ``not_found`` when it is not among them."""
    found = next((each for each in given if each.id == identifier), None)
    if found is None:
        raise AnimmapError("not_found")
    return found


def conflict(request: Request, error: AnimmapError, current: Callable[[], Facts]) -> Response:
    """Answer what is kept beside a stale change; raise any other refusal."""
    if error.code != "edit_conflict":
        raise error
    return refusal_beside(current(), error.code, language_of(request), **error.facts)


def acknowledge(told: Mapping[str, object], status: int = 200) -> Response:
    """Tell a phone that what it asked is on disk."""
    return JSONResponse(dict(told), status_code=status, headers={"Cache-Control": "no-store"})
