"""From one question to another of a démarche: what moved, masked by role.

Questions are compared once everybody may see their sketches. What moved in a college, and how
far those who came back moved, is never told of fewer than three voices to partners.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from animmap.core import evolution
from animmap.core.bands import Band
from animmap.core.comparison import Comparison
from animmap.core.crs import to_lonlat, to_metric
from animmap.core.evolution import CollegeMove, DebateMove, Joint, Returning, Shift
from animmap.core.geojson import collection
from animmap.core.model import Role, Round, Workshop
from animmap.core.official import list_within
from animmap.core.privacy import SMALL_COLLEGE, TOGETHER, is_hidden, veiled_colleges
from animmap.core.room import SKETCH_KINDS
from animmap.errors import AnimmapError
from animmap.services import compare, contribute, debates, workshops
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import voices_by_college
from animmap.services.debates import Debated
from animmap.services.desk import Desk
from animmap.services.evolution_report import debated_ground
from animmap.services.memory import Beside
from animmap.storage import sketches as rows

RULES = evolution.RULES
# A démarche asks some questions a year; a longer series would keep a person waiting.
MOST_IN_SERIES = 12
_KEPT = 24


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose sketches everybody may see, its workshop, and how many voices it has."""

    round: Round
    workshop: Workshop
    voices: int

    @property
    def day(self) -> date:
        """Day of the workshop."""
        return self.workshop.held_on


