"""A child process that reads what nobody has checked: no secrets, bounded memory and time."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from animmap.errors import REASONS, AnimmapError, Fact, Reason

_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")


# Others keep a core to work with; who comes meanwhile waits for a turn.
AT_ONCE = 2
_turns = BoundedSemaphore(AT_ONCE)
_GENTLE = 5


def ask_child(module: str, arguments: Sequence[str], name: str, longest_s: float) -> dict[str, Any]:
    """Run one of our modules and return the JSON object it answers.

    Parameters
    ----------
    name
        What the person calls the file, for the refusals.

    Raises
    ------
    AnimmapError
        Whatever the child refuses; ``file_unreadable`` when it dies, ``file_too_slow`` when it
        takes too long.

    Notes
    -----
    No more than AT_ONCE children run at a time; waiting for a turn is no time of theirs.
    """
    environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    root = str(Path(__file__).resolve().parent.parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join([root, environment.get("PYTHONPATH", "")])
    try:
        with _turns:
            done = subprocess.run(  # noqa: S603 - our own module, arguments passed as a list
                [sys.executable, "-m", module, *arguments],
                capture_output=True, env=environment, timeout=longest_s, check=False,
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise AnimmapError("file_too_slow", name=name) from error
    if sys.platform != "win32" and done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise AnimmapError("file_too_slow", name=name)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise AnimmapError("file_unreadable", name=name, reason="") from error
    if "error" in answer:
        raise AnimmapError(answer["error"], **{**_facts(answer["facts"]), "name": name})
    return answer


def _facts(facts: dict[str, Fact]) -> dict[str, Fact]:
    """Return facts with what JSON forgot: that a reason is a code of ours."""
    reason = facts.get("reason")
    return {**facts, "reason": Reason(reason)} if reason in REASONS else facts


def limit_child(memory_bytes: int, processor_s: int | None = None) -> None:
    """Bound the memory, and the processor's time, of this process where the system can."""
    # It lives for one file: collecting takes as long as reading, for nothing.
    gc.disable()
    if sys.platform == "win32":
        return
    import resource

    os.nice(_GENTLE)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if processor_s is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s))
