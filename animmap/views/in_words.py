"""A map of the comparison in words: which communes its zone, classes or steps hold.

For whoever does not see the map, and to be read aloud. Worked out only once unfolded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.bands import Band
from animmap.core.cleaning import alphabetical
from animmap.core.groundwork import list_places, parts_within
from animmap.services import compare_fields, grounds
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import Sketched
from animmap.views import panels, state
from animmap.views.state import say

CLASSES: tuple[str, ...] = ("core", "shared", "debated", "edge")
# Readings that tell a difference.
SIGNED: tuple[str, ...] = ("difference",)
# A hand-drawn outline follows no border: nearly all of a commune is the commune.
NEARLY_ALL, A_LITTLE = 0.8, 0.2
# Less of a commune than this is the thickness of a line.
A_TRACE = 0.01


def offer(reading: RoundReading, chosen: str, reached: BaseGeometry | None) -> None:
    """Offer a map in words: its zone by communes, its classes, or the steps of its scale."""
    if reached is not None:
        offer_zone(reading, chosen, reached)
    elif chosen == "class":
        offer_classes(reading, chosen, lambda: _class_grounds(reading))
    else:
        find = partial(compare_fields.bands_of, reading, chosen)
        offer_steps(reading, chosen, find, signed=chosen in SIGNED)


def offer_zone(reading: Sketched, key: str, zone: BaseGeometry) -> None:
    """Offer the communes that a zone (metric) holds whole, in part, or not."""
    _offer(key, lambda: _tell_zone(reading, zone))


def offer_steps(
    reading: Sketched, key: str, find: Callable[[], Sequence[Band]], *, signed: bool = False
) -> None:
    """Offer the communes by step of a scale; ``find`` gives the ground of each step.

    ``signed``: the scale is that of a difference, told in points with their signs.
    """
    _offer(key, lambda: _tell_steps(reading, find(), signed=signed))


def offer_classes(reading: Sketched, key: str, find: Callable[[], Sequence[BaseGeometry]]) -> None:
    """Offer the communes by class; ``find`` gives the ground of each of CLASSES."""
    _offer(key, lambda: _tell_classes(reading, find()))


def offer_each(
    reading: Sketched, key: str, find: Callable[[], Sequence[tuple[str, BaseGeometry]]]
) -> None:
    """Offer the communes of several grounds; ``find`` gives the name of each and its ground."""
    _offer(key, lambda: "".join(_tell_ground(reading, *named) for named in find()))


def _class_grounds(reading: RoundReading) -> list[BaseGeometry]:
    return [
        grounds.read_ground(state.desk(), reading, f"class-{name}", 1.0).geometry
        for name in CLASSES
    ]


def _offer(key: str, tell: Callable[[], str]) -> None:
    part = panels.unfolded(say("words.title"), key=f"compare-words-{key}")
    if part is not None:
        part.html(tell())


def _tell_zone(reading: Sketched, reached: BaseGeometry) -> str:
    places = list_places(reading.territory.communes, reading.project.crs)
    parts = parts_within(places, reached)
    rows = (
        ("whole", parts >= NEARLY_ALL),
        ("part", (parts >= A_LITTLE) & (parts < NEARLY_ALL)),
        ("none", parts < A_LITTLE),
    )
    names = np.array([place.name for place in places], dtype=object)
    return "".join(_row(say(f"words.{name}"), names[kept].tolist()) for name, kept in rows)


def _tell_ground(reading: Sketched, title: str, ground: BaseGeometry) -> str:
    """Write a ground among others: the communes it holds whole, in part, or only touches."""
    places = list_places(reading.territory.communes, reading.project.crs)
    parts = parts_within(places, ground)
    names = np.array([place.name for place in places], dtype=object)
    ends = (
        ("all", NEARLY_ALL, np.inf),
        ("some", A_LITTLE, NEARLY_ALL),
        ("touched", A_TRACE, A_LITTLE),
    )
    rows = "".join(
        _row(say(f"words.{name}"), names[kept].tolist())
        for name, low, high in ends
        if (kept := (parts >= low) & (parts < high)).any()
    )
    nothing = f"<p>{escape(say('words.nothing'))}</p>"
    return f'<h4 class="am-ground">{escape(title)}</h4>{rows or nothing}'


def _tell_classes(reading: Sketched, found: Sequence[BaseGeometry]) -> str:
    places = list_places(reading.territory.communes, reading.project.crs)
    parts = np.array([parts_within(places, ground) for ground in found])
    outside = 1.0 - parts.sum(axis=0)
    most = np.argmax(np.vstack([parts, outside]), axis=0)
    names = np.array([place.name for place in places], dtype=object)
    titles = [say(f"class.{name}") for name in (*CLASSES, "blind_spot")]
    rows = [_row(title, names[most == rank].tolist()) for rank, title in enumerate(titles)]
    return f"<p>{escape(say('words.classes'))}</p>{''.join(rows)}"


def _tell_steps(reading: Sketched, bands: Sequence[Band], *, signed: bool) -> str:
    """Write each commune under the step that holds most of it, the highest step first."""
    places = list_places(reading.territory.communes, reading.project.crs)
    parts = np.array([parts_within(places, band.geometry) for band in bands])
    parts = parts.reshape(len(bands), len(places))
    most = np.argmax(np.vstack([parts, 1.0 - parts.sum(axis=0)]), axis=0)
    names = np.array([place.name for place in places], dtype=object)
    rows = [
        _row(_step(band, signed=signed), names[most == rank].tolist())
        for rank, band in reversed(list(enumerate(bands)))
    ]
    rest = _row(say("words.no_step"), names[most == len(bands)].tolist())
    return f"<p>{escape(say('words.steps'))}</p>{''.join(rows)}{rest}"


def _step(band: Band, *, signed: bool) -> str:
    shares = (float(str(band.facts[f"share_{end}"])) for end in ("min", "max"))
    sign = "+" if signed else ""
    low, high = (f"{100 * share:{sign}.0f}".replace("-", "\N{MINUS SIGN}") for share in shares)
    return say("words.step_points" if signed else "words.step", low=low, high=high)


def _row(title: str, names: Sequence[str]) -> str:
    told = ", ".join(alphabetical(names)) if names else say("words.no_commune")
    head = say("words.row", title=title, n=len(names))
    return f'<p class="am-told"><b>{escape(head)}</b> {escape(told)}</p>'
