"""The tree joins alike sketches first, family by family, and names stay words."""

from xml.etree import ElementTree

import numpy as np

from animmap.core import palette
from animmap.core.clusters import cluster_sketches
from animmap.views.families_chart import draw_tree

# Two pairs that share 80 % and 60 %; nothing in common between them.
IOU = np.array([[1, 0.8, 0, 0], [0.8, 1, 0, 0], [0, 0, 1, 0.6], [0, 0, 0.6, 1]])


def parts(drawn: str, name: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawn).iter() if each.tag.endswith(name)]


def test_each_family_has_its_colour_and_what_joins_families_has_none():
    drawn = draw_tree(cluster_sketches(IOU), ["a", "b", "c", "d"], "", " %")
    colors = [each.get("stroke") for each in parts(drawn, "path")]
    assert colors == [palette.college_color(0), palette.college_color(1), palette.MUTED]


def test_branches_join_further_right_when_they_share_less():
    drawn = draw_tree(cluster_sketches(IOU), ["a", "b", "c", "d"], "", " %")
    joins = [float(each.get("d").split("H")[1].split("V")[0]) for each in parts(drawn, "path")]
    assert joins == sorted(joins)
    assert joins[0] < joins[1] < joins[2]


def test_names_on_the_tree_are_escaped_and_shortened():
    names = ["<script>", "é" * 80, "c & d", '"d"']
    texts = {each.text for each in parts(draw_tree(cluster_sketches(IOU), names, "", " %"), "text")}
    assert {"<script>", "é" * 35 + "…", "c & d", '"d"'} <= texts


def test_a_large_tree_bears_no_names():
    many = np.eye(80)
    drawn = draw_tree(cluster_sketches(many), [f"voix {n}" for n in range(80)], "axe", " %")
    assert not any("voix" in (each.text or "") for each in parts(drawn, "text"))
