"""A ground cut in tiles has with every shape the area that it has whole."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core import pieces
from animmap.core.pieces import common_areas, cut_in_tiles


def _star(rng: np.random.Generator, corners: int, middle: tuple[float, float]) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = 100 * rng.uniform(0.4, 1.0, corners)
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None] + middle
    return shapely.Polygon(ring)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(pieces.MOST_CORNERS + 1, 1_500))
def test_areas_in_common_are_those_of_the_whole_ground(seed, corners):
    rng = np.random.default_rng(seed)
    hole = _star(rng, 30, (0.0, 0.0))
    ground = _star(rng, corners, (0.0, 0.0)).difference(shapely.affinity.scale(hole, 0.2, 0.2))
    many = pieces.FEW_SHAPES + 5
    shapes = np.array(
        [_star(rng, 12, tuple(rng.uniform(-250, 250, 2))) for _ in range(many)], dtype=object
    )
    found = common_areas(shapes, ground)
    plain = shapely.area(shapely.intersection(shapes, ground))
    np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-6)


def test_tiles_share_no_ground_and_leave_none_out():
    rng = np.random.default_rng(4)
    ground = shapely.union_all([_star(rng, 900, (0, 0)), _star(rng, 900, (500, 80))])
    tiles = cut_in_tiles(ground)
    assert len(tiles) > 4
    assert max(shapely.get_num_coordinates(tiles)) <= pieces.MOST_CORNERS
    assert np.isclose(sum(tile.area for tile in tiles), ground.area, rtol=1e-12)
    assert np.isclose(shapely.union_all(tiles).area, ground.area, rtol=1e-12)
