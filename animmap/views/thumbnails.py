"""Small pictures of what arrives: the outline or the place, on the shape of the territory."""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.crs import to_metric
from animmap.services import projects
from animmap.services.feed import Arrival
from animmap.views import charts, state
from animmap.views.charts import Frame
from animmap.views.lead import Live
from animmap.views.state import say

WIDTH, HEIGHT = 96, 72
MARGIN = 0.12  # a sketch may go beyond the territory
MOST_KEPT = 400


@dataclass(slots=True)
class Pictures:
    """The ground of one territory, drawn once, and the pictures already made on it."""

    project_id: str = ""
    frame: Frame | None = None
    ground: str = ""
    made: dict[tuple[object, ...], str] = field(default_factory=dict)


def arrival_picture(live: Live, arrival: Arrival) -> str:
    """Return the HTML of the picture of an arrival, "" for words alone.

    It holds numbers and constants only; nothing that a person wrote.
    """
    if arrival.geometry is None:
        return ""
    college = live.college(arrival.college_id)
    color = palette.college_color(college.position) if college else palette.MUTED
    pictures = _pictures_of(live)
    key = (arrival.id, color, arrival.geometry.wkb)
    if key not in pictures.made:
        if len(pictures.made) >= MOST_KEPT:
            pictures.made.clear()
        (shape,) = to_metric([arrival.geometry], live.project.crs)
        pictures.made[key] = _draw(pictures, shape, color)
    return charts.image(pictures.made[key], say(f"lead.picture_{arrival.kind}"))


def _pictures_of(live: Live) -> Pictures:
    pictures = state.kept(Pictures)
    if pictures.project_id == live.project.id:
        return pictures
    territory = projects.get_territory(state.desk(), live.project.id)
    whole = shapely.union_all([commune.geometry for commune in territory.communes])
    (ground,) = to_metric([whole], live.project.crs)
    frame = charts.fit_frame(ground.bounds, WIDTH, HEIGHT, MARGIN)
    fresh = Pictures(live.project.id, frame, charts.territory_paths([ground], frame))
    state.keep(fresh)
    return fresh


def _draw(pictures: Pictures, shape: BaseGeometry, color: str) -> str:
    if pictures.frame is None:
        return ""
    return charts.arrival_tile(pictures.ground, shape, color, pictures.frame)
