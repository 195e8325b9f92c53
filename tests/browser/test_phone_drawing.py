"""The drawing engine of telephones under real touches, on a bare page of the real server.

Sentences are given as their own names, so that what the engine says can be told apart.
"""

from __future__ import annotations

import json
import math
import random
import re
from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon, box
from shapely.geometry import shape

from animmap.core import palette
from animmap.vendored import DRAWING, STATIC_DIR

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
PAGE = (Path(__file__).parent / "drawing.html").read_text(encoding="utf-8")
COLORS = {
    "pen": palette.PRIMARY,
    "ink": palette.INK,
    "muted": palette.MUTED,
    "line": palette.LINE,
    "paper": palette.PAPER,
    "ground": "#E3E9E6",
}
START = """async ({ kind, colors, below }) => {
    const communes = await (await fetch("/api/projects/demo/communes.geojson")).json();
    const texts = {};
    animmapDraw.TEXTS.forEach((name) => { texts[name] = name; });
    Object.assign(texts, { point_added: "point {n}", picked: "+{name}", unpicked: "-{name}" });
    window.told = [];
    window.ticks = 0;
    navigator.vibrate = () => { window.ticks += 1; };
    window.map = L.map("map", { zoomControl: false, zoomSnap: 0.25, attributionControl: false });
    map.fitBounds(L.geoJSON(communes).getBounds(), { animate: false });
    const bar = below ? document.body.appendChild(document.createElement("div")) : null;
    animmapDraw.base(map, communes, colors);
    window.engine = animmapDraw.create(map, {
        kind, texts, colors, communes, bar, onchange: (state) => told.push(JSON.stringify(state)),
    });
}"""
# Without the rounding to whole pixels of latLngToContainerPoint.
PIXELS = """(positions) => positions.map(([longitude, latitude]) => {
    const origin = map.getPixelOrigin().subtract(L.DomUtil.getPosition(map.getPane("mapPane")));
    const { x, y } = map.project([latitude, longitude]).subtract(origin);
    return [x, y];
})"""
# How many pixels of what is drawn have each opacity.
INKS = """() => {
    const canvas = map.getPane("draw-ink").querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = {};
    data.filter((_, rank) => rank % 4 === 3).forEach((alpha) => {
        seen[alpha] = (seen[alpha] || 0) + 1;
    });
    return seen;
}"""


class Sheet:
    """A page with the engine on it, touched with real fingers."""

    def __init__(self, visit, kind, bar):
        self.page = visit.page
        scripts = "".join(
            f'<script src="/vendor/{name}"></script>' for name in ("leaflet/leaflet.js", *DRAWING)
        )
        self.page.route(
            "**/bare-drawing-page",
            lambda route: route.fulfill(body=PAGE + scripts, content_type="text/html"),
        )
        self.page.goto(visit.server.address + "/bare-drawing-page")
        self.page.evaluate(START, {"kind": kind, "colors": COLORS, "below": bar})
        self.screen = visit.page.context.new_cdp_session(visit.page)

    def lay_fingers(self, kind, fingers):
        """Tell the browser where each finger now is; one it no longer finds has been lifted."""
        spots = [{"x": x, "y": y, "id": each} for each, (x, y) in fingers.items()]
        self.screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    def touch(self, kind, *points):
        self.lay_fingers(kind, dict(enumerate(points)))

    def stroke(self, path, lift=True):
        self.touch("touchStart", path[0])
        for point in path[1:]:
            self.touch("touchMove", point)
        if lift:
            self.touch("touchEnd")

    def tap(self, x, y):
        self.stroke([(x, y)])

    def press(self, name):
        self.page.locator(f"[data-draw={name}]").tap()

    def state(self):
        return self.page.evaluate("engine.state()")

    def said(self):
        return self.page.locator(".draw-hint").inner_text()

    def in_hand(self):
        return self.page.locator("[data-draw][aria-pressed=true]").get_attribute("data-draw")

    def on_screen(self, ring):
        return self.page.evaluate(PIXELS, ring)

    def view(self):
        return self.page.evaluate(
            "[map.getZoom(), map.getCenter().lng, map.getCenter().lat].map((x) => +x.toFixed(5))"
        )

    def is_still(self):
        self.page.wait_for_function(
            "!map._animatingZoom && !document.querySelector('.leaflet-zoom-anim')"
        )


