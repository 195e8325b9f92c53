"""The compiled loops, made ready in the background once a round is large enough to gain by them.

Compiling is left to a child process, of the lowest priority unless somebody waits for it; this
process then reads its cache:
nothing is compiled beside a room, and a server of small rounds never loads numba at all.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.settings import ROOT, read_settings

# Corners of all outlines together: below, arrays answer in a few hundredths of a second.
LARGE: Final = 5_000
_CHILD: Final = "from animmap.core import compiled; raise SystemExit(not compiled.load())"
_MEEK: Final = "import os; getattr(os, 'nice', int)(19); "
_MOST_S: Final = 600.0
_lock = threading.Lock()
_asked: set[Path] = set()


def prepare(outlines: Sequence[BaseGeometry], *, wait: bool = False) -> None:
    """Make the loops ready if these outlines are many, are not yet, and may be.

    Parameters
    ----------
    wait
        Come back once they are, or cannot be; else at once, and arrays answer meanwhile, the
        child that compiles having the lowest priority.
    """
    settings = read_settings()
    if not settings.compiled or compiled.ready() or _corners(outlines) < LARGE:
        return
    folder = settings.var_dir / "compiled" / _fingerprint()
    if wait:
        _make_ready(folder, _CHILD)
        return
    with _lock:
        if folder in _asked:
            return
        _asked.add(folder)
    task = threading.Thread(target=_make_ready, args=(folder, _MEEK + _CHILD), daemon=True)
    task.start()


def _corners(outlines: Sequence[BaseGeometry]) -> int:
    return int(shapely.get_num_coordinates(outlines).sum())


def _fingerprint() -> str:
    """Name what the cache depends on: the loops, numba, Python."""
    try:
        told = f"{version('numba')} {sys.version}"
    except PackageNotFoundError:
        told = ""
    digest = hashlib.sha256(told.encode())
    for path in sorted((ROOT / "animmap" / "core").glob("loops*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make_ready(folder: Path, script: str) -> None:
    """Have a child fill the cache if it is not yet, then load; on any trouble, leave arrays."""
    done = folder / "done"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
        if not done.exists():
            command = [sys.executable, "-c", script]
            subprocess.run(command, cwd=ROOT, check=True, timeout=_MOST_S)  # noqa: S603
            done.touch()
    except (OSError, subprocess.SubprocessError):
        return
    compiled.load()
