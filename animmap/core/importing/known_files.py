"""Files that many bring and that are always written alike: told by their headers, read by a table.

Fields: RNA as published by the ministry of the Interior (``titre``, ``objet``, ``adrs_*``), the
list of ESUS agreements, the Table Schema "tiers-lieux" 0.1.0 (``ID_UNIQUE``, ``FAM_TL``…).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Table
from animmap.core.importing.words import plain

_BEGINS = frozenset({
    "date debut", "date de debut", "debut", "date de decision", "date decision", "date d agrement",
    "date agrement", "date debut agrement", "date de debut d agrement", "debut d agrement",
    "debut agrement", "date de l agrement",
})  # fmt: skip
_ENDS = frozenset({
    "date fin", "date de fin", "fin", "date d echeance", "echeance", "date fin agrement",
    "date de fin d agrement", "fin d agrement", "fin agrement", "date de fin de validite",
})  # fmt: skip
_REFUSALS = frozenset({"non", "no", "n", "false", "faux", "0"})


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a known make; headers are folded (``words.plain``).

    ``source``: who says it, for rows that do not. ``marks``: one header of each group is there.
    ``hint``: a word that its name or a header also holds. ``columns``: header → field, "" to
    leave it aside; ``by_layer``: the same for one layer. ``joined``: columns read as one, under
    the header of the first. ``kinds``: kind of its rows, by layer. ``barred``: header → fault
    of a row and the values that bar it.
    """

    code: str
    source: str
    marks: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    hint: str = ""
    by_layer: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    barred: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def columns_of(self, table: Table, layer: str) -> dict[str, str]:
        """Return the fields of the columns of a table, for rows of a layer."""
        told = {**self.columns, **self.by_layer.get(layer, {})}
        return {name: told[plain(name)] for name in table.columns if plain(name) in told}


KNOWN: tuple[KnownFile, ...] = (
    KnownFile(
        "rna",
        "RNA",
        tuple(map(frozenset, (["id"], ["titre"], ["objet"], ["adrs codepostal"], ["position"]))),
        {
            "id": "source_key", "siret": "siret", "titre": "name", "titre court": "",
            "objet": "description", "adrs numvoie": "address", "adrs repetition": "",
            "adrs typevoie": "", "adrs libvoie": "", "adrs codeinsee": "commune_code",
            "adrs codepostal": "postcode", "adrs libcommune": "commune", "nature": "",
            "position": "", "observation": "", "siteweb": "", "groupement": "", "gestion": "",
            "adrg codepostal": "", "adrg libvoie": "", "dir civilite": "",
        },
        joined=("adrs numvoie", "adrs repetition", "adrs typevoie", "adrs libvoie"),
        barred={"position": ("association_closed", frozenset({"d", "s"}))},
    ),
    KnownFile(
        "esus",
        "ESUS",
        (frozenset({"siren", "n siren", "numero siren", "siret"}), _BEGINS, _ENDS),
        {**dict.fromkeys(("siren", "n siren", "numero siren"), "siret"),
         **dict.fromkeys((*_BEGINS, *_ENDS, "departement", "region"), "")},
        hint="esus",
        kinds={"structure": "ess_company", "actor": "company"},
    ),
    KnownFile(
        "tiers_lieux",
        "France Tiers-Lieux",
        tuple(map(frozenset, (["id unique"], ["nom"], ["fam tl"], ["mode gest"]))),
        {
            "id unique": "source_key", "nom": "name", "insee": "commune_code",
            "descri cou": "description", "nom strc port": "", "mode gest": "", "fam tl": "",
            "domaine": "themes", "valeur": "", "date ouv": "", "adresse": "address",
            "codpost": "postcode", "ville": "commune", "region tl": "", "latitude": "latitude",
            "longitude": "longitude", "telephone": "phone", "internet": "",
        },
        by_layer={name: {"mode gest": "kind"} for name in ("actor", "structure")},
        barred={"confident ouinon od": ("consent_refused", _REFUSALS)},
    ),
)  # fmt: skip


def recognise(table: Table, file_name: str) -> KnownFile | None:
    """Return the known make of a table, None when it is of none."""
    headers = {plain(name) for name in table.columns}
    words = " ".join((plain(file_name), plain(table.name), *headers)).split()
    return next(
        (
            one
            for one in KNOWN
            if all(group & headers for group in one.marks) and one.hint in ("", *words)
        ),
        None,
    )


def joined(known: KnownFile, table: Table) -> Table:
    """Return a table whose parts of an address are one cell, under the header of the first."""
    ranks = [table.columns.index(name) for head in known.joined
             for name in table.columns if plain(name) == head]  # fmt: skip
    if len(ranks) < 2:
        return table
    return replace(
        table,
        records=tuple(
            replace(one, cells=_with_joined(one.cells, ranks)) for one in table.records
        ),
    )  # fmt: skip


def _with_joined(cells: Sequence[str], ranks: Sequence[int]) -> tuple[str, ...]:
    parts = (cells[rank].strip() for rank in ranks if rank < len(cells))
    told = list(cells)
    if ranks[0] < len(told):
        told[ranks[0]] = " ".join(filter(None, parts))
    return tuple(told)


def bar(known: KnownFile, drafts: Sequence[Draft]) -> None:
    """Make rows wait that say they may not be shown, or are of something that is no more."""
    for draft in drafts:
        for column, cell in draft.values.items():
            code, values = known.barred.get(plain(column), ("", frozenset()))
            if plain(cell) in values:
                draft.blame(code, column, cell)
