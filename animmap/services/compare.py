"""Reading a round: its sketches compared, and what the map and the pages show of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import agreement, palette
from animmap.core.bands import Band, agreement_bands
from animmap.core.comparison import (
    Comparison,
    OnStep,
    carry_on,
    compare_shapes,
    covering,
    zone,
)
from animmap.core.crs import to_lonlat, to_metric
from animmap.core.geojson import collection
from animmap.core.model import College, Feature, Project, Role, Round, Sketch, Territory
from animmap.core.portrait import Portrait, Standing, portrait, stand_features
from animmap.core.privacy import single_sketches
from animmap.core.zones import Zone, list_zones
from animmap.services import compiling, contribute, explore, projects, workshops
from animmap.services.compare_drawn import Drawn, Sketched, colleges_told, select
from animmap.services.desk import Desk
from animmap.services.memory import Beside, Memory

RULES: tuple[str, ...] = ("raw", "equal")
_READINGS_KEPT = 24
# Comparisons of more crossings are kept two at a time: a tenth of a GB each million.
_LARGE_CROSSINGS = 250_000
_LARGE_KEPT = 2
_ZONES_KEPT = 96


@dataclass(frozen=True, slots=True)
class RoundReading:
    """A round and its comparison; ``sketches`` in the order of ``comparison.shapes``.

    ``role`` is the visitor's: the words of the sketches are already masked for it.
    """

    role: Role
    project: Project
    round: Round
    territory: Territory
    colleges: tuple[College, ...]
    sketches: tuple[Sketch, ...]
    comparison: Comparison

    @property
    def outlines(self) -> tuple[BaseGeometry, ...]:
        """The outline of each voice, in the metric CRS of the démarche."""
        return self.comparison.walk.shapes


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """Who includes a place and who does not."""

    commune: str | None
    included: tuple[Sketch, ...]
    excluded: tuple[Sketch, ...]
    raw_share: float
    equal_share: float
    klass: str


# Two people with different rights read the same comparison, with different words around it.
_readings: Memory[tuple[object, ...], RoundReading] = Memory(_READINGS_KEPT)
_comparisons: Memory[tuple[object, ...], Comparison] = Memory(_READINGS_KEPT)
# Of each round: only what arrives, changes or leaves is compared anew.
_latest: dict[tuple[str, str, bool] | tuple[()], Comparison] = {}
_zones: Beside[BaseGeometry] = Beside(_ZONES_KEPT)
_large: deque[Comparison] = deque()
_large_lock = Lock()
_standings: Beside[list[Standing]] = Beside(_READINGS_KEPT)
_portraits: Beside[Portrait] = Beside(_READINGS_KEPT)
_bands: Beside[list[Band]] = Beside(_READINGS_KEPT)
_agreements: Beside[dict[str, object]] = Beside(_READINGS_KEPT)


def read_round(
    desk: Desk, round_id: str, *, with_maybe: bool = False, college_ids: tuple[str, ...] = ()
) -> RoundReading:
    """Compare the sketches of a round; see :func:`select`.

    Raises
    ------
    AnimmapError
        Those of :func:`select`, and ``no_sketch_yet``.
    """
    drawn = select(desk, round_id, with_maybe=with_maybe, college_ids=college_ids)
    return read_drawn(desk, drawn)


def read_drawn(desk: Desk, drawn: Drawn, on_step: OnStep = carry_on) -> RoundReading:
    """Compare what was drawn; ``on_step`` as in ``core.comparison.compare_shapes``."""
    project = drawn.project

    def compare() -> Comparison:
        known = _latest.get(drawn.place) if drawn.place else None
        shapes = drawn.shapes()
        compiling.prepare([shape.geometry for shape in shapes])
        made = compare_shapes(shapes, project.crs, known=known, on_step=on_step)
        _make_room(made)
        if drawn.place:
            _latest[drawn.place] = made
            while len(_latest) > _READINGS_KEPT:
                _latest.pop(next(iter(_latest)), None)
        return made

    def read() -> RoundReading:
        return RoundReading(
            drawn.role,
            project,
            drawn.round,
            projects.get_territory(desk, project.id),
            tuple(projects.list_colleges(desk, project.id)),
            drawn.sketches,
            _comparisons.get(drawn.digest, compare),
        )

    # A reloaded demo counts its revisions from one again, at another moment.
    state = (desk.store.url, project.id, project.revision, project.updated_at)
    voices = tuple(sketch.id for sketch in drawn.sketches)
    return _readings.get((*state, drawn.round.id, drawn.role, drawn.with_maybe, voices), read)


def _make_room(made: Comparison) -> None:
    """Forget the oldest large comparisons, with all that was read of them."""
    if made.walk.crossings <= _LARGE_CROSSINGS:
        return
    with _large_lock:
        _large.append(made)
        dropped = [_large.popleft() for _ in range(len(_large) - _LARGE_KEPT)]
    for old in dropped:
        Memory.forget(partial(_holds, old))
        for place in [place for place, known in _latest.items() if known is old]:
            _latest.pop(place, None)


def _holds(old: Comparison, value: object) -> bool:
    if isinstance(value, tuple):
        return any(_holds(old, each) for each in value)
    return value is old or (isinstance(value, RoundReading) and value.comparison is old)


def is_compared(drawn: Drawn) -> bool:
    """Tell whether what was drawn is compared already: reading it takes no time."""
    return _comparisons.holds(drawn.digest)


def who_at(reading: Sketched, longitude: float, latitude: float) -> PlaceReading:
    """Tell which voices include a place (longitude, latitude) and its class of agreement.

    Shares count every voice; only those that the visitor may see alone are listed.
    """
    place = shapely.Point(longitude, latitude)
    (metric,) = to_metric([place], reading.project.crs)
    inside = covering(reading.outlines, metric)
    colleges = colleges_told(reading.role, reading.sketches)
    shares = agreement.share_places(inside[None, :], colleges)
    includes = {reading.sketches[rank].id for rank in np.flatnonzero(inside).tolist()}
    shown = single_sketches(reading.sketches, reading.role)
    return PlaceReading(
        next((c.name for c in reading.territory.communes if c.geometry.covers(place)), None),
        tuple(sketch for sketch in shown if sketch.id in includes),
        tuple(sketch for sketch in shown if sketch.id not in includes),
        float(shares.raw[0]),
        float(shares.equal[0]),
        str(agreement.classify(shares)[0]),
    )


def shown_ranks(reading: Sketched) -> list[int]:
    """Return the positions of the voices that the visitor may see one by one."""
    shown = {sketch.id for sketch in single_sketches(reading.sketches, reading.role)}
    return [rank for rank, sketch in enumerate(reading.sketches) if sketch.id in shown]


def list_features(desk: Desk, reading: Sketched) -> list[Feature]:
    """Return every actor, structure, resource and living asset of the project."""
    return explore.find_features(desk, reading.project.id, explore.Filters())


def standings(desk: Desk, reading: RoundReading) -> list[Standing]:
    """Return how the voices of the round hold each located feature of the project."""

    def stand() -> list[Standing]:
        return stand_features(reading.comparison, list_features(desk, reading))

    return _standings.get([reading], (), stand)


def portrait_of(desk: Desk, reading: Sketched, zone_metric: BaseGeometry) -> Portrait:
    """Sort the project's features inside, at the edge of and outside a zone (metric CRS)."""

    def sort() -> Portrait:
        return portrait(list_features(desk, reading), zone_metric, reading.project.crs)

    return _portraits.get([reading, zone_metric], (), sort)


