"""Who drew alike: the tree of sketches, its families, and the list of what is brushed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from animmap.core.cleaning import alphabetical
from animmap.services.compare import RoundReading
from animmap.services.compare_families import Families, read_families
from animmap.views import address, brush, brushed, panels, place, state, tree
from animmap.views.families_chart import Marked
from animmap.views.figures import how
from animmap.views.state import say

NAME_KEY = "compare-brush-name"
TREE = "compare-tree"


def show_families(reading: RoundReading, names: Sequence[str]) -> None:
    """Show who drew alike as a tree, let one family be chosen, and list what is brushed."""
    found = read_families(reading)
    panels.section(say("compare.families.title"))
    st.html(_lede(found))
    drawn, listed = st.columns([3, 2], gap="medium")
    with drawn:
        _show_tree(reading, found, [names[rank] for rank in found.ranks])
    with listed:
        _ask_family(found)
        _ask_name(reading, found, names)
        brushed.show_brushed(reading)
    st.html(how(say("compare.families.how")))


def marked(reading: RoundReading, found: Families) -> Marked:
    """Return, as positions in ``found.ranks``, what is brushed and what holds the place shown."""
    at = {reading.sketches[rank].id: leaf for leaf, rank in enumerate(found.ranks)}
    held = (at.get(sketch.id) for sketch in brush.brushed(reading))
    here = (at.get(sketch.id) for sketch in place.including(reading))
    return Marked(
        frozenset(each for each in held if each is not None),
        frozenset(each for each in here if each is not None),
    )


def _show_tree(reading: RoundReading, found: Families, names: Sequence[str]) -> None:
    if len(names) < 2:
        return
    alt = say("compare.families.alt", said=_said(found, names))
    with st.container(key=TREE):
        panels.name_region(TREE, say("compare.tree.label"))
        tree.show_tree(reading, found, names, marked(reading, found), alt)
    if place.chosen_point():
        st.html(f'<p class="am-hint"><i class="am-dot"></i> {escape(say("compare.tree.here"))}</p>')


def _lede(found: Families) -> str:
    several = sum(len(family) > 1 for family in found.tree.families)
    alone = len(found.tree.families) - several
    text = say("compare.families.lede", n=several, voices=len(found.ranks), alone=alone)
    return f"<p>{escape(text)}</p>"


def _ask_family(found: Families) -> None:
    several = [
        number for number, family in enumerate(found.tree.families, start=1) if len(family) > 1
    ]
    if not several:
        return
    chosen = brush.family()
    key = f"compare-family-{len(found.ranks)}"
    address.follow(brush.FAMILY_PARAM, key, chosen if chosen in several else None)
    st.pills(
        say("compare.families.choose"),
        several,
        format_func=lambda one: say(
            "compare.families.one", number=one, n=len(found.tree.families[one - 1])
        ),
        key=key,
        wrap=True,
        on_change=lambda: brush.brush(family=state.widget_value(key, None) or 0),
    )
    address.tell(brush.FAMILY_PARAM, "", changed=False)


def _ask_name(reading: RoundReading, found: Families, names: Sequence[str]) -> None:
    """Offer the sketches by name: one more is brushed, without a mouse or a tree."""
    ids = {names[rank]: reading.sketches[rank].id for rank in found.ranks}
    before = [sketch.id for sketch in brush.brushed(reading)]

    def add() -> None:
        chosen = ids[state.widget_value(NAME_KEY, names[0])]
        state.set_widget(NAME_KEY, None)
        brush.brush(ids=list(dict.fromkeys([*before, chosen]))[-brush.MOST_IN_ADDRESS :])

    st.selectbox(
        say("compare.families.by_name"),
        alphabetical(ids),
        index=None,
        placeholder=say("compare.families.by_name_hint"),
        key=NAME_KEY,
        on_change=add,
    )


def _said(found: Families, names: Sequence[str]) -> str:
    told = [
        say("compare.families.holds", number=number, names=", ".join(names[one] for one in family))
        for number, family in enumerate(found.tree.families, start=1)
        if len(family) > 1
    ]
    return " ".join(told)
