"""The wall as a light page: what it needs to start; the scene tells it the rest.

Staff, projector and partner links open it; ``?apercu=1`` is the console's small one, which
takes no key. The page itself is in ``static/wall/``.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import shapely
from starlette.requests import Request
from starlette.responses import Response

from animmap.core import palette
from animmap.core.fields import FIELDS
from animmap.core.model import Project, Role, Workshop
from animmap.errors import AnimmapError
from animmap.services import projects, workshops
from animmap.services.desk import Desk, require
from animmap.services.map_ground import describe_ground
from animmap.texts import tr
from animmap.vendored import STATIC_ADDRESS, STATIC_DIR, address_of
from animmap.web.identity import desk_of, language_of
from animmap.web.rendering import answer_page, words_of_area

FONT: Final = "fonts/atkinson-next-latin-wght-normal.woff2"
KLASSES: Final = ("core", "shared", "debated", "edge")


def wall(request: Request) -> Response:
    """Serve the wall of a workshop: the one of the address, else the room that is open.

    Raises
    ------
    AnimmapError
        ``access_denied`` for participants; ``not_found`` without a workshop to show.
    """
    desk, language = desk_of(request), language_of(request)
    require(desk, Role.PROJECTOR, Role.PARTNER)
    project = _project(desk, request.query_params.get("demarche", ""))
    meeting = _workshop(desk, project, request.query_params.get("atelier", ""))
    preview = request.query_params.get("apercu") == "1"
    config = _config(desk, project, meeting, language) | {"preview": preview}
    return answer_page(
        "wall.html",
        language=language,
        preview=preview,
        title=tr("screen.wall", language),
        icon=address_of("icon.png"),
        sheet=address_of("wall/wall.css"),
        patterns_sheet=address_of("map/patterns.css"),
        patterns=address_of("map/patterns.js"),
        font=f"{STATIC_ADDRESS}/{FONT}",
        script=address_of("wall/wall.js"),
        modules=_modules(),
        config=config,
        no_script=tr("wall.no_script", language),
    )


def words_of(language: str) -> dict[str, object]:
    """Return the words of the wall by short name; a plural as the list of its forms."""
    layers = {f"layer_{layer}": tr(f"layer.{layer}", language) for layer in palette.LAYERS}
    classes = {f"class_{klass}": tr(f"class.{klass}", language) for klass in KLASSES}
    fields = {f"reading_{name}": tr(f"compare.pick.{name}", language) for name in FIELDS}
    return words_of_area("wall.", language) | layers | classes | fields


def _project(desk: Desk, wanted: str) -> Project:
    asked = wanted or desk.access.project_id
    if asked:
        return projects.get_project(desk, asked)
    cards = projects.list_projects(desk)
    if not cards:
        raise AnimmapError("not_found")
    return cards[0].project


def _workshop(desk: Desk, project: Project, wanted: str) -> Workshop:
    meetings = workshops.list_workshops(desk, project.id)
    named = [meeting for meeting in meetings if meeting.id == wanted]
    opened = [meeting for meeting in meetings if meeting.join_code]
    found = named or ([] if wanted else opened[-1:] or meetings[-1:])
    if not found:
        raise AnimmapError("not_found")
    return found[0]


def _config(desk: Desk, project: Project, meeting: Workshop, language: str) -> dict[str, object]:
    territory = projects.get_territory(desk, project.id)
    bounds = shapely.total_bounds([each.geometry for each in territory.communes])
    api = f"/api/projects/{project.id}"
    return {
        "language": language,
        "wall": f"/api/wall/{meeting.id}",
        "scene": f"/api/wall/{meeting.id}/scene.json",
        "communes": f"{api}/communes.geojson",
        "adopted": f"{api}/adopted.geojson",
        "features": f"{api}/features.geojson",
        "leave": f"/?{urlencode({'demarche': project.id, 'lang': language})}",
        "bounds": bounds.tolist(),
        "ground": describe_ground(desk, project.id, f"{api}/tiles"),
        "ramp": palette.AGREEMENT_RAMP,
        "ramp_dark": palette.AGREEMENT_RAMP_DARK,
        "shift": palette.SHIFT,
        "differ": palette.DISAGREEMENT_RAMP,
        "patterns": palette.PATTERNS,
        "class_patterns": palette.CLASS_PATTERNS,
        "classes": palette.CLASSES,
        "classes_dark": palette.CLASSES_DARK,
        "layers": palette.LAYERS,
        "words": words_of(language),
    }


def _modules() -> list[str]:
    """Return the addresses of the modules that the first one imports."""
    names = sorted(path.name for path in (STATIC_DIR / "wall").glob("*.js"))
    return [f"{STATIC_ADDRESS}/wall/{name}" for name in names if name != "wall.js"]
