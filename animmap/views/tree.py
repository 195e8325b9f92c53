"""The tree of sketches to be played with: a name or a join, chosen, is brushed everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from animmap.core.svg import as_address
from animmap.services.compare import RoundReading
from animmap.services.compare_families import Families
from animmap.texts import format_share
from animmap.views import brush, charts, components, families_chart, state
from animmap.views.families_chart import RIGHT, WIDTH, Layout, Marked
from animmap.views.state import say

# Beyond, names are not written, and a join is smaller than a finger.
MOST_PLAYED = 150
JOIN_SIZE = 16.0

_play = components.declare("tree")


def show_tree(
    reading: RoundReading, found: Families, names: Sequence[str], marked: Marked, alt: str
) -> None:
    """Draw the tree; each name and each join can be chosen by a click or by the keyboard.

    Parameters
    ----------
    names
        One name a sketch, in the order of ``found.ranks``.
    marked
        Positions in ``found.ranks``.
    """
    axis, percent = say("compare.families.axis"), say("compare.percent")
    svg = families_chart.draw_tree(found.tree, names, axis, percent, marked)
    if len(names) > MOST_PLAYED:
        st.html(charts.image(svg, alt))
        return
    key = f"compare-tree-{reading.round.id}-{len(names)}"
    _play(
        picture=as_address(svg),
        alt=alt,
        label=say("compare.tree.label"),
        language=state.language(),
        leaves=len(names),
        nodes=list_nodes(found, names, marked),
        default=None,
        key=key,
        on_change=partial(_take, key, reading, found),
    )


def list_nodes(found: Families, names: Sequence[str], marked: Marked) -> list[dict[str, object]]:
    """Return the names in the order of the tree, then its joins: where each stands, what it says.

    ``left``, ``top``, ``width``, ``height``: parts of the picture; ``up``, ``down``, ``join``,
    ``holds``: where arrows lead from it, None for nowhere.
    """
    tree, layout, count = found.tree, families_chart.lay_out(found.tree), len(names)
    at = {leaf: rank for rank, leaf in enumerate(tree.order)}
    above = {
        at.get(child, child): count + rank
        for rank, merge in enumerate(tree.merges)
        for child in (merge.one, merge.two)
    }
    nodes: list[dict[str, object]] = [
        _box(layout, 0.0, layout.places[leaf][1] - layout.row / 2, layout.left, layout.row)
        | {"name": names[leaf], "pressed": leaf in marked.brushed, "holds": None}
        | {"up": rank - 1 if rank else None, "down": rank + 1 if rank + 1 < count else None}
        for rank, leaf in enumerate(tree.order)
    ]
    ranks = {rank: place for place, rank in enumerate(found.ranks)}
    for number, merge in enumerate(tree.merges, start=1):
        x, y = layout.places[count + number - 1]
        held = {ranks[rank] for rank in found.branch(number)}
        told = say("compare.tree.join", n=merge.size, share=_share(1 - merge.height))
        upper = min((merge.one, merge.two), key=lambda child: layout.places[child][1])
        nodes.append(
            _box(layout, x, y, JOIN_SIZE, JOIN_SIZE)
            | {"name": told, "pressed": held == marked.brushed, "up": None, "down": None}
            | {"holds": at.get(upper, upper)}
        )
    return [node | {"join": above.get(rank)} for rank, node in enumerate(nodes)]


def _box(layout: Layout, x: float, y: float, width: float, height: float) -> dict[str, object]:
    return {
        "left": x / WIDTH,
        "top": y / layout.height,
        "width": min(width, WIDTH - RIGHT) / WIDTH,
        "height": height / layout.height,
    }


def _take(key: str, reading: RoundReading, found: Families) -> None:
    """Brush what was chosen on the tree, before the screen is drawn again; twice: nothing."""
    answer: dict[str, Any] = state.widget_value(key, {}) or {}
    node, count = answer.get("node"), len(found.ranks)
    if not isinstance(node, int) or not 0 <= node < count + len(found.tree.merges):
        return
    number = node - count + 1
    chosen = found.branch(number) if number > 0 else [found.order[node]]
    before = {sketch.id for sketch in brush.brushed(reading)}
    ids = [reading.sketches[rank].id for rank in chosen]
    if before == set(ids):
        brush.brush()
    elif number <= 0:
        brush.brush(ids=ids)
    else:
        families = [found.members(rank + 1) for rank in range(len(found.tree.families))]
        if chosen in families:
            brush.brush(family=families.index(chosen) + 1)
        else:
            brush.brush(branch=number)


def _share(share: float) -> str:
    return format_share(share, state.language())
