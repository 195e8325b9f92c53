"""The grid of one layer: what it shows, and what a person's edits make of each feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import pandas as pd

from animmap.core.cleaning import fold
from animmap.core.merging import Clash
from animmap.core.model import Feature, Project, Territory
from animmap.errors import AnimmapError
from animmap.services import curate, explore, projects
from animmap.services.curate import Edit
from animmap.services.explore import Filters
from animmap.views import state
from animmap.views.records_order import in_order
from animmap.views.terms import Terms

CHOSEN = "chosen"
_SHAPES = {
    "actor": '<circle cx="8" cy="8" r="6.5"/>',
    "structure": '<path d="M2 2h12v12H2z"/>',
    "resource": '<path d="M8 .5 15.5 8 8 15.5.5 8z"/>',
    "living_asset": '<path d="M4.2 1h7.6L16 8l-4.2 7H4.2L0 8z"/>',
    "need": '<path d="M8 1l7.5 13.5H.5z"/>',
}
_WITH_SIRET = ("actor", "structure")
LISTS = ("themes", "skills")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks to see: a layer, what passes filters, in some order."""

    layer: str
    filters: Filters
    order: str = "name"


@dataclass(slots=True)
class Sheet:
    """What a grid holds.

    ``shown``: features as the grid was given them, by row; ``saved``: as this person left
    them. ``asked``: what was to be seen; ``revision``: of the démarche when it was last in step.
    ``ticked``: whether rows were ticked when the grid was filled; ``kept``: whether an edit was
    written since.
    """

    asked: Asked | None = None
    revision: int = -1
    number: int = 0
    ticked: bool = False
    kept: bool = False
    shown: tuple[Feature, ...] = ()
    saved: list[Feature] = field(default_factory=list)
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    clashes: list[tuple[Feature, Clash]] = field(default_factory=list)
    refusals: list[AnimmapError] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the name of the grid, another one each time it is filled anew."""
        return f"records_{self.number}"

    def edits(self) -> dict[int, dict[str, object]]:
        """Return what was edited in the grid: row → column → value."""
        told: dict[str, dict[int, dict[str, object]]] = state.widget_value(self.key, {})
        return {int(row): values for row, values in told.get("edited_rows", {}).items()}

    def chosen(self) -> list[Feature]:
        """Return the features ticked, as they stand."""
        edits = self.edits()
        return [
            item
            for row, item in enumerate(self.saved)
            if edits.get(row, {}).get(CHOSEN, self.ticked)
        ]


def filled_sheet(project: Project, territory: Territory, asked: Asked, words: Terms) -> Sheet:
    """Return the sheet of this session, filled anew when it no longer says what there is."""
    sheet = state.kept(Sheet)
    if sheet.asked == asked and sheet.revision == project.revision:
        return sheet
    found = explore.find_features(state.desk(), project.id, asked.filters)
    sheet.asked, sheet.revision = asked, project.revision
    sheet.number += 1
    sheet.ticked = sheet.kept = False
    sheet.shown = in_order(found, asked.order, project, territory, words)
    sheet.saved = list(sheet.shown)
    sheet.frame = _frame(sheet.shown, asked.layer, words)
    return sheet


def tick(sheet: Sheet, layer: str, words: Terms, *, everything: bool) -> None:
    """Tick every row of a sheet, or none; what was edited stays."""
    sheet.number += 1
    sheet.ticked = everything
    sheet.shown = tuple(sheet.saved)
    sheet.frame = _frame(sheet.shown, layer, words).assign(**{CHOSEN: everything})


def _frame(shown: tuple[Feature, ...], layer: str, words: Terms) -> pd.DataFrame:
    marks = {kind: mark_of(layer, words.taxonomy.color(layer, kind)) for kind in kinds_of(shown)}
    columns: dict[str, list[object]] = {
        CHOSEN: [False] * len(shown),
        "mark": [marks[item.kind] for item in shown],
    }
    for name in columns_of(layer):
        values = (getattr(item, name) for item in shown)
        columns[name] = [list(each) if name in LISTS else each for each in values]
    columns["placed"] = [item.geometry is not None for item in shown]
    return pd.DataFrame(columns)


def kinds_of(shown: tuple[Feature, ...]) -> set[str]:
    """Return the kinds that features bear."""
    return {item.kind for item in shown}


def mark_of(layer: str, color: str) -> str:
    """Return the mark of a kind as the address of a picture: the shape of its layer, its colour."""
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 28 28" fill="{color}">'
    shape = _SHAPES.get(layer, _SHAPES["structure"])
    return f"data:image/svg+xml,{quote(f'{drawn}{shape}</svg>')}"


def columns_of(layer: str) -> tuple[str, ...]:
    """Return the fields of a layer that its grid lets a person edit, in order."""
    own = {"living_asset": ("spoken_for_by",)}.get(layer, ())
    known = ("siret", "skills") if layer in _WITH_SIRET else ()
    return ("name", "kind", "commune_code", "college_id", "themes", "description", *own, *known,
            "credit")  # fmt: skip


def wanted(shown: Feature, values: Mapping[str, object]) -> Feature:
    """Return a feature with what was entered in its row."""
    made: dict[str, object] = {}
    for name, value in values.items():
        if name in LISTS:
            made[name] = tuple(value) if isinstance(value, list | tuple) else ()
        elif name in ("commune_code", "college_id"):
            made[name] = value or None
        elif name != CHOSEN:
            made[name] = "" if value is None else str(value)
    return replace(shown, **made)  # type: ignore[arg-type]


def save(sheet: Sheet, project_id: str) -> None:
    """Write what was edited since the last time; what cannot be written is kept to be told."""
    rows = [
        (row, made)
        for row, values in sheet.edits().items()
        if (made := wanted(sheet.shown[row], values)) != sheet.saved[row]
    ]
    sheet.refusals = []
    try:
        _write(sheet, project_id, rows)
    except AnimmapError:
        for row, made in rows:
            try:
                _write(sheet, project_id, [(row, made)])
            except AnimmapError as refused:
                sheet.refusals.append(refused)
    sheet.revision = projects.get_project(state.desk(), project_id).revision
    if sheet.clashes:
        sheet.asked = None


def _write(sheet: Sheet, project_id: str, rows: list[tuple[int, Feature]]) -> None:
    edits = [Edit(sheet.saved[row], made) for row, made in rows]
    outcomes = curate.amend_many(state.desk(), project_id, edits)
    for (row, made), outcome in zip(rows, outcomes, strict=True):
        if outcome.feature is None:
            sheet.asked = None
            sheet.refusals.append(AnimmapError("not_found"))
            continue
        sheet.saved[row], sheet.kept = made, True
        sheet.clashes += [(outcome.feature, clash) for clash in outcome.clashes]


def looks_for(text: str, words: str) -> bool:
    """Tell whether a text holds every one of ``words``, accents and case aside."""
    folded = fold(text)
    return all(word in folded for word in fold(words).split())
