"""Classes, everyone-in, consensus, disagreement: worked cases, faces, and what never changes."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from animmap.core.comparison import TENTHS, compare_shapes, thresholds
from animmap.core.readings import class_areas, divergences, informed_consensus, read_ground
from tests.core.shapes import LAMBERT, A, B, C, blob, compare, touching_outlines


def colleges_of(found) -> list[str]:
    return [shape.college for shape in found.shapes]


def readings(found, shares=TENTHS, threshold=0.5):
    return read_ground(found.walk, colleges_of(found), shares, threshold)


def held_by(found) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Voices per college on each face, sizes of the colleges, areas of the faces."""
    colleges = np.array(colleges_of(found))
    names = np.unique(colleges)
    counts = np.array(
        [[(colleges[list(voices)] == one).sum() for one in names] for voices in found.faces.voices]
    )
    sizes = np.array([(colleges == one).sum() for one in names])
    return counts, sizes, found.faces.area_m2.to_numpy()


@pytest.mark.parametrize(
    ("drawn", "total", "within", "between"),
    [
        ({"one": [A, A, B], "two": [C, C, B]}, 56 / 9, 32 / 9, 24 / 9),
        ({"one": [A] * 4, "two": [B, B, A], "three": [C]}, 6.32098765, 1.18518519, 5.13580247),
        ({"one": [A] * 20, "two": [B] * 3}, 4, 0, 4),
        ({"all": [A, B, C]}, 56 / 9, 56 / 9, 0),
    ],
)
def test_disagreement_is_that_within_colleges_plus_that_between(drawn, total, within, between):
    found = readings(compare(**drawn))
    assert found.disagreement_m2 == pytest.approx(total, rel=1e-6)
    assert found.within_m2 == pytest.approx(within, rel=1e-6, abs=1e-9)
    assert found.between_m2 == pytest.approx(between, rel=1e-6, abs=1e-9)


def test_everyone_in_keeps_only_what_each_college_includes():
    found = readings(compare(officials=[A] * 20, residents=[B] * 3))
    assert found.everyone_in_m2 == pytest.approx([8] * 10)


@pytest.mark.parametrize(
    ("held", "product"), [([20, 3], 0.763636), ([20, 0], 0.190909), ([0, 3], 0.036364)]
)
def test_the_consensus_of_groups_is_the_root_of_that_of_polis(held, product):
    found = informed_consensus(np.array([held]), np.array([20, 3]))[0]
    assert found**2 == pytest.approx(product, abs=1e-6)


def test_the_consensus_of_groups_never_counts_ground_that_nobody_drew():
    found = readings(compare(one=[A], two=[B], three=[C]), shares=[0.01])
    assert found.consensus_m2 == pytest.approx([32])


def test_what_the_weight_of_numbers_hid_is_measured():
    found = readings(compare(officials=[A] * 4, associations=[B, B, A], residents=[C]))
    counts, sizes, areas = held_by(
        compare(officials=[A] * 4, associations=[B, B, A], residents=[C])
    )
    raw, equal = counts.sum(axis=1) / 8, (counts / sizes).mean(axis=1)
    # Raw half: A (16). Equal half: 12, of which A∩B (8) and 4 outside A.
    assert (found.weighing.gained_m2, found.weighing.lost_m2) == pytest.approx((4, 8))
    assert found.weighing.moved_m2 == pytest.approx(float(areas @ np.abs(equal - raw)))


