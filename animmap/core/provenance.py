"""Where data come from: the sentence shown, and what a merge keeps of two origins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from animmap.core.model import Feature, Source

_BETWEEN = " ; "


# Licences that what is made of the data must keep, or that forbid some uses.
_BINDING: tuple[tuple[str, str], ...] = (
    ("ODbL", r"odbl|open ?data ?commons|open database licen"),
    ("CC BY-SA", r"by[ -]sa"),
    ("CC BY-NC", r"by[ -]nc"),
)


def licences_apart(first: Iterable[Source], second: Iterable[Source]) -> tuple[str, ...]:
    """Return the licences that bind one of two origins and not the other: better kept apart.

    Examples
    --------
    >>> licences_apart([Source("OSM", "ODbL 1.0")], [Source("Sirene", "Licence Ouverte 2.0")])
    ('ODbL',)
    """
    one, other = (_binding(sources) for sources in (first, second))
    return tuple(name for name, _ in _BINDING if (name in one) != (name in other))


def _binding(sources: Iterable[Source]) -> frozenset[str]:
    texts = [f"{one.licence} {one.attribution} {one.name}".lower() for one in sources]
    return frozenset(
        name for name, pattern in _BINDING if any(re.search(pattern, text) for text in texts)
    )


def credit_of(sources: Iterable[Source]) -> str:
    """Return the sentence that names sources, each once: its attribution, or name and licence.

    Examples
    --------
    >>> credit_of([Source("Sirene", "Licence Ouverte 2.0"), Source("OSM", attribution="© OSM")])
    'Sirene, Licence Ouverte 2.0 ; © OSM'
    """
    told = (
        one.attribution or ", ".join(part for part in (one.name, one.licence) if part)
        for one in sources
    )
    return _BETWEEN.join(dict.fromkeys(sentence for sentence in told if sentence))


def sources_of(item: Feature) -> tuple[Source, ...]:
    """Return the sources of a feature; a typed credit counts as one."""
    if item.sources or not item.credit:
        return item.sources
    return (Source(item.credit),)


def both_sources(kept: Feature, other: Feature) -> tuple[Source, ...]:
    """Return the sources of two features that become one, each once, in order.

    Nothing when neither has any other than the same typed credit: one sentence stays one.
    """
    if not kept.sources and not other.sources and kept.credit in ("", other.credit):
        return ()
    return tuple(dict.fromkeys((*sources_of(kept), *sources_of(other))))
