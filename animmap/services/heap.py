"""What the allocator of the system keeps of large arrays that are gone, given back to it.

glibc keeps freed memory by thread, and learns to keep ever larger blocks: parts of a large round,
each read in a thread of its own, left it with hundreds of megabytes of nothing.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

# Larger blocks go back as soon as they are free.
_LARGE_BYTES: Final = 4 << 20
_THREADS: Final = 2
# Names of glibc's settings, from malloc.h.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8


def hold_little() -> None:
    """Have large blocks given back at once, and small ones kept in few places."""
    with suppress(AttributeError, OSError):
        library = _library()
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_ARENA_MAX, _THREADS)


def give_back() -> None:
    """Give back what is kept of a large work that has ended."""
    with suppress(AttributeError, OSError):
        _library().malloc_trim(0)


def _library() -> ctypes.CDLL:
    """Return the C library of this process; ``AttributeError`` off Linux, or in another one."""
    if sys.platform != "linux":
        raise AttributeError("malloc_trim")
    return ctypes.CDLL(None)
