"""From what a hand drew to the outlines that are kept: cleaned, checked, repaired."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import REASON_LIMIT, clean_line, clean_text
from animmap.core.crs import reach_too_far, to_lonlat, to_metric
from animmap.core.model import Sketch, SketchMethod, SketchState, Voice
from animmap.core.repair import Repaired, crosses_beyond, is_finite, repair_polygon
from animmap.errors import AnimmapError

# A hand that scribbles crosses itself some hundred times; mending a thousand takes 0.1 s.
MOST_CROSSINGS = 5_000
MOST_VERTICES = 50_000  # a hand draws some hundreds, the communes of a large territory as many
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class SketchDraft:
    """A sketch as a client sends it.

    ``id`` is made by the client (UUID) and makes the send idempotent. ``geometry`` (EPSG:4326)
    is the outline as drawn, or the union of the communes picked; ``maybe`` what could be
    added. ``created_at`` is read by imports only.
    """

    id: str
    round_id: str
    college_id: str
    label: str
    geometry: BaseGeometry
    maybe: BaseGeometry | None = None
    method: SketchMethod = SketchMethod.POINTS
    commune_codes: tuple[str, ...] = ()
    reason: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Outlines (EPSG:4326) as drawn and as repaired, and the area of the sure one in km².

    ``maybe`` holds ``sure``; ``repairs`` are messages ``repair.<code>``.
    """

    raw: BaseGeometry
    sure: BaseGeometry
    maybe: BaseGeometry | None
    area_km2: float
    repairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a sketch is kept; ``code`` ("mon code") is shown once, None afterwards."""

    sketch: Sketch
    code: str | None
    status: str


def read_outlines(geometry: BaseGeometry, maybe: BaseGeometry | None, crs: str) -> Preview:
    """Check and repair outlines drawn in EPSG:4326, measuring in the metric ``crs``.

    Raises
    ------
    AnimmapError
        ``geometry_empty`` when nothing encloses an area, ``geometry_outside_world``,
        ``geometry_too_complex``, ``geometry_entangled``.
    """
    check_place(geometry)
    sure = _repair(geometry, crs)
    if sure.geometry is None:
        raise AnimmapError("geometry_empty")
    codes = sure.codes
    wider: BaseGeometry | None = None
    if maybe is not None and not maybe.is_empty:
        check_place(maybe)
        perhaps = _repair(maybe, crs)
        if perhaps.geometry is not None:
            both = shapely.get_parts([perhaps.geometry, sure.geometry])
            _refuse_tangle(shapely.MultiPolygon(list(both)))
            wider = _polygons(shapely.union(perhaps.geometry, sure.geometry))
            codes = tuple(dict.fromkeys(codes + perhaps.codes))
    return Preview(
        raw=geometry,
        sure=_to_degrees(geometry, sure.geometry, sure.codes, crs),
        maybe=None if wider is None else _in_degrees(wider, crs),
        area_km2=sure.area_after_m2 / 1e6,
        repairs=codes,
    )


def check_place(geometry: BaseGeometry) -> None:
    """Refuse a geometry (EPSG:4326) that is empty, off the Earth or too long to draw.

    Raises
    ------
    AnimmapError
        ``geometry_empty``, ``geometry_outside_world``, ``geometry_too_complex``.
    """
    vertices = int(shapely.get_num_coordinates(geometry))
    if vertices > MOST_VERTICES:
        raise AnimmapError("geometry_too_complex", vertices=vertices, most=MOST_VERTICES)
    if geometry.is_empty:
        raise AnimmapError("geometry_empty")
    if not is_finite(geometry):
        raise AnimmapError("geometry_outside_world")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise AnimmapError("geometry_outside_world")


def _repair(geometry: BaseGeometry, crs: str) -> Repaired:
    metric = to_metric([geometry], crs)[0]
    if not is_finite(metric) or any(reach_too_far(crs, [geometry])):
        raise AnimmapError("geometry_outside_world")
    _refuse_tangle(metric)
    return repair_polygon(metric)


def _refuse_tangle(metric: BaseGeometry) -> None:
    """Refuse what takes minutes to mend: one phone would hold up a hall."""
    if crosses_beyond(metric, MOST_CROSSINGS):
        raise AnimmapError("geometry_entangled")


def _to_degrees(
    drawn: BaseGeometry, repaired: BaseGeometry, codes: tuple[str, ...], crs: str
) -> BaseGeometry:
    # What needed no repair keeps the very coordinates that were drawn.
    if not codes and drawn.geom_type in ("Polygon", "MultiPolygon") and drawn.is_valid:
        return shapely.force_2d(drawn)
    return _in_degrees(repaired, crs)


def _in_degrees(metric: BaseGeometry, crs: str) -> BaseGeometry:
    """Bring repaired polygons back to EPSG:4326, where rounding may leave slivers.

    They are not repaired a second time: repair drops parts by their area in square metres.
    """
    degrees = to_lonlat([metric], crs)[0]
    if degrees.is_valid:
        return degrees
    parts = shapely.get_parts(shapely.make_valid(degrees, method="structure"))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return valid polygons after a union of metric ones: rounding may leave slivers."""
    mended = repair_polygon(geometry).geometry
    if mended is None:
        raise AnimmapError("geometry_empty")
    return mended


def check_identifier(identifier: str) -> None:
    """Refuse an identifier that no client of ours makes (``request_invalid``)."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise AnimmapError("request_invalid")


def drawn_sketch(draft: SketchDraft, crs: str, now: datetime) -> Sketch:
    """Return the sketch that a draft makes, its texts cleaned, its outlines repaired.

    Raises what ``read_outlines`` raises, ``text_too_long``, and ``request_invalid`` for an
    identifier that no client of ours makes.
    """
    check_identifier(draft.id)
    outlines = read_outlines(draft.geometry, draft.maybe, crs)
    moment = draft.created_at or now
    return Sketch(
        id=draft.id,
        round_id=draft.round_id,
        # One voice draws one sketch in a round, so one identifier serves both.
        voice=Voice(draft.id, draft.round_id, draft.college_id, clean_line(draft.label)),
        sure=outlines.sure,
        maybe=outlines.maybe,
        raw=outlines.raw,
        repairs=outlines.repairs,
        method=draft.method,
        commune_codes=draft.commune_codes,
        reason=clean_text(draft.reason, REASON_LIMIT),
        state=SketchState.SENT,
        version=1,
        created_at=moment,
        updated_at=moment,
    )


def digest(draft: SketchDraft, participant_id: str | None = None) -> str:
    """Return what tells two sends apart: round, sender, words, outlines as drawn.

    The sender is the device that joined the room, which may change its college and its
    pseudonym between two sends of the same sketch; else that college and pseudonym.
    """
    sender = [participant_id] if participant_id else [draft.college_id, clean_line(draft.label)]
    content = [
        draft.round_id,
        *sender,
        clean_text(draft.reason, REASON_LIMIT),
        draft.method.value,
        list(draft.commune_codes),
        *(
            "" if shape is None else shapely.to_wkb(shape, hex=True, output_dimension=2)
            for shape in (draft.geometry, draft.maybe)
        ),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
