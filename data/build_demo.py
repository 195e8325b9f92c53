"""Rebuild ``data/demo/demo.json``, the fictional démarche on a real territory.

    python data/build_demo.py

The words (actors, resources, living assets, needs, voices and their reasons) are written by hand in
``data/demo/sources``; places and outlines are drawn with a fixed seed, so that two builds give
the same bytes. Everything about people is invented.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

import hand  # noqa: E402

from animmap.core.model import Commune  # noqa: E402
from animmap.sources.communes import get_epci, load_communes  # noqa: E402

SOURCES = HERE / "demo" / "sources"
RESULT = HERE / "demo" / "demo.json"
EPCI_CODE = "200072460"
SEED = 200072460
INVENTED = "Fiction de démonstration"
REAL_PLACE = "Lieu public réel, position approximative ; description de démonstration"
# Numbers which the French regulator keeps for fiction (01 99 00 …).
FICTION_PHONE = "01 99 00 {:02d} {:02d}"

Item = dict[str, Any]


def build() -> str:
    """Return the text of ``demo.json``."""
    communes = {c.name: c for c in load_communes(get_epci(EPCI_CODE).commune_codes)}
    document = json.loads(typeset((SOURCES / "project.json").read_text(encoding="utf-8")))
    document["epci"] = EPCI_CODE
    features = list(_features(communes))
    document["features"] = features
    document["contacts"] = list(_contacts(features))
    for number, workshop in enumerate(document["workshops"], start=1):
        workshop["round"]["sketches"] = list(_sketches(number, workshop, communes))
        for asked in workshop.get("asked_before", []):
            asked["answers"] = list(_answers(asked["kind"], workshop["held_on"], communes))
    return _write(document)


def typeset(text: str) -> str:
    """Give a French text its apostrophes and no-break spaces."""
    text = text.replace("'", "’")
    for sign in ";!?":
        text = text.replace(f" {sign}", f"\N{NARROW NO-BREAK SPACE}{sign}")
    text = text.replace(" :", "\N{NO-BREAK SPACE}:").replace(" »", "\N{NO-BREAK SPACE}»")
    return text.replace("« ", "«\N{NO-BREAK SPACE}")


def _rows(name: str, width: int) -> Iterator[list[str]]:
    """Read a file of lines cut by bars; a line that starts with # is a comment."""
    for line in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != width:
                raise ValueError(f"{name}: {width} cells expected: {line}")
            yield cells


def _features(communes: dict[str, Commune]) -> Iterator[Item]:
    rng = Random(SEED)
    centres = _town_centres()
    number = 0
    for name, width in (
        ("actors.txt", 6),
        ("structures.txt", 6),
        ("resources.txt", 7),
        ("living.txt", 8),
        ("needs.txt", 7),
    ):
        for cells in _rows(name, width):
            number += 1
            commune = communes[cells[5]]
            place = cells[6] if width > 6 else ""
            spoken_for_by = cells[7] if width > 7 else ""
            geometry = _place(place, centres[commune.code], commune, rng)
            yield _feature(number, cells, commune, geometry, spoken_for_by)


def _feature(
    number: int, cells: list[str], commune: Commune, geometry: BaseGeometry, spoken_for_by: str
) -> Item:
    layer, kind = cells[0].split()
    real = cells[1].startswith("*") or kind in ("water", "habitat")
    return {
        "id": f"demo-{number:03d}",
        "layer": layer,
        "kind": kind,
        "name": typeset(cells[1].removeprefix("*")),
        "description": typeset(cells[2]),
        "college": cells[3],
        "themes": cells[4].split(),
        "commune": commune.code,
        "credit": typeset(REAL_PLACE if real else INVENTED),
        "spoken_for_by": typeset(spoken_for_by),
        "geometry": mapping(geometry),
    }


def _town_centres() -> dict[str, hand.Point]:
    """Return the town hall of each commune, or a point set by hand where it is not known."""
    with (SOURCES / "centres.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["code"]: (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(stream)
        }


def _place(text: str, centre: hand.Point, commune: Commune, rng: Random) -> BaseGeometry:
    """Read a written place, or choose one near the centre of the commune, inside it."""
    kind, _, rest = text.partition(" ")
    if kind == "line":
        return LineString([_numbers(point) for point in rest.split(",")])
    if kind == "area":
        longitude, latitude, radius_m = (float(number) for number in rest.split())
        return Polygon(hand.blot((longitude, latitude), radius_m / 1000, rng))
    if text:
        return Point(_numbers(text))
    spread_km = 0.7 if commune.population > 9000 else 0.45
    while True:
        place = Point(hand.scatter(centre, spread_km, rng))
        if commune.geometry.contains(place):
            return place


def _numbers(text: str) -> hand.Point:
    longitude, latitude = text.split()
    return float(longitude), float(latitude)


