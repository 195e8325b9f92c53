"""Settings, read once from the environment; each has a default fit for a laptop."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Addresses of the services that may be asked; ANIMMAP_URL_<NAME> names another.
SERVICE_URLS: Mapping[str, str] = {
    "entreprises": "https://recherche-entreprises.api.gouv.fr",
    "geo": "https://geo.api.gouv.fr",
    "geocoding": "https://data.geopf.fr/geocodage",
    "wfs": "https://data.geopf.fr/wfs/ows",
    "tiles": "https://data.geopf.fr/wmts",
    "gbif": "https://api.gbif.org/v1",
    "gogocarto": "https://transiscope.gogocarto.fr",
}


# Above, comparing hand-drawn outlines takes more than a second on a quiet laptop.
EXACT_VOICES = 400


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data lives and what this server lets happen.

    ``database_url``: SQLAlchemy URL. ``local_role``: role given to a browser on the same
    machine that holds no link ("animator" on a laptop, "none" behind a reverse proxy).
    ``online_tiles``: offer Plan IGN tiles above the local communes. ``load_demo``: load the
    fictional demo démarche on the first start of an empty database. ``room_address``: where
    phones of the room find this server ("http://192.168.1.20:8501"), empty when not told.
    ``exact_voices``: rounds of more voices are first read from a grid (docs/performance.md).
    ``online``: whether any other host may be asked; ``service_urls``: where the services are.
    ``compiled``: whether large rounds may be compared by compiled loops, where numba is there.
    """

    database_url: str
    data_dir: Path
    var_dir: Path
    local_role: str = "animator"
    online_tiles: bool = True
    load_demo: bool = True
    room_address: str = ""
    exact_voices: int = EXACT_VOICES
    online: bool = True
    service_urls: Mapping[str, str] = field(default_factory=lambda: dict(SERVICE_URLS))
    compiled: bool = True


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Read settings from ``ANIMMAP_*`` variables (``os.environ`` when none is given)."""
    env = dict(os.environ) if environ is None else environ
    var_dir = Path(env.get("ANIMMAP_VAR", str(ROOT / "var")))
    online = env.get("ANIMMAP_ONLINE", "1") != "0"
    return Settings(
        database_url=env.get("DATABASE_URL", f"sqlite:///{var_dir / 'animmap.sqlite'}"),
        data_dir=Path(env.get("ANIMMAP_DATA", str(ROOT / "data"))),
        var_dir=var_dir,
        local_role=env.get("ANIMMAP_LOCAL_ROLE", "animator"),
        online_tiles=online and env.get("ANIMMAP_ONLINE_TILES", "1") != "0",
        load_demo=env.get("ANIMMAP_DEMO", "1") != "0",
        room_address=env.get("ANIMMAP_ROOM_ADDRESS", "").strip().rstrip("/"),
        exact_voices=int(env.get("ANIMMAP_EXACT_VOICES", EXACT_VOICES)),
        online=online,
        service_urls={
            name: env.get(f"ANIMMAP_URL_{name.upper()}", "").strip() or url
            for name, url in SERVICE_URLS.items()
        },
        compiled=env.get("ANIMMAP_COMPILED", "1") != "0",
    )
