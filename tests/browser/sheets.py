"""A bare page of the real server with the drawing engine of telephones, and real fingers on it.

Sentences are given as their own names, so that what the engine says can be told apart.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from animmap.core import palette
from animmap.vendored import DRAWING

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
