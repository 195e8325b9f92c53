"""The file an animator is bringing: kept from page to page, read again when a choice changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from animmap.core.importing.choices import Choices
from animmap.core.importing.columns import FIELDS
from animmap.core.importing.finds import Find
from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services.import_batches import Batch, choices_of, remember
from animmap.services.import_plan import Plan, plan_import
from animmap.services.import_report import report_import
from animmap.services.import_templates import choices_in, template_for
from animmap.services.online import Harvest
from animmap.texts import has_text
from animmap.views import panels, state
from animmap.views.state import say

LONGEST_NAME = 100
_UNSAFE = re.compile(r"[/\\\x00-\x1f]")


@dataclass(slots=True)
class Bringing:
    """A file, the choices made about it, and what was understood of both.

    ``held``: the last plan made of it, whose file was ``opened`` in the way so named.
    ``origin``: the import whose waiting rows these are; ``remembered``: the import whose
    choices are taken again; ``way``: how files are brought; ``done``: the import that was made
    of it; ``fetched``: the answer of a service that the file was made from. ``located``: what a
    geocoder found, by row, ``finding`` what it just found. ``template``: the named template in
    use, ``templates``: how many were brought as files.
    """

    folder: TemporaryDirectory[str] | None = None
    path: Path | None = None
    layer: str = "actor"
    way: str = "file"
    choices: Choices = field(default_factory=Choices)
    origin: str = ""
    remembered: Batch | None = None
    tables: tuple[str, ...] = ()
    asked: tuple[object, ...] = ()
    plan: Plan | None = None
    held: Plan | None = None
    opened: tuple[object, ...] = ()
    report: dict[str, Any] = field(default_factory=dict)
    refusal: AnimmapError | None = None
    done: str = ""
    fetched: Harvest | None = None
    located: dict[str, Find] = field(default_factory=dict)
    finding: dict[str, Find] = field(default_factory=dict)
    drops: int = 0
    template: str = ""
    templates: int = 0


@dataclass(slots=True)
class Bringings:
    """What this visitor brings to each démarche."""

    by_project: dict[str, Bringing] = field(default_factory=dict)


def bringing_to(project: Project) -> Bringing:
    """Return what the visitor is bringing to a démarche."""
    return state.kept(Bringings).by_project.setdefault(project.id, Bringing())


def receive(bringing: Bringing, name: str, content: bytes) -> None:
    """Keep a file beside the session, under its own name, until another takes its place."""
    drop(bringing)
    bringing.folder = TemporaryDirectory(prefix="animmap-import-")
    stem = _UNSAFE.sub("_", Path(name).stem)[:LONGEST_NAME] or "table"
    suffix = _UNSAFE.sub("_", Path(name).suffix)[:LONGEST_NAME]
    bringing.path = Path(bringing.folder.name) / f"{stem}{suffix}"
    bringing.path.write_bytes(content)


def drop(bringing: Bringing) -> None:
    """Put the file down; what it is a list of, and how it came, stay chosen."""
    if bringing.folder is not None:
        bringing.folder.cleanup()
    layer, way, drops = bringing.layer, bringing.way, bringing.drops + 1
    for name, value in ((one, getattr(Bringing(), one)) for one in Bringing.__slots__):
        setattr(bringing, name, value)
    bringing.layer, bringing.way, bringing.drops = layer, way, drops


def change(bringing: Bringing, **choices: Any) -> None:  # noqa: ANN401 - fields of Choices
    """Decide something of the file; it is read again at the next run."""
    bringing.choices = replace(bringing.choices, **choices)


def name_column(bringing: Bringing, column: str, meaning: str) -> None:
    """Say what a column is; another that was said to be the same is left aside."""
    columns = {
        one: "" if told == meaning else told for one, told in bringing.choices.columns.items()
    }
    change(bringing, columns=columns | {column: meaning})


def accept(bringing: Bringing, option: str, accepted: bool) -> None:
    """Accept a proposal, or no more."""
    kept = bringing.choices.accept
    change(bringing, accept=kept | {option} if accepted else kept - {option})


def read(bringing: Bringing, project: Project) -> Plan | None:
    """Return what importing the file would do, None when it is refused (``refusal`` says why)."""
    asked = _asked(bringing)
    if bringing.path is None or bringing.asked == asked:
        return bringing.plan
    fresh = not bringing.asked or bringing.asked[0] != bringing.path
    bringing.plan = bringing.refusal = None
    with panels.at_work(say("prepare.reading")):
        try:
            _plan(bringing, project)
            if fresh:
                _take_up(bringing, project)
        except AnimmapError as refusal:
            bringing.refusal, bringing.plan = refusal, None
    bringing.asked = _asked(bringing)
    return bringing.plan


def _asked(bringing: Bringing) -> tuple[object, ...]:
    return bringing.path, bringing.layer, bringing.choices, frozenset(bringing.located.items())


def _plan(bringing: Bringing, project: Project) -> None:
    if bringing.path is None:
        return
    made = bringing.choices
    way = (bringing.path, made.table, made.encoding, made.separator)
    opened = bringing.held.file if bringing.held and bringing.opened == way else None
    plan = plan_import(
        state.desk(),
        project.id,
        bringing.path,
        bringing.layer,
        made,
        located=bringing.located,
        opened=opened,
    )
    bringing.held, bringing.opened = plan, way
    bringing.plan, bringing.report = plan, report_import(plan, told, written=False)
    if not bringing.choices.table:
        bringing.tables = tuple(one.table.name for one in plan.tables)


def _take_up(bringing: Bringing, project: Project) -> None:
    """Read again with the template, or else the last file, of the same headers, if it says more."""
    if bringing.plan is None or bringing.choices != Choices():
        return
    columns = [column for one in bringing.plan.tables for column in one.table.columns]
    kept = template_for(state.desk(), project.id, bringing.layer, columns)
    if kept is not None:
        bringing.choices, bringing.template = choices_in(kept), kept.id
        _plan(bringing, project)
        return
    earlier = remember(state.desk(), project.id, bringing.layer, columns)
    if earlier is None:
        return
    wanted, found = choices_of(earlier), matched(bringing.plan)
    more = wanted.values or wanted.kind or wanted.credit
    if more or any(found.get(column, "") != name for column, name in wanted.columns.items()):
        bringing.choices, bringing.remembered = wanted, earlier
        _plan(bringing, project)


def matched(plan: Plan) -> dict[str, str]:
    """Return the fields that columns were matched to."""
    return {match.column: match.field for one in plan.tables for match in one.matches}


def is_ours(bringing: Bringing) -> bool:
    """Tell whether the columns of the file are ours: what a service answered, brought in order."""
    kind = "" if bringing.plan is None else bringing.plan.file.kind
    return bringing.fetched is not None or kind == "json"


def column_shown(bringing: Bringing, column: str) -> str:
    """Return what a column is called on the screen: in words when it bears a name of ours."""
    ours = column in FIELDS and is_ours(bringing)
    return say(f"prepare.field_{column}") if ours else column


def told(identifier: str, /, **facts: object) -> str:
    """Return a sentence of the engine, in the words of the screen where it has some."""
    kind, _, code = identifier.rpartition(".")
    here = f"prepare.notice_{code}" if kind == "import.notice" else f"prepare.remedy_{code}"
    ours = kind in ("remedy", "import.notice") and has_text(here)
    return say(here if ours else identifier, **facts)


def refuse(refusal: AnimmapError) -> None:
    """Say why a file is refused, in the words of this screen where it has some."""
    here = f"prepare.error_{refusal.code}"
    facts: Mapping[str, object] = {"name": "", **refusal.facts}
    if has_text(here):
        panels.words(say(here, **facts), style="refusal")
    else:
        panels.show_error(refusal)
