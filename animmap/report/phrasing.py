"""Words for the values of a diagnostic, in one language: the same for page, HTML and PDF."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from animmap.core.agreement import carries
from animmap.core.cleaning import clean_text
from animmap.core.diagnostic import Diagnostic, Riche, Saying, TalkZone
from animmap.core.document import Quote
from animmap.texts import format_area, format_day, format_number, format_share, tr

M2_PER_KM2 = 1e6
MOST_COMMUNES = 6


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Turns values of ``diagnostic`` into words of ``language``."""

    diagnostic: Diagnostic
    language: str

    def say(self, identifier: str, /, **values: object) -> str:
        """Return a text of the catalogues."""
        return tr(identifier, self.language, **values)

    def area(self, area_m2: float) -> str:
        """Write an area given in m²."""
        return format_area(area_m2 / M2_PER_KM2, self.language)

    def share(self, share: float) -> str:
        """Write a share as a percentage."""
        return format_share(share, self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number."""
        return format_number(value, self.language, decimals=decimals)

    def voices(self, count: int) -> str:
        """Write a number of voices."""
        return self.say("diagnostic.voices", n=count)

    def listed(self, names: Iterable[str]) -> str:
        """Join names by commas."""
        return ", ".join(plain(name) for name in names)

    def group(self, group_id: str) -> str:
        """Return the name of a group."""
        group = self.diagnostic.group(group_id)
        return self.say("diagnostic.small_colleges") if group.grouped else plain(group.name)

    def groups(self) -> list[str]:
        """Return the names of the groups, in order."""
        return [self.group(group.id) for group in self.diagnostic.speakers.groups]

    def kind(self, riche: Riche) -> str:
        """Return what the démarche calls the kind of a riche."""
        labels = self.diagnostic.kinds.get(f"{riche.layer}.{riche.kind}", {})
        return plain(labels.get(self.language, riche.kind))

    def quote(self, saying: Saying) -> Quote:
        """Return a reason with who gave it: the college, and the label where it may be read."""
        parts = [plain(saying.label), self.group(saying.group_id)]
        who = ", ".join(part for part in parts if part)
        return Quote(plain(saying.text), who, self.diagnostic.group(saying.group_id).color)

    def quotes(self, sayings: Sequence[Saying]) -> tuple[Quote, ...]:
        """Return several reasons."""
        return tuple(self.quote(saying) for saying in sayings)

    def communes(self, names: Sequence[str]) -> str:
        """List communes, the first ones by name and the others by number."""
        shown = self.listed(names[:MOST_COMMUNES])
        hidden = len(names) - MOST_COMMUNES
        return self.say("diagnostic.and_others", names=shown, n=hidden) if hidden > 0 else shown

    def positions(self, zone: TalkZone, *, within: bool) -> str:
        """List the groups that include half of a zone at least (``within``) or less, by share."""
        chosen = [
            (group_id, share) for group_id, share in zone.positions if carries(share) == within
        ]
        ordered = sorted(chosen, key=lambda pair: -pair[1] if within else pair[1])
        return " · ".join(f"{self.group(name)} ({self.share(share)})" for name, share in ordered)

    def when(self) -> str:
        """Say how many voices, and up to what day: the foot of every picture."""
        last = format_day(self.diagnostic.limits.last_on, self.language)
        voices = self.voices(self.diagnostic.speakers.voices)
        return self.say("diagnostic.until", voices=voices, day=last)


def plain(words: str) -> str:
    """Return a person's words without what no document can print."""
    return clean_text(words, sys.maxsize)
