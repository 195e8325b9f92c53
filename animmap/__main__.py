"""``python -m animmap``: serve, demo, import, fetch, compare, tiles, backup."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from animmap.sources.gdal_guard import guard_gdal
from animmap.texts import terminal_language, tr


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 2 refused)."""
    guard_gdal()
    from animmap.commands import backup, compare, demo, fetch, import_, serve, tiles
    from animmap.commands.parser import Parser

    language = terminal_language()

    def say(identifier: str, **values: object) -> str:
        return tr(identifier, language, **values)

    parser = Parser(say, prog="python -m animmap", description=say("cli.about"))
    commands = parser.add_commands(say("cli.heading.commands"))
    for command in (serve, demo, import_, fetch, compare, tiles, backup):
        command.add_parser(commands, say)
    options = parser.parse_args(arguments)
    run = partial(options.run, options)
    return int(run(say))


if __name__ == "__main__":
    sys.exit(main())
