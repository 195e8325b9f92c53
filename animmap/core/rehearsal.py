"""Plausible outlines and places for a rehearsal: the same at each call for the same seed.

A voice stands near the middle of the territory, leaning where its college leans, and draws a
rounded shape whose reach varies from one voice to the next. Nothing here describes real people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_CORNERS = 72
_WAVES = 4
# Shares of the radius of a disc as large as the territory.
_LEAN, _WANDER = 0.35, 0.12
_SMALLEST, _LARGEST = 0.35, 0.8
_MAYBE = 1.35


@dataclass(frozen=True, slots=True)
class SimulatedVoice:
    """A voice of a rehearsal: its college, its outlines, its place (metric CRS)."""

    college_id: str
    sure: BaseGeometry
    maybe: BaseGeometry
    place: BaseGeometry


def simulate_voices(
    territory: BaseGeometry, college_ids: Sequence[str], voices: int, seed: Sequence[int]
) -> list[SimulatedVoice]:
    """Return voices spread evenly over the colleges.

    Parameters
    ----------
    territory
        Its outline, in a metric CRS, as are the outlines and places returned.
    seed
        Whole numbers from which all is drawn.
    """
    chance = np.random.default_rng(list(seed))
    middle = shapely.get_coordinates(territory.centroid)[0]
    radius = float(np.sqrt(territory.area / np.pi))
    leans = chance.uniform(-_LEAN, _LEAN, size=(len(college_ids), 2)) * radius
    made = []
    for rank in range(voices):
        side = rank % len(college_ids)
        centre = middle + leans[side] + chance.normal(0, _WANDER * radius, size=2)
        reach = _reach(chance) * radius
        sure = _outline(centre, reach)
        maybe = shapely.union(sure, _outline(centre, reach * _MAYBE))
        made.append(SimulatedVoice(college_ids[side], sure, maybe, _place(chance, sure, territory)))
    return made


def _reach(chance: np.random.Generator) -> np.ndarray:
    """Return how far a voice goes in each direction, smooth and positive all around."""
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    waves = np.arange(1, _WAVES + 1)
    heights = chance.uniform(0, 0.18, size=_WAVES) / waves
    starts = chance.uniform(0, 2 * np.pi, size=_WAVES)
    shape: np.ndarray = 1 + (heights * np.cos(np.outer(angles, waves) + starts)).sum(axis=1)
    return shape * chance.uniform(_SMALLEST, _LARGEST)


def _outline(centre: np.ndarray, reach: np.ndarray) -> BaseGeometry:
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    ways = np.column_stack([np.cos(angles), np.sin(angles)])
    return shapely.Polygon(centre + ways * reach[:, None])


def _place(
    chance: np.random.Generator, sure: BaseGeometry, territory: BaseGeometry
) -> BaseGeometry:
    """Return a point of the territory, near what the voice drew."""
    west, south, east, north = sure.bounds
    thrown = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
    inside = shapely.shortest_line(territory, thrown)
    return shapely.get_point(inside, 0)
