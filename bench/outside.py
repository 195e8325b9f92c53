"""PostGIS and R on the same sketches: union of the boundaries, polygonize, count, three zones.

Both are asked for by an option of ``bench.overlay``, never needed by the project. Sketches are
handed over before the clock starts; seconds are those of processor that each tool counts by itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import shapely

HERE = Path(__file__).parent
PATIENCE_S = 900
POSTGIS, R = "PostGIS: union, polygonize, count", "R sf: union, polygonize, count"
SPENT = re.compile(r"([\d.]+) s user, ([\d.]+) s system")
Answer = tuple[float, np.ndarray]


def ask_postgis(sketches, source: str) -> Answer:
    """Return the processor seconds of PostGIS, and the area covered by 0, 1, 2, … sketches."""
    rows = "\n".join(shapely.to_wkb(np.array(sketches, dtype=object), hex=True))
    table = f"CREATE TEMP TABLE sketch (shape geometry);\nCOPY sketch FROM STDIN;\n{rows}\n\\.\n"
    script = table + (HERE / "outside.sql").read_text(encoding="utf-8")
    command = ["psql", source, "-qAtX", "-v", "ON_ERROR_STOP=1"]
    done = _call(command, input=script)
    spent = SPENT.search(done.stderr)
    if spent is None:
        raise SystemExit("PostgreSQL tells no time: the role of --postgis has to be a superuser")
    return sum(map(float, spent.groups())), _read_levels(done.stdout.splitlines(), len(sketches))


def ask_r(sketches) -> Answer:
    """Return the processor seconds of R, and the area covered by 0, 1, 2, … sketches."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sketches"
        path.write_text("\n".join(shapely.to_wkb(np.array(sketches, dtype=object), hex=True)))
        told = _call(["Rscript", str(HERE / "outside.R"), str(path)]).stdout.splitlines()
    return float(told[0]), _read_levels(told[1:], len(sketches))


def _call(command: list[str], **options) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, **options
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()[-500:]}")
    return done


def _read_levels(lines: list[str], voices: int) -> np.ndarray:
    levels = np.zeros(voices + 1)
    for line in lines:
        count, area = line.split("|")
        levels[int(count)] = float(area)
    return levels


def invite(postgis: str | None, r: bool) -> dict[str, Callable[..., Answer]]:
    """Return the tools that are asked for and there; say of each other how to get it."""
    found: dict[str, Callable[..., Answer]] = {}
    if postgis and shutil.which("psql"):
        found[POSTGIS] = partial(ask_postgis, source=postgis)
    else:
        print("PostGIS not run: install postgresql-15-postgis-3 and give --postgis CONNECTION")
    if r and shutil.which("Rscript"):
        found[R] = ask_r
    else:
        print("R not run: install r-cran-sf and give --r")
    return found
