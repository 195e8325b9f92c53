"""A perimeter being drawn on a shared laptop: what the group gave so far, until it is sent.

Holds no widget: what is here survives filter changes, the arrival of other sketches, a
change of page or of language, and a send that fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import shapely
from shapely.geometry import GeometryCollection, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Commune, Sketch, SketchMethod
from animmap.services.contribute import Receipt, SketchDraft

ON_MAP = "map"
BY_COMMUNES = "communes"
SURE = "sure"
MAYBE = "maybe"
FREEHAND_VERTICES = 60


@dataclass(slots=True)
class SketchForm:
    """One draft; ``id`` is made once, so that a double click sends one sketch.

    ``outlines`` and ``codes`` hold, for "sure" and "maybe", the shapes drawn (raw, EPSG:4326)
    and the communes picked. ``kept_on`` names the map whose drawings the form follows;
    ``stale`` are shapes of that map which were already taken for the other outline. Each new
    ``clear_token`` empties the map once; with none, an unsent drawing comes back after a reload.
    ``round_id`` is the question that the draft was begun for.
    """

    id: str = field(default_factory=lambda: str(uuid4()))
    round_id: str = ""
    college_id: str = ""
    label: str = ""
    way: str = ON_MAP
    outline: str = SURE
    outlines: dict[str, tuple[BaseGeometry, ...]] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    kept_on: str = ""
    stale: frozenset[bytes] = frozenset()
    last_drawings: tuple[BaseGeometry, ...] = ()
    last_click: tuple[float, float] | None = None
    clear_token: str = ""
    amended: Sketch | None = None
    code: str = ""
    receipt: Receipt | None = None

    def is_begun(self) -> bool:
        """Tell whether something would be lost if the draft were."""
        return bool(self.outlines or any(self.codes.values()) or self.reason)

    def take_drawings(self, drawings: Sequence[BaseGeometry], map_name: str) -> None:
        """Follow what the map holds for the outline being drawn.

        A map that has just appeared is empty without anybody having erased anything: only
        a map already followed may empty the outline.
        """
        self.last_drawings = tuple(drawings)
        fresh = tuple(shape for shape in drawings if shape.wkb not in self.stale)
        if fresh:
            self.outlines[self.outline] = fresh
            self.kept_on = map_name
        elif self.kept_on == map_name:
            self.outlines.pop(self.outline, None)

    def switch_way(self, way: str) -> None:
        """Answer the other way; the map that leaves the screen is followed no more."""
        self.way = way
        self.kept_on = ""

    def switch_outline(self, outline: str) -> None:
        """Draw the other outline next, on an emptied map."""
        self.outline = outline
        self.empty_map()

    def erase(self) -> None:
        """Forget the outline being drawn and what the map shows of it."""
        self.outlines.pop(self.outline, None)
        if self.outline == SURE:
            self.outlines.clear()
        self.empty_map()

    def empty_map(self) -> None:
        """Ask the map to forget its drawings; what it still reports meanwhile is stale."""
        self.stale = frozenset(shape.wkb for shape in self.last_drawings)
        self.clear_token = uuid4().hex
        self.kept_on = ""

    def toggle_commune(self, code: str) -> None:
        """Add a commune to the outline being picked, or take it out."""
        picked = self.codes.get(self.outline, ())
        self.codes[self.outline] = (
            tuple(each for each in picked if each != code) if code in picked else (*picked, code)
        )

    def shape(self, outline: str, communes: Sequence[Commune]) -> BaseGeometry | None:
        """Return the outline as given so far (EPSG:4326, raw), None when there is none."""
        if self.way == BY_COMMUNES:
            codes = set(self.codes.get(outline, ()))
            chosen = [commune.geometry for commune in communes if commune.code in codes]
            return shapely.union_all(chosen) if chosen else None
        return _gathered(self.outlines.get(outline, ()))

    def draft(self, round_id: str, communes: Sequence[Commune]) -> SketchDraft | None:
        """Return what is to be sent, None while there is no outline."""
        sure = self.shape(SURE, communes)
        if sure is None:
            return None
        return SketchDraft(
            id=self.id,
            round_id=round_id,
            college_id=self.college_id,
            label=self.label,
            geometry=sure,
            maybe=self.shape(MAYBE, communes),
            method=self._method(sure),
            commune_codes=self.codes.get(SURE, ()) if self.way == BY_COMMUNES else (),
            reason=self.reason,
        )

    def _method(self, shape: BaseGeometry) -> SketchMethod:
        if self.way == BY_COMMUNES:
            return SketchMethod.COMMUNES
        by_hand = shapely.get_num_coordinates(shape) >= FREEHAND_VERTICES
        return SketchMethod.FREEHAND if by_hand else SketchMethod.POINTS


def form_for_next_group() -> SketchForm:
    """Return an empty form, on a map emptied of the drawing just sent."""
    return SketchForm(clear_token=uuid4().hex)


def form_to_amend(sketch: Sketch, code: str, communes: Sequence[Commune]) -> SketchForm:
    """Return the form of a sketch already sent, opened again with its code."""
    picked = sketch.method is SketchMethod.COMMUNES
    return SketchForm(
        id=sketch.id,
        round_id=sketch.round_id,
        college_id=sketch.voice.college_id,
        label=sketch.voice.label,
        way=BY_COMMUNES if picked else ON_MAP,
        outlines=_outlines_of(sketch),
        codes=_codes_of(sketch, communes) if picked else {},
        reason=sketch.reason,
        amended=sketch,
        code=code,
        clear_token=uuid4().hex,
    )


def _outlines_of(sketch: Sketch) -> dict[str, tuple[BaseGeometry, ...]]:
    outlines: dict[str, tuple[BaseGeometry, ...]] = {SURE: (sketch.raw,)}
    if sketch.maybe is not None:
        outlines[MAYBE] = (sketch.maybe,)
    return outlines


def _codes_of(sketch: Sketch, communes: Sequence[Commune]) -> dict[str, tuple[str, ...]]:
    """Return the communes picked; those of the "maybe" outline are read from its shape."""
    codes = {SURE: sketch.commune_codes}
    if sketch.maybe is not None:
        codes[MAYBE] = tuple(
            commune.code
            for commune in communes
            if commune.code not in sketch.commune_codes
            and sketch.maybe.contains(commune.geometry.representative_point())
        )
    return codes


def _gathered(shapes: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Put the shapes together without mending anything: the raw drawing is kept as it is."""
    if not shapes:
        return None
    if len(shapes) == 1:
        return shapes[0]
    polygons = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    if all(isinstance(part, Polygon) for part in polygons):
        return MultiPolygon(polygons)
    return GeometryCollection(polygons)
