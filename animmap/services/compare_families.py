"""Families of sketches that the visitor may see one by one, and how far apart they are drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from animmap.core.clusters import Clusters, cluster_sketches
from animmap.core.outlines import hausdorff_distances, spread_distances
from animmap.services import compare
from animmap.services.compare import RoundReading, shown_ranks
from animmap.services.memory import Beside

_KEPT = 24
# Beyond, the distances of all pairs take more than three seconds.
MOST_DISTANCES = 150


@dataclass(frozen=True, slots=True)
class Families:
    """The tree of the sketches that the visitor may see alone.

    ``ranks``: their positions in the reading; ``tree`` counts in positions of ``ranks``.
    """

    ranks: tuple[int, ...]
    tree: Clusters

    @property
    def order(self) -> list[int]:
        """Positions in the reading, alike ones side by side."""
        return [self.ranks[rank] for rank in self.tree.order]

    def members(self, number: int) -> list[int]:
        """Return the positions in the reading of a family, numbered from 1; none otherwise."""
        if not 1 <= number <= len(self.tree.families):
            return []
        return [self.ranks[rank] for rank in self.tree.families[number - 1]]

    def branch(self, number: int) -> list[int]:
        """Return the positions in the reading under a join of the tree, numbered from 1."""
        if not 1 <= number <= len(self.tree.merges):
            return []
        count, found, waiting = len(self.ranks), [], [len(self.ranks) + number - 1]
        while waiting:
            node = waiting.pop()
            if node < count:
                found.append(self.ranks[node])
            else:
                merge = self.tree.merges[node - count]
                waiting += [merge.one, merge.two]
        return sorted(found)


_trees: Beside[Clusters] = Beside(_KEPT)
_distances: Beside[NDArray[np.float64]] = Beside(_KEPT)
_means: Beside[NDArray[np.float64]] = Beside(_KEPT)


def read_families(reading: RoundReading) -> Families:
    """Return the families of the sketches that the visitor may see one by one."""
    comparison, ranks = reading.comparison, tuple(shown_ranks(reading))

    def compute() -> Clusters:
        return cluster_sketches(comparison.pairwise.iou[np.ix_(ranks, ranks)])

    return Families(ranks, _trees.get([comparison], (ranks,), compute))


def read_distances(reading: RoundReading) -> NDArray[np.float64] | None:
    """Return the largest distances (m) between outlines shown, in their order; None if too many."""
    comparison, ranks = reading.comparison, tuple(shown_ranks(reading))
    if len(ranks) > MOST_DISTANCES:
        return None

    def compute() -> NDArray[np.float64]:
        return hausdorff_distances([comparison.walk.shapes[rank] for rank in ranks])

    return _distances.get([comparison], (ranks,), compute)


def read_mean_distances(reading: RoundReading) -> NDArray[np.float64] | None:
    """Return the mean distances (m) between outlines shown, in their order; None if too many."""
    comparison, ranks = reading.comparison, tuple(shown_ranks(reading))
    if len(ranks) > MOST_DISTANCES:
        return None

    def compute() -> NDArray[np.float64]:
        return spread_distances([comparison.walk.shapes[rank] for rank in ranks])[0]

    return _means.get([comparison], (ranks,), compute)


def chosen_geojson(
    reading: RoundReading, *, family: int = 0, branch: int = 0, ids: Collection[str] = ()
) -> dict[str, object]:
    """Return sketches of a family, a branch, some voices, or all, as ``sketches_geojson`` does."""
    if not family and not branch and not ids:
        return compare.sketches_geojson(reading, named=True)
    wanted, members = set(ids), list[int]()
    if family or branch:
        found = read_families(reading)
        members = [*found.members(family), *found.branch(branch)]
    wanted |= {reading.sketches[rank].id for rank in members}
    return compare.sketches_geojson(reading, only=wanted, named=True)
