"""What moved from one question to another: ground gained and lost, colleges, voices, debates.

Both sets of sketches are walked together, each college counted apart before and after, so that
every figure is an exact integral over the ground (see ``sides``). Geometries are in one metric
CRS, areas in m²; p_before and p_after are shares of a place, raw or at equal voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import TIE, Bools, Floats, Ints
from animmap.core.bands import Band
from animmap.core.comparison import Comparison
from animmap.core.fields import SHIFT_STEPS, gather_bands
from animmap.core.grounds import cut_cells
from animmap.core.sides import group_colleges, integrate
from animmap.core.walk import Walk, walk_boundaries

RULES: tuple[str, ...] = ("raw", "equal")
HALF = 0.5
# Own sketches with this part in common, or more, hardly moved; under the other, moved a lot.
HARDLY_MOVED, MOVED_A_LOT = 0.8, 0.5
# Under them grounds that meet are not the same debate.
_SAME_DEBATE = 0.5
_NOTHING_M2 = 1e-3
_BEFORE, _AFTER = _SIDES = ("0", "1")


@dataclass(frozen=True, slots=True)
class Joint:
    """The boundaries of two comparisons walked together, and the column of each college.

    ``labels``: of each outline, its college marked by the question it answers.
    """

    walk: Walk
    labels: tuple[str, ...]
    names: tuple[str, ...]
    sizes: Ints

    @property
    def split(self) -> int:
        """Columns of the first question; those of the second follow."""
        return sum(name.startswith(_BEFORE) for name in self.names)

    def shares(self, counts: Ints, rule: str) -> tuple[Floats, Floats]:
        """Return the share of places before and after, from voices per column."""
        before, after = counts[:, : self.split], counts[:, self.split :]
        sizes = self.sizes[: self.split], self.sizes[self.split :]
        if rule == "equal":
            return (before / sizes[0]).mean(axis=1), (after / sizes[1]).mean(axis=1)
        return before.sum(axis=1) / sizes[0].sum(), after.sum(axis=1) / sizes[1].sum()


@dataclass(frozen=True, slots=True)
class Shift:
    """The zone of a share before and after; ``moved_m2``: ∫ |p_after − p_before|."""

    before_m2: float
    after_m2: float
    common_m2: float
    moved_m2: float = 0.0

    @property
    def gained_m2(self) -> float:
        """Ground of the second zone only."""
        return max(self.after_m2 - self.common_m2, 0.0)

    @property
    def lost_m2(self) -> float:
        """Ground of the first zone only."""
        return max(self.before_m2 - self.common_m2, 0.0)

    @property
    def iou(self) -> float | None:
        """Ground of both zones over ground of either; None when both are empty."""
        union = self.before_m2 + self.after_m2 - self.common_m2
        return self.common_m2 / union if union > 0 else None


@dataclass(frozen=True, slots=True)
class CollegeMove:
    """What half of a college's voices at least include, before and after; 0 voices: absent."""

    college: str
    voices_before: int
    voices_after: int
    half: Shift


@dataclass(frozen=True, slots=True)
class Returning:
    """Voices known in both questions: how alike each one's two sketches are, all together.

    ``median_iou`` and the counts say nothing of who moved.
    """

    voices: int
    median_iou: float
    hardly: int
    partly: int
    a_lot: int


@dataclass(frozen=True, slots=True)
class DebateMove:
    """What became of a debated zone.

    ``fate``: "remains" (half of its ground at least is still debated), "taken" or "left" (no
    longer debated, mostly inside or outside of the second zone), "new". ``before``, ``after``:
    positions in the lists given.
    """

    fate: str
    before: tuple[int, ...]
    after: tuple[int, ...]


def join(before: Comparison, after: Comparison) -> Joint:
    """Walk two comparisons of one metric CRS together."""
    labels = (
        *(_BEFORE + shape.college for shape in before.shapes),
        *(_AFTER + shape.college for shape in after.shapes),
    )
    names, _, sizes = group_colleges(labels)
    walk = walk_boundaries([*before.walk.shapes, *after.walk.shapes])
    return Joint(walk, labels, tuple(names), sizes)


def measure_shifts(joint: Joint, share: float) -> dict[str, Shift]:
    """Return what moved at a share in ]0, 1], by each of RULES; a tie is inside."""

    def moves(counts: Ints) -> Floats:
        columns: list[Floats | Bools] = []
        for rule in RULES:
            before, after = joint.shares(counts, rule)
            columns += [*_reached(before, after, share), np.abs(after - before)]
        return np.column_stack(columns).astype(np.float64)

    (found,) = integrate(joint.walk, joint.labels, [moves])
    areas = _areas(found).reshape(len(RULES), 4)
    return {rule: Shift(*areas[rank].tolist()) for rank, rule in enumerate(RULES)}


