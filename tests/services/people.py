"""A person written wherever a démarche may hold them, and bytes of theirs that are left.

Bytes are sought in the files of the database themselves, not through it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from animmap.core.importing.choices import Choices
from animmap.core.model import Contact, Feature, Project
from animmap.services import contacts, curate, explore, imports
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.services.import_plan import plan_import
from animmap.storage.store import Store

PERSON, PHONE, EMAIL = "Zoé Kerouédan", "06 98 76 54 32", "zoe.kerouedan@exemple.test"
# As text, as JSON writes it, as searches fold it, as a phone is typed elsewhere.
TRACES = ("Zoé", "Kerouédan", "Zo\\u00e9", "Kerou\\u00e9dan", "zoe", "kerouedan", "Kerouedan",
          "98 76 54 32", "0698765432", "+33698765432")  # fmt: skip
COLUMNS = {"Nom": "name", "Prénom": "", "Famille": "", "Contact": "person"}


def files_of(store: Store) -> list[Path]:
    path = Path(sa.make_url(store.url).database)
    return sorted(path.parent.glob(f"{path.name}*"))


def found_in(path: Path) -> list[str]:
    body = path.read_bytes()
    return [trace for trace in TRACES if trace.encode() in body]


def left_of(store: Store) -> list[str]:
    return [trace for path in files_of(store) for trace in found_in(path)]


def one(desk: Desk, project: Project, name: str) -> Feature:
    return next(i for i in explore.find_features(desk, project.id, Filters()) if i.name == name)


def write_everywhere(desk: Desk, project: Project, made: list[Feature], folder: Path) -> list[str]:
    """Write the person wherever a démarche may hold them; return the features of theirs."""
    actor, structure, other, _ = made
    contacts.save_contact(desk, explore.get_contact(desk, actor.id),
                          Contact(actor.id, PERSON, PHONE, EMAIL, None))  # fmt: skip
    contacts.save_contact(desk, None, Contact(structure.id, PERSON, "", EMAIL.upper(), None))
    told = f"Voir Zoe KEROUEDAN, {PERSON}, 0698765432, +33698765432 ou {EMAIL}."
    named = replace(actor, name=f"Atelier de {PERSON}", description=told, spoken_for_by=PERSON)
    curate.amend(desk, actor, named)
    curate.amend(desk, named, replace(named, description="Un atelier."))
    curate.amend(desk, other, replace(other, description=f"Réserver : {EMAIL}, 06.98.76.54.32"))
    read = (
        "Nom;Prénom;Famille;Contact;Courriel;Téléphone;latitude;longitude\n"
        f"Forge;Zoé;Kerouédan;{PERSON};{EMAIL};{PHONE};50.45;2.55\n"
        f"Ailleurs;Zoé;Kerouédan;{PERSON};{EMAIL};{PHONE};12;pas ici\n"
    )
    path = folder / "contacts.csv"
    path.write_text(read, encoding="utf-8")
    imports.run_import(desk, plan_import(desk, project.id, path, "actor", Choices(columns=COLUMNS)))
    return [actor.id, structure.id, one(desk, project, "Forge").id]
