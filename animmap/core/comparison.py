"""One comparison of the sketches of a round: everything a page, a file or a document shows.

A number shown in two places is computed here, once. Geometries and areas are metric.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core import agreement, similarity
from animmap.core.changes import renew_levels, rewalk
from animmap.core.contours import list_faces
from animmap.core.contours import zone_reaching as _zone_reaching
from animmap.core.overlay import FACES_LIMIT
from animmap.core.pairs import pair_areas, renew_pairs
from animmap.core.readings import class_areas
from animmap.core.walk import Walk, level_areas, share_areas, walk_boundaries
from animmap.errors import AnimmapError

Floats = NDArray[np.float64]
OnStep = Callable[[str], None]
# What a comparison does, in order: ``on_step`` is told each before it begins.
STEPS: tuple[str, ...] = ("walk", "pairs", "levels", "classes", "faces")
TENTHS: tuple[float, ...] = tuple(rank / 10 for rank in range(1, 11))


@dataclass(frozen=True, slots=True)
class VoiceShape:
    """One voice: identifier, college, and its valid (multi)polygon in the metric CRS."""

    id: str
    college: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Threshold:
    """Area (m²) where the share of voices reaches ``share``, each voice or college weighing one."""

    share: float
    raw_m2: float
    equal_m2: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sketches compared.

    ``colleges``: voices per college. ``area_by_count_m2``: area covered by exactly 1 … n
    voices. ``expected_disagreement_m2``: area on which two voices drawn at random differ.
    ``classes_m2``: area of each class of agreement but the blind spots.
    ``faces``: one row per exact face, columns geometry, count, share, equal_share,
    min_share, between_share, voices (positions in ``shapes``), klass, area_m2; empty when
    there would be too many (``zone`` and the figures stay exact).
    """

    crs: str
    shapes: tuple[VoiceShape, ...]
    colleges: dict[str, int]
    area_by_count_m2: Floats
    pairwise: similarity.Pairwise
    mean_iou: float | None
    conformity_index: float | None
    expected_disagreement_m2: float
    between_colleges_share: float | None
    effective_voices: float
    medoid: str | None
    verdict: str
    classes_m2: dict[str, float]
    faces: gpd.GeoDataFrame
    walk: Walk

    @property
    def voices(self) -> int:
        """Number of voices compared."""
        return len(self.shapes)

    @property
    def union_m2(self) -> float:
        """Area in at least one sketch."""
        return float(self.area_by_count_m2.sum())

    def weights(self, rule: str) -> Floats:
        """Weight of each voice: "raw" (1 / n) or "equal" (1 / (G·n_g))."""
        if rule == "equal":
            return agreement.equal_weights([shape.college for shape in self.shapes])
        return np.full(self.voices, 1.0 / self.voices)


def carry_on(_: str) -> None:
    """Go on to the next step: who compares asks to be told of none."""


def compare_shapes(
    shapes: Sequence[VoiceShape],
    crs: str,
    *,
    most_faces: int = FACES_LIMIT,
    known: Comparison | None = None,
    on_step: OnStep = carry_on,
) -> Comparison:
    """Compare the sketches of a round.

    Parameters
    ----------
    shapes
        One valid (multi)polygon with a positive area per voice, in ``crs``.
    crs
        Metric CRS of the geometries.
    most_faces
        Faces are listed only when the outlines cross less often than this.
    known
        A comparison of many of these shapes, when there is one: only what arrived, changed or
        left since is compared anew.
    on_step
        Told each of STEPS before it begins; what it raises stops the comparison.

    Raises
    ------
    AnimmapError
        ``no_sketch_yet`` without any sketch.
    """
    if not shapes:
        raise AnimmapError("no_sketch_yet")
    colleges = [shape.college for shape in shapes]
    walk, intersections, by_count = _walk(shapes, known, on_step)
    pairs = similarity.pairwise([shape.id for shape in shapes], intersections)
    raw = np.full(len(shapes), 1.0 / len(shapes))
    closest = similarity.medoid(pairs)
    on_step("classes")
    classes_m2 = class_areas(walk, colleges)
    on_step("faces")
    return Comparison(
        crs=crs,
        shapes=tuple(shapes),
        colleges={name: colleges.count(name) for name in dict.fromkeys(colleges)},
        area_by_count_m2=by_count,
        pairwise=pairs,
        mean_iou=similarity.mean_iou(pairs),
        conformity_index=similarity.conformity_index(pairs),
        expected_disagreement_m2=max(
            2 * agreement.disagreement_m2(pairs.intersection_m2, raw), 0.0
        ),
        between_colleges_share=agreement.between_colleges_share(pairs.intersection_m2, colleges),
        effective_voices=agreement.effective_voices(agreement.equal_weights(colleges)),
        medoid=None if closest is None else shapes[closest].id,
        verdict=agreement.reach_verdict(by_count, np.diag(pairs.intersection_m2)),
        classes_m2=classes_m2,
        faces=_list_faces(walk, shapes, crs, most_faces, known),
        walk=walk,
    )


