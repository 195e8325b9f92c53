"""How far a comparison can be trusted: the shake of the hand, hesitation, a single supposed truth.

Nothing here is told of one person: counts under three voices are not told to partners.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from animmap.core.bands import Band
from animmap.core.comparison import TENTHS, Comparison
from animmap.core.crs import to_lonlat
from animmap.core.geojson import collection
from animmap.core.graded import Graded, compare_graded, graded_bands
from animmap.core.model import Role
from animmap.core.privacy import SMALL_COLLEGE
from animmap.core.single_truth import SingleTruth
from animmap.services import compare, compare_audit, debates
from animmap.services.compare import RoundReading
from animmap.services.compare_audit import HOLDS, Elected, Redrawn, Shaken, usual_tolerance
from animmap.services.debates import Debated
from animmap.services.desk import Desk
from animmap.services.memory import Beside

_KEPT = 24
# Some megabytes each.
_REDRAWN_KEPT = 3
MOST_TOLERANCE_M = 5_000.0


@dataclass(frozen=True, slots=True)
class ShakenZone:
    """A debated zone, and the part of it that stays debated; ``imprecise`` under HOLDS."""

    debated: Debated
    kept: float

    @property
    def imprecise(self) -> bool:
        """Tell whether the hand may have made the zone rather than a disagreement."""
        return self.kept < HOLDS


_redrawn: Beside[Redrawn | None] = Beside(_REDRAWN_KEPT)
_shaken: Beside[Shaken] = Beside(_KEPT)
_supposed: Beside[SingleTruth | None] = Beside(_KEPT)
_elected: Beside[Elected] = Beside(_KEPT)
_graded: Beside[Graded] = Beside(_KEPT)
_layers: Beside[dict[str, object]] = Beside(_KEPT)


def likely_tolerance(reading: RoundReading) -> int:
    """Return how well these sketches were likely drawn (m): a finger's millimetre on a screen."""
    return max(1, round(usual_tolerance(reading.comparison)))


def read_shake(
    desk: Desk, reading: RoundReading, share: float, tolerance_m: float
) -> tuple[Shaken | None, list[ShakenZone]]:
    """Return what holds of the zone of a share and of each debated zone under a shaking hand.

    None and nothing when the outlines cross too often for it.
    """
    tolerance = min(max(tolerance_m, 1.0), MOST_TOLERANCE_M)
    comparison = reading.comparison
    redrawn = _redrawn.get(
        [comparison], (tolerance,), lambda: compare_audit.draw_again(comparison, tolerance)
    )
    if redrawn is None:
        return None, []
    listed = debates.list_debated(desk, reading)

    def compute() -> Shaken:
        grounds = [each.told.geometry for each in listed]
        return compare_audit.shake(comparison, redrawn, grounds, share)

    found = _shaken.get([reading], (share, tolerance), compute)
    pairs = zip(listed, found.kept, strict=True)
    return found, [ShakenZone(each, kept) for each, kept in pairs]


def read_truth(reading: RoundReading, share: float) -> Elected | None:
    """Return what a single supposed truth would elect and silence; None in a large round.

    ``silenced`` is None for partners when it would tell of one voice or two.
    """
    comparison = reading.comparison
    supposed = _supposed.get([comparison], (), lambda: compare_audit.suppose(comparison))
    if supposed is None:
        return None
    found = _elected.get(
        [comparison], (share,), lambda: compare_audit.elect_one_truth(comparison, supposed, share)
    )
    if reading.role is not Role.PARTNER:
        return found
    few = 0 < (found.silenced or 0) < SMALL_COLLEGE
    return replace(found, silenced=None) if few else found


def read_graded(desk: Desk, round_id: str) -> Graded | None:
    """Return what sure and maybe outlines give together; None when nobody hesitated.

    To partners, when fewer than three voices hesitated, nothing is told either.
    """
    sure, wide = _both(desk, round_id)
    if sure is wide:
        return None

    def compute() -> Graded:
        return compare_graded(*_outlines(sure, wide), TENTHS)

    found = _graded.get([sure, wide], (), compute)
    least = SMALL_COLLEGE if desk.role is Role.PARTNER else 1
    return found if found.hesitant >= least else None


def graded_geojson(desk: Desk, round_id: str, rule: str) -> dict[str, object]:
    """Return the mean grade of places as areas of one colour each (EPSG:4326)."""
    sure, wide = _both(desk, round_id)

    def draw() -> dict[str, object]:
        bands = graded_bands_of(desk, round_id, rule)
        places = to_lonlat([band.geometry for band in bands], sure.crs)
        return collection(places, [band.facts for band in bands])

    return _layers.get([sure, wide], (rule,), draw)


def graded_bands_of(desk: Desk, round_id: str, rule: str) -> list[Band]:
    """Return the mean grade of places as areas of one colour each (metric CRS)."""
    return graded_bands(*_outlines(*_both(desk, round_id)), rule)


def _both(desk: Desk, round_id: str) -> tuple[Comparison, Comparison]:
    """Return the round with its sure outlines, then with the maybe ones where there are some."""
    return (
        compare.read_round(desk, round_id).comparison,
        compare.read_round(desk, round_id, with_maybe=True).comparison,
    )


def _outlines(
    sure: Comparison, wide: Comparison
) -> tuple[list[BaseGeometry], list[BaseGeometry | None], list[str]]:
    return (
        [shape.geometry for shape in sure.shapes],
        [shape.geometry for shape in wide.shapes],
        [shape.college for shape in sure.shapes],
    )
