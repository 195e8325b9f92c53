"""``python -m animmap``: serve, demo, compare."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial

from animmap.sources.gdal_guard import guard_gdal
from animmap.texts import DEFAULT_LANGUAGE, LANGUAGES, tr


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 2 refused)."""
    guard_gdal()
    from animmap.commands import compare, demo, serve

    language = _language()

    def say(identifier: str, **values: object) -> str:
        return tr(identifier, language, **values)

    parser = argparse.ArgumentParser(prog="python -m animmap", description=say("cli.about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (serve, demo, compare):
        command.add_parser(commands, say)
    options = parser.parse_args(arguments)
    run = partial(options.run, options)
    return int(run(say))


def _language() -> str:
    """Language of the terminal when it is one of ours, else French."""
    asked = os.environ.get("ANIMMAP_LANG") or os.environ.get("LANG", "")
    return asked[:2] if asked[:2] in LANGUAGES else DEFAULT_LANGUAGE


if __name__ == "__main__":
    sys.exit(main())
