"""Tiles of Plan IGN V2, from the Géoplateforme's WMTS (no key; Licence Ouverte 2.0).

Layer, style and matrix set: documentation of the Géoplateforme (cartes.gouv.fr).
"""

from __future__ import annotations

from typing import Final

from animmap.core.tiles import MOST_TILE_BYTES, Tile, image_kind
from animmap.errors import AnimmapError
from animmap.settings import Settings
from animmap.sources.online.asking import NOT_KEPT, Asked
from animmap.sources.online.transport import Transport

SERVICE: Final = "tiles"
ATTRIBUTION: Final = "© IGN – Géoplateforme"
_GONE: Final = (400, 404)
_TRIES: Final = 2
_FIXED: Final = (
    ("SERVICE", "WMTS"),
    ("REQUEST", "GetTile"),
    ("VERSION", "1.0.0"),
    ("LAYER", "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"),
    ("STYLE", "normal"),
    ("FORMAT", "image/png"),
    ("TILEMATRIXSET", "PM"),
)


def fetch_tile(transport: Transport, tile: Tile) -> bytes | None:
    """Return the image of a tile, None where the service has none.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask``; ``tile_damaged`` when what comes is twice no whole image.
    """
    place = (("TILEMATRIX", tile.zoom), ("TILEROW", tile.row), ("TILECOL", tile.column))
    query = (*_FIXED, *((name, str(value)) for name, value in place))
    asked = Asked(SERVICE, query=query, accept="image/png", kept=NOT_KEPT, largest=MOST_TILE_BYTES)
    for _ in range(_TRIES):
        try:
            content = transport.ask(asked).content
        except AnimmapError as error:
            if error.code == "host_refused" and error.facts.get("status") in _GONE:
                return None
            raise
        if image_kind(content):
            return content
    raise AnimmapError("tile_damaged", tile=f"{tile.zoom}/{tile.column}/{tile.row}")


def address_pattern(settings: Settings) -> str:
    """Return the address of a tile, ``{z}``, ``{x}`` and ``{y}`` to be filled by a browser."""
    fixed = "&".join(f"{name}={value}" for name, value in _FIXED)
    base = settings.service_urls[SERVICE].rstrip("/")
    return f"{base}?{fixed}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"
