"""Sketches brushed: a family, a branch of the tree, or some of them, shown so wherever they are.

What is brushed is in the address (``famille``, ``branche``, ``traces``), so that a link shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from animmap.core.model import Sketch
from animmap.services.compare import RoundReading, shown_ranks
from animmap.services.compare_families import read_families
from animmap.views import exact, state
from animmap.views.choices import Asked
from animmap.views.maps import Overlay

FAMILY_PARAM = "famille"
BRANCH_PARAM = "branche"
SKETCHES_PARAM = "traces"
# Beyond, lines are too many to be told apart with a mouse, and to be looked through as it moves.
MOST_LINES = 150
# What the tree and the families of a large round are read under.
FAMILIES = ("families",)
# An identifier takes 39 letters there, and some servers and mails cut addresses at 2,000.
MOST_IN_ADDRESS = 40


@dataclass(slots=True)
class Heard:
    """What each map said last of the lines chosen on it."""

    picks: dict[str, str] = field(default_factory=dict)


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
    if family() or branch():
        if not exact.is_ready(reading, FAMILIES):  # read in the background first
            return []
        found = read_families(reading)
        ranks = found.members(family()) if family() else found.branch(branch())
        return [reading.sketches[rank] for rank in ranks]
    asked = state.choice_of_any(SKETCHES_PARAM).split(",")[:MOST_IN_ADDRESS]
    shown = {reading.sketches[rank].id: reading.sketches[rank] for rank in shown_ranks(reading)}
    return [shown[each] for each in dict.fromkeys(asked) if each in shown]


def brush(*, family: int = 0, branch: int = 0, ids: Sequence[str] = ()) -> None:
    """Brush a family, a branch, some sketches, or nothing."""
    state.put_all_in_address(
        {
            FAMILY_PARAM: str(family) if family else "",
            BRANCH_PARAM: str(branch) if branch else "",
            SKETCHES_PARAM: ",".join(ids),
        }
    )


def remember(reading: RoundReading, source: str, picked: str) -> bool:
    """Brush the sketches whose line was chosen on a map; chosen again: nothing any more.

    A map goes on returning its last choice; only a change counts, and is told by True.

    Parameters
    ----------
    source
        The map that says so.
    picked
        Identifiers of sketches, comma separated, a space, and the moment of that choice.
    """
    heard = state.kept(Heard).picks
    if heard.get(source, "") == picked:
        return False
    heard[source] = picked
    shown = {reading.sketches[rank].id for rank in shown_ranks(reading)}
    asked = picked.partition(" ")[0].split(",")[:MOST_IN_ADDRESS]
    ids = [each for each in asked if each in shown]
    if not ids:
        return False
    before = {sketch.id for sketch in brushed(reading)}
    brush(ids=() if before == set(ids) else ids)
    return True


def has_lines(reading: RoundReading) -> bool:
    """Tell whether a sketch can be chosen by its line on a map."""
    return len(shown_ranks(reading)) <= MOST_LINES


def lines(reading: RoundReading, wanted: Asked) -> list[Overlay]:
    """Return the line of every sketch, to be chosen on a map (none where they are too many)."""
    if not has_lines(reading):
        return []
    return [Overlay("lines", _address(reading, wanted, {}))]


def overlays(reading: RoundReading, wanted: Asked) -> list[Overlay]:
    """Return the outlines of what is brushed, for every map."""
    sketches = brushed(reading)
    if not sketches:
        return []
    query = dict[str, str]()
    if family():
        query["family"] = str(family())
    elif branch():
        query["branch"] = str(branch())
    else:
        query["voices"] = ",".join(sketch.id for sketch in sketches)
    url = _address(reading, wanted, query)
    return [Overlay("sketches", url, {"weight": 3.5, "fill": 0.12})]


def _address(reading: RoundReading, wanted: Asked, asked: Mapping[str, str]) -> str:
    query = {"revision": str(reading.project.revision), **asked}
    if wanted.maybe:
        query["maybe"] = "1"
    if wanted.college_ids:
        query["colleges"] = ",".join(wanted.college_ids)
    return f"/api/rounds/{reading.round.id}/sketches.geojson?{urlencode(query)}"
