"""The front-end files that animmap serves itself: where they are, and what a map loads.

A map is one frame among several on a screen, and its files are fetched one after the other;
so its scripts travel as one file and its styles as another, put together when first asked.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

STATIC_DIR: Final = Path(__file__).resolve().parent / "static"
STATIC_ADDRESS: Final = "/vendor"
SCRIPTS: Final[tuple[str, ...]] = (
    "leaflet/leaflet.js",
    "markercluster/leaflet.markercluster.js",
    "map/patterns.js",
    "map/canvas.js",
    "map/text.js",
    "map/tile_source.js",
    "map/tile_layer.js",
    "map/base.js",
    "map/clusters.js",
    "map/legend.js",
    "map/numbers.js",
    "map/pin.js",
    "map/waiting.js",
    "map/lines.js",
    "map/layers.js",
    "map/edit.js",
    "map/drafts.js",
    "map/draw.js",
    "map/map.js",
)
STYLES: Final[tuple[str, ...]] = (
    "leaflet/leaflet.css",
    "markercluster/MarkerCluster.css",
    "map/map.css",
)
# The drawing of telephones, in the order its files expect.
DRAWING: Final[tuple[str, ...]] = (
    "map/patterns.js",
    "map/canvas.js",
    "map/tile_source.js",
    "map/tile_layer.js",
    "phone/draw/shapes.js",
    "phone/draw/base.js",
    "phone/draw/gesture.js",
    "phone/draw/loupe.js",
    "phone/draw/bar.js",
    "phone/draw/paint.js",
    "phone/draw/place.js",
    "phone/draw/keys.js",
    "phone/draw/sheet.js",
    "phone/draw/hand.js",
    "phone/draw/draw.js",
)
# The participants' page: what its first screens need, then the map, which may come later.
PHONE_SCRIPTS: Final[tuple[str, ...]] = (
    "phone/core.js",
    "map/text.js",
    "phone/memory.js",
    "phone/network.js",
    "phone/queue.js",
    "phone/room.js",
    "phone/router.js",
    "phone/welcome.js",
    "phone/home.js",
    "phone/answer.js",
    "phone/given.js",
    "phone/ground.js",
    "phone/list.js",
    "phone/map.js",
    "phone/gone.js",
    "phone/app.js",
)
OTHER_FILES: Final[tuple[str, ...]] = (
    "fonts/atkinson-next-latin-wght-normal.woff2",
    "fonts/atkinson-next-latin-ext-wght-normal.woff2",
    "fonts/atkinson-next-latin-wght-italic.woff2",
)
# Made of the lists above; they stand in a folder beside ``leaflet/`` for the relative addresses.
BUNDLES: Final[dict[str, tuple[str, ...]]] = {
    "map/all.js": SCRIPTS,
    "map/all.css": STYLES,
    "phone/all.js": PHONE_SCRIPTS,
    "phone/map-all.js": ("leaflet/leaflet.js", *DRAWING),
    "phone/map-all.css": ("leaflet/leaflet.css", "phone/draw/draw.css"),
}


@lru_cache(maxsize=len(BUNDLES))
def bundle(name: str) -> bytes:
    """Return the files of a bundle in their order, as one.

    Raises
    ------
    RuntimeError
        When a file is missing.
    """
    separator = b"\n;\n" if name.endswith(".js") else b"\n"
    return separator.join(_content(part) for part in BUNDLES[name])


def _content(name: str) -> bytes:
    path = STATIC_DIR / name
    if not path.is_file():
        raise RuntimeError(f"vendored file is missing: {name}")
    # Leaflet's images are beside its own style sheet, not beside the bundle.
    return path.read_bytes().replace(b"url(images/", b"url(../leaflet/images/")


@lru_cache(maxsize=64)
def address_of(name: str) -> str:
    """Return the address of a file or a bundle, with a version that follows its content.

    Raises
    ------
    RuntimeError
        When a file is missing.
    """
    content = bundle(name) if name in BUNDLES else _content(name)
    return f"{STATIC_ADDRESS}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
