"""What reading a file of outlines gives: rows in the order of the file, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class VectorFile:
    """Rows of a file, in its order: a row that could not be read has no geometry and a fault.

    ``crs``: of the ``geometries``, an authority code or WKT; empty when the file does not say.
    ``attributes``: column → value. ``faults``: reason per row without geometry, and ``mends``:
    what had to be mended to read a row; both are codes of ``repair`` messages, by position.
    ``layer``: the layer read, when the file holds several; ``others``: those left aside that
    would have done as well.
    """

    crs: str
    geometries: tuple[BaseGeometry | None, ...]
    attributes: tuple[Row, ...]
    faults: dict[int, str]
    mends: dict[int, tuple[str, ...]] = field(default_factory=dict)
    layer: str = ""
    others: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Attribute names, in the order of their first appearance."""
        return tuple(dict.fromkeys(name for row in self.attributes for name in row))
