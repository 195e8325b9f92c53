"""``animmap tiles``: the pack of map tiles of a démarche, for a hall without network."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from animmap.commands import REFUSED, Say
from animmap.commands.bar import draw_bar
from animmap.commands.opening import open_project
from animmap.commands.refusals import explain, tell
from animmap.errors import AnimmapError

if TYPE_CHECKING:
    from animmap.services.tile_packs import PackPlan


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("tiles", help=say("cli.tiles.help"))
    parser.add_argument("--project", required=True, metavar="P", help=say("cli.import.project"))
    parser.add_argument("--zoom", default="8-15", metavar="A-B", help=say("cli.tiles.zoom"))
    parser.add_argument("--estimate", action="store_true", help=say("cli.tiles.estimate"))
    parser.add_argument(
        "--import", type=Path, metavar="FILE.mbtiles", dest="brought", help=say("cli.tiles.import")
    )
    parser.add_argument("--remove", action="store_true", help=say("cli.tiles.remove"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Download, bring, estimate or remove; 2 and one line when it is refused."""
    try:
        _do(options, say)
    except AnimmapError as error:
        tell(explain(error, "tiles", say))
        return REFUSED
    except KeyboardInterrupt:
        tell(say("cli.tiles.interrupted"))
        return REFUSED
    return 0


def _do(options: argparse.Namespace, say: Say) -> None:
    from animmap.services import tile_packs

    desk, project = open_project(options.project)
    if options.remove:
        tile_packs.remove_pack(desk, project.id)
        print(say("cli.tiles.removed"))
        return
    if options.brought:
        pack = tile_packs.bring_pack(desk, project.id, options.brought)
    else:
        plan = tile_packs.plan_pack(desk, project.id, _zooms(options.zoom))
        _tell_plan(plan, say)
        if options.estimate:
            return
        pack = tile_packs.download_pack(desk, plan, draw_bar)
    print(say("cli.tiles.there", n=pack.count, mb=_mb(pack.size), a=pack.min_zoom, b=pack.max_zoom))
    if pack.missing:
        tell(say("cli.tiles.missing", n=pack.missing))


def _zooms(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        from animmap.core.tiles import LEAST_ZOOM, MOST_ZOOM

        raise AnimmapError("zoom_out_of_range", least=LEAST_ZOOM, most=MOST_ZOOM)
    return int(first), int(last or first)


def _tell_plan(plan: PackPlan, say: Say) -> None:
    told = plan.estimate
    for zoom, count in told.counts.items():
        print(say("cli.tiles.level", zoom=zoom, n=count))
    how = "measured" if told.measured else "usual"
    print(say(f"cli.tiles.{how}", n=told.total, mb=_mb(told.size), missing=len(plan.missing)))


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}"
