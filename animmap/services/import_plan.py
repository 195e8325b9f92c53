"""What importing a file would do: read, matched, placed, doubted, nothing written yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from animmap.core.crs import is_horizontal
from animmap.core.importing.choices import Choices, row_key
from animmap.core.importing.doubles import Double, find_doubles
from animmap.core.importing.draft import Draft
from animmap.core.importing.finds import OPTION, Find, settle_finds
from animmap.core.importing.rows import Reader
from animmap.core.importing.settle import Proposal, settle_places
from animmap.core.importing.words import SKETCH, plain
from animmap.core.model import LAYERS, Feature, Source, Territory
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.explore import Filters, find_features
from animmap.services.import_doubles import blame_licences, known_drafts, known_features
from animmap.services.import_drafts import doubt_places, read_drafts
from animmap.services.import_places import (
    Communes,
    check_communes,
    check_places,
    place_by_commune,
    region_outlined,
)
from animmap.services.import_sheets import TableRead, address_columns, read_tables
from animmap.services.import_sketches import (
    Sketching,
    draw,
    find_question,
    find_same_outlines,
)
from animmap.services.projects import get_territory, list_colleges
from animmap.services.taxonomy import get_taxonomy
from animmap.sources.collector import uncollected
from animmap.sources.import_file import ImportFile, read_import_file
from animmap.storage import imports as rows

_MOST_SHOWN = 100


@dataclass(slots=True)
class Plan:
    """An import ready to be made.

    ``states``: what becomes of each draft, by its rank: "imported", "quarantined", "merged" or
    "skipped". ``doubles`` speak of drafts as "row:<rank>" and of features by their identifier.
    ``former``: cells of the row that last wrote a feature which the same source tells again.
    """

    project_id: str
    layer: str
    path: Path
    digest: str
    choices: Choices
    file: ImportFile
    tables: list[TableRead]
    drafts: list[Draft]
    proposals: list[Proposal]
    earlier: datetime | None
    doubles: dict[int, Double] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    existing: dict[str, Feature] = field(default_factory=dict)
    former: dict[str, dict[str, str]] = field(default_factory=dict)
    sketching: Sketching | None = None
    origin: Source | None = None
    batch_id: str = field(default_factory=new_id)

    def is_again(self, rank: int) -> bool:
        """Tell whether a row is what the same source said before: it can be brought up to date."""
        return self.doubles[rank].rule == "source"

    def decision(self, rank: int) -> str:
        """Return what was decided of a row that may be a double."""
        draft = self.drafts[rank]
        key = row_key(draft.table, draft.number)
        return self.choices.decisions.get(key, self.choices.duplicates)


@uncollected()
def plan_import(
    desk: Desk,
    project_id: str,
    path: Path,
    layer: str,
    choices: Choices | None = None,
    *,
    origin: Source | None = None,
    located: Mapping[str, Find] | None = None,
    opened: ImportFile | None = None,
) -> Plan:
    """Read a file and tell what importing it into a layer of a démarche would do.

    ``located``: what a geocoder found, by ``row_key`` (``import_geocode.find_rows``).

    What a service answered comes the same way: saved as a file that ``read_import_file`` reads
    (GeoJSON, CSV, a list of objects), with ``origin`` kept by every feature made of it.
    ``opened``: what the same file held when it was last opened the same way.

    Raises
    ------
    AnimmapError
        Those of ``read_import_file``; ``layer_unknown``, ``kind_unknown``, ``crs_unknown``
        for choices that mean nothing; ``not_found``, ``access_denied``.
    """
    require(desk, project_id=project_id)
    choices = choices or Choices()
    words = get_taxonomy(desk, project_id)
    _check_choices(layer, choices, path, words)
    territory = get_territory(desk, project_id)
    file = opened or _open(path, choices)
    communes = Communes(territory)
    colleges = {plain(one.name): one.id for one in list_colleges(desk, project_id)}
    reader = Reader(layer, choices, colleges, communes, words)
    region = region_outlined(territory)
    tables = read_tables(file, choices, territory, layer, path.name)
    drafts = [draft for one in tables if not one.left_out for draft in read_drafts(one, reader)]
    proposals = settle_places(drafts, region, choices, as_drawn=layer == SKETCH)
    if layer != SKETCH:
        settle_finds(drafts, located or {}, address_columns(tables), choices.accept, region)
        doubt_places(drafts, tables, region, choices)
    check_places(drafts)
    if layer != SKETCH:
        check_communes(drafts, communes, territory, choices)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with desk.store.read() as connection:
        earlier = rows.find_earlier(connection, project_id, digest, layer)
    plan = Plan(project_id, layer, path, digest, choices, file, tables, drafts, proposals, earlier)
    plan.origin = origin
    _propose_the_rest(plan, communes)
    _decide(plan, _doubles_of(desk, plan, territory))
    return plan


def _doubles_of(desk: Desk, plan: Plan, territory: Territory) -> list[Double]:
    """Return the rows that are there already; sketches are drawn first."""
    if plan.layer != SKETCH:
        return _find_doubles(desk, plan, territory)
    _draw(desk, plan, territory)
    return find_same_outlines(desk, plan.sketching) if plan.sketching else []


def _draw(desk: Desk, plan: Plan, territory: Territory) -> None:
    maybe = any(draft.maybe is not None for draft in plan.drafts)
    plan.sketching = find_question(
        desk, plan.project_id, plan.choices.question, plan.path.stem, maybe=maybe
    )
    draw(desk, plan.sketching, plan.drafts, territory.crs)


def _open(path: Path, choices: Choices) -> ImportFile:
    try:
        return read_import_file(
            path, layer=choices.table, encoding=choices.encoding, separator=choices.separator
        )
    except AnimmapError as error:
        if error.code != "format_unknown":
            raise
        # Screens that bring outlines take fewer formats: theirs is another remedy.
        name = str(error.facts.get("name", path.name))
        raise AnimmapError("format_not_imported", name=name) from error


def _check_choices(layer: str, choices: Choices, path: Path, words: Taxonomy) -> None:
    if layer not in LAYERS and layer != SKETCH:
        raise AnimmapError("layer_unknown", layer=layer, known=", ".join((*LAYERS, SKETCH)))
    if choices.kind and not words.knows(layer, choices.kind):
        raise AnimmapError("kind_unknown", kind=choices.kind, name=path.name)
    if choices.crs and not is_horizontal(choices.crs):
        raise AnimmapError("crs_unknown", name=path.name, crs=choices.crs)


def _propose_the_rest(plan: Plan, communes: Communes) -> None:
    """Propose what is not a matter of coordinates: communes, names, places kept as they are."""
    accept = plan.choices.accept
    placeless = [
        draft for draft in plan.drafts if plan.layer != SKETCH and _has_only_commune(draft)
    ]
    if placeless:
        _propose(plan, "place_by_commune", "commune", placeless)
    if "commune" in accept:
        place_by_commune(placeless, communes)
    for code, option in (
        ("name_missing", "names"),
        ("heading_row", "headings"),
        ("far_from_territory", "outside"),
        ("outside_commune", "outside"),
        ("position_degree", "outside"),
        ("geocode_doubtful", OPTION),
        ("geocode_checked", OPTION),
        ("college_new", "colleges"),
        ("college_missing", "colleges"),
    ):
        blamed = [one for one in plan.drafts if code in {fault.code for fault in one.faults}]
        if blamed:
            _propose(plan, code, option, blamed)
    if plan.earlier is not None:
        _propose(plan, "already_imported", "again", plan.drafts)
        for draft in plan.drafts if "again" not in accept else ():
            draft.blame("already_imported", day=plan.earlier.date().isoformat())


def _has_only_commune(draft: Draft) -> bool:
    placed = draft.shapes or draft.raw is not None
    return bool(draft.commune_code) and not placed and not draft.waits


def _propose(plan: Plan, code: str, accept: str, drafts: Sequence[Draft]) -> None:
    for table in dict.fromkeys(draft.table for draft in drafts):
        numbers = [draft.number for draft in drafts if draft.table == table]
        of = sum(draft.table == table for draft in plan.drafts)
        accepted = accept in plan.choices.accept
        plan.proposals.append(Proposal(code, accept, table, of, numbers, accepted=accepted))


def _find_doubles(desk: Desk, plan: Plan, territory: Territory) -> list[Double]:
    """Find the rows that are there already."""
    plan.existing = {
        item.id: item
        for item in find_features(desk, plan.project_id, Filters(layers=(plan.layer,)))
    }
    sound = [rank for rank, draft in enumerate(plan.drafts) if not draft.waits]
    known = known_features(list(plan.existing.values()), territory.crs)
    new = known_drafts(plan.drafts, sound, territory.crs)
    doubles = find_doubles(known, new)
    again = [one.other for one in doubles if one.rule == "source"]
    with desk.store.read() as connection:
        plan.former = rows.cells_of(connection, again)
    return doubles


def _decide(plan: Plan, doubles: Sequence[Double]) -> None:
    """Settle what becomes of each row."""
    plan.ids = [new_id() for _ in plan.drafts]
    if plan.sketching is not None:
        for rank, (made, _) in plan.sketching.drawn.items():
            plan.ids[rank] = made.id
    plan.doubles = {int(one.key.removeprefix("row:")): one for one in doubles}
    # Two equal outlines have nothing to give each other: merging them is skipping one.
    merged = "skipped" if plan.layer == SKETCH else "merged"
    named = {"wait": "quarantined", "keep": "imported", "skip": "skipped", "merge": merged}
    for rank, draft in enumerate(plan.drafts):
        if rank in plan.doubles:
            decided = plan.decision(rank)
            usual = named.get(decided, "quarantined")
            state = "merged" if decided == "update" and plan.is_again(rank) else usual
            if state == "quarantined":
                draft.blame("duplicate", value=draft.name, other=_name_of(plan, rank))
            elif state == "merged":
                blame_licences(draft, plan.existing.get(plan.doubles[rank].other))
        else:
            state = "quarantined" if draft.waits else "imported"
        plan.states.append(state)


def _name_of(plan: Plan, rank: int) -> str:
    """Return the name of what a row may double."""
    other = plan.doubles[rank].other
    if other.startswith("row:"):
        return plan.drafts[int(other.removeprefix("row:"))].name[:_MOST_SHOWN]
    known = plan.existing.get(other)
    return known.name[:_MOST_SHOWN] if known else ""
