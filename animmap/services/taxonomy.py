"""The words of a démarche: kinds of each layer, ESS families, skills, themes."""

from __future__ import annotations

from functools import cache

from animmap.core.taxonomy import LEGAL_FORMS, Taxonomy, Term, compose, default_keys, label_key
from animmap.services.desk import Desk
from animmap.services.memory import Memory
from animmap.services.projects import get_project
from animmap.storage import taxonomy as rows
from animmap.texts import LANGUAGES, tr

_known: Memory[tuple[object, ...], Taxonomy] = Memory(32)


def get_taxonomy(desk: Desk, project_id: str) -> Taxonomy:
    """Return the terms of a démarche, each with its label in every language.

    Its own terms stand before the default ones of the same code; a label that it left empty is
    the default one. Read once by revision.
    """
    project = get_project(desk, project_id)

    def read() -> Taxonomy:
        with desk.store.read() as connection:
            own = rows.list_own(connection, project_id)
        return compose(_default_terms(), [(position, _filled(term)) for position, term in own])

    return _known.get((desk.store.url, project.id, project.revision, project.updated_at), read)


@cache
def _default_terms() -> tuple[Term, ...]:
    """Return the terms that every démarche starts from."""
    return tuple(
        Term(
            vocabulary,
            code,
            {language: tr(label_key(vocabulary, code), language) for language in LANGUAGES},
            codes=LEGAL_FORMS.get(code, ()) if vocabulary == "structure" else (),
        )
        for vocabulary, code in default_keys()
    )


def _filled(term: Term) -> Term:
    """Return a term of one's own with the default labels where it has none."""
    default = next(
        (one for one in _default_terms() if (one.vocabulary, one.code) == _key_of(term)), None
    )
    if default is None:
        return term
    labels = {
        language: term.labels.get(language) or default.labels[language] for language in LANGUAGES
    }
    return Term(term.vocabulary, term.code, labels, term.color, term.codes, term.retired, own=True)


def _key_of(term: Term) -> tuple[str, str]:
    """Return what names a term in its démarche."""
    return term.vocabulary, term.code
