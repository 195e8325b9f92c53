"""Simulated voices: plausible, spread over the colleges, the same for the same seed."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from animmap.core.rehearsal import simulate_voices

GROUND = box(0, 0, 40_000, 25_000).difference(box(0, 0, 10_000, 10_000))


def test_the_same_seed_draws_the_same_voices_and_another_one_others():
    first = simulate_voices(GROUND, ["a", "b"], 6, (1, 0))
    assert simulate_voices(GROUND, ["a", "b"], 6, (1, 0)) == first
    for seed in ((1, 6), (2, 0)):
        assert simulate_voices(GROUND, ["a", "b"], 6, seed) != first


@given(seed=st.integers(0, 10**6), voices=st.integers(1, 20), colleges=st.integers(1, 5))
def test_voices_are_spread_evenly_and_draw_valid_outlines_around_the_territory(
    seed, voices, colleges
):
    names = [str(rank) for rank in range(colleges)]
    drawn = simulate_voices(GROUND, names, voices, (seed,))
    counts = [sum(each.college_id == name for each in drawn) for name in names]
    assert sum(counts) == voices
    assert max(counts) - min(counts) <= 1
    for each in drawn:
        assert each.sure.is_valid
        assert each.maybe.is_valid
        assert each.maybe.buffer(0.001).covers(each.sure)
        assert each.sure.intersects(GROUND)
        assert 0.02 < each.sure.area / GROUND.area < 2
        assert shapely.distance(each.place, GROUND) == pytest.approx(0, abs=1e-6)
