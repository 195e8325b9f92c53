"""The words of a démarche as a screen says them: its kinds, skills and themes."""

from __future__ import annotations

from dataclasses import dataclass

from animmap.core.taxonomy import Taxonomy
from animmap.services.taxonomy import get_taxonomy
from animmap.views import state


@dataclass(frozen=True, slots=True)
class Terms:
    """A taxonomy, worded in one language."""

    taxonomy: Taxonomy
    language: str

    def say(self, vocabulary: str, code: str) -> str:
        """Return what a term is called."""
        return self.taxonomy.label(vocabulary, code, self.language)

    def offered(self, vocabulary: str, *borne: str) -> dict[str, str]:
        """Return code → label of what may be chosen; retired terms only if already ``borne``."""
        codes = [*self.taxonomy.codes(vocabulary)]
        codes += [each for each in borne if each and each not in codes]
        return {code: self.say(vocabulary, code) for code in codes}


def terms_of(project_id: str) -> Terms:
    """Return the words of a démarche in the visitor's language."""
    return Terms(get_taxonomy(state.desk(), project_id), state.language())
