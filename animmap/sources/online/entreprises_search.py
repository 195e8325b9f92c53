"""Asking API Recherche d'entreprises for a territory, page by page, in parts under its ceiling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from animmap.core.model import Commune
from animmap.core.naf import SECTIONS
from animmap.errors import AnimmapError
from animmap.sources.online.asking import Answer, Asked
from animmap.sources.online.entreprises import MOST_PLACES, Wanted, read_units
from animmap.sources.online.found import Harvest
from animmap.sources.online.gathering import Gathering
from animmap.sources.online.transport import Transport

# The service tells no more than this of one question, and counts no further.
CEILING = 10_000
PAGE = 25
_BATCH = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a territory: a whole EPCI or some communes; one section of activities, or all."""

    epci: str = ""
    communes: tuple[str, ...] = ()
    section: str = ""

    def split(self) -> tuple[Part, ...]:
        """Return smaller parts that make this one, none when it can be cut no more."""
        if len(self.communes) > 1:
            half = len(self.communes) // 2
            parts = (self.communes[:half], self.communes[half:])
            return tuple(replace(self, epci="", communes=one) for one in parts)
        if self.section:
            return ()
        return tuple(replace(self, section=one) for one in SECTIONS)

    def query(self) -> list[tuple[str, str]]:
        """Return the filters that say this part."""
        place = ("epci", self.epci) if self.epci else ("code_commune", ",".join(self.communes))
        section = [("section_activite_principale", self.section)] if self.section else []
        return [place, *section]


def parts_of(
    communes: Sequence[Commune], members: Callable[[str], Sequence[str]]
) -> tuple[Part, ...]:
    """Return a territory as whole EPCI where it holds all of one, else as lots of communes.

    Parameters
    ----------
    members
        Codes of the communes of an EPCI by its code.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for commune in communes:
        groups[commune.epci_code].append(commune.code)
    whole = {
        epci for epci, codes in groups.items() if epci and set(members(epci)) == set(codes) != set()
    }
    rest = [one.code for one in communes if one.epci_code not in whole]
    lots = (tuple(rest[start : start + _BATCH]) for start in range(0, len(rest), _BATCH))
    return (
        *(Part(epci, tuple(groups[epci])) for epci in groups if epci in whole),
        *(Part(communes=lot) for lot in lots),
    )


class Search:
    """A question to the service about a territory; first pages are asked once."""

    def __init__(self, transport: Transport, parts: Sequence[Part], *, refresh: bool) -> None:
        self._transport, self._parts, self._refresh = transport, parts, refresh
        self._first: dict[Part, tuple[dict[str, Any], Answer]] = {}

    def estimate(self) -> tuple[int, bool]:
        """Return how many units answer, and whether that is the least (the service stops there)."""
        totals = [int(self._page(part, 1)[0]["total_results"]) for part in self._parts]
        return sum(totals), any(total >= CEILING for total in totals)

    def fetch(self, wanted: Wanted, gathering: Gathering) -> Harvest:
        """Return the establishments of a territory."""
        gathering.expect(self.estimate()[0])
        results = [unit for part in self._parts for unit in self._units(part, gathering)]
        harvest = read_units(results, wanted)
        gathering.sign(harvest)
        return harvest

    def _units(self, part: Part, gathering: Gathering) -> Iterator[Any]:
        first, answer = self._page(part, 1)
        total = int(first["total_results"])
        smaller = part.split() if total >= CEILING else ()
        if smaller:
            for one in smaller:
                yield from self._units(one, gathering)
            return
        if total >= CEILING:
            gathering.note("service_ceiling", n=CEILING)
        gathering.add(answer, len(first["results"]))
        yield from first["results"]
        for page in range(2, ceil(total / PAGE) + 1):
            told, answer = self._page(part, page)
            gathering.add(answer, len(told["results"]))
            yield from told["results"]

    def _page(self, part: Part, page: int) -> tuple[dict[str, Any], Answer]:
        if page == 1 and part in self._first:
            return self._first[part]
        asked = Asked("entreprises", "/search", (*_ASKED, *part.query(), ("page", str(page))),
                      refresh=self._refresh)  # fmt: skip
        told, answer = self._transport.ask_json(asked)
        results = told.get("results") if isinstance(told, dict) else None
        if not isinstance(results, list) or not isinstance(told.get("total_results"), int):
            raise AnimmapError("answer_unreadable", service="entreprises", reason="")
        if page == 1:
            self._first[part] = (told, answer)
        return told, answer


_ASKED = (
    ("est_ess", "true"),
    ("etat_administratif", "A"),
    ("minimal", "true"),
    ("include", "siege,complements,matching_etablissements"),
    ("limite_matching_etablissements", str(MOST_PLACES)),
    ("per_page", str(PAGE)),
)