@pytest.fixture
def lay(new_visit):
    """Return ``lay(kind, device, bar)``: a sheet of that kind, its bar over the map or below it.

    The page must not complain.
    """
    visits = []

    def make(kind="perimeter", device=PHONE, bar=False):
        visits.append(new_visit(**device))
        return Sheet(visits[-1], kind, bar)

    yield make
    assert [visit.complaints for visit in visits] == [[] for _ in visits]


def is_inside(place, device):
    """Tell whether a place is wholly on the screen of a device."""
    width, height = device["viewport"]["width"], device["viewport"]["height"]
    right, bottom = place["x"] + place["width"], place["y"] + place["height"]
    return min(place["x"], place["y"]) >= 0 and right <= width and bottom <= height


def ellipse(center, radii, steps, turn=0.97, wobble=0.0, clockwise=True, seed=0):
    """Return the path of a finger: an ellipse drawn for a share of a turn, with a tremor."""
    tremor = random.Random(seed)
    start = tremor.uniform(0, math.tau)
    sense = 1 if clockwise else -1
    path = []
    for step in range(steps + 1):
        angle = start + sense * math.tau * turn * step / steps
        reach = 1 + 0.12 * math.sin(3 * angle) + wobble * tremor.uniform(-1, 1) / max(radii)
        path.append(
            (
                center[0] + radii[0] * reach * math.cos(angle),
                center[1] + radii[1] * reach * math.sin(angle),
            )
        )
    return path


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


def test_an_outline_is_undone_in_one_tap_and_the_tool_is_back_in_hand(lay):
    sheet = lay()
    sheet.stroke(ellipse((195, 420), (90, 90), 40))
    drawn = sheet.state()
    assert sheet.in_hand() == "move"
    assert sheet.page.evaluate("ticks") > 0
    sheet.press("undo")
    assert sheet.state()["geometry"] is None
    assert sheet.in_hand() == "freehand"
    sheet.press("redo")
    assert sheet.state() == drawn
    sheet.press("erase")
    assert sheet.page.evaluate("engine.isEmpty()")
    sheet.press("undo")
    assert sheet.state() == drawn


def test_once_an_outline_is_closed_one_finger_moves_the_map(lay):
    sheet = lay()
    sheet.stroke(ellipse((195, 420), (90, 90), 40))
    drawn, before = sheet.state(), sheet.view()
    sheet.stroke([(200, 400 + 8 * step) for step in range(15)])
    assert sheet.state() == drawn
    assert sheet.view()[2] > before[2]


def test_points_are_put_pulled_undone_and_closed_by_the_first(lay):
    sheet = lay()
    sheet.press("points")
    for corner in ((120, 300), (280, 310), (270, 500), (60, 600)):
        sheet.tap(*corner)
    assert sheet.said() == "point 4"
    sheet.press("undo")
    assert len(sheet.state()["unfinished"]) == 3
    sheet.stroke([(270, 500), (275, 520), (290, 540), (300, 560)])
    moved = [(round(x), round(y)) for x, y in sheet.on_screen(sheet.state()["unfinished"])]
    assert moved == [(120, 300), (280, 310), (300, 560)]
    sheet.tap(125, 306)
    state = sheet.state()
    assert state["unfinished"] == []
    assert state["method"] == "points"
    assert len(state["geometry"]["coordinates"][0]) == 4


def test_sure_and_perhaps_are_two_outlines_and_a_tap_says_which_to_erase(lay):
    sheet = lay("sure_maybe")
    sheet.stroke(ellipse((195, 420), (60, 60), 40))
    sheet.press("maybe")
    sheet.stroke(ellipse((195, 420), (140, 140), 60))
    state = sheet.state()
    assert shape(state["maybe"]).contains(shape(state["geometry"]))
    sheet.press("erase")
    assert sheet.said() == "hint_erase"
    sheet.tap(85, 420)
    after = sheet.state()
    assert after["maybe"] is None
    assert after["geometry"] == state["geometry"]


