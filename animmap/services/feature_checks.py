"""What a feature must be to stand on the map of a démarche."""

from __future__ import annotations

from dataclasses import dataclass, replace

from animmap.core.cleaning import clean_line, clean_name, clean_text
from animmap.core.importing.cells import read_siret
from animmap.core.model import LAYERS, Contact, Feature
from animmap.core.provenance import credit_of
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError
from animmap.services.desk import Desk
from animmap.services.outlines import check_place
from animmap.services.projects import list_colleges
from animmap.services.taxonomy import get_taxonomy

MOST_SKILLS = 30


@dataclass(frozen=True, slots=True)
class House:
    """What features of a démarche may refer to."""

    project_id: str
    colleges: frozenset[str]
    words: Taxonomy


def house_of(desk: Desk, project_id: str) -> House:
    """Return what features of a démarche may refer to; ``not_found`` when there is none."""
    colleges = frozenset(each.id for each in list_colleges(desk, project_id))
    return House(project_id, colleges, get_taxonomy(desk, project_id))


def checked(item: Feature, house: House) -> Feature:
    """Return a feature cleaned, in its démarche.

    Raises
    ------
    AnimmapError
        ``layer_unknown``, ``kind_unknown``, ``theme_unknown``, ``college_unknown``,
        ``siret_invalid``, ``name_missing``, ``text_too_long``, those of ``check_place``.
    """
    if item.layer not in LAYERS:
        raise AnimmapError("layer_unknown", layer=item.layer)
    if not house.words.knows(item.layer, item.kind):
        raise AnimmapError("kind_unknown", kind=item.kind, name=item.name)
    if not all(house.words.knows("theme", theme) for theme in item.themes):
        raise AnimmapError("theme_unknown", name=item.name)
    if item.college_id is not None and item.college_id not in house.colleges:
        raise AnimmapError("college_unknown")
    if item.geometry is not None:
        check_place(item.geometry)
    return replace(
        item,
        project_id=house.project_id,
        name=clean_name(item.name),
        description=clean_text(item.description),
        credit=credit_of(item.sources) or clean_line(item.credit),
        spoken_for_by=clean_line(item.spoken_for_by),
        siret=_clean_siret(item),
        skills=tuple(dict.fromkeys(filter(None, map(clean_line, item.skills))))[:MOST_SKILLS],
    )


def cleaned_contact(contact: Contact) -> Contact:
    """Return a contact on clean lines; ``text_too_long`` for what holds on none."""
    return replace(
        contact,
        person=clean_line(contact.person),
        phone=clean_line(contact.phone),
        email=clean_line(contact.email),
    )


def _clean_siret(item: Feature) -> str:
    if not item.siret.strip():
        return ""
    told, fault = read_siret(item.siret)
    if fault or len(told.value) != 14:
        raise AnimmapError("siret_invalid", siret=item.siret[:40], name=item.name)
    return told.value
