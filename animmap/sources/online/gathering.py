"""What is known while answers come in: how far it is, how old they are, what must be said."""

from __future__ import annotations

from datetime import datetime

from animmap.errors import Fact
from animmap.sources.online.asking import Answer
from animmap.sources.online.found import Harvest, Words
from animmap.sources.online.transport import Tell


class Gathering:
    """Counts answers as they come, tells a person, and signs the harvest with their date."""

    def __init__(self, tell: Tell = lambda done, of: None) -> None:
        self._tell = tell
        self._done = self._of = 0
        self._oldest: datetime | None = None
        self._cached = self._late = False
        self._notices: list[Words] = []

    @property
    def done(self) -> int:
        """Return how many things came so far."""
        return self._done

    def expect(self, total: int) -> None:
        """Say how many things are to come."""
        self._of = total
        self._tell(self._done, self._of)

    def add(self, answer: Answer, count: int) -> None:
        """Count the things of an answer."""
        self._done += count
        self._of = max(self._of, self._done)
        self._cached |= answer.cached
        self._late |= answer.late
        moment = answer.retrieved_at
        self._oldest = moment if self._oldest is None else min(self._oldest, moment)
        self._tell(self._done, self._of)

    def note(self, code: str, **facts: Fact) -> None:
        """Keep something to say of the whole, once."""
        if (code, facts) not in self._notices:
            self._notices.append((code, facts))

    def sign(self, harvest: Harvest) -> Harvest:
        """Write on a harvest when it was gathered and what was noted."""
        harvest.retrieved_at = self._oldest
        harvest.cached, harvest.late = self._cached, self._late
        harvest.notices += self._notices
        return harvest
