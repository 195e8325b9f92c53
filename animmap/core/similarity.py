"""How alike two sketches are, for all pairs at once, from their intersection areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Overlaps of all pairs; matrices are voices × voices, in the order of ``ids``.

    ``iou``: |A∩B| / |A∪B| (Jaccard, 1901). ``contained_in[i, j]``: the share of sketch i
    that sketch j holds, |A_i∩A_j| / |A_i|; not symmetric.
    """

    ids: tuple[str, ...]
    intersection_m2: Floats
    iou: Floats
    contained_in: Floats


def pairwise(ids: Sequence[str], intersections: Floats) -> Pairwise:
    """Return the overlaps of all pairs from the intersection areas (m², areas on the diagonal)."""
    areas = np.diag(intersections)
    union = areas[:, None] + areas[None, :] - intersections
    return Pairwise(
        tuple(ids),
        intersections,
        np.asarray(intersections / union, dtype=np.float64),
        np.asarray(intersections / areas[:, None], dtype=np.float64),
    )


def mean_iou(pairs: Pairwise) -> float | None:
    """Return the mean IoU over distinct pairs; None for a single voice."""
    count = len(pairs.ids)
    if count < 2:
        return None
    return float((pairs.iou.sum() - np.trace(pairs.iou)) / (count * (count - 1)))


def conformity_index(pairs: Pairwise) -> float | None:
    """Return Σ|A_i∩A_j| / Σ|A_i∪A_j| over distinct pairs; None for a single voice.

    Generalised conformity index (Kouwenhoven, Giezen, Struikmans, 2009, Phys. Med. Biol.
    54(9):2863): unlike "common to all over union of all" it does not fall with their number.
    """
    if len(pairs.ids) < 2:
        return None
    upper = np.triu_indices(len(pairs.ids), 1)
    areas = np.diag(pairs.intersection_m2)
    shared = float(pairs.intersection_m2[upper].sum())
    return shared / float((areas[upper[0]] + areas[upper[1]]).sum() - shared)


def medoid(pairs: Pairwise) -> int | None:
    """Return the position of the sketch closest to all (largest mean IoU); first on a tie.

    None without any voice. It is always somebody's real sketch.
    """
    if not pairs.ids:
        return None
    means = np.round(pairs.iou.mean(axis=1), 12)
    return int(np.argmax(means))
