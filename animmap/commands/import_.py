"""``animmap import``: what an animator brings, to the map; what is wrong, row by row."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from animmap.commands import REFUSED, Say
from animmap.commands.bar import draw_bar
from animmap.commands.opening import open_project
from animmap.commands.refusals import explain, tell
from animmap.errors import AnimmapError, reason_of

KINDS = {
    "actors": "actor",
    "structures": "structure",
    "resources": "resource",
    "living_assets": "living_asset",
    "needs": "need",
    "sketches": "sketch",
}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    from animmap.core.importing.choices import ACCEPTABLE, DUPLICATES

    parser = commands.add_parser("import", help=say("cli.import.help"))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("cli.import.file"))
    parser.add_argument("--project", required=True, metavar="P", help=say("cli.import.project"))
    parser.add_argument("--kind", required=True, choices=KINDS, help=say("cli.import.kind"))
    parser.add_argument("--map", type=Path, metavar="TEMPLATE.json", help=say("cli.import.map"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.import.dry_run"))
    parser.add_argument(
        "--report", type=Path, required=True, metavar="OUT.json", help=say("cli.import.report")
    )
    parser.add_argument("--faults", type=Path, metavar="OUT.csv", help=say("cli.import.faults"))
    parser.add_argument("--layer", metavar="L", dest="table", help=say("cli.import.layer"))
    parser.add_argument("--header", type=int, metavar="N", help=say("cli.import.header"))
    parser.add_argument("--encoding", metavar="E", help=say("cli.import.encoding"))
    parser.add_argument("--separator", metavar="S", help=say("cli.import.separator"))
    parser.add_argument("--crs", metavar="EPSG:n", help=say("cli.import.crs"))
    parser.add_argument("--credit", metavar="TEXT", help=say("cli.import.credit"))
    parser.add_argument("--round", metavar="Q", dest="question", help=say("cli.import.round"))
    parser.add_argument("--college", metavar="C", help=say("cli.import.college"))
    parser.add_argument("--duplicates", choices=DUPLICATES, help=say("cli.import.duplicates"))
    parser.add_argument("--geocode", action="store_true", help=say("cli.import.geocode"))
    for option in ACCEPTABLE:
        parser.add_argument(
            f"--accept-{option}", action="append_const", const=option, dest="accept",
            help=say(f"cli.import.accept_{option}"),
        )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Import the file and write the report; 2 and one line when something is refused."""
    try:
        _import(options, say)
    except AnimmapError as error:
        tell(explain(error, options.file.name, say))
        return REFUSED
    return 0


def _import(options: argparse.Namespace, say: Say) -> None:
    from animmap.services.import_geocode import find_rows, rows_to_find
    from animmap.services.import_report import report_import
    from animmap.services.import_tables import faults_table
    from animmap.services.imports import plan_import, run_import

    _check_outputs(options)
    choices = _choices(options)
    desk, project = open_project(options.project)
    kind = KINDS[options.kind]
    plan = plan_import(desk, project.id, options.file, kind, choices)
    if options.geocode:
        located = find_rows(desk, project.id, rows_to_find(plan), draw_bar)
        plan = plan_import(desk, project.id, options.file, kind, choices, located=located)
    if not options.dry_run:
        run_import(desk, plan, draw_bar)
    report = report_import(plan, say, written=not options.dry_run)
    _write(options.report, json.dumps(report, ensure_ascii=False, indent=1))
    if options.faults:
        _write(options.faults, faults_table(report["faults"]), encoding="utf-8-sig")
    _conclude(report, options, say)


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before reading, to write over what is read or where nothing can be written."""
    taken = {path.resolve() for path in (options.file, options.map) if path}
    for out in filter(None, (options.report, options.faults)):
        if out.resolve() in taken:
            raise AnimmapError("file_overwritten", name=out.name)
        if not out.resolve().parent.is_dir():
            raise AnimmapError("folder_missing", name=out.name, folder=str(out.resolve().parent))


def _choices(options: argparse.Namespace) -> Any:  # noqa: ANN401 - Choices, imported when run
    """Return the choices of the template, then those of the options."""
    from animmap.core.importing.choices import read_template

    choices = read_template(_read_template(options.map) if options.map else {})
    said = {
        name: getattr(options, name)
        for name in (
            "table",
            "header",
            "encoding",
            "separator",
            "crs",
            "credit",
            "duplicates",
            "question",
            "college",
        )
        if getattr(options, name) is not None
    }
    return replace(choices, **said, accept=choices.accept | set(options.accept or ()))


def _read_template(path: Path) -> object:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise AnimmapError("file_missing", name=path.name) from error
    except (OSError, ValueError) as error:
        raise AnimmapError("template_invalid", key=path.name) from error
    # A report holds the template that makes the same import again.
    return document.get("template", document) if isinstance(document, dict) else document


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    try:
        path.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        reason = reason_of(error)
        raise AnimmapError("file_unwritable", name=path.name, reason=reason) from error


def _conclude(report: dict[str, Any], options: argparse.Namespace, say: Say) -> None:
    waiting = len(report["quarantined"])
    print(say("cli.import.read", n=report["read"], out=options.report.name))
    print(say("cli.import.tried" if report["dry_run"] else "cli.import.done", n=report["imported"]))
    if waiting:
        print(say("cli.import.waiting", n=waiting))
    for proposal in report["proposals"]:
        if not proposal["accepted"]:
            tell(f"{proposal['message']} [{proposal['option']}]")
    for notice in report["notices"]:
        tell(notice["message"])
    for table in report["tables"]:
        if table["left_out"] == "nothing_known":
            tell(say("import.left_out", name=table["name"], n=table["rows"]))
