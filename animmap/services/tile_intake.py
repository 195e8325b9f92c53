"""The child process that takes tiles out of a file nobody has checked (see ``storage``)."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from animmap.errors import AnimmapError
from animmap.sources.child import limit_child
from animmap.storage.tile_intake import take_in

MOST_MEMORY = 1_500_000_000
LONGEST_CPU_S = 500


def main(source: str, target: str, bounds: str) -> dict[str, object]:
    """Return what came of the file, or the refusal and its facts."""
    west, south, east, north = map(float, bounds.split(","))
    try:
        return asdict(take_in(Path(source), Path(target), (west, south, east, north)))
    except AnimmapError as error:
        return {"error": error.code, "facts": error.facts}


if __name__ == "__main__":
    limit_child(MOST_MEMORY, LONGEST_CPU_S)
    json.dump(main(*sys.argv[1:4]), sys.stdout)
