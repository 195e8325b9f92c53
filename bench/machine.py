"""What the benches ask of the process they run in: its loops, its memory."""

from __future__ import annotations

from pathlib import Path

from animmap.core import compiled
from animmap.settings import read_settings


def load_loops() -> bool:
    """Load the compiled loops unless the setting says no; tell whether they are."""
    return read_settings().compiled and compiled.load()


def peak_mb() -> float:
    """Most megabytes that this process has held (unlike getrusage, without its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def forget_peak() -> None:
    """Count the peak from now on (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