@pytest.mark.parametrize("level", ["sure", "maybe"])
def test_what_was_drawn_can_be_put_down_as_json_and_taken_up_again(lay, level):
    sheet = lay("sure_maybe")
    sheet.stroke(ellipse((195, 420), (60, 60), 40))
    sheet.press(level)
    sheet.press("points")
    for corner in ((60, 250), (300, 260), (320, 560)):
        sheet.tap(*corner)
    kept = json.loads(json.dumps(sheet.state()))
    told = sheet.page.evaluate("told")
    assert json.loads(told[-1]) == kept
    sheet.page.evaluate("engine.load(null)")
    assert sheet.page.evaluate("engine.isEmpty()")
    sheet.page.evaluate("(kept) => { engine.load(kept); engine.fit(); }", kept)
    assert sheet.state() == kept
    assert sheet.page.evaluate("told.length") == len(told)
    sheet.press("finish")
    finished = sheet.state()
    assert finished["unfinished"] == []
    name = "geometry" if level == "sure" else "maybe"
    assert finished[name]["type"] == ("MultiPolygon" if level == "sure" else "Polygon")


# In the middle, at each edge and corner, beside the buttons.
SPOTS = [(195, 420), (195, 30), (8, 12), (382, 12), (4, 400), (386, 400), (195, 700), (60, 640)]
AIMED = """(loupe) => Array.from(
    loupe.getContext("2d").getImageData(loupe.width / 2, loupe.height * 0.7, 1, 1).data
).slice(0, 3)"""


def test_the_magnifier_stands_beside_the_finger_and_shows_what_is_under_it(lay):
    sheet = lay()
    loupe = sheet.page.locator(".draw-loupe")
    pen = [int(palette.PRIMARY[rank : rank + 2], 16) for rank in (1, 3, 5)]
    for x, y in SPOTS:
        sheet.stroke([(x, y + 60), (x, y + 30), (x, y)], lift=False)
        seen = loupe.bounding_box()
        middle = (seen["x"] + seen["width"] / 2, seen["y"] + seen["height"] / 2)
        assert math.dist(middle, (x, y)) > seen["width"] / 2 + 20
        assert is_inside(seen, PHONE)
        # Just below the aim is the line that has just been drawn.
        assert loupe.evaluate(AIMED) == pytest.approx(pen, abs=3)
        sheet.touch("touchEnd")
        assert loupe.count() == 0


def test_communes_are_picked_by_a_tap_or_from_a_list_and_a_drag_picks_none(lay):
    sheet = lay("communes")
    code, label = "62119", sheet.page.evaluate("engine.communes.get('62119').properties.label")
    [(x, y)] = sheet.on_screen([label])
    before = sheet.view()
    sheet.stroke([(x + 4 * step, y) for step in range(15)])
    assert sheet.state()["commune_codes"] == []
    assert sheet.view() != before
    [(x, y)] = sheet.on_screen([label])
    sheet.tap(x, y)
    assert sheet.said() == "+Béthune"
    state = sheet.state()
    assert (state["commune_codes"], state["method"]) == ([code], "communes")
    sheet.page.evaluate("engine.choose('62516', true); engine.choose('62516', true)")
    assert sheet.state()["commune_codes"] == [code, "62516"]
    sheet.tap(x, y)
    assert sheet.said() == "-Béthune"
    assert sheet.state()["commune_codes"] == ["62516"]
    sheet.press("undo")
    sheet.press("erase")
    assert sheet.state()["commune_codes"] == []


def test_a_picked_commune_carries_a_pattern_besides_its_colour(lay):
    sheet = lay("communes")
    sheet.page.evaluate("engine.choose('62119', true); engine.fit()")
    sheet.page.wait_for_function(f"Object.keys(({INKS})()).length > 3")
    inks = {int(alpha): count for alpha, count in sheet.page.evaluate(INKS).items() if alpha != "0"}
    inside = sum(inks.values())
    colour = sum(count for alpha, count in inks.items() if alpha < 80)
    strokes = sum(count for alpha, count in inks.items() if alpha > 200)
    assert colour > inside / 4
    assert strokes > inside / 20


def test_a_place_is_put_by_a_tap_pulled_under_the_magnifier_and_a_drag_moves_the_map(lay):
    sheet = lay("place")
    before = sheet.view()
    sheet.stroke([(200, 400 + 6 * step) for step in range(15)])
    assert sheet.state()["place"] is None
    assert sheet.view() != before
    sheet.tap(180, 350)
    assert sheet.said() == "hint_place_done"
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert (round(x), round(y)) == (180, 350)
    sheet.stroke([(180 + 5 * step, 330 + 10 * step) for step in range(12)], lift=False)
    assert sheet.page.locator(".draw-loupe").count() == 1
    sheet.touch("touchEnd")
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert math.dist((x, y), (235, 460)) < 5
    sheet.press("undo")
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert (round(x), round(y)) == (180, 350)