@settings(max_examples=60, deadline=None)
@given(touching_outlines(), st.integers(1, 3))
def test_readings_without_faces_are_those_of_the_faces(outlines, groups):
    drawn = {str(rank): outlines[rank::groups] for rank in range(groups)}
    found = compare(**{name: some for name, some in drawn.items() if some})
    counts, sizes, areas = held_by(found)
    read = readings(found)
    by_college = counts / sizes
    within, between = divergences(by_college).T
    assert read.within_m2 == pytest.approx(float(areas @ within), abs=1e-6)
    assert read.between_m2 == pytest.approx(float(areas @ between), abs=1e-6)
    for rank, share in enumerate(TENTHS):
        everyone = by_college.min(axis=1) >= share - 1e-9
        agreed = informed_consensus(counts, sizes) >= share - 1e-9
        assert read.everyone_in_m2[rank] == pytest.approx(areas[everyone].sum(), abs=1e-6)
        assert read.consensus_m2[rank] == pytest.approx(areas[agreed].sum(), abs=1e-6)
    by_class = found.faces.groupby("klass")["area_m2"].sum()
    for name, area in found.classes_m2.items():
        assert area == pytest.approx(by_class.get(name, 0.0), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(touching_outlines())
def test_disagreement_splits_without_rest_and_as_the_pairs_say(outlines):
    half = max(len(outlines) // 2, 1)
    found = compare(one=outlines[:half], two=outlines[half:])
    read = readings(found)
    counts, sizes, areas = held_by(found)
    p = (counts / sizes).mean(axis=1)
    assert read.within_m2 + read.between_m2 == pytest.approx(float(areas @ (p * (1 - p))), abs=1e-6)
    if found.between_colleges_share is not None:
        share = read.between_m2 / read.disagreement_m2
        assert share == pytest.approx(found.between_colleges_share, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(touching_outlines())
def test_a_college_said_twice_changes_no_equal_reading(outlines):
    half = max(len(outlines) // 2, 1)
    once = readings(compare(one=outlines[:half], two=outlines[half:]))
    twice = readings(compare(one=outlines[:half] * 2, two=outlines[half:]))
    assert twice.everyone_in_m2 == pytest.approx(once.everyone_in_m2, abs=1e-6)
    assert (twice.within_m2, twice.between_m2) == pytest.approx(
        (once.within_m2, once.between_m2), abs=1e-6
    )


def test_the_order_of_the_voices_and_the_crs_change_no_reading_by_a_millionth():
    rng = np.random.default_rng(11)
    found = compare(one=[blob(rng) for _ in range(5)], two=[blob(rng) for _ in range(4)])
    mixed = compare_shapes([found.shapes[rank] for rank in rng.permutation(9)], LAMBERT)
    turned = compare(
        **{
            name: [
                shapely.affinity.rotate(shape.geometry, 37, origin=(0, 0))
                for shape in found.shapes
                if shape.college == name
            ]
            for name in ("one", "two")
        }
    )
    for other in (mixed, turned):
        for one, two in zip(
            (
                found.classes_m2.values(),
                readings(found).everyone_in_m2,
                readings(found).consensus_m2,
            ),
            (
                other.classes_m2.values(),
                readings(other).everyone_in_m2,
                readings(other).consensus_m2,
            ),
            strict=True,
        ):
            assert list(two) == pytest.approx(list(one), rel=1e-6, abs=1)
        for left, right in zip(thresholds(found), thresholds(other), strict=True):
            assert (right.raw_m2, right.equal_m2) == pytest.approx(
                (left.raw_m2, left.equal_m2), rel=1e-6, abs=1
            )


def test_classes_cover_what_was_drawn():
    rng = np.random.default_rng(3)
    found = compare(one=[blob(rng) for _ in range(6)], two=[blob(rng) for _ in range(6)])
    areas = class_areas(found.walk, colleges_of(found))
    assert sum(areas.values()) == pytest.approx(found.union_m2, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(touching_outlines(), st.sampled_from([0.5, 3.0, 1000.0]))
def test_a_larger_map_has_larger_areas_and_the_same_ratios(outlines, factor):
    half = max(len(outlines) // 2, 1)
    larger = [shapely.affinity.scale(one, factor, factor, origin=(0, 0)) for one in outlines]
    one = compare(one=outlines[:half], two=outlines[half:])
    two = compare(one=larger[:half], two=larger[half:])
    assert two.area_by_count_m2 == pytest.approx(factor**2 * one.area_by_count_m2, abs=1e-6)
    assert two.pairwise.iou == pytest.approx(one.pairwise.iou, rel=1e-6, abs=1e-9)
    for name, area in one.classes_m2.items():
        assert two.classes_m2[name] == pytest.approx(factor**2 * area, rel=1e-6, abs=1e-6)
