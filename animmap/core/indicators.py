"""Indicators of the diagnostic: who spoke, what ground they drew, what it holds.

Pure functions from a comparison to the values of ``core.diagnostic``; areas in m², metric CRS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import CLASS_NAMES, SHARED_SHARE, effective_voices
from animmap.core.cleaning import fold
from animmap.core.comparison import Comparison, thresholds, zone
from animmap.core.diagnostic import (
    GROUPED,
    EmptyChair,
    Ground,
    Group,
    Reach,
    Riche,
    Saying,
    Speakers,
)
from animmap.core.model import College, Feature, Sketch
from animmap.core.portrait import Standing
from animmap.core.privacy import SMALL_COLLEGE, veiled_colleges
from animmap.core.readings import read_ground

# Living beings first: they are the ones that a count forgets.
LAYER_ORDER: tuple[str, ...] = ("living_asset", "resource", "need", "structure", "actor")
CLASS_ORDER: tuple[str, ...] = CLASS_NAMES


@dataclass(frozen=True, slots=True)
class Room:
    """A round as the reader sees it: ``groups[group_of[college]]`` in the document."""

    comparison: Comparison
    sketches: tuple[Sketch, ...]
    speakers: Speakers
    group_of: Mapping[str, str]

    def voices_of(self, group_id: str) -> list[int]:
        """Return the positions of the voices of a group."""
        return [
            rank
            for rank, shape in enumerate(self.comparison.shapes)
            if self.group_of[shape.college] == group_id
        ]

    def told_apart(self) -> list[Group]:
        """Return the groups whose position may be shown: small colleges only if three or more."""
        return [
            group
            for group in self.speakers.groups
            if not group.grouped or group.voices >= SMALL_COLLEGE
        ]

    def saying(self, rank: int) -> Saying:
        """Return the reason of a voice."""
        sketch = self.sketches[rank]
        group_id = self.group_of[sketch.voice.college_id]
        return Saying(sketch.reason.strip(), group_id, sketch.voice.label)


def open_room(
    comparison: Comparison,
    sketches: Sequence[Sketch],
    colleges: Sequence[College],
    features: Sequence[Feature],
    *,
    hide_small: bool,
) -> Room:
    """Gather the voices by group; ``hide_small`` groups what partners never see apart.

    Colleges without a voice become empty chairs, never a group.
    """
    counts = Counter(sketch.voice.college_id for sketch in sketches)
    veiled = veiled_colleges(counts) if hide_small else frozenset()
    group_of = {college: GROUPED if college in veiled else college for college in counts}
    group_of |= {college: GROUPED for college in comparison.colleges if college not in counts}
    weighed = Counter(group_of[college] for college in comparison.colleges)
    weights = {group: number / weighed.total() for group, number in weighed.items()}
    known = Counter(
        feature.college_id for feature in features if feature.layer in ("actor", "structure")
    )
    speaking = [college for college in colleges if college.id in counts]
    groups = [
        _group(college, counts, weights[college.id], known[college.id])
        for college in speaking
        if group_of[college.id] != GROUPED
    ]
    small = [college for college in speaking if group_of[college.id] == GROUPED]
    if small:
        groups.append(_grouped(small, counts, weights[GROUPED], known))
    chairs = tuple(
        EmptyChair(college.name, college.less_heard)
        for college in colleges
        if college.id not in counts
    )
    effective = effective_voices(comparison.weights("equal"))
    speakers = Speakers(tuple(groups), chairs, comparison.voices, effective)
    return Room(comparison, tuple(sketches), speakers, group_of)


def _group(college: College, counts: Mapping[str, int], weight: float, known: int) -> Group:
    return Group(
        college.id,
        college.name,
        palette.college_color(college.position),
        counts[college.id],
        counts[college.id] / sum(counts.values()),
        weight,
        known,
        college.less_heard,
    )


def _grouped(
    colleges: Sequence[College],
    counts: Mapping[str, int],
    weight: float,
    known: Mapping[str | None, int],
) -> Group:
    voices = sum(counts[college.id] for college in colleges)
    return Group(
        GROUPED,
        "",
        palette.MUTED,
        voices,
        voices / sum(counts.values()),
        weight,
        sum(known[college.id] for college in colleges),
        less_heard=False,
        grouped=True,
    )


def list_sayings(room: Room) -> tuple[Saying, ...]:
    """Return every reason given, group by group, in the order they were sent."""
    order = {group.id: rank for rank, group in enumerate(room.speakers.groups)}
    sayings = [room.saying(rank) for rank in range(len(room.sketches))]
    return tuple(
        sorted((saying for saying in sayings if saying.text), key=lambda one: order[one.group_id])
    )


def measure_ground(room: Room, territory: BaseGeometry) -> Ground:
    """Measure the drawn ground; ``territory``: union of the communes, metric CRS."""
    comparison = room.comparison
    union = zone(comparison, "raw", 1 / comparison.voices)
    colleges = [shape.college for shape in comparison.shapes]
    common = read_ground(comparison.walk, colleges, [SHARED_SHARE], SHARED_SHARE).everyone_in_m2[0]
    return Ground(
        union_m2=comparison.union_m2,
        raw_half_m2=zone(comparison, "raw", SHARED_SHARE).area,
        equal_half_m2=zone(comparison, "equal", SHARED_SHARE).area,
        common_m2=float(common),
        unanimous_m2=float(comparison.area_by_count_m2[-1]),
        unseen_m2=shapely.difference(territory, union).area,
        disagreement_m2=comparison.expected_disagreement_m2,
        between_share=comparison.between_colleges_share,
        mean_iou=comparison.mean_iou,
        verdict=comparison.verdict,
        classes_m2=tuple(comparison.classes_m2.items()),
        reaches=tuple(
            Reach(reach.share, reach.raw_m2, reach.equal_m2) for reach in thresholds(comparison)
        ),
        likeness=_likeness(room),
        closest=_closest(room),
    )


def mean_overlaps(comparison: Comparison) -> list[float]:
    """Return the mean IoU of each voice with the others (1.0 for a lone voice)."""
    if comparison.voices < 2:
        return [1.0] * comparison.voices
    iou = np.asarray(comparison.pairwise.iou)
    return [float(mean) for mean in (iou.sum(axis=1) - np.diag(iou)) / (len(iou) - 1)]


def _likeness(room: Room) -> tuple[tuple[float | None, ...], ...]:
    iou = np.asarray(room.comparison.pairwise.iou)
    shown = {group.id for group in room.told_apart()}
    members = [
        room.voices_of(group.id) if group.id in shown else [] for group in room.speakers.groups
    ]
    return tuple(tuple(_mean_pair(iou, rows, columns) for columns in members) for rows in members)


def _mean_pair(iou: np.ndarray, rows: list[int], columns: list[int]) -> float | None:
    pairs = [iou[row, column] for row in rows for column in columns if row != column]
    return float(np.mean(pairs)) if pairs else None


def _closest(room: Room) -> tuple[str, str, float] | None:
    ids = [shape.id for shape in room.comparison.shapes]
    if room.comparison.medoid is None or len(ids) < 3:
        return None
    rank = ids.index(room.comparison.medoid)
    saying = room.saying(rank)
    return saying.group_id, saying.label, mean_overlaps(room.comparison)[rank]


def list_riches(room: Room, standings: Sequence[Standing]) -> tuple[Riche, ...]:
    """Return what stands on the map, by class then layer (living beings first) then name."""
    shown = {group.id for group in room.told_apart()}
    told = {college: group for college, group in room.group_of.items() if group in shown}
    riches = [
        _riche(standing.feature, standing, told)
        for standing in standings
        if standing.feature.geometry is not None
    ]
    return tuple(sorted(riches, key=_place_in_list))


def list_unplaced(features: Sequence[Feature]) -> tuple[Riche, ...]:
    """Return what has no place on the map, by layer then name."""
    riches = [_riche(item, None, {}) for item in features if item.geometry is None]
    return tuple(sorted(riches, key=_place_in_list))


def _place_in_list(riche: Riche) -> tuple[int, int, str]:
    rank = CLASS_ORDER.index(riche.klass) if riche.klass else 0
    return rank, LAYER_ORDER.index(riche.layer), fold(riche.name)


def _riche(feature: Feature, standing: Standing | None, group_of: Mapping[str, str]) -> Riche:
    colleges = standing.college_ids if standing else ()
    ids = tuple(group_of[college] for college in colleges if college in group_of)
    return Riche(
        name=feature.name,
        layer=feature.layer,
        kind=feature.kind,
        klass=standing.klass if standing else "",
        equal_share=standing.equal_share if standing else 0.0,
        group_ids=tuple(dict.fromkeys(ids)),
        spoken_for_by=feature.spoken_for_by,
        only=ids[0] if len(ids) == len(colleges) == 1 else None,
    )
