"""A territory from a file of contours: the column of names, the system of coordinates, the map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from animmap.core.crs import LONLAT
from animmap.core.model import Commune, Territory
from animmap.errors import AnimmapError
from animmap.services.own_contours import Contours, make_communes, read_contours
from animmap.texts import format_number
from animmap.views import maps, panels, state
from animmap.views.state import say

HEIGHT: Final = 420
SYSTEMS: Final = (LONLAT, "EPSG:3857", "EPSG:2154", "EPSG:3812", "EPSG:2056", "EPSG:25831",
                  "EPSG:25832", "EPSG:32631", "EPSG:32628", "EPSG:32630")  # fmt: skip


@dataclass(slots=True)
class OwnFile:
    """The file of contours this visitor brought, read once."""

    name: str = ""
    contours: Contours | None = None


@dataclass(frozen=True, slots=True)
class OwnTerritory:
    """The parts of a territory that no list of communes holds, and its metric CRS."""

    communes: tuple[Commune, ...]
    crs: str


def choose_contours() -> OwnTerritory | None:
    """Take a file of contours; return what it makes once its system of coordinates is known."""
    panels.words(say("offline.own_why"), style="small muted")
    file = st.file_uploader(say("offline.own_file"), key="own_file")
    kept = state.kept(OwnFile)
    if file is None:
        kept.name, kept.contours = "", None
        return None
    try:
        if kept.name != file.file_id:
            kept.contours, kept.name = _read(file.name, bytes(file.getbuffer())), file.file_id
        return _settle(kept.contours) if kept.contours else None
    except AnimmapError as refusal:
        panels.show_error(refusal)
        return None


def _read(name: str, content: bytes) -> Contours:
    with panels.at_work(), TemporaryDirectory(prefix="animmap-contours-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        return read_contours(path)


def _settle(contours: Contours) -> OwnTerritory | None:
    column = st.selectbox(
        say("offline.own_name"),
        contours.columns,
        index=contours.columns.index(contours.likely_name) if contours.columns else None,
        key="own_name",
        format_func=panels.literal,
    )
    crs: str | None = contours.crs
    if not crs:
        panels.words(say(f"offline.own_{'degrees' if contours.in_degrees() else 'metres'}"))
        crs = st.selectbox(
            say("offline.own_crs"),
            SYSTEMS if contours.in_degrees() else SYSTEMS[1:],
            index=None,
            key="own_crs",
            accept_new_options=True,
            placeholder=say("offline.own_crs_hint"),
        )
    if not crs:
        return None
    communes, metric, (longitude, latitude) = make_communes(contours, crs, column or "")
    told = say("offline.own_read", n=len(communes), crs=maps.told_crs(metric))
    x, y = (format_number(each, state.language(), decimals=2) for each in (longitude, latitude))
    panels.words(f"{told} {say('offline.own_where', x=x, y=y)}")
    if contours.left_out:
        panels.words(say("offline.own_left", n=contours.left_out), style="small muted")
    _show(communes, metric)
    return OwnTerritory(communes, metric)


def _show(communes: tuple[Commune, ...], crs: str) -> None:
    outline = {
        "type": "GeometryCollection",
        "geometries": [each.geometry.__geo_interface__ for each in communes],
    }
    maps.show_map(
        Territory("", "", crs, communes),
        key="own_contours",
        overlays=[maps.Overlay("shape", data=outline)],
        height=HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )
