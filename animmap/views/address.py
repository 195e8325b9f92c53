"""Widgets whose choice lives in the address: a link shows the same screen, so does "back".

A choice is written only once a person made it: written unasked, it would hold "back" in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from animmap.views import state


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
    if seen != asked or state.widget_value(key, None) is None:
        state.set_widget(key, value)


def tell(name: str, value: str, *, changed: bool) -> None:
    """Write what a widget says, when a person changed it; call it once it is drawn."""
    if changed:
        state.put_in_address(name, value)
    state.kept(Seen).values[name] = state.choice_of_any(name)
