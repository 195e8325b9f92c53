"""A round with everything a diagnostic tells, and readers for what the files show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from shapely.geometry import Point, box

from animmap.core.model import Feature, Project, Role
from animmap.services import adopt, compare, diagnose
from animmap.services.desk import Desk
from animmap.services.explore import add_features
from animmap.services.projects import CollegeDraft
from animmap.services.workshops import list_rounds

COLLEGES = (
    CollegeDraft("Habitants", less_heard=True),
    CollegeDraft("ESS"),
    CollegeDraft("Communes"),
    CollegeDraft("Chercheurs", less_heard=True),
)
WEST, EAST = box(2.5, 50.4, 2.62, 50.6), box(2.58, 50.4, 2.7, 50.6)


@dataclass(frozen=True)
class Round:
    """A project with a round: Habitants and ESS have three voices, Communes has one."""

    desk: Desk
    project: Project

    @property
    def id(self) -> str:
        return list_rounds(self.desk, self.project.id)[0].id


@pytest.fixture
def make_round(desk: Desk, make_project: Any, make_sketch: Any) -> Callable[..., Round]:
    """Return ``make_round(text=None, **changes of ProjectDraft)``; ``text``: every free text."""

    def make(text: str | None = None, **changes: Any) -> Round:
        values: dict[str, Any] = {"colleges": COLLEGES}
        if text is not None:
            values |= {"name": text, "summary": text, "territory_name": text, "question": text}
            values["colleges"] = (CollegeDraft(text), *COLLEGES[1:])
        project = make_project(**(values | changes))
        for rank in range(3):
            make_sketch(
                project,
                0,
                label=text or f"Voix {rank}",
                geometry=WEST,
                reason=text or f"Ouest {rank}",
            )
            make_sketch(project, 1, label=f"Table {rank}", geometry=EAST, reason=f"Est {rank}")
        make_sketch(project, 2, label="Mairie", geometry=WEST, reason="Notre budget")
        return Round(desk, project)

    return make


@dataclass
class Page(HTMLParser):
    """What a browser would see of an HTML text."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self._hidden = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF in the order its words were set, white space made single spaces."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def drawn_up(here, role=Role.ANIMATOR, desk_as=None, language="fr"):
    desk = here.desk if desk_as is None else desk_as(role)
    return diagnose.diagnose(desk, here.project.id, here.id, language)


def page_of(diagnostic, language="fr"):
    return Page(diagnose.export_html(diagnostic, language).decode())


def blocks_of(document, kind):
    return [one for section in document.sections for one in section.blocks if isinstance(one, kind)]


def flat(text):
    return " ".join(text.split())


def adopt_now(here, text="Parce que"):
    reading = compare.read_round(here.desk, here.id)
    proposal = adopt.propose(reading, "equal", 0.5, snap=True)
    adopt.adopt(
        here.desk, reading, proposal, decided_on=date(2026, 11, 20), decided_by=text,
        reasons=text, minority_views=text,
    )  # fmt: skip


def add_feature(here, name, longitude=2.6, *, place=True):
    geometry = Point(longitude, 50.5) if place else None
    one = Feature(
        f"{name}-{longitude}", here.project.id, "living_asset", "species", name, "", None, (),
        None, geometry, credit=name, spoken_for_by=name,
    )  # fmt: skip
    add_features(here.desk, here.project.id, [one])