def _walk(
    shapes: Sequence[VoiceShape], known: Comparison | None, on_step: OnStep
) -> tuple[Walk, Floats, Floats]:
    """Return the walk, intersection areas and levels of the shapes, from known ones if any."""
    on_step("walk")
    outlines = [shape.geometry for shape in shapes]
    kept = _places_in(known, shapes)
    # Of which most is new, all is made anew.
    if known is None or 2 * np.count_nonzero(kept < 0) > len(shapes):
        walk = walk_boundaries(outlines)
        on_step("pairs")
        areas = pair_areas(walk)
        on_step("levels")
        return walk, areas, np.maximum(level_areas(walk), 0.0)
    walk = rewalk(known.walk, outlines, kept)
    on_step("pairs")
    areas = renew_pairs(walk, known.pairwise.intersection_m2, kept)
    on_step("levels")
    levels = renew_levels(known.area_by_count_m2, known.walk, walk, kept)
    return walk, areas, np.maximum(levels, 0.0)


def _places_in(known: Comparison | None, shapes: Sequence[VoiceShape]) -> NDArray[np.int64]:
    """Return where each shape stands, with the same outline, in a known comparison; −1: nowhere."""
    places = np.full(len(shapes), -1, dtype=np.int64)
    ranks = {shape.id: rank for rank, shape in enumerate(known.shapes)} if known else {}
    for place, shape in enumerate(shapes):
        rank = ranks.pop(shape.id, None)
        if known and rank is not None and known.shapes[rank].geometry == shape.geometry:
            places[place] = rank
    return places


def _list_faces(
    walk: Walk, shapes: Sequence[VoiceShape], crs: str, most: int, known: Comparison | None
) -> gpd.GeoDataFrame:
    colleges = [shape.college for shape in shapes]
    if walk.crossings > most:
        faces, membership = np.empty(0, dtype=object), np.zeros((0, len(shapes)), dtype=bool)
    else:
        faces, membership = _faces_among(known, shapes) or list_faces(walk)
    shares = agreement.share_places(membership, colleges)
    return gpd.GeoDataFrame(
        {
            "count": shares.count,
            "share": shares.raw,
            "equal_share": shares.equal,
            "min_share": shares.least,
            "between_share": shares.between,
            "voices": _name_voices(membership),
            "klass": agreement.classify(shares),
            "area_m2": shapely.area(faces),
        },
        geometry=gpd.GeoSeries(faces, crs=crs),
    )


def _name_voices(membership: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    ranks = np.nonzero(membership)[1].tolist()
    ends = np.cumsum(membership.sum(axis=1)).tolist()
    return [tuple(ranks[first:end]) for first, end in zip([0, *ends], ends, strict=False)]


def _faces_among(
    known: Comparison | None, shapes: Sequence[VoiceShape]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]] | None:
    """Return the faces of a wider comparison that these shapes include; None if it does not hold.

    They are cut where the missing shapes passed too, which changes no area and no share.
    """
    if known is None or known.faces.empty or known.walk.plain:
        return None
    kept = _places_in(known, shapes)
    if (kept < 0).any():
        return None
    voices = known.faces["voices"]
    membership = np.zeros((len(voices), known.voices), dtype=bool)
    counts = [len(included) for included in voices]
    membership[np.repeat(np.arange(len(voices)), counts), np.concatenate(voices.to_list())] = True
    among = membership[:, kept]
    covered = among.any(axis=1)
    return known.faces.geometry.to_numpy()[covered], among[covered]


def thresholds(comparison: Comparison, shares: Sequence[float] = TENTHS) -> list[Threshold]:
    """Return the area reached at each share (every tenth by default), raw and equal voice."""
    raw = share_areas(comparison.walk, comparison.weights("raw"), shares)
    equal = share_areas(comparison.walk, comparison.weights("equal"), shares)
    return [
        Threshold(share, float(raw_m2), float(equal_m2))
        for share, raw_m2, equal_m2 in zip(shares, raw, equal, strict=True)
    ]


def zone(comparison: Comparison, rule: str, threshold: float) -> BaseGeometry:
    """Return the ground where the share of voices reaches ``threshold`` (metric multipolygon).

    Parameters
    ----------
    rule
        "raw": each voice weighs one; "equal": each college weighs one.
    threshold
        Share in ]0, 1]; a place that reaches it exactly is included.

    Raises
    ------
    AnimmapError
        ``threshold_out_of_range``.
    """
    if not 0.0 < threshold <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=threshold)
    column = "equal_share" if rule == "equal" else "share"
    faces = comparison.faces
    if len(faces):
        reached = faces.geometry.to_numpy()[faces[column] >= threshold - agreement.TIE]
        # Faces share their very edges, so dissolving them needs no search for crossings.
        return shapely.coverage_union_all(reached) if len(reached) else shapely.MultiPolygon()
    return _zone_reaching(comparison.walk, comparison.weights(rule), threshold)


def zone_at_least(comparison: Comparison, voices: int) -> BaseGeometry:
    """Return the ground included by at least ``voices`` voices (metric multipolygon)."""
    return zone(comparison, "raw", voices / comparison.voices)


def covering(outlines: Sequence[BaseGeometry], place: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which outlines include a place; a place on an outline counts as included."""
    return np.asarray(shapely.intersects(np.asarray(outlines, dtype=object), place))


def voices_at(comparison: Comparison, easting: float, northing: float) -> tuple[int, ...]:
    """Return the positions of the voices that include a place of the metric CRS."""
    inside = covering(comparison.walk.shapes, shapely.Point(easting, northing))
    return tuple(np.flatnonzero(inside).tolist())
