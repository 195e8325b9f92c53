"""The shared diagnostic: read once, masked by role, kept by revision, written as files."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import TypeVar

import shapely

from animmap.core import debate, indicators
from animmap.core.diagnostic import Adopted, Diagnostic, Identity, Limits, Maps, TalkZone, to_plain
from animmap.core.document import Document
from animmap.core.groundwork import draw_maps
from animmap.core.indicators import Room
from animmap.core.model import Feature, Role, RoundState, Sketch
from animmap.core.privacy import SMALL_COLLEGE
from animmap.errors import AnimmapError
from animmap.report import html, pdf, story
from animmap.services import adopt, compare, debates, explore, notes, projects, workshops
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk, require
from animmap.services.taxonomy import get_taxonomy

_KEPT = 32
Made = TypeVar("Made")


class Shelf:
    """The documents last made, by stamp: equal stamps stand for equal documents."""

    def __init__(self, capacity: int = _KEPT) -> None:
        self._capacity = capacity
        self._made: OrderedDict[tuple[str, ...], object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """Return what is kept under ``key``, made now when it is not."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._capacity:
                self._made.popitem(last=False)
        return made


_shelf = Shelf()


def require_reader(desk: Desk, project_id: str) -> None:
    """Raise ``access_denied`` unless the visitor may read diagnostics of this démarche."""
    require(desk, Role.PARTNER, project_id=project_id)


def diagnose(desk: Desk, project_id: str, round_id: str, language: str) -> Diagnostic:
    """Draw up the diagnostic of a round, as far as the visitor may read it.

    Partners get neither labels nor anything that shows a college under three voices alone.
    ``language`` does not change the values; they are worded by :func:`compose`.

    Raises
    ------
    AnimmapError
        ``access_denied`` (participants, projector), ``not_found``, ``no_sketch_yet``,
        ``round_hidden``.
    """
    require_reader(desk, project_id)
    project = projects.get_project(desk, project_id)
    if workshops.get_round(desk, round_id).project_id != project_id:
        raise AnimmapError("not_found")
    today = desk.now().date()
    facts = (desk.store.url, project_id, round_id, str(project.revision), desk.role, str(today))
    stamp = "\n".join(facts)
    return _shelf.get(
        ("diagnostic", stamp), lambda: _draw_up(desk, project_id, round_id, stamp, today)
    )


def compose(diagnostic: Diagnostic, language: str) -> Document:
    """Word a diagnostic in a language: sections of texts, tables, names and pictures."""
    key = ("document", diagnostic.stamp, language)
    return _shelf.get(key, lambda: story.write(diagnostic, language))


def export_html(diagnostic: Diagnostic, language: str) -> bytes:
    """Return the diagnostic as one HTML file that asks for nothing from anywhere."""
    key = ("html", diagnostic.stamp, language)
    return _shelf.get(key, lambda: html.render(compose(diagnostic, language)))


def export_pdf(diagnostic: Diagnostic, language: str) -> bytes:
    """Return the diagnostic as a tagged A4 PDF."""
    key = ("pdf", diagnostic.stamp, language)
    return _shelf.get(key, lambda: pdf.render(compose(diagnostic, language)))


def export_json(diagnostic: Diagnostic) -> bytes:
    """Return the values of the diagnostic (areas in m², shares in [0, 1]), without geometry."""
    plain = {key: value for key, value in _fields(diagnostic).items() if key != "stamp"}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def section_html(document: Document, anchor: str) -> str:
    """Return one section as an HTML fragment, escaped, its pictures as images."""
    return html.render_section(document, anchor)


def section_style() -> str:
    """Return the ``<style>`` element of the fragments; it holds no text of a person."""
    return html.render_style()


def _fields(diagnostic: Diagnostic) -> dict[str, object]:
    plain = to_plain(diagnostic)
    return plain if isinstance(plain, dict) else {}


