"""Before the first visitor: what must hold, else one clear sentence and no server."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from animmap.errors import AnimmapError
from animmap.services.access import local_access
from animmap.services.demo import ensure_demo
from animmap.services.desk import open_store
from animmap.services.online import check_addresses
from animmap.settings import Settings, read_settings
from animmap.texts import terminal_language, tr

REFUSED = 2
SWITCH_S = 0.0005


def share_the_processor() -> None:
    """Let a short request through between two moments of a long computation.

    A send talks to the database some sixty times; each time it comes back, a thread that draws
    a screen may hold the processor for as long as Python lets it, 5 ms by default. Measured
    beside one such thread: 92 ms a send by default, 40 ms at 1 ms, 19 ms at 0.2 ms.
    """
    sys.setswitchinterval(SWITCH_S)


def open_ground() -> None:
    """Check the settings, open the store, load the demo if it is empty; or stop the process."""
    settings = read_settings()
    try:
        local_access(settings)
        check_addresses(settings)
        ensure_demo(open_store(), settings)
    except AnimmapError as error:
        stop(error, settings)


def stop(error: AnimmapError, settings: Settings) -> NoReturn:
    """Say why the server does not start, and leave."""
    sys.stderr.write(f"{tell_refusal(error, settings, terminal_language())}\n")
    sys.stderr.flush()
    # An exception, even SystemExit, would be told by the server as a trace of fifty lines.
    os._exit(REFUSED)


def tell_refusal(error: AnimmapError, settings: Settings, language: str) -> str:
    """Return why the server does not start, with the place of the database, no password."""
    reason = tr(f"error.{error.code}", language, **error.facts)
    told = tr("cli.serve.refused", language, reason=reason)
    if not error.code.startswith("database_"):
        return told
    place = settings.database_url.rpartition("@")[2].removeprefix("sqlite:///")
    detail = error.facts.get("detail", error.code)
    return f"{told}\n{tr('cli.serve.database', language, place=place, detail=detail)}"
