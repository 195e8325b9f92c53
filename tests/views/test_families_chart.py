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


def test_families_have_a_colour_that_is_of_no_college_and_what_joins_them_has_none():
    drawn = draw_tree(cluster_sketches(IOU), ["a", "b", "c", "d"], "", " %")
    colors = [each.get("stroke") for each in parts(drawn, "path")]
    assert colors == [palette.PRIMARY, palette.PRIMARY, palette.MUTED]
    assert palette.PRIMARY not in palette.COLLEGES


def test_each_family_of_several_is_numbered_once_where_it_is_whole():
    """Three alike, then two: the first family is numbered at its last join, a lone one nowhere."""
    alike = np.eye(6)
    alike[:3, :3], alike[3:5, 3:5] = 0.8, 0.7
    np.fill_diagonal(alike, 1.0)
    tree = cluster_sketches(alike)
    drawn = draw_tree(tree, list("abcdef"), "", " %")
    said = [each.text for each in parts(drawn, "text") if (each.text or "").isdigit()]
    assert said == [
        str(rank) for rank, family in enumerate(tree.families, start=1) if len(family) > 1
    ]
    assert len(said) == 2


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
    texts = parts(drawn, "text")
    assert not any("voix" in (each.text or "") for each in texts)
    # At the edge of the picture, the ends of the scale are not cut.
    ends = {each.text: each.get("text-anchor") for each in texts if each.text in ("100 %", "0 %")}
    assert ends == {"100 %": "start", "0 %": "end"}
