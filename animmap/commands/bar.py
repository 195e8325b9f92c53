"""How far a long command is, as a bar on a terminal and nothing elsewhere."""

from __future__ import annotations

import sys
from typing import Final

WIDTH: Final = 30


def draw_bar(done: int, total: int) -> None:
    """Draw the bar over the one drawn before."""
    if sys.stderr.isatty() and total:
        filled = WIDTH * done // total
        end = "\n" if done == total else ""
        bar = f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}"
        print(bar, end=end, file=sys.stderr, flush=True)
