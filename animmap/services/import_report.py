"""The report of an import: every row accounted for, every fault with its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from animmap.core.crs import name_of
from animmap.core.importing.angle_columns import JOINED
from animmap.core.importing.choices import write_template
from animmap.core.importing.faults import Repair, RowFault
from animmap.core.importing.settle import Proposal
from animmap.errors import Fact
from animmap.services.import_plan import Plan
from animmap.services.import_sheets import TableRead

Say = Callable[..., str]


def report_import(plan: Plan, say: Say, *, written: bool) -> dict[str, Any]:
    """Return the report as JSON values; sentences by ``say``, codes beside them.

    ``read`` is ``imported`` + ``quarantined`` + ``merged`` + ``skipped``; ``written`` is false
    for a rehearsal: nothing was kept, the rest is what would be.
    """
    drafts, states = plan.drafts, Counter(plan.states)
    faults = [fault for draft in drafts for fault in draft.faults]
    imported = [one for one, state in zip(drafts, plan.states, strict=True) if state == "imported"]
    columns = {match.column: match.field for one in plan.tables for match in one.matches}
    return {
        "file": {
            "name": plan.path.name,
            "kind": plan.file.kind,
            "encoding": plan.file.encoding,
            "separator": plan.file.separator,
            "sha256": plan.digest,
        },
        "project": plan.project_id,
        "layer": plan.layer,
        "round": _question(plan),
        "dry_run": not written,
        "read": len(drafts),
        "imported": states["imported"],
        "quarantined": _quarantined(plan, say),
        "merged": states["merged"],
        "skipped": states["skipped"],
        "duplicates": _duplicates(plan),
        "located": dict(Counter(draft.method for draft in imported)),
        "geocoded": [
            {"table": one.table, "row": one.number, "method": one.method, "score": one.score}
            for one in drafts
            if one.score is not None
        ],
        "proposals": [_proposal(one, say) for one in plan.proposals],
        "faults": [_fault(fault, say) for fault in faults],
        "repairs": [_repair(one, say) for draft in drafts for one in draft.repairs],
        "tables": [_table(one) for one in plan.tables],
        "notices": [
            {"code": code, "message": say(f"import.notice.{code}", **facts), **facts}
            for code, facts in [*plan.file.notices, *_about_sheets(plan)]
        ],
        "template": write_template(plan.choices, columns),
    }


def _about_sheets(plan: Plan) -> list[tuple[str, dict[str, Fact]]]:
    """Tell the sheets laid out otherwise, and those whose first line was taken for a row."""
    sheets = plan.tables[: len(plan.tables) - len(plan.file.layers)]
    tables = [one.table for one in sheets if one.table.records and not one.left_out]
    bare: list[tuple[str, dict[str, Fact]]] = [
        ("no_header", {"name": one.name}) for one in tables if not one.header
    ]
    bare += [
        (f"known_{one.known.code}", {"name": one.table.name or plan.path.name})
        for one in plan.tables
        if one.known is not None and not one.left_out
    ]
    bare += [
        ("angles_joined", {"name": one.table.name or plan.path.name})
        for one in plan.tables
        if any(name.endswith(JOINED) for name in one.table.columns)
    ]
    return bare + [(f"laid_{one.layout}", {"name": one.name}) for one in tables if one.layout]


def _quarantined(plan: Plan, say: Say) -> list[dict[str, Any]]:
    """Return one entry a row, with its first fault; the others beside."""
    found = []
    for draft, state in zip(plan.drafts, plan.states, strict=True):
        if state != "quarantined":
            continue
        first, *others = [_fault(fault, say) for fault in draft.faults if fault.blocking]
        found.append({**first, "name": draft.name, "also": [one["code"] for one in others]})
    return found


def _fault(fault: RowFault, say: Say) -> dict[str, Any]:
    facts = dict(fault.facts)
    return {
        "table": fault.table,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "code": fault.code,
        "message": say(f"fault.{fault.code}", **facts),
        "remedy": say(f"remedy.{fault.code}", **facts),
        "blocking": fault.blocking,
    }


def _repair(repair: Repair, say: Say) -> dict[str, Any]:
    return {
        "table": repair.table,
        "row": repair.row,
        "column": repair.column,
        "before": repair.before,
        "after": repair.after,
        "code": repair.code,
        "message": say(f"mended.{repair.code}"),
    }


def _duplicates(plan: Plan) -> list[dict[str, Any]]:
    found = []
    for rank, double in plan.doubles.items():
        draft = plan.drafts[rank]
        inside = double.other.startswith("row:")
        other = plan.drafts[int(double.other.removeprefix("row:"))] if inside else None
        found.append(
            {
                "table": draft.table,
                "row": draft.number,
                "name": draft.name,
                "rule": double.rule,
                "likeness": double.likeness,
                "distance_m": None if double.distance_m is None else round(double.distance_m, 1),
                "of_row": other.number if other else None,
                "of_id": None if other else double.other,
                "of_name": other.name if other else _name_there(plan, double.other),
                "decided": plan.decision(rank),
                "choices": ["merge", "keep", "skip", *(["update"] if plan.is_again(rank) else [])],
            }
        )
    return found


def _name_there(plan: Plan, identifier: str) -> str:
    known = plan.existing.get(identifier)
    return known.name if known else ""


def _question(plan: Plan) -> dict[str, Any] | None:
    """Return the question that sketches answer, None for anything else."""
    into = plan.sketching
    if into is None:
        return None
    new = [college.name for college in into.colleges]
    words = into.asked.question
    return {"id": into.asked.id, "question": words, "new": into.new, "new_colleges": new}


def say_proposal(proposal: Proposal, say: Say) -> str:
    """Return a proposal in one sentence, and in another what nothing tells from it."""
    crs = proposal.crs or ", ".join(proposal.rivals) or "?"
    told = say(f"import.proposal.{proposal.code}", n=len(proposal.rows), of=proposal.of, crs=crs)
    if not proposal.cousins:
        return told
    systems = " ; ".join(
        say("import.proposal.cousin", name=name_of(other), crs=other, metres=round(metres))
        for other, metres in proposal.cousins
    )
    return f"{told} {say('import.proposal.cousins', systems=systems)}"


def _proposal(proposal: Proposal, say: Say) -> dict[str, Any]:
    return {
        "code": proposal.code,
        "table": proposal.table,
        "n": len(proposal.rows),
        "of": proposal.of,
        "rows": proposal.rows,
        "crs": proposal.crs,
        "swapped": proposal.swapped,
        "unit": proposal.reading.unit if proposal.reading else 1.0,
        "rivals": list(proposal.rivals),
        "also_fit": [
            {"crs": crs, "name": name_of(crs), "metres": round(metres)}
            for crs, metres in proposal.cousins
        ],
        "written": list(proposal.written),
        "read": list(proposal.read),
        "accepted": proposal.accepted,
        "option": f"--accept-{proposal.accept}",
        "message": say_proposal(proposal, say),
    }


def _table(one: TableRead) -> dict[str, Any]:
    matched = {match.column for match in one.matches}
    return {
        "name": one.table.name,
        "rows": len(one.table.records),
        "header": one.table.header,
        "crs": one.table.crs,
        "left_out": one.left_out,
        "columns": [
            {"column": match.column, "field": match.field, "why": match.why}
            for match in one.matches
        ],
        "kept_aside": [column for column in one.table.columns if column not in matched],
        "passed": [{"row": number, "code": code} for number, code in one.table.passed],
    }