def _areas(found: Floats) -> Floats:
    """Return areas without what rounding leaves where there is none."""
    return np.where(found > _NOTHING_M2, found, 0.0)


def _reached(before: Floats, after: Floats, share: float) -> tuple[Bools, Bools, Bools]:
    was, now = before >= share - TIE, after >= share - TIE
    return was, now, was & now


def measure_colleges(joint: Joint, told: Mapping[str, str]) -> list[CollegeMove]:
    """Return what moved in each college, in the order of their names.

    Parameters
    ----------
    told
        Name that each college is told by; several may share one, and then count as one.
    """
    groups = sorted(set(told.values()))
    columns = {
        (side, group): [
            rank
            for rank, name in enumerate(joint.names)
            if name[0] == side and told[name[1:]] == group
        ]
        for group in groups
        for side in _SIDES
    }

    def halves(counts: Ints) -> Floats:
        reached: list[Bools] = []
        for group in groups:
            before, after = (_held(joint, counts, columns[side, group]) for side in _SIDES)
            reached += _reached(before, after, HALF)
        return np.column_stack(reached).astype(np.float64)

    (found,) = integrate(joint.walk, joint.labels, [halves])
    areas = _areas(found).reshape(len(groups), 3)
    voices = {key: int(joint.sizes[held].sum()) for key, held in columns.items()}
    return [
        CollegeMove(group, voices[_BEFORE, group], voices[_AFTER, group], Shift(*row))
        for group, row in zip(groups, areas.tolist(), strict=True)
    ]


def _held(joint: Joint, counts: Ints, columns: Sequence[int]) -> Floats:
    """Share of the voices of some columns that include places, 0 without any voice."""
    voices = max(int(joint.sizes[columns].sum()), 1)
    return np.asarray(counts[:, columns].sum(axis=1) / voices)


def measure_returning(pairs: Sequence[tuple[BaseGeometry, BaseGeometry]]) -> Returning | None:
    """Return how alike the two sketches of each returning voice are; None without any."""
    if not pairs:
        return None
    before, after = (np.array(side, dtype=object) for side in zip(*pairs, strict=True))
    common = shapely.area(shapely.intersection(before, after))
    alike = common / (shapely.area(before) + shapely.area(after) - common)
    hardly = int((alike >= HARDLY_MOVED - TIE).sum())
    a_lot = int((alike < MOVED_A_LOT - TIE).sum())
    return Returning(
        len(pairs), float(np.median(alike)), hardly, len(pairs) - hardly - a_lot, a_lot
    )


def shift_bands(joint: Joint, rule: str) -> list[Band]:
    """Return the ground where more, as many, or fewer include a place than before.

    Bands are in the metric CRS; ``facts`` as those of ``fields.field_bands``.
    """

    def rank(counts: Ints) -> Ints:
        before, after = joint.shares(counts, rule)
        step = np.searchsorted(np.asarray(SHIFT_STEPS) - TIE, after - before, side="right")
        return np.asarray(np.where(counts.sum(axis=1) > 0, step, -1), dtype=np.int64)

    cells, ranks = cut_cells(joint.walk, joint.labels, rank)
    edges = (-1.0, *SHIFT_STEPS, 1.0)
    return gather_bands(cells, ranks, edges, palette.SHIFT)


def match_debates(
    before: Sequence[BaseGeometry],
    after: Sequence[BaseGeometry],
    grounds: tuple[BaseGeometry, BaseGeometry],
    zone_after: BaseGeometry,
) -> list[DebateMove]:
    """Tell what became of each debated zone, then which ones are new.

    Parameters
    ----------
    before, after
        The debated zones of each question that are listed by number.
    grounds
        All the debated ground of each question, listed or too small for it.
    zone_after
        Ground that the second question takes at the share asked, at equal voice.
    """
    was, still = grounds
    moves = []
    for rank, ground in enumerate(before):
        if _part(ground, still) >= _SAME_DEBATE - TIE:
            meets = tuple(at for at, other in enumerate(after) if _meets(ground, other))
            moves.append(DebateMove("remains", (rank,), meets))
        else:
            taken = _part(ground, zone_after) >= HALF - TIE
            moves.append(DebateMove("taken" if taken else "left", (rank,), ()))
    new = [rank for rank, ground in enumerate(after) if _part(ground, was) < _SAME_DEBATE - TIE]
    return moves + [DebateMove("new", (), (rank,)) for rank in new]


def _part(ground: BaseGeometry, other: BaseGeometry) -> float:
    return float(shapely.intersection(ground, other).area / ground.area)


def _meets(one: BaseGeometry, two: BaseGeometry) -> bool:
    common = shapely.intersection(one, two).area
    return bool(common >= (_SAME_DEBATE - TIE) * min(one.area, two.area))
