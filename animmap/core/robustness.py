"""What the ground of a round owes to one college, to one voice, to the shake of a hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.agreement import TIE, Bools, Floats, Ints, equal_weights
from animmap.core.repair import hold_ground, repair_polygon
from animmap.core.sides import surroundings
from animmap.core.walk import Walk, depths, level_areas


@dataclass(frozen=True, slots=True)
class WithoutCollege:
    """The ground at equal voice once a college is left out.

    ``iou``: resemblance with the ground of all (its stability); ``influence``: 1 − ``iou``.
    """

    college: str
    area_m2: float
    iou: float

    @property
    def influence(self) -> float:
        """Part of the ground that depends on the college."""
        return 1.0 - self.iou


def leave_one_college_out(
    walk: Walk, colleges: Sequence[str], threshold: float
) -> list[WithoutCollege]:
    """Return what becomes of the ground at equal voice without each college.

    Parameters
    ----------
    colleges
        College of each outline of the walk.
    threshold
        Share in ]0, 1] that the ground reaches; a tie is inside.

    Notes
    -----
    Colleges in alphabetical order; none when there is a single one. Areas are exact: a piece
    of boundary counts for what its two sides hold (Green's theorem), no ground is built.
    """
    names = np.unique(np.asarray(colleges, dtype=str))
    if len(names) < 2:
        return []
    whole = _reached(walk, equal_weights(colleges), threshold)
    found = []
    for name in names:
        staying = np.array([college != name for college in colleges])
        weights = np.zeros(len(colleges))
        weights[staying] = equal_weights([one for one in colleges if one != name])
        rest = _reached(walk, weights, threshold)
        common = _area(walk, whole[0] & rest[0], whole[1] & rest[1])
        union = _area(walk, whole[0] | rest[0], whole[1] | rest[1])
        iou = float(_resemblance(np.array([common]), np.array([union]), walk)[0])
        found.append(WithoutCollege(str(name), _area(walk, *rest), iou))
    return found


def _reached(walk: Walk, weights: Floats, threshold: float) -> tuple[Bools, Bools]:
    """Whether the outer and the inner side of each piece reach the threshold."""
    outside = depths(walk, weights)
    inside = outside + weights[walk.edges.owner[walk.segment]]
    return outside >= threshold - TIE, inside >= threshold - TIE


def _area(walk: Walk, outer: Bools, inner: Bools) -> float:
    """Area of a ground from whether the two sides of each piece lie in it."""
    return max(float(walk.piece_m2 @ (inner.astype(np.float64) - outer)), 0.0)


def leave_one_voice_out(walk: Walk, threshold: float) -> Floats:
    """Return, for each voice left out, the IoU of the ground with that of all (one voice each).

    Notes
    -----
    With n voices the ground is where count ≥ m = ⌈threshold·n⌉. Without one voice, the bar is
    m again, and the ground loses what exactly m voices hold, that one among them; or m − 1,
    and it gains what exactly m − 1 other voices hold.
    """
    count = walk.edges.outlines
    if count < 2:
        return np.zeros(count)
    bar, lowered = (max(int(np.ceil(threshold * n - TIE)), 1) for n in (count, count - 1))
    by_count = np.maximum(level_areas(walk), 0.0)
    whole = float(by_count[bar - 1 :].sum())
    if lowered == bar:
        common, union = whole - level_parts(walk, bar), np.full(count, whole)
    else:
        gained = float(by_count[bar - 2]) - level_parts(walk, bar - 1)
        common, union = np.full(count, whole), whole + np.maximum(gained, 0.0)
    return _resemblance(common, union, walk)


def _resemblance(common: Floats, union: Floats, walk: Walk) -> Floats:
    """IoU from areas; two grounds under the precision of the sums are both empty, thus alike."""
    drawn = union > TIE * walk.swept.total.sum()
    found = np.divide(common, union, out=np.ones(len(union)), where=drawn)
    return np.asarray(np.clip(found, 0.0, 1.0))


def level_parts(walk: Walk, level: int) -> Floats:
    """Return the area (m²) of each outline where exactly ``level`` outlines lie, itself included.

    Only the pieces that bound the level are read.
    """
    count = walk.edges.outlines
    depth = np.rint(depths(walk, np.ones(count))).astype(np.int64)
    owner = walk.edges.owner[walk.segment]
    parts = np.zeros(count)
    # The inner side holds one outline more than the outer one: its owner.
    pieces = np.flatnonzero((depth == level - 1) | (depth == level))
    enters = depth[pieces] == level - 1
    swept = np.where(enters, 1.0, -1.0) * walk.piece_m2[pieces]
    parts += np.bincount(owner[pieces[enters]], weights=swept[enters], minlength=count)
    if quick := compiled.ready():
        quick.add_parts(walk, level, parts)
        return np.maximum(parts, 0.0)
    for outline, around in enumerate(surroundings(walk, pieces)):
        parts[outline] += float(swept[around].sum())
    return np.maximum(parts, 0.0)


def shake_outlines(
    shapes: Sequence[BaseGeometry], colleges: Sequence[str], tolerance_m: float, rng: Generator
) -> list[BaseGeometry]:
    """Return the outlines as they might have been drawn: every vertex moved at random.

    Parameters
    ----------
    colleges
        College of each outline: it tells equal ones apart, whatever their order.
    tolerance_m
        Standard deviation of the move along each axis, in metres.
    rng
        Source of the moves; the same one gives the same outlines.

    Notes
    -----
    A ring stays closed; what crosses is mended as a drawing is; what vanishes stays as it was.
    Corners nearer one another than the hand is sure make one gesture: they do not each tremble.
    The same outlines in another order, or traced the other way round, are moved alike.
    """
    order = _by_place(shapes, colleges)
    outlines = np.array([_gesture(shapes[rank], tolerance_m) for rank in order], dtype=object)
    _, owner = shapely.get_coordinates(outlines, return_index=True)
    moved = shapely.transform(
        outlines, lambda points: points + _moves(points, owner, tolerance_m, rng)
    )
    for place in np.flatnonzero(~(shapely.is_valid(moved) & hold_ground(moved))):
        mended = repair_polygon(moved[place]).geometry
        moved[place] = outlines[place] if mended is None else mended
    shaken = np.empty_like(moved)
    shaken[order] = moved
    return list(shaken)


def _by_place(shapes: Sequence[BaseGeometry], colleges: Sequence[str]) -> list[int]:
    """Ranks of outlines in an order of their own, to a centimetre, whatever the one given."""
    outlines = np.asarray(shapes, dtype=object)
    keys = np.column_stack([shapely.bounds(outlines), np.sqrt(shapely.area(outlines))])
    places = np.rint(keys * 100).tolist()
    return sorted(range(len(outlines)), key=lambda rank: (places[rank], colleges[rank]))


def _gesture(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    corners = int(shapely.get_num_coordinates(shape))
    if shape.length >= corners * tolerance_m:
        return shape
    simpler = shapely.simplify(shape, tolerance_m)
    return shape if simpler.is_empty else simpler


def _moves(points: Floats, owner: Ints, tolerance_m: float, rng: Generator) -> Floats:
    """One move per distinct place of an outline, so that the two ends of a ring move together."""
    places, rank = np.unique(np.column_stack([owner, points]), axis=0, return_inverse=True)
    return np.asarray(rng.normal(0.0, tolerance_m, (len(places), 2))[np.ravel(rank)])