@dataclass(frozen=True, slots=True)
class Evolution:
    """What moved between two questions at a share.

    ``shifts``: by each of RULES. ``colleges``: those that the visitor may see apart, the others
    together as TOGETHER. ``returning``: None when nobody is known to have come back, or too few
    to be told (``few``). ``moves`` speak of ``debated`` by position: first question, second.
    """

    before: RoundReading
    after: RoundReading
    share: float
    shifts: dict[str, Shift]
    colleges: tuple[CollegeMove, ...]
    returning: Returning | None
    few: bool
    debated: tuple[tuple[Debated, ...], tuple[Debated, ...]]
    moves: tuple[DebateMove, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A question in a series: its zones (m²) at a share, and how far its voices differ."""

    question: Question
    zones_m2: dict[str, float]
    comparison: Comparison


_joints: Beside[Joint] = Beside(_KEPT)
_evolutions: Beside[Evolution] = Beside(_KEPT)
_grounds: Beside[BaseGeometry] = Beside(_KEPT)
_layers: Beside[dict[str, object]] = Beside(_KEPT)


def list_questions(desk: Desk, project_id: str) -> list[Question]:
    """Return the questions that can be compared, the first workshop first."""
    meetings = {each.id: each for each in workshops.list_workshops(desk, project_id)}
    found = []
    for asked in workshops.list_rounds(desk, project_id):
        if asked.kind not in SKETCH_KINDS or is_hidden(asked):
            continue
        voices = sum(contribute.voices_by_college(desk, asked.id).values())
        if voices and asked.workshop_id in meetings:
            found.append(Question(asked, meetings[asked.workshop_id], voices))
    return sorted(found, key=lambda each: (each.day, each.round.position))


def usual_pair(questions: Sequence[Question], here: str) -> tuple[Question, Question] | None:
    """Return a question and the one before it (else the one after), the first asked first.

    None when it is not among them, or alone.
    """
    rank = next((at for at, each in enumerate(questions) if each.round.id == here), None)
    if rank is None or len(questions) < 2:
        return None
    first = max(rank - 1, 0)
    return questions[first], questions[first + 1]


def read_evolution(desk: Desk, before_id: str, after_id: str, share: float) -> Evolution:
    """Return what moved between two questions of a démarche.

    Raises
    ------
    AnimmapError
        ``request_invalid`` for a question beside itself; ``not_found`` for one of another
        démarche; ``round_hidden`` before the reveal of either, whoever asks;
        ``threshold_out_of_range``, ``no_sketch_yet``.
    """
    before, after = _read_both(desk, before_id, after_id)
    if not 0.0 < share <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=share)
    return _evolutions.get([before, after], (share,), lambda: _measure(desk, before, after, share))


def _read_both(desk: Desk, before_id: str, after_id: str) -> tuple[RoundReading, RoundReading]:
    if before_id == after_id:
        raise AnimmapError("request_invalid", parameter="before")
    asked = [workshops.get_round(desk, each) for each in (before_id, after_id)]
    if asked[0].project_id != asked[1].project_id:
        raise AnimmapError("not_found")
    if any(is_hidden(each) for each in asked):
        raise AnimmapError("round_hidden")
    return compare.read_round(desk, before_id), compare.read_round(desk, after_id)


def _measure(desk: Desk, before: RoundReading, after: RoundReading, share: float) -> Evolution:
    joint = _join(before, after)
    told = _told(before, after)
    returning = _read_returning(desk, before, after)
    few = returning is not None and after.role is Role.PARTNER and returning.voices < SMALL_COLLEGE
    listed = [tuple(debates.list_debated(desk, each)) for each in (before, after)]
    moves = evolution.match_debates(
        [each.told.geometry for each in listed[0]],
        [each.told.geometry for each in listed[1]],
        (_debated_ground(before.comparison), _debated_ground(after.comparison)),
        compare.zone_of(after.comparison, "equal", share),
    )
    return Evolution(
        before,
        after,
        share,
        evolution.measure_shifts(joint, share),
        tuple(sorted(evolution.measure_colleges(joint, told), key=_place_in(after))),
        None if few else returning,
        few,
        (listed[0], listed[1]),
        tuple(moves),
    )


def _place_in(reading: RoundReading) -> Callable[[CollegeMove], int]:
    """Return what ranks colleges as the démarche does, those told together last."""
    ranks = {college.id: rank for rank, college in enumerate(reading.colleges)}
    return lambda move: ranks.get(move.college, len(ranks))


def _join(before: RoundReading, after: RoundReading) -> Joint:
    first, second = before.comparison, after.comparison
    return _joints.get([first, second], (), lambda: evolution.join(first, second))


def _told(before: RoundReading, after: RoundReading) -> dict[str, str]:
    """Return the name that each college is told by: what either question veils stays veiled."""
    counts = [voices_by_college(each.sketches) for each in (before, after)]
    veiled: frozenset[str] = frozenset()
    if after.role is Role.PARTNER:
        veiled = veiled_colleges(counts[0]) | veiled_colleges(counts[1])
    told = {each: TOGETHER if each in veiled else each for count in counts for each in count}
    return told | dict.fromkeys({TOGETHER} & set(told.values()), TOGETHER)


def _debated_ground(comparison: Comparison) -> BaseGeometry:
    return _grounds.get([comparison], (), lambda: debated_ground(comparison))


def _read_returning(desk: Desk, before: RoundReading, after: RoundReading) -> Returning | None:
    """Measure the voices known by their device in both questions."""
    with desk.store.read() as connection:
        first, second = (rows.devices_of(connection, each.round.id) for each in (before, after))
    outlines = [
        {shape.id: shape.geometry for shape in each.comparison.shapes} for each in (before, after)
    ]
    pairs = [
        (outlines[0][first[device]], outlines[1][second[device]])
        for device in first.keys() & second.keys()
        if first[device] in outlines[0] and second[device] in outlines[1]
    ]
    return evolution.measure_returning(pairs)


def shift_geojson(desk: Desk, before_id: str, after_id: str, rule: str) -> dict[str, object]:
    """Return where more, as many, or fewer voices include a place than before (EPSG:4326).

    ``rule``: "raw" or "equal". Raises what :func:`read_evolution` raises.
    """
    before, after = _read_both(desk, before_id, after_id)
    joint, crs = _join(before, after), after.comparison.crs

    def draw() -> dict[str, object]:
        bands = evolution.shift_bands(joint, rule)
        places = to_lonlat([band.geometry for band in bands], crs)
        return collection(places, [band.facts for band in bands])

    return _layers.get([joint], (rule,), draw)


def bands_of(found: Evolution, rule: str) -> list[Band]:
    """Return the bands that :func:`shift_geojson` draws, in the metric CRS of the démarche."""
    return evolution.shift_bands(_join(found.before, found.after), rule)


def communes_moved(found: Evolution, rule: str) -> tuple[list[str], list[str]]:
    """Return the names of the communes that enter the zone of a rule, and of those that leave.

    A commune is in a zone when half of its area at least is.
    """
    communes = found.after.territory.communes
    places = to_metric([each.geometry for each in communes], found.after.comparison.crs)
    outlines = dict(zip((each.code for each in communes), places, strict=True))
    names = {each.code: each.name for each in communes}
    before, after = (
        list_within(compare.zone_of(each.comparison, rule, found.share), outlines)
        for each in (found.before, found.after)
    )
    entered = [names[code] for code in after if code not in before]
    return entered, [names[code] for code in before if code not in after]


def read_series(desk: Desk, questions: Sequence[Question], share: float) -> list[Step]:
    """Return the last questions, at most MOST_IN_SERIES, each with its zones at a share."""
    steps = []
    for question in questions[-MOST_IN_SERIES:]:
        comparison = compare.read_round(desk, question.round.id).comparison
        areas = {rule: float(compare.zone_of(comparison, rule, share).area) for rule in RULES}
        steps.append(Step(question, areas, comparison))
    return steps
