"""Parts of a large round, drawn once they are read: meanwhile, how far they are.

What is read in a moment is drawn at once; the rest is read in the background, and the page is
drawn again when it is there. Rounds that are not large are read as they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import streamlit as st

from animmap.services import compare_exact, compare_quick
from animmap.services.compare import RoundReading
from animmap.services.compare_exact import Key
from animmap.services.errands import Errand
from animmap.views import errand_bar, panels
from animmap.views.state import say

Value = TypeVar("Value")
# Under it a bar would only blink.
_MOMENT_S: Final = 0.12


class Preparing(Exception):  # noqa: N818 - no error: what follows is drawn a little later
    """A part that is being read in the background: what needs it is not drawn this time."""


def read(reading: RoundReading, key: Key, get: Callable[[], Value]) -> Value:
    """Return what ``get`` reads of a round; of a large one, once it was read in the background.

    Parameters
    ----------
    key
        The kind of the part, then all that it depends on besides the reading.
    get
        Reads it from the services, which keep what they read; nothing of the page.

    Raises
    ------
    Preparing
        While it is being read; how far it is, is shown where the part would be.
    """
    if is_ready(reading, key):
        return get()
    errand = compare_exact.prepare(reading, key, get)
    errand.wait(_MOMENT_S)
    if compare_exact.is_ready(reading, key):
        return get()
    st.fragment(_show, run_every=errand_bar.EVERY)(reading, key, errand)
    raise Preparing


def is_ready(reading: RoundReading, key: Key) -> bool:
    """Tell whether a part may be drawn now: the round is not large, or the part was read."""
    return not compare_quick.is_large(reading) or compare_exact.is_ready(reading, key)


def _show(reading: RoundReading, key: Key, errand: Errand) -> None:
    if not errand.running:
        st.rerun()
    compare_exact.ask_again(reading, key)
    st.progress(errand.share, text=panels.literal(say("quick.preparing")))


@contextmanager
def part() -> Iterator[None]:
    """Draw a part as far as it is ready."""
    try:
        yield
    except Preparing:
        return
