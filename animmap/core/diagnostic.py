"""The shared diagnostic as plain values: page, HTML, PDF and JSON are all drawn from them.

Numbers are kept unrounded and texts as people wrote them; wording, formats and pictures come
later. Geometries and areas are in the metric CRS of the project. Shares are in [0, 1]. A group is
a college, or small colleges together; ``group_id`` names a ``Group`` of ``Speakers.groups``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from animmap.core.model import Role, Round, Workshop
from animmap.core.room import Note

GROUPED = "small-colleges"


@dataclass(frozen=True, slots=True)
class Group:
    """One college, or the small ones together (``grouped``, nameless).

    ``weight``: its part of the equal voice; ``known``: its actors and structures in the project.
    """

    id: str
    name: str
    color: str
    voices: int
    share: float
    weight: float
    known: int
    less_heard: bool
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class EmptyChair:
    """A college without any voice in this round."""

    name: str
    less_heard: bool


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who spoke and who is missing; ``effective`` is Kish's number of equal voices."""

    groups: tuple[Group, ...]
    empty_chairs: tuple[EmptyChair, ...]
    voices: int
    effective: float


@dataclass(frozen=True, slots=True)
class Saying:
    """A reason in a voice's words; ``label`` is empty when the reader may not see it."""

    text: str
    group_id: str
    label: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What this document is about, drawn up on ``edited_on``; ``simulated``: trial voices."""

    project_id: str
    project: str
    summary: str
    territory: str
    communes: int
    population: int
    territory_m2: float
    fictional: bool
    simulated: int
    revision: int
    changed_at: datetime
    edited_on: date
    role: Role
    round: Round
    workshop: Workshop | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Area (m²) where the share of voices reaches ``share``, raw and equal voice."""

    share: float
    raw_m2: float
    equal_m2: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The drawn territory in figures.

    ``common_m2``: ground that every college includes by half of its voices at least;
    ``unanimous_m2``: in every sketch; ``unseen_m2``: part of the territory in nobody's sketch;
    ``classes_m2``: area of core, shared, debated, edge; ``likeness``: mean overlap (IoU) of the
    voices of two groups, None within a group of one; ``closest``: group, label and mean overlap
    of the sketch that resembles the others most.
    """

    union_m2: float
    raw_half_m2: float
    equal_half_m2: float
    common_m2: float
    unanimous_m2: float
    unseen_m2: float
    disagreement_m2: float
    between_share: float | None
    mean_iou: float | None
    verdict: str
    classes_m2: tuple[tuple[str, float], ...]
    reaches: tuple[Reach, ...]
    likeness: tuple[tuple[float | None, ...], ...]
    closest: tuple[str, str, float] | None


@dataclass(frozen=True, slots=True)
class Riche:
    """One actor, structure, resource, living asset or need and how the voices hold it.

    ``klass`` is empty for what has no place; ``only`` is the one group that includes it, if any.
    """

    name: str
    layer: str
    kind: str
    klass: str
    equal_share: float
    group_ids: tuple[str, ...]
    spoken_for_by: str
    only: str | None


@dataclass(frozen=True, slots=True)
class TalkZone:
    """A connected zone to talk about, numbered as on the map.

    ``positions``: (group, share of its voices that include it); ``communes``: those it touches
    most, by decreasing area; ``holds``: living beings and resources inside.
    """

    number: int
    klass: str
    area_m2: float
    communes: tuple[str, ...]
    positions: tuple[tuple[str, float], ...]
    voices_for: int
    voices_against: int
    said_for: tuple[Saying, ...]
    said_against: tuple[Saying, ...]
    holds: tuple[str, ...]
    geometry: BaseGeometry
    name: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class LoneVoice:
    """A voice far from the others: mean overlap with them, and its reason."""

    saying: Saying
    mean_iou: float


@dataclass(frozen=True, slots=True)
class Adopted:
    """The perimeter the group settled on.

    ``gained_m2``: ground added by taking whole communes; ``lost_m2``: ground of the drawn
    zone left out; ``left_out``: what the drawn zone held and the adopted one does not;
    ``inside``: number of features by layer.
    """

    rule: str
    threshold: float
    decided_on: date
    decided_by: str
    reasons: str
    minority_views: str
    area_m2: float
    drawn_m2: float
    gained_m2: float
    lost_m2: float
    communes: tuple[str, ...]
    left_out: tuple[str, ...]
    inside: tuple[tuple[str, int], ...]
    same_round: bool
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Limits:
    """What weakens the document, and where its data come from (credit, number of features)."""

    crs: str
    provisional: bool
    first_on: date
    last_on: date
    repaired: int
    unsure: int
    small: tuple[str, ...]
    credits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tint:
    """Ground of one colour; ``klass`` is empty unless the colour stands for a class."""

    color: str
    klass: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of the base map."""

    name: str
    population: int
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Mark:
    """A feature on the map, in the colour of its kind."""

    layer: str
    kind: str
    color: str
    klass: str
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class Maps:
    """Everything the maps draw; ``raw_half``, ``equal_half``: ground included by half at least."""

    communes: tuple[Place, ...]
    raw: tuple[Tint, ...]
    equal: tuple[Tint, ...]
    classes: tuple[Tint, ...]
    raw_half: BaseGeometry
    equal_half: BaseGeometry
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One diagnostic, as far as one role may read it; ``stamp`` changes when anything does."""

    stamp: str
    identity: Identity
    speakers: Speakers
    sayings: tuple[Saying, ...]
    ground: Ground
    riches: tuple[Riche, ...]
    unplaced: tuple[Riche, ...]
    convergences: tuple[TalkZone, ...]
    divergences: tuple[TalkZone, ...]
    minorities: tuple[TalkZone, ...]
    lone_voices: tuple[LoneVoice, ...]
    decisions: tuple[Note, ...]
    adopted: Adopted | None
    limits: Limits
    maps: Maps
    kinds: Mapping[str, Mapping[str, str]]  # "layer.kind" → language → label

    def group(self, group_id: str) -> Group:
        """Return the group of that identifier; KeyError when there is none."""
        return {group.id: group for group in self.speakers.groups}[group_id]


def to_plain(value: object) -> object:
    """Return a value as JSON holds it: objects, lists, numbers, texts; no geometry, no map.

    Examples
    --------
    >>> to_plain(EmptyChair("Élu·es", less_heard=False))
    {'name': 'Élu·es', 'less_heard': False}
    """
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {
            name: to_plain(inner)
            for name, inner in pairs
            if not isinstance(inner, BaseGeometry | Maps)
        }
    if isinstance(value, tuple | list):
        return [to_plain(inner) for inner in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
