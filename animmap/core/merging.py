"""Two people change one feature: what each changed is kept, what both changed is shown.

Compared field by field with what the person saw, so that nothing needs a lock nor a number of
version: a field that the other left alone is written, one that both changed differently is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from animmap.core.model import Feature

FIELDS: tuple[str, ...] = (
    "layer",
    "kind",
    "name",
    "description",
    "college_id",
    "themes",
    "commune_code",
    "geometry",
    "credit",
    "spoken_for_by",
    "siret",
    "skills",
    "sources",
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what was seen, what is wanted, what stands now."""

    field: str
    seen: object
    wanted: object
    standing: object


def changed_fields(before: Feature, after: Feature) -> tuple[str, ...]:
    """Return the fields that differ, in the order of FIELDS."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def merge(seen: Feature, wanted: Feature, standing: Feature) -> tuple[Feature, tuple[Clash, ...]]:
    """Return what stands with what was changed from ``seen`` to ``wanted``, and the clashes.

    A field that clashes keeps what stands.
    """
    written: dict[str, object] = {}
    clashes: list[Clash] = []
    for name in changed_fields(seen, wanted):
        before, mine, theirs = (getattr(one, name) for one in (seen, wanted, standing))
        if theirs not in (before, mine):
            clashes.append(Clash(name, before, mine, theirs))
        else:
            written[name] = mine
    return replace(standing, **written), tuple(clashes)  # type: ignore[arg-type]
