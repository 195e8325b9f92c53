"""The words that the browser shows on a map, from the catalogues of the visitor's language."""

from __future__ import annotations

from typing import Final

from animmap.core import palette
from animmap.core.model import LAYERS
from animmap.core.taxonomy import DEFAULTS, THEMES
from animmap.texts import tr

WORDS: Final = (
    "map.label",
    "map.zoom_in",
    "map.zoom_out",
    "map.close",
    "map.legend",
    "map.failed",
    "map.loading",
    "map.cluster",
    "map.share",
    "map.share_equal",
    "map.range",
    "map.same_line",
    "map.ground",
    "map.tiles",
    "map.tiles_failed",
)
DRAW_WORDS: Final = (
    "map.draw.toolbar",
    "map.draw.points",
    "map.draw.freehand",
    "map.draw.finish",
    "map.draw.edit",
    "map.draw.done",
    "map.draw.cancel",
    "map.draw.remove_point",
    "map.draw.undo",
    "map.draw.undo_point",
    "map.draw.clear",
    "map.draw.handle",
    "map.draw.middle",
    "map.draw.hint_rest",
    "map.draw.hint_points",
    "map.draw.hint_freehand",
    "map.draw.hint_edit",
    "map.draw.too_small",
    "map.draw.more_points",
)


def map_words(language: str) -> dict[str, object]:
    """Return the words of the map, its tools, and the names of layers, kinds, themes, classes.

    The words that a démarche made its own come with its features. Placeholders (``{n}``)
    stay: the browser fills them.
    """
    return {
        **{_last(name): tr(name, language) for name in WORDS},
        "draw": {_last(name): tr(name, language) for name in DRAW_WORDS},
        "layers": {layer: tr(f"layer.{layer}", language) for layer in LAYERS},
        "kinds": {
            f"{layer}.{kind}": tr(f"kind.{layer}.{kind}", language)
            for layer in LAYERS
            for kind in DEFAULTS[layer]
        },
        "themes": {theme: tr(f"theme.{theme}", language) for theme in THEMES},
        "classes": {name: tr(f"class.{name}", language) for name in palette.CLASSES},
    }


def _last(identifier: str) -> str:
    return identifier.rpartition(".")[2]
