"""A line or an area is moved whole or drawn again from Fiches; a point is put where touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from shapely.geometry import LineString, box

from animmap.core.moving import moved
from animmap.services import curate, explore, history
from animmap.services.explore import Filters
from animmap.texts import tr
from animmap.views.maps import MapAnswer
from animmap.views.reshaping import REDRAW

LINE = LineString([(2.52, 50.42), (2.58, 50.48)])
AREA = box(2.52, 50.42, 2.58, 50.48)
TO = (2.65, 50.55)


@pytest.fixture
def shaped(desk, make_project, make_features):
    """Return ``shaped(shape)``: the démarche and its only record, with that shape."""
    project = make_project()
    [item] = make_features(project, 1)

    def make(shape):
        curate.amend(desk, item, replace(item, geometry=shape))
        return project

    return make


def standing(desk, project):
    [item] = explore.find_features(desk, project.id, Filters())
    return item


def open_placing(open_page, project):
    page = open_page("curate")
    page.session_state["records"] = tr("records.part_placing", "fr")
    page.session_state["placing_all"] = True
    return page.run()


def redraw(page):
    page.session_state["reshaping_way"] = REDRAW
    return page.run()


def touch(page, fake_map, *places):
    for place in places:
        fake_map.answer = MapAnswer(clicked=place)
        page = page.run()
    return page


@pytest.mark.parametrize("shape", [LINE, AREA], ids=["line", "area"])
def test_it_is_moved_where_the_map_is_touched_and_one_undo_brings_it_back(
    open_page, fake_map, desk, shaped, shape
):
    project = shaped(shape)
    page = touch(open_placing(open_page, project), fake_map, TO)
    page.button(key="placing_keep").click().run()
    assert not page.exception
    after = standing(desk, project)
    assert after.geometry.equals_exact(moved(shape, TO, project.crs), 1e-9)
    assert after.commune_code == "62002"
    history.undo_last(desk, project.id)
    assert standing(desk, project).geometry.equals(shape)


def test_a_line_is_drawn_again_point_by_point(open_page, fake_map, desk, shaped):
    project = shaped(LINE)
    page = redraw(open_placing(open_page, project))
    page = touch(page, fake_map, (2.51, 50.41), (2.52, 50.45), (2.69, 50.59))
    page = page.button(key="reshaping_one_less").click().run()
    page = touch(page, fake_map, (2.55, 50.47))
    page.button(key="placing_keep").click().run()
    assert not page.exception
    wanted = LineString([(2.51, 50.41), (2.52, 50.45), (2.55, 50.47)])
    assert standing(desk, project).geometry.equals(wanted)


def test_an_area_is_drawn_again_with_the_pencil_of_sketches(open_page, fake_map, desk, shaped):
    project = shaped(AREA)
    page = redraw(open_placing(open_page, project))
    assert fake_map.shown[-1]["draw"] is True
    west, east = box(2.61, 50.51, 2.63, 50.53), box(2.65, 50.51, 2.69, 50.53)
    fake_map.answer = MapAnswer(drawings=(west, east))
    page = page.run()
    page.button(key="placing_keep").click().run()
    assert not page.exception
    made = standing(desk, project).geometry
    assert made.symmetric_difference(shapely.union(west, east)).area < 1e-7


def test_a_point_is_put_where_the_map_is_touched(open_page, fake_map, desk, shaped):
    project = shaped(shapely.Point(2.55, 50.45))
    page = touch(open_placing(open_page, project), fake_map, TO)
    page.button(key="placing_keep").click().run()
    assert standing(desk, project).geometry.equals(shapely.Point(TO))


def test_nothing_is_kept_before_something_is_made(open_page, fake_map, desk, shaped):
    project = shaped(LINE)
    page = redraw(open_placing(open_page, project))
    page = touch(page, fake_map, (2.51, 50.41))
    assert not [each for each in page.button if each.key == "placing_keep"]
    assert standing(desk, project).geometry.equals(LINE)