def _contacts(features: list[Item]) -> Iterator[Item]:
    """Give every third actor or structure an invented contact that can reach nobody."""
    rng = Random(SEED + 1)
    names = ("Camille", "Dominique", "Sacha", "Claude", "Andréa", "Maxime", "Lou", "Alix")
    reachable = [f for f in features if f["layer"] in ("actor", "structure")][::3]
    for number, feature in enumerate(reachable):
        yield {
            "feature": feature["id"],
            "person": f"{rng.choice(names)} (personne fictive)",
            "phone": FICTION_PHONE.format(number // 100, number % 100),
            "email": f"contact{number + 1:02d}@example.org",
            "informed_on": f"2026-09-{rng.randint(1, 22):02d}",
        }


def _sketches(number: int, workshop: Item, communes: dict[str, Commune]) -> Iterator[Item]:
    outlines = _read_outlines()
    voices = [cells for cells in _rows("voices.txt", 7) if cells[0] == str(number)]
    for position, (_, college, label, outline, method, maybe, reason) in enumerate(voices, start=1):
        rng = Random(SEED * 100 + number * 1000 + position)
        hour, minute = divmod(14 * 60 + 20 + position * 2, 60)
        sketch: Item = {
            "id": str(uuid5(NAMESPACE_URL, f"animmap:demo:{number}:{position}")),
            "college": college,
            "label": typeset(label),
            "method": method,
            "reason": typeset(reason),
            "created_at": f"{workshop['held_on']}T{hour:02d}:{minute:02d}:00+00:00",
            "communes": [],
            "geometry": None,
            "maybe": mapping(_draw(maybe, "freehand", outlines, rng)) if maybe else None,
        }
        if method == "communes":
            listed = outline.removeprefix("communes:").split(",")
            sketch["communes"] = sorted(communes[name.strip()].code for name in listed)
        else:
            sketch["geometry"] = mapping(_draw(outline, method, outlines, rng))
        yield sketch


def _answers(kind: str, held_on: str, communes: dict[str, Commune]) -> Iterator[Item]:
    """Read what was said to the questions that ask for no outline."""
    rng = Random(SEED * 10 + len(kind))
    centres = _town_centres()
    width, begun = {"places": (5, 10), "words": (4, 35)}[kind]
    rows = [line for line in _plain_lines("answers.txt") if line.startswith(f"{kind} |")]
    for position, line in enumerate(rows, start=1):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != width:
            raise ValueError(f"answers.txt: {width} cells expected: {line}")
        commune = communes[cells[4]] if kind == "places" else None
        place = _place("", centres[commune.code], commune, rng) if commune else None
        yield {
            "id": str(uuid5(NAMESPACE_URL, f"animmap:demo:{kind}:{position}")),
            "college": cells[1],
            "label": typeset(cells[2]),
            "words": typeset(cells[3]),
            "place": None if place is None else mapping(place),
            "created_at": f"{held_on}T13:{begun + position:02d}:00+00:00",
        }


def _read_outlines() -> dict[str, list[hand.Point]]:
    lines = (line.split("=") for line in _plain_lines("outlines.txt"))
    return {name.strip(): [_numbers(p) for p in points.split(",")] for name, points in lines}


def _plain_lines(name: str) -> list[str]:
    lines = (SOURCES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _draw(
    text: str, method: str, outlines: dict[str, list[hand.Point]], rng: Random
) -> BaseGeometry:
    """Draw "name", "name +crossing" (invalid on purpose) or "name & name" (two parts)."""
    if "&" in text:
        parts = [_draw(part.strip(), method, outlines, rng) for part in text.split("&")]
        return MultiPolygon(parts)
    name, crossing = text.removesuffix(" +crossing"), text.endswith(" +crossing")
    while True:
        if method == "points":
            line = hand.clicked(outlines[name], rng)
        else:
            line = hand.freehand(outlines[name], rng, crossing=crossing)
        drawn = Polygon(line)
        if drawn.is_valid != crossing:
            return drawn


def _write(document: Item) -> str:
    """Write JSON with one feature, contact or sketch a line, so that changes can be read."""

    def lines(items: list[Item], indent: str) -> str:
        rows = (json.dumps(item, ensure_ascii=False) for item in items)
        return "[\n" + ",\n".join(indent + row for row in rows) + "\n" + indent[1:] + "]"

    marks: dict[str, str] = {}

    def mark(items: list[Item], indent: str) -> str:
        key = f"@{len(marks)}@"
        marks[key] = lines(items, indent)
        return key

    for key in ("features", "contacts"):
        document[key] = mark(document[key], "  ")
    for workshop in document["workshops"]:
        workshop["round"]["sketches"] = mark(workshop["round"]["sketches"], "     ")
        for asked in workshop.get("asked_before", []):
            asked["answers"] = mark(asked["answers"], "      ")
    text = json.dumps(document, ensure_ascii=False, indent=1)
    for key, rows in marks.items():
        text = text.replace(f'"{key}"', rows)
    return text + "\n"


if __name__ == "__main__":
    RESULT.write_text(build(), encoding="utf-8")
    print(f"{RESULT.relative_to(HERE.parent)}: {RESULT.stat().st_size / 1000:.0f} kB")
