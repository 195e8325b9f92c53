"""Any zone becomes a perimeter from the screen: chosen, portrayed, on the map, adopted."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from animmap.core.model import Feature
from animmap.services import adopt, explore, projects, workshops
from tests.pages.paper import A, B, C, place
from tests.pages.test_compare import fr, plain, shown


@pytest.fixture
def project(make_project, draw, desk):
    """Return a project: A, A, A and B by one college, C by another; something in A∩B, in A."""
    made = make_project()
    for college, rectangles in enumerate(([A, A, A, B], [C])):
        for rectangle in rectangles:
            draw(made, rectangle, college)
    explore.add_features(
        desk,
        made.id,
        [
            Feature(
                id=name, project_id=made.id, layer="resource", kind="place", name=name,
                description="", college_id=None, themes=(), commune_code=None,
                geometry=Point(*where),
            )
            for name, where in (("La source", place(3, 1)), ("Le moulin", place(1, 3)))
        ],
    )  # fmt: skip
    return made


def portrait_of(text: str) -> tuple[str, str]:
    """Return what a portrait lists inside, and outside."""
    inside, rest = text.split(fr("compare.portrait.edge"), 1)
    return inside.rsplit(fr("compare.portrait.inside"), 1)[1], rest


def test_the_zone_of_a_college_is_portrayed_and_adopted(open_page, project, desk, fake_map):
    first = projects.list_colleges(desk, project.id)[0]
    address = {"partie": "portrait", "zone": f"college-{first.id}", "seuil": "100"}
    page = open_page("compare", **address)
    inside, outside = portrait_of(shown(page))
    assert "La source" in inside
    assert "Le moulin" in outside
    assert first.name in shown(page)
    outlines = [one.url for one in fake_map.shown[-1]["overlays"] if one.kind == "zone"]
    assert any("zone=college" in url and "threshold=1.000000" in url for url in outlines)
    page.session_state[f"compare-ground-adopt-college-{first.id}"] = True
    page.run()
    page.text_input(key="adopt-by-0").set_value("L’assemblée")
    page.text_area(key="adopt-reasons-0").set_value("L’eau nous relie.")
    _submit(page)
    kept = adopt.current(desk, project.id)
    assert kept.rule == "zone"
    assert kept.decided_by == "L’assemblée"


def _submit(page):
    [button] = [each for each in page.button if each.label == fr("adopt.adopt")]
    button.click().run()


def test_choosing_another_zone_writes_it_in_the_address(open_page, project, desk):
    page = open_page("compare", partie="portrait")
    question = workshops.list_rounds(desk, project.id)[0]
    box = page.selectbox(key=f"compare-zone-{question.id}")
    assert any(fr("grounds.class", name=fr("class.core")) == each for each in box.options)
    box.set_value("class-core").run()
    assert page.query_params["zone"] in ("class-core", ["class-core"])
    assert plain(fr("grounds.class", name=fr("class.core"))) in shown(page)


def test_a_family_and_a_college_lead_to_their_ground(open_page, project):
    page = open_page("compare", partie="overlap", famille="1")
    page.button(key="compare-ground-family-1").click().run()
    carried = dict(page.query_params)
    assert carried["partie"] in ("portrait", ["portrait"])
    assert carried["zone"] in ("family-1", ["family-1"])
    page = open_page("compare", partie="colleges")
    [button] = [each for each in page.button if each.label == fr("grounds.of_college")]
    assert fr("grounds.which") in [
        each.label for each in button.click().run().selectbox if each.label
    ]


def test_the_map_narrowed_to_a_zone_says_so_and_shows_all_again(open_page, project, desk, fake_map):
    question = workshops.list_rounds(desk, project.id)[0]
    page = open_page("explore", zone="raw", seuil="80", question=question.id)
    text = shown(page)
    assert "La source" in text
    assert "Le moulin" not in text
    kinds = {one.kind: one.url for one in fake_map.shown[-1]["overlays"]}
    assert "/ground/features.geojson?" in kinds["features"]
    assert "zone=raw" in kinds["zone"]
    page.button(key="explore_zone_clear").click().run()
    assert "Le moulin" in shown(page)
    assert "zone" not in page.query_params


@pytest.mark.parametrize("nonsense", ["nowhere", "debate-99", "college-x"])
def test_a_zone_that_is_none_leaves_the_map_whole(open_page, project, nonsense):
    text = shown(open_page("explore", zone=nonsense))
    assert "Le moulin" in text
