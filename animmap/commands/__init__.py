"""The command line: one module a command, texts in the ``cli`` catalogue.

Commands import what they run when they run: ``serve`` must not wait for the geometry libraries.
"""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[..., str]
REFUSED = 2
