"""Reading a round: its sketches compared, and what the map and the pages show of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import agreement, palette
from animmap.core.bands import agreement_bands
from animmap.core.comparison import Comparison, VoiceShape, compare_shapes, voices_at, zone
from animmap.core.crs import to_lonlat, to_metric
from animmap.core.geojson import collection
from animmap.core.model import College, Feature, Project, Role, Round, Sketch, Territory
from animmap.core.portrait import Portrait, Standing, portrait, stand_features
from animmap.core.privacy import single_sketches
from animmap.core.zones import Zone, list_zones
from animmap.errors import AnimmapError
from animmap.services import compiling, contribute, explore, projects, workshops
from animmap.services.desk import Desk
from animmap.services.memory import Memory

_READINGS_KEPT = 24


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
_latest: dict[tuple[str, str, bool], Comparison] = {}
_agreements: Memory[tuple[int, str, float], tuple[Comparison, dict[str, object]]] = Memory(
    _READINGS_KEPT
)


def read_round(
    desk: Desk, round_id: str, *, with_maybe: bool = False, college_ids: tuple[str, ...] = ()
) -> RoundReading:
    """Compare the sketches of a round, as far as the visitor may see them.

    Parameters
    ----------
    with_maybe
        Count the "maybe" outlines where a voice drew one, instead of the sure ones only.
    college_ids
        Colleges to compare; empty for all.

    Raises
    ------
    AnimmapError
        ``no_sketch_yet``; ``round_hidden`` before the reveal of a blind round;
        ``access_denied`` when an outsider asks for a college that partners never see apart.
    """
    asked = workshops.get_round(desk, round_id)
    project = projects.get_project(desk, asked.project_id)
    sketches = contribute.list_sketches(desk, round_id)
    if college_ids:
        shown = single_sketches(sketches, desk.access.role)
        chosen = [sketch for sketch in sketches if sketch.voice.college_id in college_ids]
        if not {sketch.id for sketch in chosen} <= {sketch.id for sketch in shown}:
            raise AnimmapError("access_denied")
        sketches = chosen
    # A reloaded demo counts its revisions from one again, at another moment.
    state = (desk.store.url, project.id, project.revision, project.updated_at)
    voices = tuple(sketch.id for sketch in sketches)

    def compare() -> Comparison:
        shapes = _shapes(sketches, project.crs, with_maybe=with_maybe)
        place = (desk.store.url, round_id, with_maybe)
        compiling.prepare([shape.geometry for shape in shapes])
        made = compare_shapes(shapes, project.crs, known=_latest.get(place))
        if not college_ids:
            _latest[place] = made
            while len(_latest) > _READINGS_KEPT:
                _latest.pop(next(iter(_latest)), None)
        return made

    def read() -> RoundReading:
        return RoundReading(
            desk.access.role,
            project,
            asked,
            projects.get_territory(desk, project.id),
            tuple(projects.list_colleges(desk, project.id)),
            tuple(sketches),
            _comparisons.get(_drawn(sketches, project.crs, with_maybe=with_maybe), compare),
        )

    return _readings.get((*state, round_id, desk.access.role, with_maybe, voices), read)


def _drawn(sketches: list[Sketch], crs: str, *, with_maybe: bool) -> tuple[str, bool, str]:
    """Return what a comparison depends on; opening or revealing a round changes none of it."""
    outlines = shapely.to_wkb([_outline(sketch, with_maybe=with_maybe) for sketch in sketches])
    digest = hashlib.sha256()
    for sketch, outline in zip(sketches, outlines, strict=True):
        digest.update(f"{sketch.id} {sketch.voice.college_id} {len(outline)} ".encode() + outline)
    return crs, with_maybe, digest.hexdigest()


def _outline(sketch: Sketch, *, with_maybe: bool) -> BaseGeometry:
    return sketch.maybe if with_maybe and sketch.maybe is not None else sketch.sure


def _shapes(sketches: list[Sketch], crs: str, *, with_maybe: bool) -> list[VoiceShape]:
    outlines = [_outline(sketch, with_maybe=with_maybe) for sketch in sketches]
    return [
        VoiceShape(sketch.id, sketch.voice.college_id, _sound(geometry))
        for sketch, geometry in zip(sketches, to_metric(outlines, crs), strict=True)
    ]


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """Mend what reprojection may have brought together to the last digit."""
    if geometry.is_valid:
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def who_at(reading: RoundReading, longitude: float, latitude: float) -> PlaceReading:
    """Tell which voices include a place (longitude, latitude) and its class of agreement.

    Shares count every voice; only those that the visitor may see alone are listed.
    """
    comparison = reading.comparison
    place = shapely.Point(longitude, latitude)
    easting, northing = shapely.get_coordinates(to_metric([place], comparison.crs))[0]
    inside = set(voices_at(comparison, float(easting), float(northing)))
    membership = np.array([[rank in inside for rank in range(comparison.voices)]])
    shares = agreement.share_places(membership, [shape.college for shape in comparison.shapes])
    includes = {reading.sketches[rank].id for rank in inside}
    shown = single_sketches(reading.sketches, reading.role)
    return PlaceReading(
        next((c.name for c in reading.territory.communes if c.geometry.covers(place)), None),
        tuple(sketch for sketch in shown if sketch.id in includes),
        tuple(sketch for sketch in shown if sketch.id not in includes),
        float(shares.raw[0]),
        float(shares.equal[0]),
        str(agreement.classify(shares)[0]),
    )


def shown_ranks(reading: RoundReading) -> list[int]:
    """Return the positions of the voices that the visitor may see one by one."""
    shown = {sketch.id for sketch in single_sketches(reading.sketches, reading.role)}
    return [rank for rank, sketch in enumerate(reading.sketches) if sketch.id in shown]


def list_features(desk: Desk, reading: RoundReading) -> list[Feature]:
    """Return every actor, structure, resource and living asset of the project."""
    return explore.find_features(desk, reading.project.id, explore.Filters())


def standings(desk: Desk, reading: RoundReading) -> list[Standing]:
    """Return how the voices of the round hold each located feature of the project."""
    return stand_features(reading.comparison, list_features(desk, reading))


def portrait_of(desk: Desk, reading: RoundReading, zone_metric: BaseGeometry) -> Portrait:
    """Sort the project's features inside, at the edge of and outside a zone (metric CRS)."""
    return portrait(list_features(desk, reading), zone_metric, reading.comparison.crs)


