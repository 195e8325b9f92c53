"""What the page tells the browser to fetch at once, instead of finding it out step by step.

Streamlit's page loads its frame, then asks what to draw, then loads the code of each element;
a map then loads its own frame, and that frame its scripts. Named in a header of the page, all
this arrives while the server is still drawing the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from animmap.vendored import BUNDLES, address_of

# The elements that most screens open with.
ELEMENTS: Final = (
    "Html",
    "PageLink",
    "Selectbox",
    "ButtonGroup",
    "Button",
    "Checkbox",
    "TextInput",
    "ComponentInstance",
)
_IMPORTS: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_HEAD_CHARACTERS: Final = 20_000


@lru_cache(maxsize=1)
def early_links() -> str:
    """Return the ``Link`` header of the page: modules of its elements, files of the maps."""
    static = package_folder("streamlit") / "static"
    modules = [f"</static/js/{name}>; rel=modulepreload" for name in _modules(static)]
    # The frame of a map is not named: its address answers only once a map has been shown.
    maps = [f"<{address_of(name)}>; rel=prefetch" for name in BUNDLES if name.startswith("map/")]
    return ", ".join([*modules, *maps])


def package_folder(name: str) -> Path:
    """Return the folder of an installed package; RuntimeError when it is not there."""
    package = find_spec(name)
    if package is None or package.origin is None:
        raise RuntimeError(f"{name} is not installed")
    return Path(package.origin).parent


def _modules(static: Path) -> list[str]:
    """Return the modules of the elements and those they import, without what the page names."""
    named = set(re.findall(r"static/js/([\w.-]+\.js)", (static / "index.html").read_text("utf-8")))
    folder = static / "static" / "js"
    found: dict[str, None] = {}
    waiting = [path.name for element in ELEMENTS for path in folder.glob(f"{element}.*.js")]
    while waiting:
        name = waiting.pop(0)
        if name not in found and name not in named:
            found[name] = None
            waiting.extend(_imported(folder / name))
    return list(found)


def _imported(module: Path) -> Iterable[str]:
    """Return the static imports of a module, which stand at its head."""
    if not module.is_file():
        return ()
    return _IMPORTS.findall(module.read_text("utf-8")[:_HEAD_CHARACTERS])
