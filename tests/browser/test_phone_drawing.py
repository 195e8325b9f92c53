"""Fingers on the drawing engine of telephones: loops, and several fingers that never draw."""

from __future__ import annotations

import random

import pytest
from shapely import LineString, Point, Polygon
from shapely.geometry import shape

from tests.browser.sheets import ellipse

pytestmark = pytest.mark.browser

# Slow to fast (touches a loop), small to large, both ways, short of the start or past it.
LOOPS = [
    {
        "center": (195 + (rank % 3 - 1) * 14, 420 + (rank % 5 - 2) * 16),
        "radii": (radius, radius * stretch),
        "steps": steps,
        "turn": turn,
        "wobble": wobble,
        "clockwise": rank % 2 == 0,
        "seed": rank,
    }
    for rank, (radius, stretch, steps, turn, wobble) in enumerate(
        [
            (22, 1.0, 14, 0.95, 0.0),
            (22, 1.3, 60, 1.04, 0.0),
            (30, 0.8, 24, 0.98, 0.6),
            (30, 1.5, 70, 0.90, 0.0),
            (45, 1.0, 16, 0.97, 0.0),
            (45, 1.6, 90, 1.06, 0.4),
            (60, 0.7, 30, 0.93, 1.0),
            (60, 1.4, 60, 0.99, 0.0),
            (75, 1.0, 22, 0.96, 1.5),
            (75, 1.8, 110, 1.03, 0.0),
            (90, 0.6, 40, 0.94, 2.0),
            (90, 1.5, 70, 0.97, 0.8),
            (105, 1.0, 26, 0.98, 0.0),
            (105, 1.7, 90, 1.05, 0.5),
            (120, 0.9, 50, 0.92, 2.0),
            (120, 1.6, 60, 0.96, 0.0),
            (135, 1.0, 34, 0.97, 1.0),
            (135, 1.5, 160, 1.02, 0.6),
            (145, 1.2, 50, 0.91, 2.5),
            (145, 1.4, 30, 0.98, 0.0),
        ]
    )
]


def test_loops_of_any_speed_size_and_direction_are_valid_and_within_5_px_of_the_finger(lay):
    sheet = lay()
    strays = {}
    for rank, loop in enumerate(LOOPS):
        path = ellipse(**loop)
        sheet.page.evaluate("engine.load(null)")
        sheet.stroke(path)
        drawn = shape(sheet.state()["geometry"])
        assert drawn.is_valid, rank
        outline = Polygon(sheet.on_screen(drawn.exterior.coords[:]))
        finger = LineString(path if loop["turn"] > 1 else [*path, path[0]])
        edge = outline.exterior.segmentize(1.0)
        strays[rank] = max(finger.distance(Point(spot)) for spot in edge.coords)
        if loop["turn"] < 1:
            spots = finger.segmentize(1.0).coords
            strays[rank] = max(strays[rank], *(edge.distance(Point(spot)) for spot in spots))
    assert len(strays) == 20
    assert {rank: stray for rank, stray in strays.items() if stray > 5} == {}


def test_the_end_that_runs_past_the_beginning_is_cut_where_they_cross(lay):
    sheet = lay()
    sheet.stroke([(100, 300), (300, 300), (300, 500), (130, 500), (130, 270)])
    corners = sheet.on_screen(sheet.state()["geometry"]["coordinates"][0])
    expected = {(130, 300), (300, 300), (300, 500), (130, 500)}
    assert {(round(x), round(y)) for x, y in corners} == expected


def test_a_touch_that_encloses_nothing_draws_nothing_and_says_so(lay):
    sheet = lay()
    for path in ([(200, 400)], [(200, 400), (210, 404), (204, 410)], [(100, 400), (300, 401)]):
        sheet.stroke(path)
        assert sheet.state()["geometry"] is None
        assert sheet.said() == "too_small"
    assert sheet.page.evaluate("told.length") == 0


