"""What moved between two questions taken away: figures, a table, layers for a GIS.

For those who lead and for partners, who get nothing of a college they never see apart.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.evolution import Shift
from animmap.core.model import Role
from animmap.core.privacy import TOGETHER
from animmap.report import evolution_layers
from animmap.report.tables import Cell, Sheet, write_csv
from animmap.services import compare_evolution, evolution_report
from animmap.services.compare import zone_of
from animmap.services.compare_evolution import RULES, Evolution
from animmap.services.desk import Desk, require
from animmap.texts import tr

KM2 = 1e6
_COLUMNS = ("what", "n_before", "n_after", "before", "after", "gained", "lost", "iou")


def export_figures(desk: Desk, found: Evolution) -> bytes:
    """Return what moved as JSON: the key ``evolution`` of the command ``compare --before``."""
    _check_reader(desk, found)
    names = _names(found)
    told = evolution_report.report_evolution(
        (found.before.comparison, found.after.comparison),
        found.share,
        found.shifts,
        [replace(one, college=names.get(one.college, TOGETHER)) for one in found.colleges],
        found.returning,
    )
    moves = evolution_report.report_moves(found.moves)
    questions = {
        side: {"question": each.round.question, "id": each.round.id}
        for side, each in (("before", found.before), ("after", found.after))
    }
    whole = {"questions": questions, **told, "debates": moves}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def export_table(desk: Desk, found: Evolution, language: str) -> bytes:
    """Return the zones and the colleges before and after as CSV, areas in km²."""
    _check_reader(desk, found)
    counts = found.before.comparison.voices, found.after.comparison.voices
    names = _names(found) | {TOGETHER: tr("compare.without.together", language)}
    rows: list[tuple[Cell, ...]] = [
        (tr(f"evolution.rule_{rule}", language), *counts, *_cells(found.shifts[rule]))
        for rule in RULES
    ]
    rows += [
        (names[one.college], one.voices_before, one.voices_after, *_cells(one.half))
        for one in found.colleges
    ]
    head = tuple(tr(f"evolution.csv_{column}", language) for column in _COLUMNS)
    return write_csv(Sheet("evolution", head, tuple(rows)))


def _cells(shift: Shift) -> tuple[Cell, ...]:
    areas = (shift.before_m2, shift.after_m2, shift.gained_m2, shift.lost_m2)
    return (*(area / KM2 for area in areas), "" if shift.iou is None else shift.iou)


def export_layers(desk: Desk, found: Evolution) -> bytes:
    """Return where the share moved, and ground gained and lost, as a GeoPackage for QGIS."""
    _check_reader(desk, found)
    crs = found.after.comparison.crs
    layers = {}
    for rule in RULES:
        bands = compare_evolution.bands_of(found, rule)
        layers[f"shift_{rule}"] = gpd.GeoDataFrame(
            {
                "least": [band.facts["share_min"] for band in bands],
                "most": [band.facts["share_max"] for band in bands],
                "color": [str(band.facts["color"]) for band in bands],
            },
            geometry=gpd.GeoSeries([band.geometry for band in bands], crs=crs),
        )
        layers[f"ground_{rule}"] = _grounds(found, rule)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evolution.gpkg"
        evolution_layers.write(path, layers)
        return path.read_bytes()


def _grounds(found: Evolution, rule: str) -> gpd.GeoDataFrame:
    before, after = (
        zone_of(each.comparison, rule, found.share) for each in (found.before, found.after)
    )
    grounds: dict[str, BaseGeometry] = {
        "kept": shapely.intersection(before, after),
        "gained": shapely.difference(after, before),
        "lost": shapely.difference(before, after),
    }
    kept = {name: _areas_of(ground) for name, ground in grounds.items()}
    shown = [name for name, ground in kept.items() if not ground.is_empty]
    geometry = gpd.GeoSeries([kept[name] for name in shown], crs=found.after.comparison.crs)
    return gpd.GeoDataFrame(
        {"fate": shown, "threshold": [found.share] * len(shown), "area_m2": geometry.area},
        geometry=geometry,
    )


def _areas_of(ground: BaseGeometry) -> BaseGeometry:
    """Return the areas of a ground without the lines and points where outlines only touch."""
    parts = [part for part in shapely.get_parts(ground) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _names(found: Evolution) -> dict[str, str]:
    return {college.id: college.name for college in found.after.colleges}


def _check_reader(desk: Desk, found: Evolution) -> None:
    require(desk, Role.PARTNER, project_id=found.after.project.id)
