"""The child process that compiles the loops for whoever comes next; see ``compiling``.

It outlives the command that started it, not the server: its time is bounded here, and it writes by
itself the mark that tells that the cache of numba (``NUMBA_CACHE_DIR``) is whole.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from animmap.core import compiled

DONE: Final = "done"
MEEK: Final = "meek"
TIED: Final = "tied"
LONGEST_S: Final = 1_800


def compile_all(folder: Path, *, meek: bool) -> bool:
    """Compile every loop, then leave the mark; tell whether it could.

    Parameters
    ----------
    meek
        Take the lowest priority: somebody works beside.
    """
    if meek:
        _step_back()
    if not compiled.load():
        return False
    (folder / DONE).touch()
    return True


def _step_back() -> None:
    getattr(os, "nice", int)(19)
    # Linux shares time between sessions first; only one of its own may be told to wait.
    with suppress(OSError, AttributeError):
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text("19", encoding="ascii")


def _end_with_parent() -> None:
    """End once the other end of the standard input is closed; loops compiled so far are kept."""
    os.read(0, 1)  # without the lock of sys.stdin, that an interpreter which ends asks for
    os._exit(1)


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)  # ends it, whatever holds it
    if TIED in sys.argv[2:]:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(not compile_all(Path(sys.argv[1]), meek=MEEK in sys.argv[2:]))
