"""The collector of cyclic garbage, kept away while large lists are made.

It looks at everything that lives each time they have grown by a quarter, and holds the
interpreter for a fifth of a second each time; what we make of files and answers has no cycles.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected for the seconds that some work takes, in any thread."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
