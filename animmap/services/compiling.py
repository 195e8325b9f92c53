"""The compiled loops, made ready in the background once a round is large enough to gain by them.

Compiling is left to a child process, of the lowest priority unless somebody waits for it; this
process then reads its cache: nothing is compiled beside a room, and a server of small rounds never
loads numba at all. The child ends by itself, so that a command need not wait for it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.services.compile_child import DONE, LONGEST_S, MEEK, TIED
from animmap.settings import ROOT, read_settings

# Corners of all outlines together: below, arrays answer in a few hundredths of a second.
LARGE: Final = 5_000
_BEGUN: Final = "begun"
_lock = threading.Lock()
_asked: set[Path] = set()


def prepare(outlines: Sequence[BaseGeometry]) -> None:
    """Make the loops ready if these outlines are many; come back at once, arrays answer meanwhile.

    They are loaded by a thread of this process, which has some years before it.
    """
    folder = _find_cache(outlines)
    if folder is None:
        return
    with _lock:
        if folder in _asked:
            return
        _asked.add(folder)
    threading.Thread(target=_make_ready, args=(folder, MEEK), daemon=True).start()


def prepare_once(outlines: Sequence[BaseGeometry], *, wait: bool) -> bool:
    """Do the same for a command that answers once.

    Loops that are compiled already are loaded. Else a child compiles them for the next command,
    and this one answers by arrays, unless it has to ``wait``.

    Returns
    -------
    bool
        Whether a child was left at work.
    """
    folder = _find_cache(outlines)
    if folder is None:
        return False
    if wait or (folder / DONE).exists():
        _make_ready(folder)
        return False
    try:
        return not _is_begun(folder) and bool(_start(folder, MEEK))
    except OSError:
        return False


def _find_cache(outlines: Sequence[BaseGeometry]) -> Path | None:
    """Return the folder of the loops if they are wanted and may be had, None if not."""
    settings = read_settings()
    if not settings.compiled or compiled.ready() or _corners(outlines) < LARGE:
        return None
    name = _fingerprint()
    return settings.var_dir / "compiled" / name if name else None


def _corners(outlines: Sequence[BaseGeometry]) -> int:
    return int(shapely.get_num_coordinates(outlines).sum())


def _fingerprint() -> str:
    """Name what the cache depends on, "" without numba.

    The loops, where and from when they are (numba asks it too), numba, Python.
    """
    try:
        digest = hashlib.sha256(f"{version('numba')} {sys.version}".encode())
    except PackageNotFoundError:
        return ""
    for path in sorted((ROOT / "animmap" / "core").glob("loops*.py")):
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _is_begun(folder: Path) -> bool:
    """Tell whether a child was started that has still the time to end."""
    try:
        return time.time() - (folder / _BEGUN).stat().st_mtime < LONGEST_S
    except FileNotFoundError:
        return False


def _start(folder: Path, *manners: str) -> subprocess.Popen[bytes]:
    """Start the child; it holds nothing of this process nor of its terminal, unless ``TIED``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _BEGUN).touch()
    command = [sys.executable, "-m", "animmap.services.compile_child", str(folder), *manners]
    return subprocess.Popen(  # noqa: S603 - our own module, arguments passed as a list
        command,
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder)},
        stdin=subprocess.PIPE if TIED in manners else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _make_ready(folder: Path, *manners: str) -> None:
    """Have a child fill the cache if it is not yet, then load; on any trouble, leave arrays."""
    try:
        if not (folder / DONE).exists():
            _start(folder, TIED, *manners).wait(LONGEST_S)
        if not (folder / DONE).exists():
            return
    except (OSError, subprocess.SubprocessError):
        return
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    compiled.load()
