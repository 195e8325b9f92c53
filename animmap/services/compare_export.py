"""A comparison taken away: figures, layers, matrices, and all its figures as JSON.

For those who lead and for partners, who get nothing of a college they never see apart.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np

from animmap.core import palette
from animmap.core.agreement import carries
from animmap.core.comparison import Comparison, thresholds
from animmap.core.diagnostic import Diagnostic
from animmap.core.document import Picture
from animmap.core.model import Role
from animmap.core.outlines import hausdorff_distances
from animmap.core.privacy import TOGETHER
from animmap.errors import AnimmapError
from animmap.report import geopackage, raster
from animmap.report.tables import Cell, Sheet, write_csv, write_xlsx
from animmap.services import compare, compare_readings, compare_report, debates, diagnose
from animmap.services.compare import RoundReading
from animmap.services.compare_file import Voices
from animmap.services.desk import Desk, is_staff, require
from animmap.services.plain import as_lists
from animmap.texts import tr

KM2: Final = 1e6
HALF: Final = 0.5
MATRICES: Final = ("iou", "contained_in", "intersection_km2", "hausdorff_m")


def list_figures(desk: Desk, diagnostic: Diagnostic, language: str) -> list[Picture]:
    """Return the pictures of a round, in the order of its diagnostic, without repeating any."""
    require(desk, Role.PARTNER, project_id=diagnostic.identity.project_id)
    document = diagnose.compose(diagnostic, language)
    found = [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Picture)
    ]
    return list({picture.name: picture for picture in found}.values())


def export_figure(
    desk: Desk, diagnostic: Diagnostic, name: str, extension: str, language: str
) -> bytes:
    """Return one picture of a round as "svg" or "png".

    Raises
    ------
    AnimmapError
        ``not_found`` for a picture that this round does not have.
    """
    pictures = {each.name: each for each in list_figures(desk, diagnostic, language)}
    if name not in pictures:
        raise AnimmapError("not_found")
    svg = pictures[name].svg
    return raster.render_png(svg) if extension == "png" else svg.encode()


def export_layers(desk: Desk, reading: RoundReading, threshold: float) -> bytes:
    """Return the layers of a round as a GeoPackage with their styles for QGIS.

    Partners get bands of agreement, and the sketches that they may see one by one.
    """
    _check_reader(desk, reading, threshold)
    named = _with_names(reading)
    shown = compare.shown_ranks(reading)
    layers = geopackage.agreement_layers(
        named, threshold, told_apart=is_staff(desk) and bool(len(named.faces))
    )
    rows = range(1, named.voices + 1)
    layers["debated_zones"] = _debated_layer(desk, reading)
    layers["sketches"] = geopackage.sketches_layer(named, rows, shown)
    drew = {reading.sketches[rank].voice.college_id for rank in shown}
    colors = {
        name: palette.college_color(college.position)
        for college, name in zip(reading.colleges, _college_names(reading), strict=True)
        if college.id in drew
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layers.gpkg"
        geopackage.write_layers(path, layers, colors)
        return path.read_bytes()


def _debated_layer(desk: Desk, reading: RoundReading) -> gpd.GeoDataFrame:
    """Return the debated zones as the screen tells them, masked as it is."""
    room, _ = debates.tell_zones(reading)
    names = {group.id: group.name for group in room.speakers.groups if not group.grouped}
    found = debates.list_debated(desk, reading)

    def side(debated: debates.Debated, *, within: bool) -> str:
        chosen = [
            names[each]
            for each, share in debated.told.positions
            if each in names and carries(share) is within
        ]
        return json.dumps(chosen, ensure_ascii=False)

    return gpd.GeoDataFrame(
        {
            "number": [each.told.number for each in found],
            "name": [each.name for each in found],
            "voices_for": [each.told.voices_for for each in found],
            "voices_against": [each.told.voices_against for each in found],
            "colleges_for": [side(each, within=True) for each in found],
            "colleges_against": [side(each, within=False) for each in found],
            "decision": [each.decision.text if each.decision else "" for each in found],
            "area_m2": [each.told.area_m2 for each in found],
        },
        geometry=gpd.GeoSeries([each.told.geometry for each in found], crs=reading.comparison.crs),
    )


def export_zone(desk: Desk, reading: RoundReading, number: int) -> bytes:
    """Return a debated zone as GeoJSON (EPSG:4326); ``not_found`` when there is no such one."""
    require(desk, Role.PARTNER, project_id=reading.project.id)
    return _as_json(debates.debated_geojson(reading, number))


def export_matrix(desk: Desk, reading: RoundReading, name: str, language: str) -> bytes:
    """Return one of MATRICES as CSV, between the sketches that may be seen one by one."""
    if name not in MATRICES:
        raise AnimmapError("not_found")
    _check_reader(desk, reading)
    return write_csv(_matrix(reading, name, language))


def export_workbook(desk: Desk, reading: RoundReading, language: str) -> bytes:
    """Return every matrix and the areas by threshold as one workbook (XLSX)."""
    _check_reader(desk, reading)
    sheets = [_matrix(reading, name, language) for name in MATRICES]
    return write_xlsx([*sheets, _thresholds(reading.comparison, language)])


def _matrix(reading: RoundReading, name: str, language: str) -> Sheet:
    shown = compare.shown_ranks(reading)
    names = [_voice_names(reading)[rank] for rank in shown]
    pairs = reading.comparison.pairwise
    if name == "hausdorff_m":
        values = hausdorff_distances([reading.comparison.walk.shapes[rank] for rank in shown])
    else:
        whole = {
            "iou": pairs.iou,
            "contained_in": pairs.contained_in,
            "intersection_km2": pairs.intersection_m2 / KM2,
        }[name]
        values = whole[np.ix_(shown, shown)]
    rows: list[tuple[Cell, ...]] = [
        (title, *row) for title, row in zip(names, values.tolist(), strict=True)
    ]
    return Sheet(name, (tr(f"exports.matrix_{name}", language), *names), tuple(rows))


def _thresholds(comparison: Comparison, language: str) -> Sheet:
    head = tuple(tr(f"exports.{name}", language) for name in ("share", "raw_km2", "equal_km2"))
    rows = tuple(
        (step.share, step.raw_m2 / KM2, step.equal_m2 / KM2) for step in thresholds(comparison)
    )
    return Sheet(tr("exports.thresholds", language), head, rows)


def export_figures(desk: Desk, reading: RoundReading, threshold: float) -> bytes:
    """Return the whole reading as JSON: what the command ``compare`` writes.

    Partners get the part of it that singles nobody out.
    """
    _check_reader(desk, reading, threshold)
    return _as_json(_whole(desk, reading, threshold) if is_staff(desk) else _part(reading))


def _whole(desk: Desk, reading: RoundReading, threshold: float) -> dict[str, object]:
    named = _with_names(reading)
    places = compare.list_features(desk, reading)
    zones = compare_readings.read_debates(named)
    portrait, _ = compare_report.report_portrait(named, places)
    return {
        **compare_report.report(_as_voices(reading, named), named, threshold),
        **compare_report.report_debates(named, zones, places, threshold, None),
        "portrait": portrait,
        "notices": [],
    }


def _as_voices(reading: RoundReading, named: Comparison) -> Voices:
    """Return the sketches of a round as the command line reads those of a file."""
    repaired = tuple(
        {"row": row, "reason": ", ".join(sketch.repairs)}
        for row, sketch in enumerate(reading.sketches, start=1)
        if sketch.repairs
    )
    rows = tuple(range(1, named.voices + 1))
    return Voices(named.crs, named.shapes, rows, repaired, (), named.voices, ())


def _part(reading: RoundReading) -> dict[str, object]:
    comparison, shown = reading.comparison, compare.shown_ranks(reading)
    pairs = np.ix_(shown, shown)
    return {
        "crs": comparison.crs,
        "voices": {"used": comparison.voices},
        "area_by_count_km2": (comparison.area_by_count_m2 / KM2).tolist(),
        "thresholds": [
            {
                "share": step.share,
                "raw_km2": step.raw_m2 / KM2,
                "equal_voice_km2": step.equal_m2 / KM2,
            }
            for step in thresholds(comparison)
        ],
        "pairwise": {
            "intersection_km2": (comparison.pairwise.intersection_m2[pairs] / KM2).tolist(),
            "iou": comparison.pairwise.iou[pairs].tolist(),
            "contained_in": comparison.pairwise.contained_in[pairs].tolist(),
        },
        "mean_iou": comparison.mean_iou,
        "generalised_conformity_index": comparison.conformity_index,
        "expected_disagreement_km2": comparison.expected_disagreement_m2 / KM2,
        "between_colleges_share": comparison.between_colleges_share,
        "effective_voices": comparison.effective_voices,
        "verdict": comparison.verdict,
    }


def _check_reader(desk: Desk, reading: RoundReading, threshold: float = HALF) -> None:
    require(desk, Role.PARTNER, project_id=reading.project.id)
    if not 0.0 < threshold <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=threshold)


def _with_names(reading: RoundReading) -> Comparison:
    """Return the comparison with names in place of identifiers; nothing is computed again."""
    comparison = reading.comparison
    colleges = dict(
        zip((each.id for each in reading.colleges), _college_names(reading), strict=True)
    )
    colleges[TOGETHER] = TOGETHER
    names = _voice_names(reading)
    shapes = tuple(
        replace(shape, id=name, college=colleges[shape.college])
        for shape, name in zip(comparison.shapes, names, strict=True)
    )
    renamed = {shape.id: name for shape, name in zip(comparison.shapes, names, strict=True)}
    return replace(
        comparison,
        shapes=shapes,
        colleges={colleges[each]: count for each, count in comparison.colleges.items()},
        pairwise=replace(comparison.pairwise, ids=tuple(names)),
        medoid=None if comparison.medoid is None else renamed[comparison.medoid],
    )


def _college_names(reading: RoundReading) -> list[str]:
    return _apart([each.name for each in reading.colleges])


def _voice_names(reading: RoundReading) -> list[str]:
    """Return the label of each voice, its college where labels are masked; all different."""
    names = {each.id: each.name for each in reading.colleges}
    return _apart([each.voice.label or names[each.voice.college_id] for each in reading.sketches])


def _apart(names: Sequence[str]) -> list[str]:
    """Number the names that several share.

    Examples
    --------
    >>> _apart(["Table", "Lys", "Table"])
    ['Table (1)', 'Lys', 'Table (2)']
    """
    return [
        name if names.count(name) == 1 else f"{name} ({names[: rank + 1].count(name)})"
        for rank, name in enumerate(names)
    ]


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, default=as_lists).encode()
