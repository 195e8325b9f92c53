"""What a hall asks again and again, told from memory as long as nobody writes anything.

A hundred phones and some walls ask forty times a second what is new; most often nothing is.
What is kept is never more than one state of the database old; rights are part of its key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from animmap import __version__
from animmap.services.desk import open_store
from animmap.services.memory import Memory

Value = TypeVar("Value")
_kept: Memory[tuple[Hashable, ...], Any] = Memory(256)
_FRESH: Final = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Host"}


@dataclass(frozen=True, slots=True)
class Told:
    """A JSON value and the ETag of what it says."""

    facts: Mapping[str, object]
    tag: str


def tell(facts: Mapping[str, object], unsaid: Collection[str] = ()) -> Told:
    """Return facts with their ETag; a change of those ``unsaid`` is not worth sending again."""
    said = {name: value for name, value in facts.items() if name not in unsaid}
    digest = hashlib.sha256(json.dumps([__version__, said]).encode()).hexdigest()
    return Told(facts, f'W/"{digest[:32]}"')


def while_unchanged(key: tuple[Hashable, ...], make: Callable[[], Value]) -> Value:
    """Return what ``make`` reads of the database, read once a state of it.

    ``key`` names all that ``make`` depends on besides the database, the rights of who asks
    among it. A refusal is raised to each, and not kept.
    """
    state = open_store().state()
    if state is None:
        return make()
    return cast(Value, _kept.get((state, *key), make))


def answer_told(request: Request, told: Told) -> Response:
    """Answer with the server's time beside, by which clients count; 304 when nothing is new."""
    headers = _FRESH | {"ETag": told.tag}
    if told.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return JSONResponse({**told.facts, "server_time": now}, headers=headers)
