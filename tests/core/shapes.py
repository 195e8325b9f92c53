"""Outlines to compare: the worked cases, and what Hypothesis draws."""

import numpy as np
import shapely
from hypothesis import assume
from hypothesis import strategies as st
from shapely import box

from animmap.core.comparison import Comparison, VoiceShape, compare_shapes
from animmap.core.repair import repair_polygon

LAMBERT = "EPSG:2154"
# The three squares of the method notes: 16 each, common 4, union 32.
A, B, C = box(0, 0, 4, 4), box(2, 0, 6, 4), box(2, 2, 6, 6)


def compare(**colleges: list) -> Comparison:
    """Compare outlines given by college; voices are numbered college by college."""
    shapes = [
        VoiceShape(f"{name}{rank}", name, outline)
        for name, outlines in colleges.items()
        for rank, outline in enumerate(outlines)
    ]
    return compare_shapes(shapes, LAMBERT)


@st.composite
def touching_outlines(draw) -> list:
    """Areas on a small integer lattice: they share edges and corners, nest, repeat, have holes."""
    count = draw(st.integers(2, 6))
    outlines = []
    for _ in range(count):
        parts = [
            box(x, y, x + draw(st.integers(1, 6)), y + draw(st.integers(1, 6)))
            for x, y in draw(
                st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=3)
            )
        ]
        outline = shapely.union_all(parts)
        if draw(st.booleans()):
            x, y = draw(st.integers(0, 10)), draw(st.integers(0, 10))
            outline = outline.difference(box(x, y, x + 1, y + 1))
        outlines.append(outline if outline.area > 0 else box(0, 0, 1, 1))
    if draw(st.booleans()):
        outlines.append(outlines[0])
    return outlines


@st.composite
def slanted_outlines(draw) -> list:
    """Areas between round kilometres: slanted edges that cross, touch at corners, nearly meet."""
    corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
    rings = draw(
        st.lists(st.lists(corner, min_size=3, max_size=7, unique=True), min_size=2, max_size=7)
    )
    scaled = [shapely.Polygon(np.array(ring) * 1000.0) for ring in rings]
    mended = [repair_polygon(one).geometry for one in scaled]
    outlines = [one for one in mended if one is not None]
    assume(len(outlines) > 1)
    return [*outlines, shapely.union_all(outlines[:2])]


def blob(rng: np.random.Generator, *, spread: float = 10_000.0) -> shapely.Polygon:
    """A wobbly outline, some kilometres across."""
    centre = rng.uniform(-spread, spread, 2)
    angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(8, 40)))
    radius = rng.uniform(3_000, 9_000) * rng.uniform(0.7, 1.3, len(angles))
    points = np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None] + centre
    return shapely.make_valid(shapely.Polygon(points), method="structure", keep_collapsed=False)


def voices(outlines: list) -> list[VoiceShape]:
    """One voice an outline, all of one college."""
    return [VoiceShape(str(rank), "all", one) for rank, one in enumerate(outlines)]
