"""Widgets whose choice lives in the address: a link shows the same screen, so does "back".

A choice is written only once a person made it: written unasked, it would hold "back" in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from animmap.views import panels, state

PART_PARAM = "partie"


@dataclass(slots=True)
class Seen:
    """What the address carried under each name when its widget was last drawn."""

    values: dict[str, str] = field(default_factory=dict)


def follow(name: str, key: str, value: object) -> None:
    """Give a widget what the address asks: at its first run, and when "back" has changed it.

    Call it before the widget of ``key`` is drawn; ``value`` is what the address means for it.
    """
    asked = state.choice_of_any(name)
    seen = state.kept(Seen).values.get(name, asked)
    moved = seen != asked and state.widget_value(key, None) != value
    if moved or not state.holds_widget(key):  # else a press on its way would be taken back
        state.set_widget(key, value)


def tell(name: str, value: str, *, changed: bool) -> None:
    """Write what a widget says, when a person changed it; call it once it is drawn."""
    if changed:
        state.put_in_address(name, value)
    state.kept(Seen).values[name] = state.choice_of_any(name)


def open_part(
    names: Sequence[str], titles: Sequence[str], *, key: str, first: str = ""
) -> panels.Part:
    """Draw the parts of a screen as tabs and return the open one, which the address keeps."""
    wanted = part_of(names, first=first)
    follow(PART_PARAM, key, titles[names.index(wanted)])
    part = panels.open_part(names, titles, key=key)
    tell(PART_PARAM, part.name, changed=part.name != wanted)
    return part


def part_of(names: Sequence[str], *, first: str = "") -> str:
    """Return the part that the address asks for, else ``first``, else the first of them."""
    return next(iter(state.choices_in_address(PART_PARAM, names)), first or names[0])
