"""``animmap fetch``: what a service knows of a territory, as a file that ``import`` reads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from animmap.commands import REFUSED, Say
from animmap.commands.bar import draw_bar
from animmap.commands.opening import open_project
from animmap.commands.refusals import explain, tell
from animmap.errors import AnimmapError, reason_of
from animmap.texts import terminal_language

if TYPE_CHECKING:
    from animmap.services.online import Harvest, Question

SERVICES = ("entreprises", "gogocarto", "wfs", "gbif", "overpass")
OVERPASS = "overpass"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("fetch", help=say("cli.fetch.help"))
    parser.add_argument("service", choices=SERVICES, help=say("cli.fetch.service"))
    parser.add_argument("--project", required=True, metavar="P", help=say("cli.import.project"))
    parser.add_argument("--out", type=Path, metavar="FILE.geojson", help=say("cli.fetch.out"))
    parser.add_argument("--estimate", action="store_true", help=say("cli.fetch.estimate"))
    parser.add_argument("--refresh", action="store_true", help=say("cli.fetch.refresh"))
    parser.add_argument("--families", metavar="A,B", help=say("cli.fetch.families"))
    parser.add_argument("--employers", action="store_true", help=say("cli.fetch.employers"))
    parser.add_argument(
        "--without-finance", dest="finance", action="store_false", help=say("cli.fetch.finance")
    )
    parser.add_argument("--site", default="", metavar="URL", help=say("cli.fetch.site"))
    parser.add_argument("--zones", metavar="A,B", help=say("cli.fetch.zones"))
    parser.add_argument("--clip", action="store_true", help=say("cli.fetch.clip"))
    parser.add_argument("--years", metavar="A-B", help=say("cli.fetch.years"))
    parser.add_argument(
        "--licences", choices=("open", "non_commercial"), default="open",
        help=say("cli.fetch.licences"),
    )  # fmt: skip
    parser.add_argument("--species", type=int, default=50, metavar="N", help=say("cli.fetch.most"))
    parser.add_argument("--layer", default="structure", metavar="L", help=say("cli.fetch.layer"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Ask and write the file; 2 and one line when something is refused."""
    try:
        _fetch(options, say)
    except AnimmapError as error:
        tell(explain(error, options.service, say))
        return REFUSED
    except KeyboardInterrupt:
        tell(say("error.fetch_stopped"))
        return REFUSED
    return 0


def _fetch(options: argparse.Namespace, say: Say) -> None:
    from animmap.services import online

    desk, project = open_project(options.project)
    if options.service == OVERPASS:
        _check_one_of(options.layer, online.OVERPASS_LAYERS)
        print(online.overpass_question(desk, project.id, options.layer))
        return
    question = _question(options)
    if options.estimate or options.out is None:
        told = online.estimate(desk, project.id, question)
        print(say(f"online.estimated_{options.service}", n=told.count, count=told.count,
                  records=told.records))  # fmt: skip
        return
    folder = options.out.resolve().parent
    if not folder.is_dir():
        raise AnimmapError("folder_missing", name=options.out.name, folder=str(folder))
    harvest = online.fetch(desk, project.id, question, draw_bar)
    _write(options.out, online.harvest_file(harvest, terminal_language())[1])
    _conclude(harvest, options.out, say)


def _question(options: argparse.Namespace) -> Question:
    from dataclasses import replace

    from animmap.services import online

    question = online.Question(
        options.service,
        employers=options.employers,
        finance=options.finance,
        site=options.site,
        clip=options.clip,
        licences=options.licences,
        species=max(1, options.species),
        refresh=options.refresh,
    )
    if options.families:
        question = replace(question, families=_listed(options.families, online.FAMILIES))
    if options.zones:
        question = replace(question, zones=_listed(options.zones, online.ZONES))
    if options.years:
        question = replace(question, years=_years(options.years))
    return question


def _listed(text: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    wanted = tuple(one.strip() for one in text.split(",") if one.strip())
    for one in wanted:
        _check_one_of(one, allowed)
    return wanted


def _check_one_of(wanted: str, allowed: tuple[str, ...]) -> None:
    if wanted not in allowed:
        raise AnimmapError("layer_unknown", layer=wanted, known=", ".join(allowed))


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise AnimmapError("layer_unknown", layer=text, known="2015-2026")
    return int(first), int(last or first)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = reason_of(error)
        raise AnimmapError("file_unwritable", name=path.name, reason=reason) from error


def _conclude(harvest: Harvest, out: Path, say: Say) -> None:
    when = f"{harvest.retrieved_at:%Y-%m-%d}" if harvest.retrieved_at else ""
    print(say("cli.fetch.done", n=len(harvest.found), out=out.name, when=when))
    for code, facts in harvest.notices:
        tell(say(f"import.notice.{code}", **facts))
