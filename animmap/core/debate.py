"""The zones of the diagnostic: where groups meet, where they part, what only one carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import SHARED_SHARE, TIE
from animmap.core.comparison import Comparison
from animmap.core.crs import to_metric
from animmap.core.diagnostic import Adopted, LoneVoice, Maps, Place, Saying, TalkZone
from animmap.core.indicators import LAYER_ORDER, Room, mean_overlaps
from animmap.core.model import AdoptedPerimeter, Feature
from animmap.core.zones import SMALLEST_ZONE_SHARE, Zone

MOST_ZONES = 6
MOST_LONE_VOICES = 4
MOST_SAYINGS = 3
_HELD_LAYERS = ("living_asset", "resource")
# A commune is named when a tenth of it, or a quarter of the zone, is concerned.
_PART_OF_COMMUNE, _PART_OF_ZONE = 0.10, 0.25


def describe_zones(
    room: Room, zones: Sequence[Zone], maps: Maps, features: Sequence[Feature], *, first: int = 1
) -> tuple[TalkZone, ...]:
    """Return at most MOST_ZONES zones, numbered from ``first`` in the order given."""
    placed = [item for item in features if item.layer in _HELD_LAYERS and item.geometry is not None]
    points = to_metric([item.geometry for item in placed if item.geometry], room.comparison.crs)
    return tuple(
        _describe(room, zone, first + rank, maps, tuple(zip(placed, points, strict=True)))
        for rank, zone in enumerate(zones[:MOST_ZONES])
    )


def _describe(
    room: Room,
    zone: Zone,
    number: int,
    maps: Maps,
    held: tuple[tuple[Feature, BaseGeometry], ...],
) -> TalkZone:
    return TalkZone(
        number=number,
        klass=zone.klass,
        area_m2=zone.area_m2,
        communes=name_communes(zone.geometry, maps.communes),
        positions=_positions(room, zone),
        voices_for=len(zone.voices_for),
        voices_against=len(zone.voices_against),
        said_for=_sayings(room, zone.voices_for),
        said_against=_sayings(room, zone.voices_against),
        holds=tuple(item.name for item, point in held if zone.geometry.intersects(point)),
        geometry=zone.geometry,
    )


def _positions(room: Room, zone: Zone) -> tuple[tuple[str, float], ...]:
    """Share of each group's voices; the small colleges taken together, when shown, by voice."""
    counts = room.comparison.colleges
    positions = []
    for group in room.told_apart():
        members = [college for college, name in room.group_of.items() if name == group.id]
        held = sum(counts[college] * zone.by_college[college] for college in members)
        positions.append((group.id, held / group.voices))
    return tuple(positions)


def _sayings(room: Room, voices: Sequence[int]) -> tuple[Saying, ...]:
    """Return up to MOST_SAYINGS reasons, from as many groups as possible."""
    sayings = [saying for saying in map(room.saying, voices) if saying.text]
    turns = [
        (sum(other.group_id == saying.group_id for other in sayings[:rank]), rank)
        for rank, saying in enumerate(sayings)
    ]
    return tuple(sayings[rank] for _, rank in sorted(turns)[:MOST_SAYINGS])


def name_communes(geometry: BaseGeometry, communes: Sequence[Place]) -> tuple[str, ...]:
    """Return the communes that a ground (metric) concerns, the most covered ground first."""
    outlines = np.asarray([commune.geometry for commune in communes], dtype=object)
    common = shapely.area(shapely.intersection(outlines, geometry))
    concerned = (common >= _PART_OF_COMMUNE * shapely.area(outlines)) | (
        common >= _PART_OF_ZONE * geometry.area
    )
    order = np.argsort(-common, kind="stable")
    named = [communes[rank].name for rank in order if concerned[rank] and common[rank] > 0]
    if not named and common.any():
        named = [communes[order[0]].name]
    return tuple(named)