def press_keys(sheet, *keys):
    for key in keys:
        sheet.page.keyboard.press(key)


def test_an_outline_is_drawn_undone_and_closed_with_the_keyboard_alone(lay):
    sheet = lay(device={})
    sheet.page.keyboard.press("Tab")
    assert sheet.page.evaluate("document.activeElement.id") == "map"
    press_keys(
        sheet, "Enter", *["ArrowRight"] * 4, "Enter", *["ArrowDown"] * 3, " ", "ArrowLeft", "Enter"
    )
    press_keys(sheet, "Backspace")
    assert sheet.said() in ("point 3", "hint_points_more")
    press_keys(sheet, "Enter", "Enter")
    outline = Polygon(sheet.on_screen(sheet.state()["geometry"]["coordinates"][0]))
    assert outline.is_valid
    assert outline.bounds[2] - outline.bounds[0] == pytest.approx(4 * 24, abs=1)
    assert outline.bounds[3] - outline.bounds[1] == pytest.approx(3 * 24, abs=1)
    press_keys(sheet, "Control+z")
    assert sheet.state()["geometry"] is None
    press_keys(sheet, "Control+y")
    assert sheet.state()["geometry"] is not None


def test_communes_and_places_are_chosen_with_the_keyboard_alone(lay):
    sheet = lay("communes", device={})
    press_keys(sheet, "Tab", "ArrowUp", "Enter")
    [code] = sheet.state()["commune_codes"]
    press_keys(sheet, "Enter")
    assert sheet.state()["commune_codes"] == []
    other = lay("place", device={})
    press_keys(other, "Tab", "ArrowUp", "ArrowUp", "Shift+ArrowLeft", "Enter")
    [(x, y)] = other.on_screen([other.state()["place"]])
    size = other.page.evaluate("[map.getSize().x, map.getSize().y]")
    assert (x, y) == pytest.approx((size[0] / 2, size[1] / 2), abs=1)
    assert code


# It has a name, and its words are not cut.
READABLE = """(each) => Boolean(each.getAttribute("aria-label") || each.textContent)
    && each.scrollWidth <= each.clientWidth"""


@pytest.mark.parametrize("letters", [16, 24])
@pytest.mark.parametrize("device", [PHONE, SMALL], ids=["phone", "small"])
def test_every_target_is_large_named_apart_and_in_sight(lay, device, letters):
    sheet = lay("sure_maybe", device)
    sheet.page.add_style_tag(content=f"html {{ font-size: {letters}px }}")
    sheet.press("points")
    for corner in ((100, 250), (200, 250), (200, 330)):
        sheet.tap(*corner)
    buttons = sheet.page.locator("button[data-draw]:visible")
    boxes = {each.get_attribute("data-draw"): each.bounding_box() for each in buttons.all()}
    assert set(boxes) == {
        *("freehand", "points", "move", "undo", "redo", "erase", "finish"),
        *("sure", "maybe", "zoom_in", "zoom_out"),
    }
    areas = {}
    for name, each in boxes.items():
        assert min(each["width"], each["height"]) >= 44, name
        assert is_inside(each, device), name
        assert sheet.page.locator(f"[data-draw={name}]").evaluate(READABLE), name
        left, top = each["x"], each["y"]
        areas[name] = box(left, top, left + each["width"], top + each["height"])
    for name, area in areas.items():
        others = [each for other, each in areas.items() if other != name]
        assert all(area.intersection(other).area < 1 for other in others), name


@pytest.mark.parametrize(
    "path", sorted(STATIC_DIR.glob("phone/draw/*.js")), ids=lambda path: path.name
)
def test_scripts_use_no_syntax_that_telephones_of_2019_do_not_know(path):
    newer = re.compile(
        r"\?\.[A-Za-z_(\[]|\?\?|replaceAll|replaceChildren|\.at\(-|^\s*static |#\w+\("
    )
    code = path.read_text(encoding="utf-8")
    assert newer.findall(code) == []
    assert len(code.splitlines()) <= 300
    assert f"phone/draw/{path.name}" in DRAWING
