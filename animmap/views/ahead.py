"""What a first visitor would wait for: code, loaded once the server has started."""

from __future__ import annotations

import importlib
import inspect
import threading
from contextlib import suppress
from typing import Final

from animmap.texts import LANGUAGES, format_share

# All that *Comparer* draws, then what Streamlit loads itself when it first draws buttons, tables
# and components.
_CODE: Final = (
    "animmap.views.quick_parts",
    "animmap.services.compare_warm",
    "pyarrow.pandas_compat",
    "streamlit.components.v1.component_arrow",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)


def start() -> threading.Thread:
    """Load in a thread of its own, and return it; who comes meanwhile loads what they need."""
    thread = threading.Thread(target=load, name="ahead", daemon=True)
    thread.start()
    return thread


def load() -> None:
    """Load the code of *Comparer*, what Streamlit draws it with, and how numbers are written."""
    for name in _CODE:
        with suppress(ImportError):  # another version of Streamlit may name its own otherwise
            importlib.import_module(name)
    for language in LANGUAGES:
        format_share(1.0, language)
    # Streamlit asks it when it first draws: the file of each module is then looked for.
    inspect.stack()