def convergences(reading: RoundReading) -> list[Zone]:
    """Return the connected zones of the core."""
    return list_zones(reading.comparison, "core")


def zone_of(comparison: Comparison, rule: str, share: float) -> BaseGeometry:
    """Return the zone where a rule ("raw" or "equal") reaches a share, traced once (metric)."""
    return _zones.get([comparison], (rule, share), lambda: zone(comparison, rule, share))


def bands_of(reading: RoundReading, weighting: str = "raw", at_least: float = 0.0) -> list[Band]:
    """Return the ground of each colour of the agreement (metric CRS); see ``core.bands``."""
    comparison = reading.comparison

    def cut() -> list[Band]:
        return agreement_bands(comparison, weighting, at_least, zone_of)

    return _bands.get([comparison], (weighting, at_least), cut)


def holds_layer(reading: RoundReading, weighting: str, at_least: float) -> bool:
    """Tell whether :func:`agreement_geojson` is kept: asking for it takes no time."""
    return _agreements.holds([reading.comparison], (weighting, at_least))


def agreement_geojson(
    reading: RoundReading, weighting: str = "raw", at_least: float = 0.0
) -> dict[str, object]:
    """Return the agreement as areas of one colour each; see ``core.bands`` (EPSG:4326)."""
    comparison = reading.comparison

    def draw() -> dict[str, object]:
        bands = bands_of(reading, weighting, at_least)
        places = to_lonlat([band.geometry for band in bands], comparison.crs)
        return collection(places, [band.facts for band in bands])

    return _agreements.get([comparison], (weighting, at_least), draw)


def zone_geojson(reading: RoundReading, rule: str, threshold: float) -> dict[str, object]:
    """Return the zone of a rule ("raw" or "equal") and threshold as one feature (EPSG:4326)."""
    outline = zone_of(reading.comparison, rule, threshold)
    places = [] if outline.is_empty else to_lonlat([outline], reading.comparison.crs)
    return collection(places, [{"rule": rule, "threshold": threshold}] * len(places))


def sketches_geojson(
    reading: RoundReading, only: Collection[str] | None = None, *, named: bool = False
) -> dict[str, object]:
    """Return each sketch with its college and colour (EPSG:4326); no label, no reason.

    Sketches that the visitor may not see alone (a college of one or two) are left out, and
    those whose identifier is not in ``only`` when it is given. With ``named``, each also bears
    its ``label``, empty where it is masked, and its ``college_name``.
    """
    shown = single_sketches(reading.sketches, reading.role)
    kept = [sketch for sketch in shown if only is None or sketch.id in only]
    return _outlines(kept, reading.colleges, named=named)


def outlines_geojson(desk: Desk, round_id: str) -> dict[str, object]:
    """Return what :func:`sketches_geojson` does, without waiting for a comparison."""
    asked = workshops.get_round(desk, round_id)
    colleges = projects.list_colleges(desk, asked.project_id)
    return _outlines(single_sketches(contribute.list_sketches(desk, round_id), desk.role), colleges)


def _outlines(
    shown: Sequence[Sketch], colleges: Sequence[College], *, named: bool = False
) -> dict[str, object]:
    known = {college.id: college for college in colleges}
    facts = [_facts(sketch, known.get(sketch.voice.college_id), named=named) for sketch in shown]
    return collection([sketch.sure for sketch in shown], facts)


def _facts(sketch: Sketch, college: College | None, *, named: bool) -> dict[str, object]:
    color = palette.college_color(college.position if college else 0)
    facts: dict[str, object] = {
        "id": sketch.id,
        "college": sketch.voice.college_id,
        "color": color,
    }
    if not named:
        return facts
    return facts | {
        "label": sketch.voice.label,
        "college_name": college.name if college else "",
    }
