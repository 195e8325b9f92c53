"""Read once for every share, the readings are at each share what they are when read for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from animmap.core.reading_curves import read_curves
from animmap.core.readings import read_ground
from animmap.core.walk import walk_boundaries

A, B, C = box(0, 0, 4, 4), box(2, 0, 6, 4), box(2, 2, 6, 6)


def test_three_squares_of_two_colleges_by_hand():
    """A and B of one college, C of another: equal voice weighs A ¼, B ¼, C ½."""
    curves = read_curves(walk_boundaries([A, B, C]), ["one", "one", "two"])
    half = curves.at(0.5)
    # Half of each college: where C and one of the others stand, A∩C ∪ B∩C = 8.
    assert half.everyone_in_m2[0] == pytest.approx(8.0)
    # Raw, two voices of three: 12. Equal, a half: C (16), or A and B together: A∩B outside C (4).
    assert half.weighing.gained_m2 == pytest.approx(8.0)
    assert half.weighing.lost_m2 == pytest.approx(0.0)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 8), st.integers(0, 8), st.integers(1, 6), st.integers(1, 6),
            st.sampled_from("xyz"),
        ),
        min_size=1, max_size=9,
    ),
    st.sampled_from([0.01, 0.25, 1 / 3, 0.4, 0.5, 2 / 3, 0.75, 1.0]),
)  # fmt: skip
def test_at_any_share_the_curves_say_what_a_reading_for_that_share_says(drawn, share):
    shapes = [box(x, y, x + width, y + height) for x, y, width, height, _ in drawn]
    colleges = [name for *_, name in drawn]
    walk = walk_boundaries(shapes)
    told = read_curves(walk, colleges).at(share)
    asked = read_ground(walk, colleges, (share,), share)
    for one, two in (
        (told.everyone_in_m2, asked.everyone_in_m2),
        (told.consensus_m2, asked.consensus_m2),
        ([told.within_m2, told.between_m2], [asked.within_m2, asked.between_m2]),
        (
            [told.weighing.gained_m2, told.weighing.lost_m2, told.weighing.moved_m2],
            [asked.weighing.gained_m2, asked.weighing.lost_m2, asked.weighing.moved_m2],
        ),
    ):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-6)
