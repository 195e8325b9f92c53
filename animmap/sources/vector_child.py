"""GDAL in a child process: few drivers, no network, no secrets, bounded memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from animmap.errors import AnimmapError
from animmap.sources.gdal_guard import check_gdal, guard_gdal

LONGEST_S = 120
LARGEST_MEMORY_BYTES = 6 * 1024**3
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")

Rows = list[tuple[bytes | None, dict[str, object]]]


def read_with_gdal(path: Path, layer: str | None, *, member: str = "") -> tuple[str, Rows]:
    """Read a GeoPackage or Shapefile; return its CRS and rows of (WKB or None, attributes).

    ``member`` is the file to read when ``path`` is a zip.

    Raises
    ------
    AnimmapError
        Whatever the child refuses; ``file_unreadable`` when it dies or takes too long.
    """
    target = f"/vsizip/{path.resolve()}/{member}" if member else str(path.resolve())
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join([root, environment.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "animmap.sources.vector_child", target, layer or ""]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, arguments passed as a list
            command, capture_output=True, env=environment, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise AnimmapError("file_too_large", name=path.name, most_mb=0) from error
    return _parse(done.stdout, path)


def _parse(output: bytes, path: Path) -> tuple[str, Rows]:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise AnimmapError("file_unreadable", name=path.name, reason="") from error
    if "error" in answer:
        raise AnimmapError(answer["error"], **{"name": path.name, **answer["facts"]})
    return answer["crs"], [
        (None if wkb is None else bytes.fromhex(wkb), row) for wkb, row in answer["rows"]
    ]


def _answer(target: str, layer: str) -> dict[str, object]:
    """Read one layer; every fault becomes a coded answer."""
    import pyogrio

    check_gdal()
    try:
        layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(target)]
        chosen = _choose(layers, layer)
        meta, _, wkbs, columns = pyogrio.raw.read(target, layer=chosen, datetime_as_string=True)
    except AnimmapError as error:
        return {"error": error.code, "facts": error.facts}
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        return {"error": "file_unreadable", "facts": {"reason": str(error)[:120]}}
    if not meta["crs"]:
        return {"error": "crs_missing", "facts": {"crs": ""}}
    names = [str(name) for name in meta["fields"]]
    rows = [
        [
            None if wkb is None else bytes(wkb).hex(),
            {name: _plain(column[rank]) for name, column in zip(names, columns, strict=True)},
        ]
        for rank, wkb in enumerate(wkbs)
    ]
    return {"crs": str(meta["crs"]), "rows": rows}


def _choose(layers: list[tuple[str, str]], wanted: str) -> str:
    names = [name for name, _ in layers]
    if wanted:
        if wanted not in names:
            raise AnimmapError("layer_unknown", layer=wanted, known=", ".join(names))
        return wanted
    areas = [name for name, kind in layers if "Polygon" in kind]
    return (areas or names)[0]


def _plain(value: object) -> object:
    """Return a JSON value for what GDAL gave; missing numbers become None."""
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float) and item != item:  # noqa: PLR0124 - NaN is the missing number
        return None
    return item if isinstance(item, str | int | float | bool | None) else str(item)


def main(arguments: list[str]) -> int:
    """Write one JSON answer on standard output for the parent to read."""
    guard_gdal()
    _limit_memory()
    sys.stdout.write(json.dumps(_answer(*arguments)))
    return 0


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY_BYTES, LARGEST_MEMORY_BYTES))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
