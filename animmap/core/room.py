"""The nouns of a live workshop: who joined its room, what they gave, what its wall shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

PLACE_SUBJECTS: tuple[str, ...] = ("resource", "living_asset", "need")
NOTE_KINDS: tuple[str, ...] = ("note", "decision")
# What a wall may show side by side: voices, colleges, classes, then the fields of ``core.fields``.
READINGS: tuple[str, ...] = (
    "raw",
    "equal",
    "class",
    "difference",
    "everyone",
    "consensus",
    "within",
    "between",
)


class RoundKind(StrEnum):
    """What a question asks for."""

    PERIMETER = "perimeter"
    SURE_MAYBE = "sure_maybe"
    COMMUNES = "communes"
    PLACES = "places"
    WORDS = "words"


SKETCH_KINDS: frozenset[RoundKind] = frozenset(
    {RoundKind.PERIMETER, RoundKind.SURE_MAYBE, RoundKind.COMMUNES}
)


class WallScreen(StrEnum):
    """What the wall shows of a workshop."""

    JOIN = "join"
    PROGRESS = "progress"
    REVEAL = "reveal"
    EXPLORE = "explore"
    PORTRAIT = "portrait"
    DECISION = "decision"


class AnswerState(StrEnum):
    """Life of a place or words given to a question; a merged one speaks through another."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Participant:
    """A device that joined the room of a workshop: a phone, or a group at a shared one."""

    id: str
    project_id: str
    workshop_id: str
    college_id: str | None
    label: str
    simulated: bool
    joined_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A place or words that a voice gave to a question.

    ``place`` is a point (EPSG:4326), None for words alone. ``merged_into`` names the answer
    that speaks for this one once merged; ``feature_id`` the feature made of it.
    """

    id: str
    round_id: str
    college_id: str
    label: str
    participant_id: str | None
    words: str
    place: BaseGeometry | None
    commune_code: str | None
    state: AnswerState
    merged_into: str | None
    feature_id: str | None
    simulated: bool
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What the animator wrote on the fly: a "note" or a "decision".

    ``about`` names the debated zone that a decision settles, empty for any other.
    """

    id: str
    project_id: str
    workshop_id: str
    round_id: str | None
    kind: str
    text: str
    created_at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class KeptZone:
    """A debated zone as it stood when it was put to the room, or decided upon.

    ``geometry`` is EPSG:4326; ``asked_round_id``: the question asked about it; ``note_id``:
    the decision taken.
    """

    id: str
    project_id: str
    round_id: str
    number: int
    name: str
    geometry: BaseGeometry
    asked_round_id: str | None = None
    note_id: str | None = None


@dataclass(frozen=True, slots=True)
class WallState:
    """What the wall of a workshop shows, led from the console.

    ``readings`` is a tuple of "raw", "equal", "class"; ``share`` the threshold;
    ``by_college`` shows one small map a college; ``debate`` the number of the debated zone
    pointed at (0: none). ``version`` grows at each change.
    """

    workshop_id: str
    screen: WallScreen
    round_id: str | None
    readings: tuple[str, ...] = ("raw",)
    share: float = 0.0
    by_college: bool = False
    debate: int = 0
    dark: bool = False
    version: int = 0
