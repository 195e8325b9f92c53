"""Where data come from: the sentence shown, and what a merge keeps of two origins."""

from __future__ import annotations

from collections.abc import Iterable

from animmap.core.model import Feature, Source

_BETWEEN = " ; "


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
