"""Sketches brushed: a family, a branch of the tree, or some of them, shown so wherever they are.

What is brushed is in the address (``famille``, ``branche``, ``traces``), so that a link shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from animmap.core.model import Sketch
from animmap.services.compare import RoundReading, shown_ranks
from animmap.services.compare_families import read_families
from animmap.views import state
from animmap.views.choices import Asked
from animmap.views.maps import Overlay

FAMILY_PARAM = "famille"
BRANCH_PARAM = "branche"
SKETCHES_PARAM = "traces"
# An identifier takes 39 letters there, and some servers and mails cut addresses at 2,000.
MOST_IN_ADDRESS = 40


def family() -> int:
    """Return the number of the family brushed, 0 when there is none."""
    return _number(FAMILY_PARAM)


def branch() -> int:
    """Return the number of the branch brushed, 0 when there is none."""
    return _number(BRANCH_PARAM)


def _number(name: str) -> int:
    asked = state.choice_of_any(name)
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 4 else 0


def brushed(reading: RoundReading) -> list[Sketch]:
    """Return the sketches brushed that the visitor may see, in the order of the address."""
    if family():
        return [reading.sketches[rank] for rank in read_families(reading).members(family())]
    if branch():
        return [reading.sketches[rank] for rank in read_families(reading).branch(branch())]
    asked = state.choice_of_any(SKETCHES_PARAM).split(",")[:MOST_IN_ADDRESS]
    shown = {reading.sketches[rank].id: reading.sketches[rank] for rank in shown_ranks(reading)}
    return [shown[each] for each in dict.fromkeys(asked) if each in shown]


def brush(*, family: int = 0, branch: int = 0, ids: Sequence[str] = ()) -> None:
    """Brush a family, a branch, some sketches, or nothing."""
    state.put_in_address(FAMILY_PARAM, str(family) if family else "")
    state.put_in_address(BRANCH_PARAM, str(branch) if branch else "")
    state.put_in_address(SKETCHES_PARAM, ",".join(ids))


def overlays(reading: RoundReading, wanted: Asked) -> list[Overlay]:
    """Return the outlines of what is brushed, for every map."""
    sketches = brushed(reading)
    if not sketches:
        return []
    query = {"revision": str(reading.project.revision)}
    if family():
        query["family"] = str(family())
    elif branch():
        query["branch"] = str(branch())
    else:
        query["voices"] = ",".join(sketch.id for sketch in sketches)
    if wanted.maybe:
        query["maybe"] = "1"
    if wanted.college_ids:
        query["colleges"] = ",".join(wanted.college_ids)
    url = f"/api/rounds/{reading.round.id}/sketches.geojson?{urlencode(query)}"
    return [Overlay("sketches", url, {"weight": 3.5, "fill": 0.12})]
