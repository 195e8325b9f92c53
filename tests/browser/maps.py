"""Reading and awaiting what a map shows, whatever happens to its frame meanwhile.

The app may draw a frame again at any moment: each look finds the frame of that rank anew, and no
handle on it is kept.
"""

from __future__ import annotations

from typing import Any

# Runs a source in the frame of the map of a rank, once that map shows all it was asked to.
_LOOK = """([rank, source, argument, wanted]) => {
    const page = document.querySelectorAll("iframe[title*='folium']")[rank]?.contentWindow;
    if (!page?.map || page.map.getContainer().dataset.ready !== "true") return null;
    const read = page.eval(`(${source})`);
    const value = typeof read === "function" ? read(argument) : read;
    return wanted === undefined || value === wanted ? { value } : null;
}"""


def on_map(visit, source: str, rank: int = 0, argument: object = None) -> Any:
    """Return an expression of the map's frame, or what a function of ``argument`` returns there."""
    return _look(visit, [rank, source, argument])


def wait_on_map(visit, source: str, wanted: object, rank: int = 0, argument: object = None) -> None:
    """Wait until an expression, or a function of ``argument``, is ``wanted`` in the map's frame."""
    _look(visit, [rank, source, argument, wanted])


def _look(visit, asked: list[object]) -> Any:
    return visit.page.wait_for_function(_LOOK, arg=asked).json_value().get("value")
