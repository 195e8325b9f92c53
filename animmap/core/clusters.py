"""Families of sketches: who drew alike, by average linkage on the part not held in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from animmap.core.agreement import Floats, Ints

# Two families are told apart when their sketches share less than half of their ground.
DEFAULT_CUT = 0.5
# Above, putting the leaves in the best order takes longer than the comparison itself.
_MOST_ORDERED = 300
_GRAIN = 7


@dataclass(frozen=True, slots=True)
class Merge:
    """Two branches that join: positions of sketches, or voices + rank of an earlier merge.

    ``height``: mean 1 − IoU between the two; ``size``: sketches of the joined branch.
    """

    one: int
    two: int
    height: float
    size: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """The tree of a round and its families at ``cut``.

    ``merges``: the lowest first; ``order``: positions of the sketches, alike ones side by
    side; ``families``: positions of their sketches, the largest first; ``fidelity``:
    cophenetic correlation of the tree with 1 − IoU, None under three sketches or when all
    pairs are equally alike.
    """

    cut: float
    merges: tuple[Merge, ...]
    order: tuple[int, ...]
    families: tuple[tuple[int, ...], ...]
    fidelity: float | None


def cluster_sketches(iou: Floats, cut: float = DEFAULT_CUT) -> Clusters:
    """Return the tree of sketches (UPGMA on 1 − IoU) and its families.

    Parameters
    ----------
    iou
        IoU of all pairs, symmetric, shape (sketches, sketches).
    cut
        Height in [0, 1] above which branches are families apart.

    Notes
    -----
    Average linkage (Sokal and Michener, 1958): 1 − IoU is a metric but not Euclidean, which
    Ward's criterion would need.
    """
    count = len(iou)
    if count < 2:
        alone = tuple(range(count))
        return Clusters(cut, (), alone, tuple((rank,) for rank in alone), None)
    place, condensed = _canonical(iou)
    tree = hierarchy.linkage(condensed, "average", optimal_ordering=count <= _MOST_ORDERED)
    members = hierarchy.fcluster(tree, cut, "distance")
    families = [tuple(np.sort(place[members == one]).tolist()) for one in np.unique(members)]
    branch = np.concatenate([place, np.arange(count, 2 * count)])
    return Clusters(
        cut,
        tuple(
            Merge(int(branch[int(one)]), int(branch[int(two)]), float(high), int(size))
            for one, two, high, size in tree
        ),
        tuple(place[hierarchy.leaves_list(tree)].tolist()),
        tuple(sorted(families, key=lambda family: (-len(family), family))),
        _fidelity(tree, condensed),
    )


def _canonical(iou: Floats) -> tuple[Ints, Floats]:
    """Positions in an order of their own, and 1 − IoU in it, condensed.

    Where several branches are equally near, average linkage takes the first: neither the order
    in which the sketches came nor the last digits may choose.
    """
    apart = np.round(np.clip(1.0 - (iou + iou.T) / 2, 0.0, 1.0), _GRAIN)
    np.fill_diagonal(apart, 0.0)
    place = np.lexsort(np.sort(apart, axis=1).T[::-1])
    return place, squareform(apart[np.ix_(place, place)], checks=False)


def _fidelity(tree: Floats, condensed: Floats) -> float | None:
    heights = hierarchy.cophenet(tree)
    if np.ptp(condensed) == 0.0 or np.ptp(heights) == 0.0:
        return None
    return float(np.corrcoef(condensed, heights)[0, 1])
