"""A layer of zones goes from a file to the outlines of Comparer; what moved is read beside maps."""

from __future__ import annotations

import json
import re

import pytest
import shapely
from shapely.geometry import mapping

from animmap.core.crs import to_metric
from animmap.services import projects, zonings
from animmap.services.compare_evolution import list_questions
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr

pytestmark = pytest.mark.browser


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


@pytest.fixture
def halves(server_desk, tmp_path):
    """Return a layer in Lambert-93: the west and the east of the demo's communes, hostile."""
    communes = projects.get_territory(server_desk(), DEMO_PROJECT_ID).communes
    outlines = [commune.geometry for commune in communes]
    middle = shapely.union_all(outlines).centroid.x
    sides = [
        shapely.union_all([one for one in outlines if (one.centroid.x < middle) is west])
        for west in (True, False)
    ]
    names = ["Ouest <img src=x onerror=alert(1)>", "Est"]
    told = [
        {"type": "Feature", "properties": {"NOM": name}, "geometry": mapping(side)}
        for name, side in zip(names, to_metric(sides, "EPSG:2154"), strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    path = tmp_path / "bassins.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": told}), "utf-8"
    )
    return path


@pytest.fixture
def _no_zoning_left(server_desk):
    yield
    desk = server_desk()
    for one in zonings.list_zonings(desk, DEMO_PROJECT_ID):
        zonings.delete_zoning(desk, one.id)


@pytest.mark.usefixtures("_no_zoning_left")
def test_a_layer_is_loaded_then_outlined_and_set_beside_the_zone(visit, server_desk, halves):
    page = visit.open(f"/preparer?demarche={DEMO_PROJECT_ID}").page
    page.locator("summary", has_text=fr("zonings.load")).click()
    box = page.locator("[data-testid=stExpander]", has_text=fr("zonings.load"))
    box.locator("input[type=file]").set_input_files(halves)
    page.get_by_role("button", name=fr("zonings.load_these", n=2)).click()
    page.locator(".card", has_text="bassins.geojson").wait_for()
    [loaded] = zonings.list_zonings(server_desk(), DEMO_PROJECT_ID)

    visit.open(
        f"/comparer?demarche={DEMO_PROJECT_ID}&partie=portrait&face={loaded.id}&zonages={loaded.id}"
    )
    page.get_by_text(re.compile("la zone touche 2 zones")).wait_for()
    page.get_by_role("rowheader", name="Ouest <img src=x onerror=alert(1)>").wait_for()
    visit.settle()
    assert any(f"/zonings/{loaded.id}.geojson" in asked for asked in visit.requests)
    page.locator(".am-lines", has_text=loaded.name).first.wait_for()
    assert visit.complaints == []


def test_two_questions_are_read_side_by_side_and_another_pair_is_in_the_address(visit, server_desk):
    first, second = list_questions(server_desk(), DEMO_PROJECT_ID)[:2]
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&question={second.round.id}&partie=evolution")
    page = visit.page
    page.get_by_text(re.compile("la zone passe de .* elle gagne")).wait_for()
    page.get_by_role("heading", name=fr("evolution.moved"), exact=True).wait_for()
    assert page.get_by_text(first.round.question).count() >= 1
    visit.settle()
    assert visit.complaints == []
