"""Small pictures: metres land where they should, and words stay words."""

import base64
import re

import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from animmap.views import charts
from animmap.views.choices import voices_for_share


def coordinates(path: str) -> set[tuple[float, float]]:
    return {(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)}


def test_a_frame_holds_its_bounds_centred():
    frame = charts.fit_frame((0, 0, 100, 50), 200, 200, margin=0)
    assert (frame.scale, frame.west, frame.north) == (2.0, 0.0, 75.0)


def test_north_is_up_and_one_metre_is_one_scale():
    frame = charts.Frame(west=10, north=40, scale=2.0)
    path = charts.svg_path(box(10, 20, 30, 40), frame)
    assert coordinates(path) == {(0, 0), (40, 0), (40, 40), (0, 40)}


def test_holes_are_drawn_as_rings_of_their_own():
    frame = charts.Frame(west=0, north=30, scale=10.0)
    holed = Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    assert charts.svg_path(holed, frame).count("Z") == 2


def test_many_shapes_are_written_as_each_alone_and_an_empty_one_as_nothing():
    frame = charts.Frame(west=0, north=30, scale=10.0)
    shapes = [
        Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior]),
        Polygon(),
        MultiPolygon([box(0, 0, 10, 10), box(20, 20, 30, 30)]),
    ]
    paths = charts.svg_paths(shapes, frame)
    assert paths == [charts.svg_path(each, frame) for each in shapes]
    assert [path.count("Z") for path in paths] == [2, 0, 2]


def test_a_picture_says_what_it_shows_and_holds_no_markup_of_words():
    shown = charts.image("<svg/>", 'Élu·es "et" <b>ESS</b>')
    assert 'alt="Élu·es &quot;et&quot; &lt;b&gt;ESS&lt;/b&gt;"' in shown
    assert base64.b64decode(re.search(r"base64,([^\"]+)", shown)[1]) == b"<svg/>"


def test_columns_of_the_matrix_are_named_as_long_as_their_names_have_room():
    titles = {"row": "", "column": "", "overlap": ""}
    for count, named in ((charts.MOST_NAMED, True), (charts.MOST_NAMED + 1, False)):
        drawn = charts.overlap_spec([f"voix {n}" for n in range(count)], titles, " %")
        assert drawn["encoding"]["x"]["axis"]["labels"] is named
        assert drawn["encoding"]["y"]["axis"].get("labels", True)


@pytest.mark.parametrize(
    ("share", "voices", "count"),
    [(0.0, 3, 1), (1 / 3, 3, 1), (0.34, 3, 2), (2 / 3, 3, 2), (1.0, 3, 3), (0.5, 1, 1)],
)
def test_a_share_asks_for_the_smallest_count_that_reaches_it(share, voices, count):
    assert voices_for_share(share, voices) == count