@pytest.mark.parametrize("tool", ["freehand", "points"])
def test_two_fingers_move_and_enlarge_the_map_and_never_draw(lay, tool):
    sheet = lay()
    sheet.press(tool)
    before = sheet.view()
    sheet.touch("touchStart", (150, 400))
    sheet.touch("touchMove", (153, 402))
    sheet.touch("touchStart", (153, 402), (240, 420))
    for step in range(1, 21):
        sheet.touch("touchMove", (153, 402 + 5 * step), (240, 420 + 5 * step))
    sheet.touch("touchEnd")
    sheet.is_still()
    panned = sheet.view()
    assert panned[0] == before[0]
    assert panned[2] > before[2]
    sheet.touch("touchStart", (180, 400), (220, 400))
    for step in range(1, 21):
        sheet.touch("touchMove", (180 - 3 * step, 400), (220 + 3 * step, 400))
    sheet.touch("touchEnd")
    sheet.is_still()
    assert sheet.view()[0] > panned[0]
    assert sheet.page.evaluate("[told.length, engine.isEmpty()]") == [0, True]


def test_a_second_finger_cancels_the_stroke_and_the_one_that_stays_draws_nothing(lay):
    sheet = lay()
    path = ellipse((195, 420), (90, 90), 40)
    sheet.stroke(path[:30], lift=False)
    sheet.touch("touchStart", path[29], (300, 600))
    assert sheet.said() == "interrupted"
    assert sheet.page.locator(".draw-loupe").count() == 0
    # One finger is lifted; the other goes on around.
    sheet.touch("touchEnd", path[29])
    for point in path[30:] + path:
        sheet.touch("touchMove", point)
    sheet.touch("touchEnd")
    assert sheet.page.evaluate("[told.length, engine.isEmpty()]") == [0, True]
    sheet.is_still()
    sheet.stroke(path)
    assert sheet.state()["geometry"]["type"] == "Polygon"


def play_with_fingers(sheet, chance):
    """Put down, move and lift up to three fingers at random, two at once at least once."""
    fingers = {0: (150, 350), 1: (250, 450)}
    sheet.lay_fingers("touchStart", {0: fingers[0]})
    sheet.lay_fingers("touchStart", fingers)
    for turn in range(10):
        free = [each for each in range(3) if each not in fingers]
        what = chance.choice(["touchMove", "touchMove", "touchStart", "touchEnd"])
        if what == "touchStart" and free:
            fingers[free[0]] = (80 + 20 * turn, 300 + 25 * turn)
        elif what == "touchEnd" and len(fingers) > 1:
            fingers.pop(chance.choice(list(fingers)))
        else:
            what = "touchMove"
            slide = chance.randint(-30, 30), chance.randint(-30, 30)
            fingers = {each: (x + slide[0], y + slide[1]) for each, (x, y) in fingers.items()}
        sheet.lay_fingers(what, fingers)
    sheet.touch("touchEnd")


@pytest.mark.parametrize("tool", ["freehand", "points"])
def test_whatever_several_fingers_do_nothing_is_drawn_and_one_finger_draws_afterwards(lay, tool):
    sheet = lay()
    sheet.press(tool)
    for seed in range(8):
        play_with_fingers(sheet, random.Random(seed))
        assert sheet.page.evaluate("[told.length, engine.isEmpty()]") == [0, True], seed
    sheet.is_still()
    if tool == "freehand":
        sheet.stroke(ellipse((195, 420), (90, 90), 40))
        assert sheet.state()["geometry"]["type"] == "Polygon"
    else:
        sheet.tap(195, 420)
        assert len(sheet.state()["unfinished"]) == 1


def test_however_far_one_pans_or_pinches_the_ground_stays_in_sight(lay):
    sheet = lay()
    sheet.press("move")
    farthest = sheet.view()[0] - 1
    whole = "L.geoJSON(Array.from(engine.communes.values())).getBounds()"
    for _ in range(6):
        sheet.stroke([(330, 300 + 40 * step) for step in range(8)])
    sheet.page.wait_for_function(f"map.getBounds().intersects({whole})")
    for _ in range(3):
        sheet.press("zoom_out")
        sheet.is_still()
    assert sheet.view()[0] == farthest
    sheet.page.wait_for_function(f"map.getBounds().contains({whole})")
