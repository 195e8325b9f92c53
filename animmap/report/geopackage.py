"""The comparison as a GeoPackage for a GIS, in the metric CRS of the measures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from animmap.core import palette
from animmap.core.bands import agreement_bands
from animmap.core.comparison import Comparison, zone
from animmap.core.readings import divergences, informed_consensus
from animmap.core.sides import group_colleges
from animmap.core.zones import Zone
from animmap.errors import AnimmapError, reason_of
from animmap.report import qgis

# Beyond, a layer of faces would weigh gigabytes: bands of equal agreement are written instead.
MOST_FACES = 120_000


def write_geopackage(
    path: Path,
    comparison: Comparison,
    rows: Sequence[int],
    threshold: float,
    debated: Sequence[Zone],
) -> bool:
    """Write ``faces``, ``core``, ``majority``, ``debated_zones``, ``sketches``; replace a file.

    Parameters
    ----------
    rows
        Row of each voice in the file it came from, counted from 1.
    threshold
        Share of voices that the layer ``majority`` reaches.
    debated
        The debated zones, in the order of their numbers.

    Returns
    -------
    exact
        False when ``faces`` holds bands of agreement (``count`` is then the least number of
        voices of the band and ``voices`` is missing) because there were too many faces.

    Raises
    ------
    AnimmapError
        ``file_unwritable``.
    """
    exact = bool(len(comparison.faces))
    names = list(dict.fromkeys(shape.college for shape in comparison.shapes))
    colors = {name: palette.college_color(rank) for rank, name in enumerate(names)}
    write_layers(
        path,
        agreement_layers(comparison, threshold, told_apart=exact)
        | {
            "debated_zones": _zones(comparison, debated),
            "sketches": sketches_layer(comparison, rows, range(comparison.voices)),
        },
        colors,
    )
    return exact


def agreement_layers(
    comparison: Comparison, threshold: float, *, told_apart: bool
) -> dict[str, gpd.GeoDataFrame]:
    """Return ``faces``, ``core`` and ``majority``; bands in place of faces unless told apart.

    Faces say which voices include them: they are for those who may see every voice.
    """
    return {
        "faces": _faces(comparison) if told_apart else _bands(comparison),
        "core": _zone(comparison, 1.0),
        "majority": _zone(comparison, threshold),
    }


def write_layers(
    path: Path, layers: Mapping[str, gpd.GeoDataFrame], colors: Mapping[str, str]
) -> None:
    """Write layers and their styles for QGIS; replace a file.

    Parameters
    ----------
    colors
        Colour of each college of the layer ``sketches``.

    Raises
    ------
    AnimmapError
        ``file_unwritable``.
    """
    styles = {
        "faces": qgis.agreement_style(),
        "core": qgis.zone_style(palette.CLASSES["core"]),
        "majority": qgis.zone_style(palette.PRIMARY),
        "debated_zones": qgis.debate_style(),
        "sketches": qgis.sketches_style(colors),
    }
    write_styled(path, layers, styles)


def write_zone(path: Path, zone_layer: gpd.GeoDataFrame) -> None:
    """Write one zone as the layer ``zone``, styled; raises ``file_unwritable``."""
    write_styled(path, {"zone": zone_layer}, {"zone": qgis.zone_style(palette.PRIMARY)})


def write_styled(
    path: Path, layers: Mapping[str, gpd.GeoDataFrame], styles: Mapping[str, str]
) -> None:
    """Write layers with the style of each for QGIS; replace a file.

    Raises
    ------
    AnimmapError
        ``file_unwritable``.
    """
    # Written beside, then put in place: a failure leaves the old file whole.
    draft = path.with_name(f".{path.stem}.part.gpkg")
    try:
        draft.unlink(missing_ok=True)
        for name, frame in layers.items():
            kind = "Polygon" if name == "faces" and "class" in frame else "MultiPolygon"
            frame.to_file(
                draft, layer=name, driver="GPKG", engine="pyogrio",
                geometry_type=kind, promote_to_multi=kind == "MultiPolygon",
            )  # fmt: skip
        write_styles(draft, styles)
        draft.replace(path)
    except (OSError, RuntimeError) as error:
        draft.unlink(missing_ok=True)
        raise AnimmapError("file_unwritable", name=path.name, reason=reason_of(error)) from error


def write_styles(path: Path, styles: Mapping[str, str]) -> None:
    """Add to a GeoPackage the style of each of its layers, as QGIS reads them."""
    # Not before the server has left GDAL only the drivers it needs: see sources.gdal_guard.
    import pyogrio

    pyogrio.write_dataframe(
        qgis.styles_table(styles), path, layer=qgis.STYLES_LAYER, driver="GPKG",
        layer_options={"FID": "id"},
    )  # fmt: skip


def _faces(comparison: Comparison) -> gpd.GeoDataFrame:
    """Faces with what their maps show: weight of numbers, everyone-in, consensus, divergences."""
    faces = comparison.faces
    kept = faces[["count", "share", "equal_share", "klass", "area_m2", "geometry"]]
    ids = [shape.id for shape in comparison.shapes]
    _, group, sizes = group_colleges([shape.college for shape in comparison.shapes])
    counts = np.array(
        [np.bincount(group[list(voices)], minlength=len(sizes)) for voices in faces["voices"]]
    )
    within, between = divergences(counts / sizes).T
    return kept.assign(
        voices=[_names([ids[rank] for rank in one]) for one in faces["voices"]],
        difference=faces["equal_share"] - faces["share"],
        everyone_in=faces["min_share"],
        consensus=informed_consensus(counts, sizes),
        within_colleges=within,
        between_colleges=between,
    ).rename(columns={"klass": "class"})


def _bands(comparison: Comparison) -> gpd.GeoDataFrame:
    bands = agreement_bands(comparison, "raw")
    shares = [float(str(band.facts["share_min"])) for band in bands]
    geometry = gpd.GeoSeries([band.geometry for band in bands], crs=comparison.crs)
    return gpd.GeoDataFrame(
        {
            "count": [round(share * comparison.voices + 0.5) for share in shares],
            "share": shares,
            "equal_share": pd.array([None] * len(bands), dtype="Float64"),
            "area_m2": geometry.area,
            "voices": pd.array([None] * len(bands), dtype="string"),
        },
        geometry=geometry,
    )


def _zone(comparison: Comparison, threshold: float) -> gpd.GeoDataFrame:
    reached = zone(comparison, "raw", threshold)
    found = [] if reached.is_empty else [reached]
    geometry = gpd.GeoSeries(found, crs=comparison.crs)
    return gpd.GeoDataFrame(
        {"threshold": [threshold] * len(found), "area_m2": geometry.area}, geometry=geometry
    )


def _zones(comparison: Comparison, debated: Sequence[Zone]) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries([zone.geometry for zone in debated], crs=comparison.crs)
    return gpd.GeoDataFrame(
        {
            "number": list(range(1, len(debated) + 1)),
            "concern_m2": [zone.concern_m2 for zone in debated],
            "colleges_for": [_names(zone.colleges_for) for zone in debated],
            "colleges_against": [_names(zone.colleges_against) for zone in debated],
            "area_m2": geometry.area,
        },
        geometry=geometry,
    )


def _names(names: Sequence[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)


def sketches_layer(
    comparison: Comparison, rows: Sequence[int], shown: Sequence[int]
) -> gpd.GeoDataFrame:
    """Return the sketches at some positions, with their rows, voices and colleges."""
    shapes = [comparison.shapes[rank] for rank in shown]
    geometry = gpd.GeoSeries([shape.geometry for shape in shapes], crs=comparison.crs)
    return gpd.GeoDataFrame(
        {
            "row": [rows[rank] for rank in shown],
            "voice": [shape.id for shape in shapes],
            "college": [shape.college for shape in shapes],
            "area_m2": geometry.area,
        },
        geometry=geometry,
    )
