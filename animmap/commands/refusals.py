"""How a command says no: one line, what happened and what to do."""

from __future__ import annotations

import sys

from animmap.commands import Say
from animmap.errors import AnimmapError, Fact, Reason


def tell(line: str) -> None:
    """Write one line on the error output, whatever the names of files and columns hold."""
    print(" ".join(line.splitlines()).replace("\t", " "), file=sys.stderr)


def explain(error: AnimmapError, name: str, say: Say) -> str:
    """Return one line: the file, what happened and what to do, and the detail if there is one."""
    facts: dict[str, Fact] = {"name": name, **error.facts}
    sentence = say(f"error.{error.code}", **facts)
    reason = facts.get("reason")
    if isinstance(reason, Reason):
        facts["reason"] = say(f"reason.{reason}")
    detail = facts.get("reason") or facts.get("known") or facts.get("crs")
    if not detail or str(detail) in sentence:
        return say("cli.refused", name=facts["name"], sentence=sentence)
    return say(
        "cli.refused_detail",
        name=facts["name"], sentence=sentence, detail=" ".join(str(detail).split()),
    )  # fmt: skip
