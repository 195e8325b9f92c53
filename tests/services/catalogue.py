"""How each line of the catalogue of bad inputs is tried: in the real child, in time, no trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from animmap.core.importing.choices import Choices
from animmap.errors import AnimmapError
from animmap.services.import_plan import plan_import
from animmap.services.import_report import report_import
from animmap.texts import tr
from tests.sources.harmful import SECRET

LONGEST_S = 20
# What no person should read on a screen.
_TRACE = re.compile(r"Traceback|File \"|Error:|\.py\b|0x[0-9a-f]{6}")


class Trial:
    """Brings files to a démarche and answers what a person would be told of each."""

    def __init__(self, desk, project, folder: Path) -> None:
        self.desk, self.project, self.folder = desk, project, folder

    def bring(self, name: str, content: bytes | str, layer: str = "actor", *accept: str) -> dict:
        """Return the report of a rehearsal, or ``{"refused": code}``; nothing is stored."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        before = self.desk.store.revision(self.project.id)
        started = monotonic()
        try:
            choices = Choices(accept=frozenset(accept))
            plan = plan_import(self.desk, self.project.id, path, layer, choices)
            report = report_import(plan, tr, written=False)
        except AnimmapError as refusal:
            report = {"refused": refusal.code, "said": tr(f"error.{refusal.code}", **refusal.facts)}
        assert monotonic() - started < LONGEST_S
        assert self.desk.store.revision(self.project.id) == before
        shown = str(report)
        assert SECRET not in shown
        assert "root:x:" not in shown
        assert not _TRACE.search(report.get("said", "")), report
        return report


Check = Callable[[dict], bool]


def refused(*codes: str) -> Check:
    """Expect one of these refusals."""
    return lambda report: report.get("refused") in codes


def imported(count: int, *, waiting: int = 0, faults=(), repairs=(), notices=()) -> Check:
    """Expect so many rows on the map, so many waiting, and nothing lost between."""

    def check(report: dict) -> bool:
        told = {name: {one["code"] for one in report.get(name, ())}
                for name in ("faults", "repairs", "notices")}  # fmt: skip
        return (
            (report.get("imported"), len(report.get("quarantined", ()))) == (count, waiting)
            and report["read"] == count + waiting
            and set(faults) <= told["faults"]
            and set(repairs) <= told["repairs"]
            and set(notices) <= told["notices"]
        )

    return check


def proposed(code: str, count: int, crs: str = "") -> Check:
    """Expect so many rows to wait for another reading, which is proposed."""

    def check(report: dict) -> bool:
        found = [one for one in report.get("proposals", ()) if one["code"] == code]
        return (
            bool(found)
            and sum(one["n"] for one in found) == count == len(report["quarantined"])
            and (not crs or found[0]["crs"] == crs)
        )

    return check
