"""``animmap demo``: load, reload or remove the fictional démarche."""

from __future__ import annotations

import argparse
import sys

from animmap.commands import REFUSED, Say
from animmap.errors import AnimmapError


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("demo", help=say("cli.demo.help"))
    parser.add_argument("--remove", action="store_true", help=say("cli.demo.remove"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Load the demo afresh, or remove it."""
    from animmap.core.model import Access, Role
    from animmap.services import demo
    from animmap.services.desk import open_desk

    try:
        desk = open_desk(Access(Role.HOST))
        if options.remove:
            demo.remove_demo(desk)
        else:
            demo.reload_demo(desk)
    except AnimmapError as error:
        print(say(f"error.{error.code}", **error.facts), file=sys.stderr)
        return REFUSED
    print(say("cli.demo.removed" if options.remove else "cli.demo.loaded"))
    return 0
