"""The nouns of a démarche, as immutable values.

Geometries are shapely objects in longitude, latitude (EPSG:4326); measures are made
elsewhere, in the project's metric CRS. Identifiers are opaque strings. Moments are
timezone-aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from animmap.core.room import RoundKind

LAYERS: tuple[str, ...] = ("actor", "structure", "resource", "living_asset", "need")


class Role(StrEnum):
    """Who is asking; see ``services.access`` for what each may do."""

    HOST = "host"
    ANIMATOR = "animator"
    PROJECTOR = "projector"
    PARTICIPANT = "participant"
    PARTNER = "partner"


class RoundState(StrEnum):
    """Life of a question put to the room."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    REVEALED = "revealed"


class SketchState(StrEnum):
    """Life of a sketch; a withdrawn or hidden one is kept but never compared."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class SketchMethod(StrEnum):
    """How a perimeter was given."""

    POINTS = "points"
    FREEHAND = "freehand"
    COMMUNES = "communes"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune: INSEE code, name, population, EPCI and outline (EPSG:4326)."""

    code: str
    name: str
    population: int
    epci_code: str
    epci_name: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Project:
    """A démarche. ``crs`` is its metric CRS ("EPSG:2154"); ``revision`` grows at each change."""

    id: str
    name: str
    summary: str
    territory_name: str
    crs: str
    fictional: bool
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Territory:
    """The study area: its communes in the order of their names.

    ``stamp`` changes with them: "" for those the démarche began with.
    """

    project_id: str
    name: str
    crs: str
    communes: tuple[Commune, ...]
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class College:
    """A stakeholder group; ``position`` fixes its colour; ``less_heard`` marks a quiet voice."""

    id: str
    project_id: str
    name: str
    position: int
    less_heard: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Where data come from. ``key`` is the identifier there, ``attribution`` what to write."""

    name: str
    licence: str = ""
    url: str = ""
    key: str = ""
    retrieved_on: date | None = None
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What the map shows of an actor, structure, resource, living asset or need.

    ``layer`` is one of LAYERS; ``kind`` one of the kinds of that layer in the taxonomy of the
    démarche (an ESS family for a structure), ``themes`` and ``skills`` some of its themes and
    skills; ``geometry`` is None for what has no place. ``siret`` is 14 digits or "".
    ``credit`` is the sentence shown; it is written from ``sources`` wherever there are some
    (``core.provenance``), and typed only where there are none.
    """

    id: str
    project_id: str
    layer: str
    kind: str
    name: str
    description: str
    college_id: str | None
    themes: tuple[str, ...]
    commune_code: str | None
    geometry: BaseGeometry | None
    credit: str = ""
    spoken_for_by: str = ""
    siret: str = ""
    skills: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Private half of an actor: never leaves the animator's side."""

    feature_id: str
    person: str
    phone: str
    email: str
    informed_on: date | None


@dataclass(frozen=True, slots=True)
class Workshop:
    """A meeting of a project. ``join_code`` opens its room to phones; None: the room is shut."""

    id: str
    project_id: str
    name: str
    held_on: date
    place: str
    join_code: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One question of a workshop. ``blind``: nobody sees the others' sketches before the reveal.

    ``subject`` is one of PLACE_SUBJECTS when ``kind`` is "places", else "". ``college_ids``
    are the colleges invited (none: all). ``shown_layers`` are the layers of features shown
    under the drawing. ``minutes`` is the time given (None: no timer); ``deadline`` when it
    runs out while open, ``seconds_left`` what remained at the last pause.
    """

    id: str
    project_id: str
    workshop_id: str
    question: str
    state: RoundState
    blind: bool
    position: int
    kind: RoundKind = RoundKind.PERIMETER
    subject: str = ""
    college_ids: tuple[str, ...] = ()
    shown_layers: tuple[str, ...] = ()
    pseudonyms: bool = True
    minutes: int | None = None
    deadline: datetime | None = None
    seconds_left: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """One contributor of a round, pseudonymous, in a college.

    ``participant_id`` names the device that joined the room, None for a voice entered
    otherwise; ``simulated`` voices are a rehearsal's.
    """

    id: str
    round_id: str
    college_id: str
    label: str
    participant_id: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """The perimeter that a voice drew.

    ``sure`` is the repaired outline, ``raw`` the outline as drawn (may be invalid), ``maybe``
    what the voice would perhaps add (repaired, holds ``sure``) or None; ``repairs`` lists the
    codes of what was mended. ``commune_codes`` is filled when communes were picked.
    """

    id: str
    round_id: str
    voice: Voice
    sure: BaseGeometry
    maybe: BaseGeometry | None
    raw: BaseGeometry
    repairs: tuple[str, ...]
    method: SketchMethod
    commune_codes: tuple[str, ...]
    reason: str
    state: SketchState
    version: int
    created_at: datetime
    updated_at: datetime


ADOPTION_RULES: tuple[str, ...] = ("raw", "equal", "zone")


@dataclass(frozen=True, slots=True)
class AdoptedPerimeter:
    """The perimeter a group settled on, and why.

    ``rule`` is "raw" or "equal" with its ``threshold`` share, or "zone" (a debated zone, its
    threshold 0); ``drawn`` is the zone of the rule, ``geometry`` the adopted one (equal to
    ``drawn`` unless snapped to ``commune_codes``).
    """

    id: str
    project_id: str
    round_id: str
    rule: str
    threshold: float
    drawn: BaseGeometry
    geometry: BaseGeometry
    commune_codes: tuple[str, ...]
    decided_on: date
    decided_by: str
    reasons: str
    minority_views: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change: who by role, when, what, rows before and after, the revision it takes back."""

    id: int
    project_id: str
    revision: int
    at: datetime
    role: Role
    action: str
    entity: str
    entity_id: str
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who is asking: a role, the only project it opens (None: all), the link's label.

    ``participant_id`` is the device that joined a room with its code, None otherwise.
    """

    role: Role
    project_id: str | None = None
    label: str = ""
    link_id: str | None = None
    participant_id: str | None = None
