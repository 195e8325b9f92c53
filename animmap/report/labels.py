"""Where the names of communes go on a map: apart from one another, clear of marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from animmap.core.diagnostic import Place
from animmap.report import drawing
from animmap.report.drawing import Frame

SIZE = 12.5
# The name may slip above or below the middle of its commune, to leave marks in sight.
_SLIPS = (0.0, 15.0, -15.0, 27.0, -27.0)
_SCALE_BAR = (130.0, 34.0)

Area = tuple[float, float, float, float]  # left, top, right, bottom on the page
Point = tuple[float, float]


def name_places(
    places: Iterable[Place], frame: Frame, most: int, marks: Sequence[Point] = ()
) -> list[str]:
    """Name the ``most`` populated communes that leave room, off the ``marks`` where possible."""
    taken: list[Area] = []
    drawn: list[str] = []
    for place in sorted(places, key=lambda one: (-one.population, one.name)):
        if len(drawn) == most:
            break
        point = place.geometry.representative_point()
        x, y = frame.at(point.x, point.y)
        half = drawing.width_of(place.name, SIZE) / 2 + 4
        areas = [(x - half, y + slip - 9, x + half, y + slip + 9) for slip in _SLIPS]
        free = [area for area in areas if _is_free(area, frame, taken)]
        if free:
            area = min(free, key=lambda one: _covered(one, marks))
            taken.append(area)
            middle = (area[1] + area[3]) / 2 + 4
            drawn.append(drawing.text(x, middle, place.name, size=SIZE, anchor="middle", halo=True))
    return drawn


def _is_free(area: Area, frame: Frame, taken: Sequence[Area]) -> bool:
    left, top, right, bottom = area
    width, height = _SCALE_BAR
    below = frame.top + frame.height
    within = frame.left < left and right < frame.left + frame.width
    clear = left > frame.left + width or bottom < below - height
    return (
        within
        and clear
        and frame.top < top
        and bottom < below
        and not any(_overlap(area, other) for other in taken)
    )


def _covered(area: Area, marks: Sequence[Point]) -> int:
    left, top, right, bottom = area
    return sum(left < x < right and top - 4 < y < bottom + 4 for x, y in marks)


def _overlap(one: Area, other: Area) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])
