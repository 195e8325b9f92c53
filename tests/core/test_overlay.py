"""Faces and walk against points thrown at random on 200 drawn configurations of every kind."""

import numpy as np
import pytest
import shapely
from shapely import box

from animmap.core.agreement import classify, share_places
from animmap.core.comparison import VoiceShape, compare_shapes, thresholds
from animmap.core.repair import repair_polygon
from tests.core.shapes import LAMBERT, blob

pytestmark = pytest.mark.usefixtures("way")

POINTS = 1_500


def lattice(rng):
    """Boxes on a lattice: shared edges, corners that touch."""
    x, y, width, height = rng.integers(0, 8), rng.integers(0, 8), *rng.integers(1, 6, 2)
    return box(x, y, x + width, y + height)


def star(rng):
    """A crossing scribble, repaired."""
    drawn = repair_polygon(shapely.Polygon(rng.uniform(0, 12, (rng.integers(4, 9), 2)))).geometry
    return lattice(rng) if drawn is None else drawn


def holed(rng):
    """An area with a hole, sometimes cut by it."""
    whole = box(0, 0, *rng.integers(4, 12, 2))
    x, y = rng.uniform(0, 8, 2)
    return whole.difference(box(x, y, x + 2, y + 2))


def scattered(rng):
    """Several parts far apart, or that overlap and merge."""
    return shapely.union_all([lattice(rng) for _ in range(rng.integers(2, 5))])


def slanted(rng):
    """A wobbly outline at the scale of the others."""
    return shapely.affinity.scale(blob(rng), 5e-4, 5e-4, origin=(0, 0))


KINDS = (lattice, star, holed, scattered, slanted)


def draw(seed: int) -> list:
    """Between two and nine outlines of mixed kinds, some repeated, nested or barely moved."""
    rng = np.random.default_rng(seed)
    outlines = [KINDS[rng.integers(len(KINDS))](rng) for _ in range(rng.integers(2, 7))]
    if seed % 2:
        outlines.append(outlines[0])
    if seed % 3 == 0:
        nested = outlines[0].buffer(-0.3)
        outlines.append(nested if nested.area > 0.01 else outlines[0])
    if seed % 5 == 0:
        outlines.append(shapely.affinity.translate(outlines[-1], 0.001, 0))
    return outlines


@pytest.mark.parametrize("first", range(0, 200, 10))
def test_every_point_has_the_voices_the_shares_and_the_class_of_its_face(first):
    for seed in range(first, first + 10):
        outlines = draw(seed)
        shapes = [VoiceShape(str(n), "ab"[n % 2], one) for n, one in enumerate(outlines)]
        found = compare_shapes(shapes, LAMBERT)
        west, south, east, north = shapely.total_bounds(outlines)
        rng = np.random.default_rng(1000 + seed)
        x, y = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
        points = shapely.points(x, y)
        truth = np.column_stack([shapely.contains_xy(one, x, y) for one in outlines])
        # Rounding moves outlines by less than a tenth of a millimetre.
        away = shapely.distance(shapely.union_all(shapely.boundary(outlines)), points) > 1e-3
        point, face = shapely.STRtree(found.faces.geometry.to_numpy()).query(points, "within")
        member = np.zeros_like(truth)
        for one, held in zip(point, found.faces["voices"].to_numpy()[face], strict=True):
            member[one, list(held)] = True
        assert (member == truth)[away].all()
        shares = share_places(truth, [shape.college for shape in shapes])
        told = np.full(POINTS, "blind_spot", dtype=object)
        told[point] = found.faces["klass"].to_numpy()[face]
        assert (told == classify(shares))[away].all()
        _areas_are_those_of_the_faces(found)


def _areas_are_those_of_the_faces(found):
    faces = found.faces
    count, area = faces["count"].to_numpy(), faces["area_m2"].to_numpy()
    for voices, exact in enumerate(found.area_by_count_m2, start=1):
        assert exact == pytest.approx(area[count == voices].sum(), abs=2e-3)
    for step in thresholds(found):
        for column, exact in (("share", step.raw_m2), ("equal_share", step.equal_m2)):
            reached = faces[column].to_numpy() >= step.share - 1e-9
            assert exact == pytest.approx(area[reached].sum(), abs=2e-3)
    for klass, exact in found.classes_m2.items():
        assert exact == pytest.approx(area[(faces["klass"] == klass).to_numpy()].sum(), abs=2e-3)
