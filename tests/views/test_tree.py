"""Arrows walk the tree of sketches: from leaf to leaf, up to what joins them, and back down."""

import numpy as np

from animmap.core.clusters import cluster_sketches
from animmap.services.compare_families import Families
from animmap.views.families_chart import Marked
from animmap.views.tree import list_nodes

# Two pairs that share 80 % and 60 %; nothing in common between them.
IOU = np.array([[1, 0.8, 0, 0], [0.8, 1, 0, 0], [0, 0, 1, 0.6], [0, 0, 0.6, 1]])
FOUND = Families((2, 3, 5, 7), cluster_sketches(IOU))
NAMES = ("a", "b", "c", "d")


def nodes(marked: Marked | None = None) -> list[dict[str, object]]:
    return list_nodes(FOUND, NAMES, marked or Marked())


def test_a_branch_holds_the_sketches_under_its_join():
    assert [FOUND.branch(number) for number in (1, 2, 3)] == [[2, 3], [5, 7], [2, 3, 5, 7]]
    assert FOUND.branch(0) == FOUND.branch(4) == []


def test_up_and_down_go_through_every_leaf_and_stop_at_the_ends():
    leaves = nodes()[:4]
    assert [leaf["up"] for leaf in leaves] == [None, 0, 1, 2]
    assert [leaf["down"] for leaf in leaves] == [1, 2, 3, None]
    assert [leaf["name"] for leaf in leaves] == [NAMES[rank] for rank in FOUND.tree.order]


def test_right_leads_from_every_node_to_the_root_and_left_comes_back():
    told = nodes()
    root = len(told) - 1
    for start in range(len(told)):
        here, steps = start, 0
        while told[here]["join"] is not None and steps < len(told):
            here, steps = told[here]["join"], steps + 1
        assert here == root
    for rank, node in enumerate(told):
        if node["holds"] is not None:
            assert told[node["holds"]]["join"] == rank


def test_a_join_is_pressed_when_all_it_holds_and_nothing_else_is_brushed():
    told = nodes(Marked(brushed=frozenset({0, 1})))
    assert sorted(node["name"] for node in told[:4] if node["pressed"]) == ["a", "b"]
    assert [node["pressed"] for node in told[4:]] == [True, False, False]


def test_buttons_stand_within_the_picture_in_the_order_of_the_leaves():
    tops = [node["top"] for node in nodes()[:4]]
    assert tops == sorted(tops)
    assert all(0 <= node[side] <= 1 for node in nodes() for side in ("left", "top", "width"))
