"""Ready-made questions, to prepare a workshop in one press."""

from __future__ import annotations

from dataclasses import replace

from animmap.core.cleaning import clean_line
from animmap.core.model import Round
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft, add_rounds
from animmap.texts import tr

_PLACES = RoundDraft("", RoundKind.PLACES, minutes=6)
_WORDS = RoundDraft("", RoundKind.WORDS, minutes=4)
_OUTLINE = RoundDraft("", RoundKind.PERIMETER, minutes=8)

# Each question but its words, which are messages of the catalogues.
_QUESTIONS: dict[str, tuple[RoundDraft, ...]] = {
    "how_far": (_OUTLINE, _WORDS),
    "what_lives": (
        replace(_PLACES, subject="living_asset", shown_layers=("living_asset",)),
        replace(_OUTLINE, kind=RoundKind.SURE_MAYBE, shown_layers=("living_asset",)),
    ),
    "what_is_missing": (replace(_PLACES, subject="need", shown_layers=("structure",)), _WORDS),
    "what_we_can_do": (
        replace(_PLACES, subject="resource", shown_layers=("resource",)),
        replace(_OUTLINE, kind=RoundKind.COMMUNES, minutes=5),
    ),
}
TEMPLATES: tuple[str, ...] = tuple(_QUESTIONS)


def drafts_of(template: str, language: str) -> tuple[RoundDraft, ...]:
    """Return the questions of a template in a language; ``request_invalid`` when unknown."""
    if template not in _QUESTIONS:
        raise AnimmapError("request_invalid")
    return tuple(
        replace(draft, question=clean_line(tr(f"template.{template}_{rank}", language)))
        for rank, draft in enumerate(_QUESTIONS[template], start=1)
    )


def apply_template(desk: Desk, workshop_id: str, template: str, language: str) -> list[Round]:
    """Add the questions of a template to a workshop, as drafts; one undo takes them all back."""
    return add_rounds(desk, workshop_id, drafts_of(template, language))