def minority_zones(room: Room) -> list[Zone]:
    """Return the grounds that only one group carries, the largest first.

    A group carries a place when half of its voices at least include it; the place is a
    minority view when no other college does and its equal share stays under one half.
    Connected parts under SMALLEST_ZONE_SHARE of the union are left out, and colleges that
    may not be told apart.
    """
    comparison = room.comparison
    faces = comparison.faces
    if len(comparison.colleges) < 2 or faces.empty:
        return []
    names, shares = college_shares(comparison)
    carried = shares >= SHARED_SHARE - TIE
    alone = (carried.sum(axis=1) == 1) & (faces["equal_share"].to_numpy() < SHARED_SHARE - TIE)
    geometries = faces.geometry.to_numpy()
    smallest = SMALLEST_ZONE_SHARE * comparison.union_m2
    told = {group.id for group in room.speakers.groups if not group.grouped}
    parts = [
        part
        for column, name in enumerate(names)
        if room.group_of[name] in told
        for part in shapely.get_parts(shapely.union_all(geometries[alone & carried[:, column]]))
        if part.area >= smallest
    ]
    return [measure_zone(comparison, "edge", part) for part in sorted(parts, key=_larger)]


def _larger(geometry: BaseGeometry) -> float:
    return -float(geometry.area)


def college_shares(comparison: Comparison) -> tuple[list[str], np.ndarray]:
    """Return the colleges, and the share of each one's voices on each face (faces, colleges)."""
    names = list(comparison.colleges)
    column = [names.index(shape.college) for shape in comparison.shapes]
    counts = np.zeros((len(comparison.faces), len(names)))
    for face, voices in enumerate(comparison.faces["voices"]):
        np.add.at(counts[face], [column[voice] for voice in voices], 1.0)
    return names, counts / np.array([comparison.colleges[name] for name in names])


def measure_zone(comparison: Comparison, klass: str, geometry: BaseGeometry) -> Zone:
    """Describe any ground (metric) the way ``core.zones`` describes the zones of a class."""
    shapes = np.asarray([shape.geometry for shape in comparison.shapes], dtype=object)
    parts = shapely.area(shapely.intersection(shapes, geometry)) / geometry.area
    colleges = np.array([shape.college for shape in comparison.shapes])
    return Zone(
        klass=klass,
        geometry=geometry,
        area_m2=float(geometry.area),
        concern_m2=0.0,
        by_college={name: float(parts[colleges == name].mean()) for name in comparison.colleges},
        voices_for=tuple(np.flatnonzero(parts > 0.5).tolist()),
        voices_against=tuple(np.flatnonzero(parts <= 0.5).tolist()),
    )


def lone_voices(room: Room) -> tuple[LoneVoice, ...]:
    """Return the voices that overlap the others less than half as much as usual, with a reason."""
    usual = room.comparison.mean_iou
    if usual is None or len(room.sketches) < 3:
        return ()
    far = [
        LoneVoice(room.saying(rank), overlap)
        for rank, overlap in enumerate(mean_overlaps(room.comparison))
        if overlap < usual / 2 and room.saying(rank).text
    ]
    return tuple(sorted(far, key=lambda voice: voice.mean_iou)[:MOST_LONE_VOICES])


def describe_adopted(
    adopted: AdoptedPerimeter, round_id: str, crs: str, maps: Maps, features: Sequence[Feature]
) -> Adopted:
    """Describe the adopted perimeter: what whole communes added and left out, what it holds."""
    geometry, drawn = to_metric([adopted.geometry, adopted.drawn], crs)
    placed = [item for item in features if item.geometry is not None]
    places = np.asarray(
        to_metric([item.geometry for item in placed if item.geometry], crs), dtype=object
    )
    inside = shapely.intersects(places, geometry)
    left_out = shapely.intersects(places, drawn) & ~inside
    held = [placed[rank].layer for rank in np.flatnonzero(inside)]
    return Adopted(
        rule=adopted.rule,
        threshold=adopted.threshold,
        decided_on=adopted.decided_on,
        decided_by=adopted.decided_by,
        reasons=adopted.reasons,
        minority_views=adopted.minority_views,
        area_m2=geometry.area,
        drawn_m2=drawn.area,
        gained_m2=shapely.difference(geometry, drawn).area,
        lost_m2=shapely.difference(drawn, geometry).area,
        communes=name_communes(geometry, maps.communes),
        left_out=tuple(placed[rank].name for rank in np.flatnonzero(left_out)),
        inside=tuple((layer, held.count(layer)) for layer in LAYER_ORDER),
        same_round=adopted.round_id == round_id,
        geometry=geometry,
    )