def convergences(reading: RoundReading) -> list[Zone]:
    """Return the connected zones of the core."""
    return list_zones(reading.comparison, "core")


def agreement_geojson(
    reading: RoundReading, weighting: str = "raw", at_least: float = 0.0
) -> dict[str, object]:
    """Return the agreement as areas of one colour each; see ``core.bands`` (EPSG:4326)."""
    comparison = reading.comparison

    def draw() -> tuple[Comparison, dict[str, object]]:
        bands = agreement_bands(comparison, weighting, at_least)
        places = to_lonlat([band.geometry for band in bands], comparison.crs)
        return comparison, collection(places, [band.facts for band in bands])

    # Kept with its comparison: while it is kept, no other has the same identity.
    return _agreements.get((id(comparison), weighting, at_least), draw)[1]


def zone_geojson(reading: RoundReading, rule: str, threshold: float) -> dict[str, object]:
    """Return the zone of a rule ("raw" or "equal") and threshold as one feature (EPSG:4326)."""
    outline = zone(reading.comparison, rule, threshold)
    places = [] if outline.is_empty else to_lonlat([outline], reading.comparison.crs)
    return collection(places, [{"rule": rule, "threshold": threshold}] * len(places))


def sketches_geojson(
    reading: RoundReading, only: Collection[str] | None = None
) -> dict[str, object]:
    """Return each sketch with its college and colour (EPSG:4326); no label, no reason.

    Sketches that the visitor may not see alone (a college of one or two) are left out, and
    those whose identifier is not in ``only`` when it is given.
    """
    shown = single_sketches(reading.sketches, reading.role)
    kept = [sketch for sketch in shown if only is None or sketch.id in only]
    return _outlines(kept, reading.colleges)


def outlines_geojson(desk: Desk, round_id: str) -> dict[str, object]:
    """Return what :func:`sketches_geojson` does, without waiting for a comparison."""
    asked = workshops.get_round(desk, round_id)
    colleges = projects.list_colleges(desk, asked.project_id)
    return _outlines(single_sketches(contribute.list_sketches(desk, round_id), desk.role), colleges)


def _outlines(shown: Sequence[Sketch], colleges: Sequence[College]) -> dict[str, object]:
    positions = {college.id: college.position for college in colleges}
    return collection(
        [sketch.sure for sketch in shown],
        [
            {
                "id": sketch.id,
                "college": sketch.voice.college_id,
                "color": palette.college_color(positions.get(sketch.voice.college_id, 0)),
            }
            for sketch in shown
        ],
    )
