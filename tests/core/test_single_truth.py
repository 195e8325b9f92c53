"""The audit of a single truth: the numbers of the reference implementation, and its vices."""

import numpy as np
import pytest
import shapely
from shapely import box

from animmap.core.overlay import cut_faces
from animmap.core.single_truth import suppose_one_truth
from tests.core.shapes import A, B, C


def estimate(outlines, frame):
    faces, membership = cut_faces(outlines)
    found = suppose_one_truth(membership, shapely.area(faces), frame)
    by_voices = {
        tuple(row.astype(int)): float(one) for row, one in zip(membership, found.truth, strict=True)
    }
    return found, by_voices


@pytest.mark.parametrize(
    ("frame", "sensitivity", "specificity", "steps"),
    [
        (36, (0.500026, 1, 0.500026), (0.6, 0.999789, 0.6), 2327),
        (100, (0.500158, 1, 0.500158), (0.904762, 0.999926, 0.904762), 1586),
        (400, (0.500159, 1, 0.500159), (0.979167, 0.999986, 0.979167), 1597),
    ],
)
def test_three_squares_give_the_numbers_of_itk(frame, sensitivity, specificity, steps):
    found, _ = estimate([A, B, C], frame)
    assert found.sensitivity == pytest.approx(sensitivity, abs=1e-6)
    assert found.specificity == pytest.approx(specificity, abs=1e-6)
    assert (found.steps, found.converged) == (steps, True)


def test_one_square_is_elected_against_another_drawn_by_as_many():
    _, truth = estimate([A, B, C], 36)
    assert truth[(0, 1, 0)] == pytest.approx(0.999621, abs=1e-6)
    assert truth[(1, 0, 0)] == pytest.approx(0, abs=1e-6)


def test_whoever_differs_is_silenced():
    found, truth = estimate([A] * 5 + [box(10, 0, 12, 2)], 160)
    assert found.sensitivity == pytest.approx([1, 1, 1, 1, 1, 0])
    assert truth[(0, 0, 0, 0, 0, 1)] == pytest.approx(0)


def test_voices_that_all_agree_are_the_truth_in_any_frame():
    for frame in (16, 100):
        found, truth = estimate([A, A], frame)
        assert list(truth.values()) == pytest.approx([1])
        assert np.isfinite([*found.sensitivity, *found.specificity]).all()
