"""What a wall says of a round beside its map: debates and reasons, the curve, the portrait.

Everything is masked for the visitor's role; geometries are EPSG:4326, areas in km².
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_lonlat
from animmap.core.diagnostic import GROUPED, Group, Saying, TalkZone
from animmap.core.geojson import collection
from animmap.core.indicators import LAYER_ORDER, Room
from animmap.core.model import Feature
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError
from animmap.services import compare, compare_curve, debates
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import Sketched
from animmap.services.desk import Desk
from animmap.services.taxonomy import get_taxonomy
from animmap.texts import LANGUAGES

KM2 = 1e6
MOST_NAMES = 40
# The shares a wall asks for with one key.
STEPS: tuple[float, ...] = (1 / 3, 1 / 2, 2 / 3, 1.0)


def debates_json(reading: RoundReading) -> dict[str, object]:
    """Return the debated zones as numbered features, the largest concern first.

    Facts of each: ``number``, ``label`` (a place well inside), ``area_km2``, ``communes``,
    ``voices_for``, ``voices_against``, ``positions`` (college, colour, share of its voices that
    include the zone), ``said_for`` and ``said_against`` (college, colour, text). The college is
    None where small colleges are told together.
    """
    room, zones = debates.tell_zones(reading)
    places = _lonlat([each.geometry for each in zones], reading)
    return collection(
        places,
        [_debate_facts(room, each, place) for each, place in zip(zones, places, strict=True)],
    )


def _debate_facts(room: Room, zone_told: TalkZone, place: BaseGeometry) -> dict[str, object]:
    groups = {group.id: group for group in room.speakers.groups}

    def side(said: Sequence[Saying]) -> list[dict[str, object]]:
        return [{**_named(groups[one.group_id]), "text": one.text} for one in said]

    return {
        "number": zone_told.number,
        "label": debates.place_within(place),
        "area_km2": zone_told.area_m2 / KM2,
        "communes": list(zone_told.communes),
        "voices_for": zone_told.voices_for,
        "voices_against": zone_told.voices_against,
        "positions": [
            {**_named(groups[group]), "share": share} for group, share in zone_told.positions
        ],
        "said_for": side(zone_told.said_for),
        "said_against": side(zone_told.said_against),
    }


def _named(group: Group) -> dict[str, object]:
    return {"college": None if group.id == GROUPED else group.name, "color": group.color}


def curve_json(reading: RoundReading) -> dict[str, object]:
    """Return the area reached at each share asked for, each voice or each college weighing one.

    ``steps``: ``share`` (every count of voices, and STEPS), ``raw_km2``, ``equal_km2``;
    ``union_km2``: all that is drawn.
    """
    shares = shares_shown(reading.comparison.voices)
    areas = {
        f"{each.rule}_km2": (each.curve.at(shares) / KM2).tolist()
        for each in compare_curve.read_curves(reading)
    }
    return {
        "voices": reading.comparison.voices,
        "union_km2": reading.comparison.union_m2 / KM2,
        "steps": list_steps(shares, areas),
    }


def shares_shown(voices: int) -> list[float]:
    """Return the shares of a curve: every count of voices, and STEPS, rising."""
    shares = {round(share, 12): share for share in STEPS}
    shares |= {round(count / voices, 12): count / voices for count in range(1, voices + 1)}
    return sorted(shares.values())


def list_steps(
    shares: Sequence[float], areas: Mapping[str, Sequence[float]]
) -> list[dict[str, float]]:
    """Return one step a share, with its areas by name."""
    named = {"share": shares, **areas}
    return [dict(zip(named, values, strict=True)) for values in zip(*named.values(), strict=True)]


def portrait_json(
    desk: Desk, reading: RoundReading, rule: str, threshold: float
) -> dict[str, object]:
    """Return who and what stands in the zone of a rule ("raw" or "equal") and threshold.

    ``zone``: FeatureCollection; ``area_km2``; ``layers``: for each layer ``layer``, ``count``
    and ``edge`` (inside, at the edge), ``names`` (inside, at most MOST_NAMES) and ``kinds``, the
    ``labels`` by language and ``color`` of those inside that have a colour of their own.
    """
    if rule not in compare.RULES:
        raise AnimmapError("request_invalid", parameter="weighting")
    ground = compare.zone_of(reading.comparison, rule, threshold)
    return portray(desk, reading, ground, {"rule": rule, "threshold": threshold})


def portray(
    desk: Desk, reading: Sketched, ground: BaseGeometry, facts: dict[str, object]
) -> dict[str, object]:
    """Return what :func:`portrait_json` does of any ground (metric); ``facts`` of its zone."""
    found = compare.portrait_of(desk, reading, ground)
    words = get_taxonomy(desk, reading.project.id)
    places = [] if ground.is_empty else to_lonlat([ground], reading.project.crs)
    return {
        "zone": collection(places, [facts] * len(places)),
        "area_km2": ground.area / KM2,
        "layers": [_layer(layer, found.inside, found.edge, words) for layer in LAYER_ORDER],
    }


def _layer(
    layer: str, inside: Sequence[Feature], edge: Sequence[Feature], words: Taxonomy
) -> dict[str, object]:
    names = [feature.name for feature in inside if feature.layer == layer]
    kinds = {feature.kind for feature in inside if feature.layer == layer}
    terms = [term for term in words.of(layer, retired=True) if term.color and term.code in kinds]
    return {
        "layer": layer,
        "count": len(names),
        "edge": sum(feature.layer == layer for feature in edge),
        "names": names[:MOST_NAMES],
        "kinds": [
            {
                "labels": {language: term.label(language) for language in LANGUAGES},
                "color": term.color,
            }
            for term in terms
        ],
    }


def _lonlat(geometries: Sequence[BaseGeometry], reading: RoundReading) -> list[BaseGeometry]:
    if not geometries:
        return []
    return list(to_lonlat(list(geometries), reading.comparison.crs))
