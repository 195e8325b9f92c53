"""Synthetic sketches like those of a workshop: seeded, wobbly, some multi-part, some crossing."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.repair import repair_polygon

COLLEGES = ("inhabitants", "associations", "officials", "firms")
EXTENT_M = 30_000.0
MIDDLE = np.array([670_000.0, 7_040_000.0])


def draw_sketches(count: int, *, seed: int = 1) -> tuple[list[BaseGeometry], list[str]]:
    """Return sketches (EPSG:2154, metres) around a common territory some 30 km across.

    Each college has its own centre and size; one sketch in twelve has a second part and one
    in fifteen crosses itself (repaired).
    """
    rng = np.random.default_rng(seed)
    middles = MIDDLE + rng.normal(0, EXTENT_M / 10, (len(COLLEGES), 2))
    sizes = rng.uniform(0.6, 1.4, len(COLLEGES)) * EXTENT_M / 4
    sketches, colleges = [], []
    for rank in range(count):
        group = rank % len(COLLEGES)
        outline = _wobble(rng, middles[group], sizes[group])
        if rank % 12 == 11:
            outline = outline.union(_wobble(rng, middles[group] + sizes[group], sizes[group] / 5))
        if rank % 15 == 14:
            outline = _cross(outline)
        sketches.append(outline)
        colleges.append(COLLEGES[group])
    return sketches, colleges


def _wobble(rng: np.random.Generator, middle: np.ndarray, size: float) -> BaseGeometry:
    points = int(rng.integers(30, 80))
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    radius = np.full(points, size * rng.lognormal(0, 0.25))
    for wave in range(2, 7):
        phase = rng.uniform(0, 2 * np.pi)
        radius *= 1 + rng.normal(0, 0.18 / wave) * np.cos(wave * angles + phase)
    radius *= rng.normal(1, 0.015, points)
    centre = middle + rng.normal(0, size / 6, 2)
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None] + centre
    return shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)


def _cross(outline: BaseGeometry) -> BaseGeometry:
    points = shapely.get_coordinates(outline.geoms[0] if hasattr(outline, "geoms") else outline)
    points[[3, 5]] = points[[5, 3]]
    mended = repair_polygon(shapely.Polygon(points)).geometry
    return outline if mended is None else mended
