"""Who is asking in a room: anyone with its code, a device that joined, or who has "mon code".

The code of a room is shown on a wall: it opens what participants may read, and joining. The
secret of a device opens what that device gave; "mon code" the same from another one. Unknown
codes are counted by address, so that guessing is slow; a device that joined is never slowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request

from animmap.core.model import Access, Role, Workshop
from animmap.errors import AnimmapError
from animmap.services import room
from animmap.services.desk import Desk, open_desk, open_store
from animmap.services.network import barrier, phone_address
from animmap.settings import read_settings
from animmap.web.limits import FailureLimit, WriteLimits, source_of
from animmap.web.standing import while_unchanged

DEVICE: Final = "x-animmap-device"
OWN_CODE: Final = "x-animmap-code"
# A whole hall may mistype behind one address; a million of guesses would take a month.
ROOM_TRIES_A_MINUTE: Final = 30
OWN_TRIES_A_MINUTE: Final = 20
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor of a room, who may only read what participants read."""

    desk: Desk
    workshop: Workshop


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever may change what one participant gave; ``code`` is empty for its own device."""

    desk: Desk
    workshop: Workshop
    code: str


class Limits:
    """The limits of the rooms of this process."""

    rooms = FailureLimit(ROOM_TRIES_A_MINUTE)
    own_codes = FailureLimit(OWN_TRIES_A_MINUTE)
    writes = WriteLimits()


def guest_of(request: Request) -> Guest:
    """Return the room of the address's code.

    Raises
    ------
    AnimmapError
        ``room_unknown``, or ``too_many_tries`` after too many of these from one address.
    """
    code = request.path_params["code"]
    source = source_of(request)
    try:
        Limits.rooms.check(source)
    except AnimmapError:
        if not _has_joined(request, code):
            raise
    try:
        found = while_unchanged(("code", code), lambda: room.find_room(open_store(), code))
    except AnimmapError as error:
        if error.code == "room_unknown":
            Limits.rooms.count(source)
        raise
    return Guest(open_desk(Access(Role.PARTICIPANT, found.project_id)), found)


def device_of(request: Request) -> str:
    """Return the secret of the device that asks; ``request_invalid`` when it has none."""
    device = request.headers.get(DEVICE, "")
    if not _SECRET.fullmatch(device):
        raise AnimmapError("request_invalid", parameter=DEVICE)
    return device


def participant_of(request: Request) -> Guest:
    """Return the room and the desk of the device that asks; ``link_invalid`` when it is out."""
    code, device = request.path_params["code"], device_of(request)
    store = open_store()
    access = room.access_of_device(store, code, device, datetime.now(UTC))
    return Guest(open_desk(access), room.find_room(store, code))


def owner_of(request: Request) -> Owner:
    """Return who may change a contribution: its device, or whoever types "mon code"."""
    code = request.headers.get(OWN_CODE, "")
    if not code:
        asking = participant_of(request)
        return Owner(asking.desk, asking.workshop, "")
    Limits.own_codes.check(source_of(request))
    guest = guest_of(request)
    return Owner(guest.desk, guest.workshop, code)


@contextmanager
def counting_codes(request: Request) -> Iterator[None]:
    """Count a wrong "mon code" against this address."""
    try:
        yield
    except AnimmapError as error:
        if error.code == "code_wrong":
            Limits.own_codes.count(source_of(request))
        raise


def spend_write(request: Request) -> None:
    """Count one write of this device and this address; ``too_many_tries`` beyond measure."""
    Limits.writes.spend(request, request.headers.get(DEVICE, ""))


def phone_origin(request: Request) -> str:
    """Return the address that phones of the room open, without a final slash."""
    return phone_address(read_settings().room_address, _asked_address(request))


def phone_barrier(request: Request) -> str:
    """Return what keeps phones from that address, as ``network.barrier`` tells it."""
    return barrier(read_settings().room_address, _asked_address(request))


def _asked_address(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def _has_joined(request: Request, code: str) -> bool:
    device = request.headers.get(DEVICE, "")
    if not _SECRET.fullmatch(device):
        return False
    try:
        room.access_of_device(open_store(), code, device, datetime.now(UTC))
    except AnimmapError:
        return False
    return True
