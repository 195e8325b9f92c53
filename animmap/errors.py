"""Every refusal animmap can make, each with a stable code.

A code names what happened. The sentence shown to a person (what happened, what is
safe, what to do) is the message ``error.<code>`` of the catalogues; a test checks that
every code has a sentence and every sentence a code.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, field

Fact = str | int | float

CODES: frozenset[str] = frozenset(
    {
        "access_denied",
        "address_refused",
        "already_contributed",
        "being_compared",
        "answer_empty",
        "answer_too_large",
        "answer_unreadable",
        "area_too_large",
        "backup_name_missing",
        "college_not_invited",
        "college_unknown",
        "color_faint",
        "color_invalid",
        "commune_unknown",
        "communes_unknown",
        "crs_mismatch",
        "crs_missing",
        "crs_unknown",
        "database_busy",
        "database_unusable",
        "demo_missing",
        "disk_full",
        "edit_conflict",
        "email_invalid",
        "encoding_unknown",
        "fetch_stopped",
        "file_damaged",
        "file_empty",
        "file_encrypted",
        "file_missing",
        "file_overwritten",
        "file_too_large",
        "file_too_slow",
        "file_unreadable",
        "file_unsafe",
        "file_unwritable",
        "folder_missing",
        "format_not_imported",
        "format_other",
        "format_unknown",
        "shapefile_incomplete",
        "geometry_empty",
        "geometry_entangled",
        "geometry_outside_world",
        "geometry_too_complex",
        "host_busy",
        "host_certificate",
        "host_failing",
        "host_refused",
        "host_slow",
        "host_unreachable",
        "kind_unknown",
        "theme_unknown",
        "layer_unknown",
        "column_unknown",
        "link_invalid",
        "name_missing",
        "no_sketch_yet",
        "online_off",
        "origin_foreign",
        "outlines_elsewhere",
        "pack_elsewhere",
        "pack_invalid",
        "pack_present",
        "pack_unwritable",
        "pack_too_large",
        "pack_vector",
        "project_unknown",
        "projects_none",
        "redirect_refused",
        "not_found",
        "nothing_to_undo",
        "room_unknown",
        "round_closed",
        "round_has_voices",
        "round_hidden",
        "round_paused",
        "round_takes_no_outline",
        "setting_unknown",
        "siret_invalid",
        "sketch_conflict",
        "term_taken",
        "text_too_long",
        "table_empty",
        "template_invalid",
        "template_name_taken",
        "territory_empty",
        "threshold_out_of_range",
        "tile_damaged",
        "undo_conflict",
        "code_wrong",
        "too_many_answers",
        "too_many_columns",
        "too_many_communes",
        "too_many_rows",
        "too_many_sources",
        "too_many_tries",
        "request_invalid",
        "words_file_invalid",
        "words_missing",
        "zoom_out_of_range",
        "body_too_large",
        "zones_missing",
        "zones_too_many",
    }
)


class AnimmapError(Exception):
    """An expected refusal: a stable ``code`` and the ``facts`` its sentence needs."""

    def __init__(self, code: str, **facts: Fact) -> None:
        if code not in CODES:
            raise ValueError(f"unknown error code {code!r}")
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({details})"


class Reason(str):
    """Why the system refused, as a code: the catalogues say it in ``reason.<code>``."""

    __slots__ = ()


_REASONS_BY_NUMBER = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "no_right",
    errno.EPERM: "no_right",
    errno.EROFS: "read_only",
    errno.ENOENT: "path_missing",
    errno.ENOTDIR: "path_missing",
    errno.EEXIST: "path_taken",
    errno.EISDIR: "path_taken",
    errno.ENOTEMPTY: "path_taken",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EMFILE: "too_many_open",
    errno.ENFILE: "too_many_open",
    errno.EFBIG: "too_large",
    errno.EIO: "disk_failing",
    errno.EBUSY: "in_use",
}
# What SQLite and GDAL write, in English whatever the language of the system.
_REASONS_BY_WORDS = (
    ("disk is full", "disk_full"),
    ("no space left", "disk_full"),
    ("readonly", "read_only"),
    ("read-only", "read_only"),
    ("permission denied", "no_right"),
    ("no such file", "path_missing"),
    ("unable to open", "path_unopened"),
    ("is locked", "in_use"),
    ("disk i/o", "disk_failing"),
    ("malformed", "file_broken"),
    ("not a database", "file_broken"),
)
REASONS = frozenset(
    {*_REASONS_BY_NUMBER.values(), *(code for _, code in _REASONS_BY_WORDS), "unknown"}
)


def reason_of(error: BaseException) -> Reason:
    """Return why the system refused, as a code of REASONS: never its own words."""
    code = _REASONS_BY_NUMBER.get(getattr(error, "errno", None) or 0)
    words = str(error).lower()
    told = next((code for sign, code in _REASONS_BY_WORDS if sign in words), "unknown")
    return Reason(code or told)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found in data: all are collected, none stops the reading.

    ``row`` counts from 1 as a person does; ``column`` is empty when the whole row is
    concerned; ``code`` is a message ``fault.<code>`` of the catalogues.
    """

    row: int
    code: str
    column: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
