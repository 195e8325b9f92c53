"""The compiled loops where there are any, the one door to numba.

``load`` compiles them, or reads them from the cache of numba; until then, and wherever numba is
not installed, ``ready`` gives none and the arrays of NumPy answer, to the same last digits.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, NamedTuple

from animmap.core.edges import Ints, Ranks


class Hung(NamedTuple):
    """Segments hung on a grid (see ``loops``), by the module that knows it (``quick``).

    ``ends``: ax, ay, bx, by, shape (segments, 4); ``turn``: when the outline of each came.
    """

    ends: Ints
    turn: Ranks
    grid: Any
    quick: ModuleType


_loaded: list[ModuleType] = []


def load() -> bool:
    """Make the compiled loops ready, which takes a second, or ten the first time; tell if they are.

    They are tried on a small example, so that nothing is left to compile.
    """
    if not _loaded:
        try:
            from animmap.core import quick
        except (ImportError, RuntimeError):  # not installed, not for this machine, no cache folder
            return False
        quick.rehearse()
        _loaded.append(quick)
    return True


def ready() -> ModuleType | None:
    """Return the module of the compiled answers (``quick``) once loaded, else None."""
    return _loaded[0] if _loaded else None


def unload() -> None:
    """Leave the compiled loops aside from now on."""
    _loaded.clear()
