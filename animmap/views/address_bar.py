"""The address of the page, as this session knows it: the only module that touches it.

A browser asks with the address that it shows, and what a run writes reaches it later. A timer, or a
second click, may therefore ask with the address of before: read as it stands, it would take back
what a person has just chosen. What was written a moment ago wins over the values it replaced,
unless the request cannot be late: "back" was pressed, or another page is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# A part of a page that asks to be drawn again follows no link: its address can only be late. A
# whole page may be asked by a link to itself, with the choices of before, after a few seconds.
PART_PATIENCE: Final = 30.0
PAGE_PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of the request of this run, besides its address.

    ``page`` tells pages apart; ``moved``: by "back" or "forward"; ``part``: not the whole page.
    """

    page: str = ""
    moved: bool = False
    part: bool = False


@dataclass(slots=True)
class _Trail:
    """The values that one name had, the last one wanted, and when (seconds) that was written."""

    values: list[str]
    at: float


@dataclass(slots=True)
class AddressBar:
    """The address of one session; see the module."""

    _trails: dict[str, _Trail] = field(default_factory=dict)
    _page: str = ""

    def read(self) -> dict[str, str]:
        """Return what the address carries, by name."""
        return self.hear(st.query_params.to_dict(), _request(), monotonic())

    def write(self, values: Mapping[str, str]) -> None:
        """Make the address carry exactly ``values``: one more press of "back" if they differ."""
        known = self.read()
        if dict(values) == known:
            return
        self.note(known, values, monotonic())
        st.query_params.from_dict(values)

    def hear(self, told: Mapping[str, str], request: Request, now: float) -> dict[str, str]:
        """Return the address that is meant by a request that tells one, perhaps late."""
        if request.moved or request.page != self._page:
            self._trails.clear()
            self._page = request.page
        patience = PART_PATIENCE if request.part else PAGE_PATIENCE
        meant = dict(told)
        for name, trail in list(self._trails.items()):
            if told.get(name, "") not in trail.values or now - trail.at > patience:
                del self._trails[name]
            elif trail.values[-1]:
                meant[name] = trail.values[-1]
            else:
                meant.pop(name, None)
        return meant

    def note(self, before: Mapping[str, str], after: Mapping[str, str], now: float) -> None:
        """Remember what is about to be written in place of what."""
        for name in before.keys() | after.keys():
            old, new = before.get(name, ""), after.get(name, "")
            if old != new:
                trail = self._trails.setdefault(name, _Trail([old], now))
                trail.values.append(new)
                trail.at = now


def _request() -> Request:
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return Request()
    return Request(
        page=context.page_script_hash,
        moved=context.is_history_navigation,
        part=bool(context.fragment_ids_this_run),
    )
