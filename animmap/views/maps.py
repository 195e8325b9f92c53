"""Maps on the screens: a base that depends on the territory only, and overlays that change.

Changing the base would reload the map and drop an unsent drawing; so everything that changes
travels as overlays: addresses that the browser fetches by itself, or bare coordinates.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import folium
import shapely
from shapely.geometry.base import BaseGeometry
from streamlit_folium import _component_func, st_folium

from animmap.core import palette
from animmap.core.model import LAYERS, Territory
from animmap.services.map_ground import describe_ground
from animmap.views import components, state
from animmap.views.maps_safe import Call, SafeMap
from animmap.views.maps_words import map_words

SHAPES: Final = {
    "actor": "circle",
    "structure": "square",
    "resource": "diamond",
    "living_asset": "hexagon",
    "need": "triangle",
}
# Names of communes, or of departments where no démarche is, are written from this zoom on.
LABEL_ZOOM: Final = 10
COUNTRY_LABEL_ZOOM: Final = 6
# What the component must send back for each thing a page listens to.
RETURNED: Final[Mapping[str, tuple[str, ...]]] = {
    "clicked": ("last_clicked",),
    # Not its count: that one starts at 0, not at nothing, and each map would rerun the page.
    "picked": ("last_object_clicked_tooltip",),
    "bounds": ("bounds", "zoom"),
    "drawings": ("all_drawings",),
}


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something laid on the base map.

    ``url`` is fetched by the browser (GeoJSON); ``data`` is a geometry of bare numbers,
    EPSG:4326; ``options`` are constants:
    ``legend`` (True, or a list of {label, color, shape}), ``focus`` (id of the feature
    whose card opens), ``selected`` (codes of communes), ``color``, ``weight``, ``fill``,
    ``dashed``, ``radius``, ``opacity``.
    """

    kind: str
    url: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What people did on the map; ``clicked`` is (longitude, latitude), EPSG:4326 throughout.

    ``picked``: sketches whose line was chosen, and when; what the map said, to be read with care.
    """

    bounds: tuple[float, float, float, float] | None = None
    zoom: float | None = None
    clicked: tuple[float, float] | None = None
    drawings: tuple[BaseGeometry, ...] = ()
    picked: str = ""


def show_map(
    territory: Territory,
    *,
    key: str,
    overlays: Sequence[Overlay],
    height: int,
    language: str,
    draw: bool = False,
    listen: frozenset[str] = frozenset({"clicked"}),
    clear_token: str = "",
    group: str = "",
) -> MapAnswer:
    """Show a territory with overlays, and return what people did on it.

    Parameters
    ----------
    key
        Names this map on its page; the view and an unsent drawing live as long as it does.
    height
        Height in pixels; the map follows its frame when a style sheet stretches it.
    draw
        Offer the drawing tools.
    listen
        Things whose change reruns the page: "clicked", "picked", "bounds", "drawings".
    clear_token
        Once for each new value, drawn outlines leave the map (they were sent).
    group
        Maps of one group on a page move together; they must bear different keys.
    """
    tiles = f"/api/projects/{territory.project_id}/tiles"
    ground = describe_ground(state.desk(), territory.project_id, tiles)
    sheet = _base(territory, key, language, ground, group=group)
    above = folium.FeatureGroup(name="above", control=False)
    wanted = {"overlays": _described(overlays), "draw": draw, "clear_token": clear_token}
    above.add_child(Call("animmap.update", _encode(wanted)))
    heard = [name for wish in sorted(listen) for name in RETURNED[wish]]
    components.serve(_component_func)
    found = st_folium(
        sheet,
        key=f"{key}-{_digest(territory, language, ground)}",
        height=height,
        returned_objects=heard,
        feature_group_to_add=above,
        use_container_width=True,
    )
    return read_answer(found or {})


def read_answer(found: Mapping[str, Any]) -> MapAnswer:
    """Read what the component returned; anything absent or malformed counts as not done."""
    clicked = found.get("last_clicked")
    drawn = [json.dumps(each.get("geometry")) for each in found.get("all_drawings") or ()]
    shapes = shapely.from_geojson(drawn, on_invalid="ignore") if drawn else ()
    return MapAnswer(
        bounds=_read_bounds(found.get("bounds") or {}),
        zoom=found.get("zoom"),
        clicked=(clicked["lng"], clicked["lat"]) if clicked else None,
        drawings=tuple(shape for shape in shapes if shape is not None),
        picked=str(found.get("last_object_clicked_tooltip") or ""),
    )


def _read_bounds(corners: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    low, high = corners.get("_southWest") or {}, corners.get("_northEast") or {}
    west, south, east, north = low.get("lng"), low.get("lat"), high.get("lng"), high.get("lat")
    if west is None or south is None or east is None or north is None:
        return None
    return west, south, east, north


def told_crs(crs: str) -> str:
    """Return a metric CRS as people are told of it: its code, or that it was made for the place."""
    return crs if crs.startswith("EPSG:") else state.say("offline.local_crs")


def _base(
    territory: Territory, key: str, language: str, ground: Mapping[str, Any], *, group: str = ""
) -> SafeMap:
    west, south, east, north = _bounds(territory)
    sheet = SafeMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=10,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        minZoom=4,
        maxZoom=18,
        zoomSnap=0.25,
    )
    start = {
        "bounds": [west, south, east, north],
        "communes_url": _communes_url(territory),
        "label_zoom": LABEL_ZOOM if territory.project_id else COUNTRY_LABEL_ZOOM,
        "ground": ground,
        "language": language,
        "labels": map_words(language),
        "looks": {
            layer: {"color": palette.LAYERS[layer], "shape": SHAPES[layer]} for layer in LAYERS
        },
        "colors": {
            "ink": palette.INK,
            "muted": palette.MUTED,
            "paper": palette.PAPER,
            "line": palette.LINE,
            "primary": palette.PRIMARY,
            "alert": palette.ALERT,
        },
        "draft_key": f"{territory.project_id}-{key}",
        "group": group,
    }
    sheet.add_child(Call("animmap.start", _encode(start), before="var drawnItems = "))
    return sheet


def _communes_url(territory: Territory) -> str:
    """Return where the lines of the base are: of a démarche, else of the whole country."""
    if not territory.project_id:
        return "/api/france/departments.geojson"
    return f"/api/projects/{territory.project_id}/communes.geojson?v={territory.stamp}"


def _described(overlays: Sequence[Overlay]) -> list[dict[str, object]]:
    ranks: Counter[str] = Counter()
    described: list[dict[str, object]] = []
    for overlay in overlays:
        options = dict(overlay.options)
        if overlay.kind == "agreement":
            options.setdefault("classes", "weighting=class" in (overlay.url or ""))
            options.setdefault("equal", "weighting=equal" in (overlay.url or ""))
        described.append(
            {
                "id": f"{overlay.kind}-{ranks[overlay.kind]}",
                "kind": overlay.kind,
                "url": overlay.url,
                "options": options,
                "data": overlay.data,
            }
        )
        ranks[overlay.kind] += 1
    return described


def _bounds(territory: Territory) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([each.geometry for each in territory.communes])
    return float(west), float(south), float(east), float(north)


def _digest(territory: Territory, language: str, ground: Mapping[str, Any]) -> str:
    """Return what tells base maps apart: the component's own hash ignores parts of the script."""
    codes = ",".join(sorted(each.code for each in territory.communes))
    whose = f"{territory.project_id} {territory.stamp}"
    told = f"{whose} {codes} {language} {json.dumps(ground, sort_keys=True)}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _encode(value: object) -> str:
    """Return a value as base64 JSON: letters that mean nothing to a template or a script."""
    return base64.b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()
