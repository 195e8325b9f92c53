"""A command line that answers in the language of the person, one line when it is misused."""

from __future__ import annotations

import argparse
import re
from functools import partial
from typing import Any, NoReturn

from animmap.commands import REFUSED, Say

# What argparse says, in English only, and our sentences for it.
_MISUSES = (
    (r"the following arguments are required: (?P<what>.+)", "cli.misused.missing"),
    (r"unrecognized arguments: (?P<what>.+)", "cli.misused.unknown"),
    (r"ambiguous option: (?P<what>\S+) could match .+", "cli.misused.unknown"),
    (r"argument COMMAND: invalid choice: (?P<what>'[^']*').*", "cli.misused.unknown"),
    (r"argument (?P<what>[^:]+): expected .+", "cli.misused.value"),
    (r"argument (?P<what>[^:]+): invalid .+ value: (?P<value>.+)", "cli.misused.number"),
)


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose headings and refusals come from the catalogues."""

    def __init__(self, say: Say, **options: Any) -> None:  # noqa: ANN401 - those of argparse
        super().__init__(**options, add_help=False)
        self._say = say
        self._positionals.title = say("cli.heading.arguments")
        self._optionals.title = say("cli.heading.options")
        self.add_argument("-h", "--help", action="help", help=say("cli.heading.help"))

    def add_commands(self, title: str) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        """Make room for the commands, parsers of the same kind."""
        # argparse calls the class with keywords only: a partial does, whatever its stub says.
        maker: Any = partial(Parser, self._say)
        made: argparse._SubParsersAction[argparse.ArgumentParser] = self.add_subparsers(
            title=title, required=True, metavar="COMMAND", parser_class=maker
        )
        return made

    def format_help(self) -> str:
        """Return the help page."""
        return super().format_help().replace("usage: ", self._say("cli.heading.usage") + " ", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line and exit with 2."""
        self.exit(REFUSED, self._explain(" ".join(message.split())) + "\n")

    def _explain(self, message: str) -> str:
        for pattern, identifier in _MISUSES:
            found = re.fullmatch(pattern, message)
            if found:
                return self._say(identifier, **found.groupdict(), help=f"{self.prog} --help")
        return self._say("cli.misused.other", what=message, help=f"{self.prog} --help")
