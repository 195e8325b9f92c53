"""How the zone of a round shrinks as more is asked, by rule; computed once a comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from animmap.core.agreement import TIE
from animmap.core.comparison import Comparison
from animmap.core.curve import (
    Curve,
    Expectation,
    Plateau,
    agreement_curve,
    expectation,
    list_plateaus,
)
from animmap.services.compare import RoundReading
from animmap.services.compare_readings import HUNDREDTHS
from animmap.services.memory import Beside

RULES: tuple[str, ...] = ("raw", "equal")
_KEPT = 24


@dataclass(frozen=True, slots=True)
class RuleCurve:
    """The curve of a rule ("raw": each voice weighs one; "equal": each college weighs one)."""

    rule: str
    curve: Curve
    plateaus: tuple[Plateau, ...]
    expected: Expectation


_curves: Beside[tuple[RuleCurve, ...]] = Beside(_KEPT)


def read_curves(reading: RoundReading) -> tuple[RuleCurve, ...]:
    """Return the exact curves of a round, raw then equal voice, with their plateaus."""
    comparison = reading.comparison

    def compute() -> tuple[RuleCurve, ...]:
        return tuple(_read(comparison, rule) for rule in RULES)

    return _curves.get([comparison], (), compute)


def _read(comparison: Comparison, rule: str) -> RuleCurve:
    curve = agreement_curve(comparison.walk, comparison.weights(rule))
    found = list_plateaus(HUNDREDTHS, curve.at(HUNDREDTHS))
    plateaus = tuple(one for one in found if holds_a_choice(one, comparison.voices))
    return RuleCurve(rule, curve, plateaus, expectation(curve))


def holds_a_choice(one: Plateau, voices: int) -> bool:
    """Tell whether two counts of voices fall on a plateau; between two counts all is level."""
    first = int(np.ceil(one.lowest * voices - TIE))
    return first + 1 <= one.highest * voices + TIE
