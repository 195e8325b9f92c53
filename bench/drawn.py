"""A démarche of drawings from a file, wherever in the world they were drawn, for the benches."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import crs_for_bounds
from animmap.core.model import Commune, RoundState, SketchMethod
from animmap.errors import AnimmapError
from animmap.services import contribute, projects, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk, new_id
from animmap.services.projects import CollegeDraft, ProjectDraft

YEARS = {"newcomers": (0, 3), "settled": (4, 14), "long settled": (15, 200)}


def read_drawn(path: Path, place: str, most: int | None = None) -> gpd.GeoDataFrame:
    """Return the drawings of one place (columns geometry and ``years``), EPSG:4326."""
    whole = gpd.read_file(path)
    found = whole[whole["quartier"] == place].head(most)
    years = np.array([float(each or 0) for each in found["yearsLived"]])
    return gpd.GeoDataFrame({"years": years}, geometry=found.geometry.values, crs=whole.crs)


def furnish_drawn(desk: Desk, drawn: gpd.GeoDataFrame) -> tuple[str, str, list[str]]:
    """Make a démarche of drawings; return it, its question, and the faults of those refused.

    Colleges are by years lived there; a territory outside France is the box of what is drawn.
    """
    bounds = _usual_bounds(drawn)
    names = tuple(YEARS)
    project = projects.create_project(
        desk,
        ProjectDraft(
            name="Drawn",
            summary="",
            territory_name="Drawn",
            communes=(Commune("ZZ001", "Drawn", 0, "", "", shapely.box(*bounds)),),
            colleges=tuple(CollegeDraft(name) for name in names),
            crs=crs_for_bounds(*bounds),
            question="?",
            blind=False,
        ),
    )
    asked = workshops.list_rounds(desk, project.id)[0]
    workshops.set_round_state(desk, asked.id, RoundState.OPEN)
    colleges = [each.id for each in projects.list_colleges(desk, project.id)]
    ready, refused = [], []
    for rank, (shape, years) in enumerate(zip(drawn.geometry, drawn["years"], strict=True)):
        try:
            contribute.preview(desk, asked.id, shape)
        except AnimmapError as fault:
            refused.append(f"drawing {rank}: {fault.code}")
            continue
        ready.append(_draft(asked.id, colleges[_college(years)], rank, shape))
    contribute.import_sketches(desk, asked.id, ready)
    return project.id, asked.id, refused


def _usual_bounds(drawn: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return the box that holds the middle of what is drawn: a few draw far away."""
    each = drawn.geometry.bounds.to_numpy()
    west, south = np.nanquantile(each[:, :2], 0.02, axis=0).tolist()
    east, north = np.nanquantile(each[:, 2:], 0.98, axis=0).tolist()
    return west, south, east, north


def _college(years: float) -> int:
    return next(rank for rank, (low, high) in enumerate(YEARS.values()) if low <= years <= high)


def _draft(round_id: str, college_id: str, rank: int, shape: BaseGeometry) -> SketchDraft:
    return SketchDraft(
        id=new_id(),
        round_id=round_id,
        college_id=college_id,
        label=f"Drawing {rank}",
        geometry=shape,
        method=SketchMethod.POINTS,
        reason="",
    )
