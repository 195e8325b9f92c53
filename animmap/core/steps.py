"""The course of a workshop: what its wall shows, one step after another, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from animmap.core.model import Round, RoundState
from animmap.core.privacy import is_hidden
from animmap.core.room import SKETCH_KINDS, WallScreen

_AFTER_AN_OUTLINE = (
    WallScreen.REVEAL,
    WallScreen.EXPLORE,
    WallScreen.PORTRAIT,
    WallScreen.DECISION,
)
_AFTER_WORDS = (WallScreen.REVEAL, WallScreen.DECISION)
_SCREENS = tuple(WallScreen)
# How far a question is; what is paused has been opened.
_ADVANCE: dict[RoundState, int] = {
    RoundState.DRAFT: 0,
    RoundState.OPEN: 1,
    RoundState.PAUSED: 1,
    RoundState.CLOSED: 2,
    RoundState.REVEALED: 3,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a workshop: a screen, its question, the state that question must be in."""

    screen: WallScreen
    round_id: str
    state: RoundState


def plan(rounds: Sequence[Round]) -> tuple[Step, ...]:
    """Return the steps of a workshop, given its questions in their order."""
    steps: list[Step] = []
    for asked in rounds:
        if not steps:
            steps.append(Step(WallScreen.JOIN, asked.id, RoundState.OPEN))
        steps.append(Step(WallScreen.PROGRESS, asked.id, RoundState.OPEN))
        after = _AFTER_AN_OUTLINE if asked.kind in SKETCH_KINDS else _AFTER_WORDS
        steps += [Step(screen, asked.id, RoundState.REVEALED) for screen in after]
    return tuple(steps)


def rank_of(steps: Sequence[Step], screen: WallScreen, round_id: str | None) -> int:
    """Return where a wall stands in its steps, -1 before the first.

    A screen that is no step of its question stands at the last step before it.

    Examples
    --------
    >>> steps = [Step(WallScreen.PROGRESS, "a", RoundState.OPEN)]
    >>> rank_of(steps, WallScreen.EXPLORE, "a"), rank_of(steps, WallScreen.JOIN, None)
    (0, -1)
    """
    ranks = [rank for rank, step in enumerate(steps) if step.round_id == round_id]
    if not ranks:
        return -1
    reached = _SCREENS.index(screen)
    passed = [rank for rank in ranks if _SCREENS.index(steps[rank].screen) <= reached]
    return passed[-1] if passed else ranks[0] - 1


def is_behind(asked: Round, wanted: RoundState) -> bool:
    """Tell whether a question must still go forward to be in a state; it never goes back."""
    return _ADVANCE[asked.state] < _ADVANCE[wanted]


def shown_screen(screen: WallScreen, asked: Round | None) -> WallScreen:
    """Return the screen a wall may show: no question, or a blind one not revealed, hides some."""
    if asked is None or screen is WallScreen.JOIN:
        return WallScreen.JOIN
    return WallScreen.PROGRESS if is_hidden(asked) else screen
