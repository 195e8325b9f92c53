"""A map of the comparison in words: which communes its zone or its classes hold.

For whoever does not see the map, and to be read aloud. Worked out only once unfolded.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.groundwork import list_places, parts_within
from animmap.services import grounds
from animmap.services.compare import RoundReading
from animmap.views import panels, state
from animmap.views.state import say

CLASSES: tuple[str, ...] = ("core", "shared", "debated", "edge")
# A hand-drawn outline follows no border: nearly all of a commune is the commune.
NEARLY_ALL, A_LITTLE = 0.8, 0.2


def offer(reading: RoundReading, chosen: str, reached: BaseGeometry | None) -> None:
    """Offer a map in words: its zone by communes, or its classes; nothing for other scales."""
    if reached is None and chosen != "class":
        return
    part = panels.unfolded(say("words.title"), key=f"compare-words-{chosen}")
    if part is None:
        return
    if reached is not None:
        part.html(_tell_zone(reading, reached))
    else:
        part.html(_tell_classes(reading))


def _tell_zone(reading: RoundReading, reached: BaseGeometry) -> str:
    places = list_places(reading.territory.communes, reading.comparison.crs)
    parts = parts_within(places, reached)
    rows = (
        ("whole", parts >= NEARLY_ALL),
        ("part", (parts >= A_LITTLE) & (parts < NEARLY_ALL)),
        ("none", parts < A_LITTLE),
    )
    names = np.array([place.name for place in places], dtype=object)
    return "".join(_row(say(f"words.{name}"), names[kept].tolist()) for name, kept in rows)


def _tell_classes(reading: RoundReading) -> str:
    places = list_places(reading.territory.communes, reading.comparison.crs)
    parts = np.array(
        [
            parts_within(
                places, grounds.read_ground(state.desk(), reading, f"class-{name}", 1.0).geometry
            )
            for name in CLASSES
        ]
    )
    outside = 1.0 - parts.sum(axis=0)
    most = np.argmax(np.vstack([parts, outside]), axis=0)
    names = np.array([place.name for place in places], dtype=object)
    titles = [say(f"class.{name}") for name in (*CLASSES, "blind_spot")]
    rows = [_row(title, names[most == rank].tolist()) for rank, title in enumerate(titles)]
    return f"<p>{escape(say('words.classes'))}</p>{''.join(rows)}"


def _row(title: str, names: Sequence[str]) -> str:
    told = ", ".join(sorted(names)) if names else say("words.no_commune")
    head = say("words.row", title=title, n=len(names))
    return f'<p class="am-told"><b>{escape(head)}</b> {escape(told)}</p>'
