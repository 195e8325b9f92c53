"""The zones of the diagnostic: where groups meet, where they part, what only one carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.diagnostic import Adopted, LoneVoice, Maps, Place, TalkZone
from animmap.core.indicators import LAYER_ORDER, Room, mean_overlaps
from animmap.core.model import AdoptedPerimeter, Feature
from animmap.core.zones import Zone, list_debates, list_zones

MOST_ZONES = 6
MOST_LONE_VOICES = 4
MOST_SAYINGS = 3
_HELD_LAYERS = ("living_asset", "resource")
# A commune is named when a tenth of it, or a quarter of the zone, is concerned.
_PART_OF_COMMUNE, _PART_OF_ZONE = 0.10, 0.25


def describe_zones(
    room: Room,
    zones: Sequence[Zone],
    communes: Sequence[Place],
    features: Sequence[Feature],
    *,
    first: int = 1,
) -> tuple[TalkZone, ...]:
    """Return at most MOST_ZONES zones, numbered from ``first`` in the order given.

    ``communes`` are in the metric CRS of the comparison. Reasons not quoted yet come first, so
    that the same words do not return at each zone.
    """
    quoted: set[int] = set()
    described = []
    for rank, zone in enumerate(zones[:MOST_ZONES]):
        said_for = _choose(room, zone.voices_for, quoted)
        said_against = _choose(room, zone.voices_against, quoted)
        quoted.update(said_for, said_against)
        described.append(
            TalkZone(
                number=first + rank,
                klass=zone.klass,
                area_m2=zone.area_m2,
                communes=name_communes(zone.geometry, communes),
                positions=_positions(room, zone),
                voices_for=len(zone.voices_for),
                voices_against=len(zone.voices_against),
                said_for=tuple(room.saying(voice) for voice in said_for),
                said_against=tuple(room.saying(voice) for voice in said_against),
                holds=list_held(zone.geometry, features, room.comparison.crs),
                geometry=zone.geometry,
            )
        )
    return tuple(described)


def list_held(ground: BaseGeometry, features: Sequence[Feature], crs: str) -> tuple[str, ...]:
    """Return the names of the living beings and resources in a ground of the metric ``crs``."""
    placed = [item for item in features if item.layer in _HELD_LAYERS and item.geometry is not None]
    points = to_metric([item.geometry for item in placed if item.geometry], crs)
    held = shapely.intersects(ground, np.asarray(points, dtype=object))
    return tuple(placed[rank].name for rank in np.flatnonzero(held))


def _choose(room: Room, voices: Sequence[int], quoted: set[int]) -> list[int]:
    """Choose up to MOST_SAYINGS voices with a reason: not quoted yet, each group in turn."""
    speaking = sorted(voice for voice in voices if room.saying(voice).text)
    fresh = [voice for voice in speaking if voice not in quoted]
    # Turns are counted among the fresh: a group quoted elsewhere is heard here all the same.
    groups = [room.saying(voice).group_id for voice in fresh]
    turns = [(groups[:rank].count(groups[rank]), voice) for rank, voice in enumerate(fresh)]
    return [voice for _, voice in sorted(turns)[:MOST_SAYINGS]] or speaking[:1]


def _positions(room: Room, zone: Zone) -> tuple[tuple[str, float], ...]:
    """Share of each group's voices; the small colleges taken together, when shown, by voice."""
    counts = room.comparison.colleges
    positions = []
    for group in room.told_apart():
        members = [college for college in counts if room.group_of[college] == group.id]
        held = sum(counts[college] * zone.by_college[college] for college in members)
        positions.append((group.id, held / group.voices))
    return tuple(positions)


def mark_of(zone: TalkZone) -> str:
    """Return what names a zone on a map: its number when it is debated, else a letter.

    A debated zone has the same number on every screen, wall and document.
    """
    return str(zone.number) if zone.klass == "debated" else chr(ord("A") + zone.number - 1)


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


def debated_zones(room: Room) -> list[Zone]:
    """Return the debated grounds, split by who is on which side, the largest concern first.

    A group carries a place when half of its voices at least include it; each zone is one
    piece of debated ground carried by the same groups, unless the sides are too intertwined
    (see ``zones.list_debates``). Pieces under SMALLEST_ZONE_SHARE of the union are left out.
    """
    return list_debates(room.comparison, _camps(room))


def minority_zones(room: Room) -> list[Zone]:
    """Return the pieces of the edge that one group alone carries, the largest first.

    None for the small colleges when they may not be told apart.
    """
    if len(room.comparison.colleges) < 2:
        return []
    grouped = {rank for rank, group in enumerate(room.told_apart()) if group.grouped}
    alone = [
        zone
        for zone in list_zones(room.comparison, "edge", _camps(room))
        if len(zone.carriers) == 1 and not grouped.intersection(zone.carriers)
    ]
    return sorted(alone, key=lambda zone: -zone.area_m2)


def _camps(room: Room) -> list[set[str]]:
    """Colleges of each group that may be told apart."""
    return [
        {college for college in room.comparison.colleges if room.group_of[college] == group.id}
        for group in room.told_apart()
    ]


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
