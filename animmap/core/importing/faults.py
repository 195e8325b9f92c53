"""What is wrong in a file, told as row, column, value, fault and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from animmap.errors import Fact

LONGEST_VALUE = 200

# A row with one of these waits: its message says what is wrong, its remedy what to do.
BLOCKING: frozenset[str] = frozenset(
    {
        "already_imported",
        "association_closed",
        "cells_missing",
        "cells_too_many",
        "college_missing",
        "college_new",
        "consent_refused",
        "coordinate_missing",
        "coordinate_unreadable",
        "crs_missing",
        "crs_unknown",
        "crs_wrong",
        "duplicate",
        "far_from_territory",
        "formula_without_value",
        "geocode_doubtful",
        "geocode_refused",
        "geometry_cut",
        "geometry_entangled",
        "geometry_no_area",
        "geometry_not_finite",
        "geometry_too_complex",
        "geometry_unreadable",
        "outline_missing",
        "heading_row",
        "name_missing",
        "outside_commune",
        "outside_world",
        "position_degree",
        "position_zero",
        "quote_unclosed",
        "sign_lost",
        "siret_rounded",
        "siret_wrong",
        "stray_row",
        "swapped",
        "swapped_sign",
        "text_too_long",
        "unit_wrong",
    }
)
# A row with one of these is imported, and the fault told.
TOLD: frozenset[str] = frozenset(
    {
        "cell_error",
        "college_unknown",
        "commune_ambiguous",
        "commune_mismatch",
        "commune_unknown",
        "date_unreadable",
        "email_wrong",
        "geocode_checked",
        "geocode_nothing",
        "geocode_town",
        "geometry_missing",
        "kind_unknown",
        "licences_apart",
        "maybe_unused",
        "outside_commune_near",
        "outside_department",
        "outside_territory",
        "place_aside",
        "places_differ",
        "position_repeated",
        "position_rounded",
        "position_sexagesimal",
        "postcode_wrong",
        "sign_doubtful",
        "siret_checksum",
        "text_cleaned",
        "text_damaged",
        "theme_unknown",
    }
)


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of one row: ``row`` is the number a person sees in the sheet, or the rank.

    ``column`` is empty when the whole row is concerned; ``value`` is what was written there,
    cut to LONGEST_VALUE; ``code`` is a message ``fault.<code>`` with its ``remedy.<code>``.
    """

    table: str
    row: int
    column: str
    value: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def blocking(self) -> bool:
        """Tell whether the row must wait."""
        return self.code in BLOCKING


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was read otherwise than written; ``code`` is a message ``mended.<code>``."""

    table: str
    row: int
    column: str
    before: str
    after: str
    code: str


REPAIRS: frozenset[str] = frozenset(
    {
        "collection_split",
        "decimal_removed",
        "geometry_repaired",
        "leading_zero",
        "merged_cell",
        "mojibake",
        "quotes_kept",
        "unclosed",
        "collapsed_part",
    }
)


def cut(value: str) -> str:
    """Return a value short enough for a list of faults."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
