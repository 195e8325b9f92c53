"""What goes in comes out: any text that can be printed, any outline, any decision."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from animmap.core.cleaning import clean_text
from animmap.core.model import AdoptedPerimeter, Role
from animmap.errors import AnimmapError
from animmap.services import contribute, projects, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.outlines import MOST_VERTICES
from animmap.storage.rows import bounds_of, geometries, tell, to_wkb, untell
from animmap.storage.schema import sketch

DIFFICULT = [
    "{{7*191}}",
    "`${x}`",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP--",
    "%_\\",
]


@pytest.fixture
def draft(desk, make_project) -> dict[str, Any]:
    project = make_project()
    return {
        "round_id": workshops.list_rounds(desk, project.id)[0].id,
        "college_id": projects.list_colleges(desk, project.id)[0].id,
        "label": "",
        "geometry": box(2.5, 50.4, 2.6, 50.5),
    }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(reason=st.text(max_size=300))
def test_any_text_comes_back_as_it_was_cleaned(desk, draft, reason):
    sent = contribute.send(desk, SketchDraft(id=str(uuid4()), reason=reason, **draft))
    stored = contribute._find(desk, sent.sketch.id).reason
    assert stored == clean_text(reason)
    stored.encode("utf-8")


@pytest.mark.parametrize("text", DIFFICULT)
def test_a_difficult_text_comes_back_literally(desk, draft, text):
    sent = contribute.send(desk, SketchDraft(id="difficult", reason=text, **draft))
    assert contribute._find(desk, sent.sketch.id).reason == text


COORDINATES = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))


@given(points=st.lists(COORDINATES, min_size=3, max_size=30))
def test_any_outline_comes_back_to_the_bit(points):
    drawn = Polygon(points)
    [back] = geometries([to_wkb(drawn)])
    assert shapely.equals_exact(drawn, back, tolerance=0.0)
    told = tell({"raw": to_wkb(drawn)})
    assert untell(sketch, told) == {"raw": to_wkb(drawn)}


def test_heights_are_left_out_and_bounds_are_west_south_east_north():
    drawn = Polygon([(2.5, 50.4, 9), (2.6, 50.4, 9), (2.6, 50.5, 9)])
    [back] = geometries([to_wkb(drawn)])
    assert not back.has_z
    assert bounds_of(drawn) == {"west": 2.5, "south": 50.4, "east": 2.6, "north": 50.5}
    assert set(bounds_of(None).values()) == {None}


@pytest.mark.parametrize(
    ("drawn", "repairs"),
    [
        (Polygon([(2.5, 50.4), (2.6, 50.5), (2.6, 50.4), (2.5, 50.5)]), ("self_crossing",)),
        (MultiPolygon([box(2.5, 50.4, 2.55, 50.45), box(2.6, 50.4, 2.65, 50.45)]), ()),
        (Polygon(box(2.5, 50.4, 2.6, 50.5).exterior, [box(2.52, 50.42, 2.54, 50.44).exterior]), ()),
    ],
)
def test_an_outline_is_kept_as_drawn_beside_its_repair(desk, draft, drawn, repairs):
    sent = contribute.send(desk, SketchDraft(id="drawn", **(draft | {"geometry": drawn})))
    stored = contribute._find(desk, sent.sketch.id)
    assert shapely.equals_exact(stored.raw, drawn, tolerance=0.0)
    assert stored.sure.is_valid
    assert stored.repairs == repairs
    if not repairs:
        assert stored.sure == drawn


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (Polygon(), "geometry_empty"),
        (Point(2.5, 50.4), "geometry_empty"),
        (LineString([(2.5, 50.4), (2.6, 50.5)]), "geometry_empty"),
        (Polygon([(2.5, 50.4), (2.5, 50.4), (2.5, 50.4)]), "geometry_empty"),
        (box(650_000, 7_040_000, 660_000, 7_050_000), "geometry_outside_world"),
        (Polygon([(2.5, 50.4), (float("inf"), 50.5), (2.6, 50.4)]), "geometry_outside_world"),
        (Polygon([(x / 1e6, x % 2) for x in range(MOST_VERTICES + 1)]), "geometry_too_complex"),
    ],
)
def test_what_encloses_no_area_of_the_world_is_refused_and_nothing_kept(desk, draft, drawn, code):
    with pytest.raises(AnimmapError, match=code):
        contribute.send(desk, SketchDraft(id="drawn", **(draft | {"geometry": drawn})))
    assert contribute.list_sketches(desk, draft["round_id"]) == []


def test_an_adopted_perimeter_comes_back_and_can_be_withdrawn(desk, make_project, clock):
    project = make_project()
    adopted = AdoptedPerimeter(
        id="first",
        project_id=project.id,
        round_id=workshops.list_rounds(desk, project.id)[0].id,
        rule="equal",
        threshold=0.5,
        drawn=box(2.5, 50.4, 2.61, 50.5),
        geometry=box(2.5, 50.4, 2.6, 50.5),
        commune_codes=("62003",),
        decided_on=date(2026, 11, 23),
        decided_by="Assemblée",
        reasons="{{7*191}}",
        minority_views="La rive nord.",
        created_at=clock(),
    )
    desk.store.add_adoption(adopted, role=Role.ANIMATOR)
    assert desk.store.list_adoptions(project.id) == [adopted]
    desk.store.withdraw_adoption("first", role=Role.ANIMATOR, at=clock())
    assert desk.store.list_adoptions(project.id) == []
    with pytest.raises(AnimmapError, match="not_found"):
        desk.store.find_adoption("first")
