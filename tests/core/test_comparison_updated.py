"""A comparison made from an earlier one says what a fresh one says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from animmap.core.bands import agreement_bands
from animmap.core.comparison import VoiceShape, compare_shapes, zone
from tests.core.shapes import touching_outlines

pytestmark = pytest.mark.usefixtures("way")

CRS = "EPSG:2154"


@pytest.fixture
def shapes():
    spots = [(0, 0), (900, 200), (400, 900), (1500, 600), (300, 300)]
    outlines = [Point(700_000 + x, 7_000_000 + y).buffer(1000) for x, y in spots]
    return [VoiceShape(str(rank), "ab"[rank % 2], each) for rank, each in enumerate(outlines)]


@pytest.mark.parametrize("left_out", [[0], [4], [1, 3], [0, 1, 2, 3]])
def test_leaving_voices_out_gives_the_same_areas_classes_and_zones(shapes, left_out):
    wider = compare_shapes(shapes, CRS)
    kept = [shape for rank, shape in enumerate(shapes) if rank not in left_out]
    narrowed, fresh = compare_shapes(kept, CRS, known=wider), compare_shapes(kept, CRS)
    assert narrowed.faces["area_m2"].sum() == pytest.approx(fresh.union_m2)
    for column in ("count", "klass"):
        sums = [each.faces.groupby(column)["area_m2"].sum() for each in (narrowed, fresh)]
        assert sums[0].to_dict() == pytest.approx(sums[1].to_dict())
    for rule in ("raw", "equal"):
        difference = zone(narrowed, rule, 0.5).symmetric_difference(zone(fresh, rule, 0.5))
        assert difference.area == pytest.approx(0, abs=1)
        areas = [
            [band.geometry.area for band in agreement_bands(each, rule)]
            for each in (narrowed, fresh)
        ]
        assert np.allclose(*areas)


def test_a_voice_that_changed_or_is_new_is_cut_afresh(shapes):
    wider = compare_shapes(shapes[:4], CRS)
    changed = VoiceShape("0", "a", box(700_000, 7_000_000, 701_000, 7_001_000))
    for others in ([changed, *shapes[1:4]], shapes):
        made, fresh = compare_shapes(others, CRS, known=wider), compare_shapes(others, CRS)
        assert len(made.faces) == len(fresh.faces)


@settings(max_examples=40, deadline=None)
@given(touching_outlines(), st.data())
def test_a_comparison_brought_up_to_date_says_what_a_fresh_one_says(outlines, data):
    shapes = [VoiceShape(str(rank), "abc"[rank % 3], one) for rank, one in enumerate(outlines)]
    some = st.lists(st.sampled_from(shapes), min_size=1, unique_by=lambda one: one.id)
    known = None
    for _ in range(4):
        there = data.draw(some)
        known, fresh = compare_shapes(there, CRS, known=known), compare_shapes(there, CRS)
        assert known.area_by_count_m2 == pytest.approx(fresh.area_by_count_m2, abs=1e-9)
        assert known.pairwise.iou == pytest.approx(fresh.pairwise.iou, abs=1e-9)
        assert known.classes_m2 == pytest.approx(fresh.classes_m2, abs=1e-9)
        assert (known.medoid, known.verdict) == (fresh.medoid, fresh.verdict)
        for each in (known, fresh):
            each.faces["drawn_by"] = [str(voices) for voices in each.faces["voices"]]
        areas = [each.faces.groupby("drawn_by")["area_m2"].sum() for each in (known, fresh)]
        assert areas[0].to_dict() == pytest.approx(areas[1].to_dict(), abs=1e-9)