def _draw_up(desk: Desk, project_id: str, round_id: str, stamp: str, today: date) -> Diagnostic:
    reading = compare.read_round(desk, round_id)
    features = explore.find_features(desk, project_id, explore.Filters())
    standings = compare.standings(desk, reading)
    comparison = reading.comparison
    room = indicators.open_room(
        comparison,
        reading.sketches,
        reading.colleges,
        features,
        hide_small=desk.role is Role.PARTNER,
    )
    maps = draw_maps(
        comparison, reading.territory.communes, standings, get_taxonomy(desk, project_id)
    )
    territory = shapely.union_all([place.geometry for place in maps.communes])
    agreed, debated, alone = _talk_zones(desk, room, reading, maps, features)
    return Diagnostic(
        stamp=stamp,
        identity=_identify(desk, reading, territory.area, today),
        speakers=room.speakers,
        sayings=indicators.list_sayings(room),
        ground=indicators.measure_ground(room, territory),
        riches=indicators.list_riches(room, standings),
        unplaced=indicators.list_unplaced(features),
        convergences=agreed,
        divergences=debated,
        minorities=alone,
        lone_voices=debate.lone_voices(room),
        decisions=tuple(notes.list_decisions(desk, reading.round.workshop_id)),
        adopted=_adopted(desk, reading, maps, features),
        limits=_limit(room, reading, features),
        maps=maps,
        kinds=_kinds(desk, project_id, features),
    )


def _kinds(desk: Desk, project_id: str, features: list[Feature]) -> dict[str, Mapping[str, str]]:
    words = get_taxonomy(desk, project_id)
    borne = sorted({(item.layer, item.kind) for item in features})
    return {
        f"{layer}.{kind}": term.labels for layer, kind in borne if (term := words.find(layer, kind))
    }


def _talk_zones(
    desk: Desk, room: Room, reading: RoundReading, maps: Maps, features: list[Feature]
) -> list[tuple[TalkZone, ...]]:
    """Describe core, debated and minority zones; the debated ones are those of every screen."""
    core = sorted(compare.convergences(reading), key=lambda zone: -zone.area_m2)
    agreed = debate.describe_zones(room, core, maps.communes, features)
    alone = debate.describe_zones(
        room, debate.minority_zones(room), maps.communes, features, first=1 + len(agreed)
    )
    crs = reading.comparison.crs
    debated = tuple(
        replace(
            each.told,
            name=each.name,
            holds=debate.list_held(each.told.geometry, features, crs),
            decision=each.decision.text if each.decision else "",
        )
        for each in debates.list_debated(desk, reading)
    )
    return [agreed, debated, alone]


def _adopted(
    desk: Desk, reading: RoundReading, maps: Maps, features: list[Feature]
) -> Adopted | None:
    chosen = adopt.current(desk, reading.project.id)
    if chosen is None:
        return None
    crs = reading.project.crs
    return debate.describe_adopted(chosen, reading.round.id, crs, maps, features)


def _identify(desk: Desk, reading: RoundReading, territory_m2: float, today: date) -> Identity:
    project, communes = reading.project, reading.territory.communes
    meetings = workshops.list_workshops(desk, project.id)
    return Identity(
        project_id=project.id,
        project=project.name,
        summary=project.summary,
        territory=reading.territory.name,
        communes=len(communes),
        population=sum(commune.population for commune in communes),
        territory_m2=territory_m2,
        fictional=project.fictional,
        simulated=sum(sketch.voice.simulated for sketch in reading.sketches),
        revision=project.revision,
        changed_at=project.updated_at,
        edited_on=today,
        role=desk.role,
        round=reading.round,
        workshop=next((one for one in meetings if one.id == reading.round.workshop_id), None),
    )


def _limit(room: Room, reading: RoundReading, features: list[Feature]) -> Limits:
    sketches: tuple[Sketch, ...] = reading.sketches
    sources = Counter(item.credit.strip() for item in features if item.credit.strip())
    days = sorted(sketch.created_at.date() for sketch in sketches)
    groups = room.speakers.groups
    return Limits(
        crs=reading.project.crs,
        provisional=reading.round.state in (RoundState.OPEN, RoundState.PAUSED),
        first_on=days[0],
        last_on=days[-1],
        repaired=sum(bool(sketch.repairs) for sketch in sketches),
        unsure=sum(sketch.maybe is not None for sketch in sketches),
        small=tuple(
            group.name for group in groups if not group.grouped and group.voices < SMALL_COLLEGE
        ),
        credits=tuple(sources.most_common()),
    )
