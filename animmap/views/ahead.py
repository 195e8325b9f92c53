"""What the first visitor of *Comparer* would wait for: code, loaded once the server has started."""

from __future__ import annotations

import importlib
import threading
from contextlib import suppress
from typing import Final

# Never a module that declares a component of the page: Streamlit serves only those declared while
# it draws. The second half is what it loads itself when it first draws buttons and tables.
_CODE: Final = (
    "folium.plugins",
    "animmap.services.compare_export",
    "animmap.services.compare_soundness",
    "animmap.services.compare_evolution",
    "animmap.services.diagnose",
    "pyarrow.pandas_compat",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)


def start() -> threading.Thread:
    """Load in a thread of its own, and return it; who comes meanwhile loads what they need."""
    thread = threading.Thread(target=load, name="ahead", daemon=True)
    thread.start()
    return thread


def load() -> None:
    """Load what *Comparer* computes with, and what Streamlit draws it with."""
    for name in _CODE:
        with suppress(ImportError):  # another version of Streamlit may name its own otherwise
            importlib.import_module(name)
