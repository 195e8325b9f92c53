"""The curve is drawn as it is: level between two shares, and words stay words."""

from xml.etree import ElementTree

import numpy as np
import pytest

from animmap.views import curve_chart
from animmap.views.curve_chart import Line, draw_curve

WORDS = ("Part", "km²", " %", "moyenne")


def line(shares: list[float], areas: list[float]) -> Line:
    return Line(np.array(shares), np.array(areas), "#000000")


def parts(drawn: str, name: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawn).iter() if each.tag.endswith(name)]


def across(share: float) -> float:
    width = curve_chart.WIDTH - curve_chart.LEFT - curve_chart.RIGHT
    return round(curve_chart.LEFT + share * width, 1)


def test_the_area_is_level_up_to_a_share_and_falls_after_it():
    drawn = draw_curve([line([0.25, 1.0], [8.0, 2.0])], [], 3.0, WORDS)
    points = [
        tuple(float(value) for value in point.split(","))
        for point in parts(drawn, "polyline")[0].get("points").split()
    ]
    assert [x for x, _ in points] == [across(0), across(0.25), across(0.25), across(1)]
    heights = [y for _, y in points]
    assert heights[0] == heights[1] < heights[2] == heights[3]


def test_a_plateau_is_shaded_from_its_first_share_to_its_last():
    drawn = draw_curve([line([1.0], [4.0])], [(0.4, 0.6)], 3.0, WORDS)
    (shade,) = parts(drawn, "rect")
    assert float(shade.get("x")) == across(0.4)
    assert float(shade.get("width")) == pytest.approx(across(0.6) - across(0.4), abs=0.1)


def test_words_of_the_curve_are_escaped():
    words = ("<script>", "km² & co", " %", '"moyenne"')
    texts = {each.text for each in parts(draw_curve([line([1.0], [4.0])], [], 3.0, words), "text")}
    assert {"<script>", "km² & co", '"moyenne"'} <= texts


def test_a_curve_of_nothing_is_still_a_picture():
    drawn = draw_curve([line([1.0], [0.0])], [], 0.0, WORDS)
    assert ElementTree.fromstring(drawn).tag.endswith("svg")


def test_a_million_steps_are_drawn_as_few_as_the_picture_can_show_and_none_is_moved_a_pixel():
    shares = np.linspace(1e-6, 1.0, 1_000_000)
    areas = 10.0 * (1.0 - shares**2)
    drawn = draw_curve([Line(shares, areas, "#000000")], [], 3.0, WORDS)
    points = np.array(
        [
            [float(value) for value in point.split(",")]
            for point in parts(drawn, "polyline")[0].get("points").split()
        ]
    )
    assert len(points) < 4 * curve_chart.WIDTH
    width = curve_chart.WIDTH - curve_chart.LEFT - curve_chart.RIGHT
    height = curve_chart.HEIGHT - curve_chart.TOP - curve_chart.BOTTOM
    share = (points[:, 0] - curve_chart.LEFT) / width
    truth = curve_chart.HEIGHT - curve_chart.BOTTOM - (1.0 - share**2) * height
    assert np.abs(points[:, 1] - truth).max() < 1.0
