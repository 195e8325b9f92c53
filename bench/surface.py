"""Agreement on a grid, as a baseline: fast whatever the number of sketches, but approximate.

A cell counts the sketches that hold its middle. The area of a level is wrong by at most half a
cell along its outline; there are no zones, no pairs, and nothing says who holds a cell.
"""

from __future__ import annotations

import numpy as np

from animmap.core.edges import GRID_M, list_edges, snap


def count_cells(sketches, cell_m: float) -> np.ndarray:
    """Return the number of sketches on the middle of each cell of a grid, rows from the south.

    Each edge adds one where it enters its sketch along a row and takes one away where it leaves;
    running sums along the rows give the counts.
    """
    edges = list_edges(snap(sketches))
    ax, ay, bx, by = (
        column * GRID_M / cell_m for column in (edges.ax, edges.ay, edges.bx, edges.by)
    )
    width, height = int(np.ceil(max(ax.max(), bx.max()))) + 1, int(np.ceil(max(ay.max(), by.max())))
    first = np.ceil(np.minimum(ay, by) - 0.5).astype(np.int64)
    rows = np.ceil(np.maximum(ay, by) - 0.5).astype(np.int64) - first
    edge = np.repeat(np.arange(len(ax)), rows)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(rows) - rows, rows) + first[edge]
    slope = ((bx - ax) / np.where(by == ay, 1.0, by - ay))[edge]
    x = ax[edge] + (row + 0.5 - ay[edge]) * slope
    column = np.clip(np.ceil(x - 0.5).astype(np.int64), 0, width - 1)
    # The inside is on the left: going down enters the sketch, going up leaves it.
    sign = np.where(by > ay, -1.0, 1.0)[edge]
    steps = np.bincount(row * width + column, weights=sign, minlength=width * height)
    return np.cumsum(np.rint(steps).astype(np.int32).reshape(height, width), axis=1)


def cell_levels(sketches, cell_m: float) -> np.ndarray:
    """Return the area (m²) held by exactly 1, 2, … n sketches, from the grid."""
    counts = count_cells(sketches, cell_m)
    return np.bincount(counts.ravel(), minlength=len(sketches) + 1)[1:] * cell_m**2
