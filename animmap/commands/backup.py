"""``animmap backup``: copy the living data, find erased people in copies, clean or delete them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from animmap.commands import REFUSED, Say
from animmap.commands.refusals import explain, tell
from animmap.errors import AnimmapError

if TYPE_CHECKING:
    from animmap.services.desk import Desk


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("backup", help=say("cli.backup.help"))
    parser.add_argument("places", nargs="*", type=Path, metavar="FILE", help=say("cli.backup.file"))
    deed = parser.add_mutually_exclusive_group()
    for name in ("check", "clean", "delete"):
        deed.add_argument(
            f"--{name}", dest="deed", action="store_const", const=name,
            help=say(f"cli.backup.{name}"),
        )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Do what is asked; 2 and one line when it is refused."""
    from animmap.core.model import Access, Role
    from animmap.services.desk import open_desk

    try:
        desk = open_desk(Access(Role.HOST))
        if options.deed:
            _review(desk, options.places, options.deed, say)
        else:
            _make(desk, options.places, say)
    except AnimmapError as error:
        tell(explain(error, "backup", say))
        return REFUSED
    return 0


def _make(desk: Desk, places: list[Path], say: Say) -> None:
    from animmap.services import backups

    if len(places) != 1:
        raise AnimmapError("backup_name_missing")
    made = backups.make_backup(desk, places[0])
    print(say("cli.backup.made", path=made, mb=f"{made.stat().st_size / 1e6:.1f}"))


def _review(desk: Desk, places: list[Path], deed: str, say: Say) -> None:
    """Say of each backup what it holds, and clean or delete those that hold erased people."""
    from animmap.services import backups

    found = backups.list_backups(desk, places)
    if not found:
        print(say("cli.backup.none"))
    for one in found:
        n = sum(len(each.features) for each in one.pending)
        print(say("cli.backup.holds" if n else "cli.backup.clear",
                  path=one.path, day=f"{one.made_at:%Y-%m-%d}", n=n))  # fmt: skip
        if not n or deed == "check":
            continue
        if deed == "clean":
            backups.clean_backup(desk, one)
        else:
            backups.delete_backup(desk, one)
        print(say("cli.backup.cleaned" if deed == "clean" else "cli.backup.removed", path=one.path))
