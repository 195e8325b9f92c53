"""The words a démarche sorts things with: kinds of each layer, skills, themes; its own if it likes.

A démarche starts from the terms below, whose labels are in the catalogues; what it changes or
adds is stored, term by term, and stands before these.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from animmap.core.cleaning import fold
from animmap.core.palette import LAYERS as LAYER_COLORS
from animmap.core.palette import MUTED

CODE_LIMIT = 32
ACTOR_KINDS: tuple[str, ...] = ("person", "organisation", "institution", "company", "network")
ESS_FAMILIES: tuple[str, ...] = (
    "association",
    "cooperative",
    "mutual",
    "foundation",
    "ess_company",
)
RESOURCE_KINDS: tuple[str, ...] = ("place", "land", "know_how", "equipment", "commons", "heritage")
LIVING_KINDS: tuple[str, ...] = ("species", "habitat", "water", "soil", "individual")
NEED_KINDS: tuple[str, ...] = ("need", "issue")
THEMES: tuple[str, ...] = (
    "food",
    "care",
    "culture",
    "education",
    "energy",
    "housing",
    "mobility",
    "nature",
    "reuse",
    "work",
)
SKILLS: tuple[str, ...] = (
    "facilitation",
    "funding",
    "management",
    "law",
    "communication",
    "digital",
    "building",
    "repair",
    "cooking",
    "growing",
    "naturalist",
    "caring",
    "teaching",
    "arts",
    "languages",
    "transport",
)
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "actor": ACTOR_KINDS,
    "structure": ESS_FAMILIES,
    "resource": RESOURCE_KINDS,
    "living_asset": LIVING_KINDS,
    "need": NEED_KINDS,
    "skill": SKILLS,
    "theme": THEMES,
}
VOCABULARIES: tuple[str, ...] = tuple(DEFAULTS)

# Categories of Insee's "catégories juridiques" by ESS family; commercial companies of the ESS
# have none of their own, nor do cooperatives in the form of an SAS. 9224 and 9240 (bodies of
# co-owners, of landowners) are associations in name only.
LEGAL_FORMS: Mapping[str, tuple[str, ...]] = {
    "cooperative": (
        "5191", "5192", "5193", "5194", "5195", "5196", "5203", "5307", "5309", "5443",
        "5451", "5453", "5454", "5455", "5458", "5459", "5460", "5543", "5547", "5551",
        "5552", "5553", "5554", "5555", "5558", "5559", "5560", "5643", "5647", "5651",
        "5652", "5653", "5654", "5655", "5658", "5659", "5660", "6316", "6317", "6318",
        "6543", "6551", "6554", "6558", "6560", "6595", "6596",
    ),
    "mutual": ("6411", "8210", "8250", "8290"),
    "association": ("9210", "9220", "9221", "9222", "9223", "9230", "9260"),
    "foundation": ("9300",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary.

    ``labels``: language → label. ``color``: "#RRGGBB", or "" for that of its layer. ``codes``:
    what others call it (legal forms of an ESS family). A ``retired`` term is no longer offered;
    what bears it keeps it. ``own``: the démarche changed it or added it.
    """

    vocabulary: str
    code: str
    labels: Mapping[str, str]
    color: str = ""
    codes: tuple[str, ...] = ()
    retired: bool = False
    own: bool = False

    def label(self, language: str) -> str:
        """Return the label in a language, or in another one, or the code: never nothing."""
        return self.labels.get(language) or next(filter(None, self.labels.values()), self.code)


@dataclass(frozen=True)
class Taxonomy:
    """The terms of a démarche, by vocabulary, in the order they are offered."""

    terms: tuple[Term, ...]

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], Term]:
        return {(term.vocabulary, term.code): term for term in self.terms}

    def find(self, vocabulary: str, code: str) -> Term | None:
        """Return a term, retired or not, None when there is none."""
        return self._by_code.get((vocabulary, code))

    def of(self, vocabulary: str, *, retired: bool = False) -> tuple[Term, ...]:
        """Return the terms of a vocabulary that are offered, retired ones too if asked."""
        return tuple(
            term
            for term in self.terms
            if term.vocabulary == vocabulary and (retired or not term.retired)
        )

    def codes(self, vocabulary: str, *, retired: bool = False) -> tuple[str, ...]:
        """Return the codes of a vocabulary that are offered, retired ones too if asked."""
        return tuple(term.code for term in self.of(vocabulary, retired=retired))

    def knows(self, vocabulary: str, code: str) -> bool:
        """Tell whether a code may be borne, retired or not."""
        return (vocabulary, code) in self._by_code

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """Return what a code is called; the code itself when it is unknown."""
        term = self.find(vocabulary, code)
        return term.label(language) if term else code

    def color(self, vocabulary: str, code: str) -> str:
        """Return the colour of a term: its own, else that of its layer."""
        term = self.find(vocabulary, code)
        return (term.color if term else "") or LAYER_COLORS.get(vocabulary, MUTED)

    def match(self, vocabulary: str, written: str) -> str | None:
        """Return the code that a written value names: a code, a label, or one of its ``codes``.

        Compared without accents, case nor punctuation; terms that are offered come first.
        """
        asked = _plain(written)
        if not asked:
            return None
        terms = sorted(self.of(vocabulary, retired=True), key=lambda term: term.retired)
        for term in terms:
            names = (term.code, *term.labels.values(), *term.codes)
            if asked in {_plain(name) for name in names}:
                return term.code
        return None

    def family_of(self, legal_form: str) -> str | None:
        """Return the ESS family of a legal form ("catégorie juridique" of Insee), if it has one."""
        return next((term.code for term in self.of("structure") if legal_form in term.codes), None)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def new_code(label: str, taken: Container[str]) -> str:
    """Return a code for a new term, made of its label and like no other.

    Examples
    --------
    >>> new_code("Arbre têtard !", ()), new_code("Mare", {"mare"}), new_code("…", ())
    ('arbre_tetard', 'mare_2', 'terme')
    """
    stem = _plain(label).replace(" ", "_")[:CODE_LIMIT].strip("_") or "terme"
    code, rank = stem, 1
    while code in taken:
        rank += 1
        code = f"{stem[: CODE_LIMIT - len(str(rank)) - 1]}_{rank}"
    return code


def compose(defaults: Iterable[Term], own: Iterable[tuple[int, Term]]) -> Taxonomy:
    """Return the terms of a démarche: ``own`` with their positions, and the defaults left as is.

    A default keeps its place in its vocabulary unless the démarche gave it another.
    """
    placed: dict[tuple[str, str], tuple[int, Term]] = {}
    ranks = dict.fromkeys(VOCABULARIES, 0)
    for term in defaults:
        placed[term.vocabulary, term.code] = (ranks[term.vocabulary], term)
        ranks[term.vocabulary] += 1
    placed |= {(term.vocabulary, term.code): (position, term) for position, term in own}
    order = sorted(
        placed.values(),
        key=lambda one: (VOCABULARIES.index(one[1].vocabulary), one[0], one[1].code),
    )
    return Taxonomy(tuple(term for _, term in order))


def default_keys() -> list[tuple[str, str]]:
    """Return vocabulary and code of every term a démarche starts from."""
    return [(vocabulary, code) for vocabulary, codes in DEFAULTS.items() for code in codes]


def label_key(vocabulary: str, code: str) -> str:
    """Return the identifier of a default term's label in the catalogues."""
    if vocabulary == "skill":
        return f"skill.{code}"
    if vocabulary == "theme":
        return f"theme.{code}"
    return f"kind.{vocabulary}.{code}"
