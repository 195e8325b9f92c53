"""What becomes of outlines as hands really draw them (areas worked by hand)."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from animmap.core.repair import REJECTIONS, crosses_beyond, repair_polygon

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
LOBE = Polygon([(0, 0), (10, 0), (10, 10), (-1, 10), (0, 11)])
OVERSHOOT = Polygon([(0, 0), (6, 0), (6, 6), (0, 6), (0, -1), (3, -1), (3, 1)])
TWICE = Polygon(
    [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0.5), (9, 1), (9, 9), (1, 9), (1, 1)]
)  # fmt: skip


@pytest.mark.parametrize(
    ("drawn", "area"),
    [(BOW_TIE, 2.0), (LOBE, 100.5), (OVERSHOOT, 39.0), (TWICE, 99.8676)],
    ids=["bow tie", "small lobe", "overshoot", "circled twice"],
)
def test_a_crossing_outline_keeps_all_it_encloses(drawn, area):
    mended = repair_polygon(drawn)
    assert mended.geometry.is_valid
    assert mended.area_after_m2 == pytest.approx(area, abs=1e-4)
    assert mended.codes == ("self_crossing",)


def test_a_sound_outline_is_left_alone():
    mended = repair_polygon(box(0, 0, 4, 4))
    assert mended.geometry.equals(box(0, 0, 4, 4))
    assert mended.codes == ()


def test_separate_parts_and_holes_are_kept():
    drawn = box(0, 0, 4, 4).difference(box(1, 1, 2, 2)).union(box(9, 9, 10, 10))
    assert repair_polygon(drawn).area_after_m2 == pytest.approx(16)


def test_overlapping_parts_count_once():
    mended = repair_polygon(shapely.MultiPolygon([box(0, 0, 4, 4), box(2, 0, 6, 4)]))
    assert mended.area_after_m2 == pytest.approx(24)
    assert mended.codes == ("overlapping_parts",)


def test_a_stroke_that_nearly_closes_is_closed():
    mended = repair_polygon(LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0.5)]))
    assert mended.area_after_m2 == pytest.approx(100)
    assert mended.codes == ("unclosed",)


def test_an_area_among_other_things_is_kept_and_said():
    mixed = shapely.GeometryCollection([box(0, 0, 2, 2), Point(9, 9)])
    mended = repair_polygon(mixed)
    assert mended.area_after_m2 == pytest.approx(4)
    assert mended.codes == ("mixed_types",)


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (None, "empty"),
        (Polygon(), "empty"),
        (Point(1, 1), "not_an_area"),
        (LineString([(0, 0), (10, 0), (10, 10)]), "not_an_area"),
        (Polygon([(0, 0), (1, 0), (2, 0)]), "no_area"),
        (Polygon([(0, 0), (float("inf"), 0), (2, 2)]), "not_finite"),
    ],
)
def test_only_a_shape_without_area_is_refused(drawn, code):
    mended = repair_polygon(drawn)
    assert mended.geometry is None
    assert mended.codes == (code,)
    assert code in REJECTIONS


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=25, unique=True
    )
)
def test_any_scribble_gives_a_sound_area_or_a_reason(points):
    mended = repair_polygon(Polygon(points))
    if mended.geometry is None:
        assert mended.codes[0] in REJECTIONS
    else:
        assert mended.geometry.is_valid
        assert mended.geometry.area > 0
        assert mended.geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert repair_polygon(mended.geometry).codes == ()


def zigzag(strokes: int) -> list[tuple[float, float]]:
    """Return as many strokes from left to right, each a little above the one before."""
    return [(stroke % 2 * strokes, float(stroke)) for stroke in range(strokes)]


@pytest.mark.parametrize(
    ("drawn", "crossings"),
    [
        (Polygon(zigzag(40) + [(y, x) for x, y in zigzag(40)]), 39 * 39),
        (Polygon([(0, 0), (4, 0), (4, 4)] * 30), 3 * 29 * 28 // 2),
        (box(0, 0, 1, 1), 0),
        (shapely.MultiPolygon([box(0, 0, 60, 60), box(30, 30, 90, 90)] * 2), 4 * 2),
        (shapely.MultiPolygon([box(0, 0, 1, 1), box(0, 0, 2, 1), box(1, 0, 2, 1)]), 0),
    ],
    ids=["strokes over strokes", "the same way again", "sound", "parts over parts", "neighbours"],
)
def test_crossings_are_counted_before_mending_which_grows_with_them(drawn, crossings):
    assert not crosses_beyond(drawn, crossings * 11 // 10)
    assert crossings == 0 or crosses_beyond(drawn, crossings * 9 // 10)
