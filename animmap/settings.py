"""Settings, read once from the environment; each has a default fit for a laptop."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data lives and what this server lets happen.

    ``database_url``: SQLAlchemy URL. ``local_role``: role given to a browser on the same
    machine that holds no link ("animator" on a laptop, "none" behind a reverse proxy).
    ``online_tiles``: offer Plan IGN tiles above the local communes. ``load_demo``: load the
    fictional demo démarche on the first start of an empty database. ``room_address``: where
    phones of the room find this server ("http://192.168.1.20:8501"), empty when not told.
    """

    database_url: str
    data_dir: Path
    var_dir: Path
    local_role: str = "animator"
    online_tiles: bool = True
    load_demo: bool = True
    room_address: str = ""


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Read settings from ``ANIMMAP_*`` variables (``os.environ`` when none is given)."""
    env = dict(os.environ) if environ is None else environ
    var_dir = Path(env.get("ANIMMAP_VAR", str(ROOT / "var")))
    return Settings(
        database_url=env.get("DATABASE_URL", f"sqlite:///{var_dir / 'animmap.sqlite'}"),
        data_dir=Path(env.get("ANIMMAP_DATA", str(ROOT / "data"))),
        var_dir=var_dir,
        local_role=env.get("ANIMMAP_LOCAL_ROLE", "animator"),
        online_tiles=env.get("ANIMMAP_ONLINE_TILES", "1") != "0",
        load_demo=env.get("ANIMMAP_DEMO", "1") != "0",
        room_address=env.get("ANIMMAP_ROOM_ADDRESS", "").strip().rstrip("/"),
    )
