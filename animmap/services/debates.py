"""Debated zones as things of their own: told, put to the room, decided upon, made a perimeter.

The zones, their numbers and their words are computed here for screens and walls alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import debate, indicators
from animmap.core.crs import to_lonlat, to_metric
from animmap.core.diagnostic import TalkZone
from animmap.core.geojson import collection
from animmap.core.groundwork import list_places
from animmap.core.indicators import Room
from animmap.core.model import Role, Round, RoundState, Workshop
from animmap.core.portrait import Portrait, portraits
from animmap.core.room import KeptZone, Note
from animmap.errors import AnimmapError
from animmap.services import compare, explore, notes, workshops
from animmap.services.compare import RoundReading
from animmap.services.desk import EVERYONE, Desk, new_id, require
from animmap.services.memory import Beside
from animmap.services.taxonomy import get_taxonomy
from animmap.services.workshops import RoundDraft
from animmap.storage import debates as rows
from animmap.storage.changes import Change
from animmap.storage.schema_debates import debate as table

MOST_NAMED = 3
# Zones of one round are apart: one at most overlaps another ground by more than half.
_SAME_GROUND = 0.5
Told = tuple[Room, tuple[TalkZone, ...]]
_told: Beside[Told] = Beside(24)
_stands: Beside[list[Portrait]] = Beside(24)


@dataclass(frozen=True, slots=True)
class Debated:
    """A debated zone: what is said of it, what stands there, what became of it.

    ``told``: number, sides and words, metric ground; ``portrait``: what stands inside and at
    its edge; ``asked``: the question put to the room about it; ``decision``: the one taken.
    """

    told: TalkZone
    name: str
    portrait: Portrait
    kept: KeptZone | None
    asked: Round | None
    decision: Note | None


def tell_zones(reading: RoundReading) -> Told:
    """Return the round as its reader sees it, and the debated zones, largest concern first."""

    def tell() -> Told:
        room = indicators.open_room(
            reading.comparison,
            reading.sketches,
            reading.colleges,
            (),
            hide_small=reading.role is Role.PARTNER,
        )
        communes = list_places(reading.territory.communes, reading.comparison.crs)
        zones = debate.describe_zones(room, debate.debated_zones(room), communes, ())
        return room, zones

    return _told.get([reading], (), tell)


def list_debated(desk: Desk, reading: RoundReading) -> list[Debated]:
    """Return the debated zones of a round with all that is known of each."""
    require(desk, *EVERYONE, project_id=reading.project.id)
    _, zones = tell_zones(reading)
    kept = _list_kept(desk, reading.round.id)
    written = {each.id: each for each in notes.list_notes(desk, reading.round.workshop_id)}
    asked = {each.id: each for each in workshops.list_rounds(desk, reading.project.id)}
    found = []
    stood = _portraits(desk, reading)
    for zone, name, stands in zip(zones, name_zones(zones, stood), stood, strict=True):
        match = find_same(zone.geometry, kept, reading.comparison.crs)
        found.append(
            Debated(
                zone,
                name,
                stands,
                match,
                asked.get(match.asked_round_id or "") if match else None,
                written.get(match.note_id or "") if match else None,
            )
        )
    return found


def _portraits(desk: Desk, reading: RoundReading) -> list[Portrait]:
    """Return what stands in each debated zone; what is on the map is read and placed once."""

    def look() -> list[Portrait]:
        features = compare.list_features(desk, reading)
        grounds = [zone.geometry for zone in tell_zones(reading)[1]]
        return portraits(features, grounds, reading.comparison.crs)

    return _stands.get([reading], (), look)


def name_zones(zones: Sequence[TalkZone], stood: Sequence[Portrait]) -> list[str]:
    """Name zones by their communes; those that share them, by a place inside as well."""
    names = [", ".join(zone.communes[:MOST_NAMED]) for zone in zones]
    shared = Counter(names)
    return [
        " – ".join(filter(None, (name, _landmark(stands) if shared[name] > 1 else "")))
        or _landmark(stands)
        for name, stands in zip(names, stood, strict=True)
    ]


def _landmark(stands: Portrait) -> str:
    """Return the name of what stands inside, living beings and resources first."""
    order = indicators.LAYER_ORDER
    inside = sorted(stands.inside, key=lambda each: order.index(each.layer))
    return inside[0].name if inside else ""


def find_same(ground: BaseGeometry, kept: Sequence[KeptZone], crs: str) -> KeptZone | None:
    """Return the kept zone that is this ground (metric), though sketches may have moved it."""
    if not kept:
        return None
    outlines = to_metric([each.geometry for each in kept], crs)
    common = shapely.area(shapely.intersection(outlines, ground))
    alike = common / (shapely.area(outlines) + ground.area - common)
    best = int(alike.argmax())
    return kept[best] if alike[best] > _SAME_GROUND else None


def put_question(desk: Desk, reading: RoundReading, debated: Debated, draft: RoundDraft) -> Round:
    """Prepare a question about a zone in the workshop of its round; hosts and animators.

    The zone is kept with the question, and shown on the wall when it is put to the room; one
    undo takes both back. Raises what ``workshops.create_round`` raises.
    """
    meeting = _reach_meeting(desk, reading)
    asked = workshops.check_draft(draft, desk, meeting)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        [made] = workshops.insert_rounds(change, [asked], RoundState.DRAFT)
        _keep(change, reading, debated, asked_round_id=made.id)
    return made


def decide(desk: Desk, reading: RoundReading, debated: Debated, text: str) -> Note:
    """Write the decision taken on a zone, or write it anew; hosts and animators.

    Raises
    ------
    AnimmapError
        ``words_missing``, ``text_too_long``.
    """
    meeting = _reach_meeting(desk, reading)
    if debated.decision is not None:
        notes.update_note(desk, debated.decision.id, text)
        return replace(debated.decision, text=notes.clean_words(text))
    words = notes.clean_words(text)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        written = notes.insert_note(change, meeting, "decision", words, reading.round.id)
        _keep(change, reading, debated, note_id=written.id)
    return replace(written, about=debated.name)


def debated_geojson(reading: RoundReading, number: int = 0) -> dict[str, object]:
    """Return the debated zones, or the one of a number, with their numbers (EPSG:4326).

    Raises
    ------
    AnimmapError
        ``not_found`` when no zone has the number.
    """
    _, zones = tell_zones(reading)
    chosen = [zone for zone in zones if number in (0, zone.number)]
    if number and not chosen:
        raise AnimmapError("not_found")
    grounds = [zone.geometry for zone in chosen]
    places = to_lonlat(grounds, reading.comparison.crs) if grounds else []
    return collection(
        places,
        [
            {"number": zone.number, "communes": list(zone.communes), "label": place_within(place)}
            for zone, place in zip(chosen, places, strict=True)
        ],
    )


def standing_geojson(desk: Desk, reading: RoundReading, number: int) -> dict[str, object]:
    """Return what stands inside the debated zones, or the one of a number (EPSG:4326)."""
    _, zones = tell_zones(reading)
    inside = {
        feature.id: feature
        for zone, stands in zip(zones, _portraits(desk, reading), strict=True)
        if number in (0, zone.number)
        for feature in stands.inside
    }
    words = get_taxonomy(desk, reading.project.id)
    return explore.as_geojson(inside.values(), reading.colleges, words)


def place_within(ground: BaseGeometry) -> list[float]:
    """Return a place (longitude, latitude) well inside a ground, for its number."""
    inside = shapely.point_on_surface(ground)
    return [round(inside.x, 6), round(inside.y, 6)]


def asked_ground_geojson(desk: Desk, round_id: str) -> dict[str, object]:
    """Return the zone that a question is about, as a collection of one feature or none."""
    question = workshops.get_round(desk, round_id)
    with desk.store.read() as connection:
        about = rows.list_asked_by(connection, question.id)
    return collection([each.geometry for each in about], [{"name": each.name} for each in about])


def is_about_a_zone(desk: Desk, round_id: str) -> bool:
    """Tell whether a question is about a debated zone."""
    question = workshops.get_round(desk, round_id)
    with desk.store.read() as connection:
        return bool(rows.list_asked_by(connection, question.id))


def _list_kept(desk: Desk, round_id: str) -> list[KeptZone]:
    with desk.store.read() as connection:
        return rows.list_of(connection, round_id)


def _reach_meeting(desk: Desk, reading: RoundReading) -> Workshop:
    """Return the workshop of a reading once it is certain that staff is asking."""
    return workshops.reach_workshop(desk, reading.round.workshop_id)


def _keep(change: Change, reading: RoundReading, debated: Debated, **links: str) -> None:
    """Keep a zone, or what became of it when it is kept already."""
    if debated.kept is not None:
        change.update(table, debated.kept.id, dict(links), "debate.updated")
        return
    [outline] = to_lonlat([debated.told.geometry], reading.comparison.crs)
    kept = KeptZone(
        id=new_id(),
        project_id=change.project_id,
        round_id=reading.round.id,
        number=debated.told.number,
        name=debated.name,
        geometry=outline,
        **links,
    )
    change.insert(table, rows.values_of(kept, change.at), "debate.kept")
