"""What partners read tells nobody who, of the few of small colleges, drew what."""

from __future__ import annotations

import pytest
from shapely.geometry import box, shape

from animmap.core.fields import FIELDS
from animmap.core.model import Role
from animmap.core.privacy import TOGETHER
from animmap.services import compare, compare_fields, debates, workshops
from animmap.services.compare import read_round

WEST, EAST = box(2.50, 50.40, 2.60, 50.60), box(2.60, 50.40, 2.70, 50.60)
NORTH = box(2.50, 50.50, 2.70, 50.60)
PLACES = ((2.55, 50.45), (2.55, 50.55), (2.65, 50.45), (2.65, 50.55))
LONE, PAIR, MANY = 0, 1, 2


@pytest.fixture
def read_as(make_project, make_sketch, desk_as):
    """Return ``read_as(role, lone, pair)``: a round of a lone voice, a pair and many others."""

    def read(role, lone, pair):
        project = make_project()
        drawn = [(LONE, lone), *((PAIR, each) for each in pair), *[(MANY, WEST)] * 4]
        for college, outline in drawn:
            make_sketch(project, college, geometry=outline, reason="")
        visitor = desk_as(role, project.id)
        return read_round(visitor, workshops.list_rounds(visitor, project.id)[0].id)

    return read


def all_told(reading) -> dict[str, object]:
    """Everything a place or an area is told by."""
    layers = {name: compare.agreement_geojson(reading, name) for name in ("raw", "equal", "class")}
    layers |= {name: compare_fields.field_geojson(reading, name) for name in FIELDS}
    shares = [rank / 24 for rank in range(1, 25)]
    found = [compare.who_at(reading, *place) for place in PLACES]
    return {
        **{
            name: sorted(
                (each["properties"]["color"], compare_area(each)) for each in layer["features"]
            )
            for name, layer in layers.items()
        },
        "zones": [round(compare.zone_of(reading.comparison, "equal", at).area) for at in shares],
        "places": [
            (round(each.raw_share, 9), round(each.equal_share, 9), each.klass) for each in found
        ],
        "debates": [round(zone.area_m2) for zone in debates.tell_zones(reading)[1]],
    }


def compare_area(feature) -> float:
    """The area of a feature, in square degrees to a millionth."""
    return round(shape(feature["geometry"]).area, 6)


def test_partners_read_the_same_whoever_of_the_small_colleges_drew_what(read_as):
    one = all_told(read_as(Role.PARTNER, EAST, (WEST, NORTH)))
    two = all_told(read_as(Role.PARTNER, NORTH, (EAST, WEST)))
    assert one == two


def test_those_who_lead_do_not(read_as):
    one = all_told(read_as(Role.ANIMATOR, EAST, (WEST, NORTH)))
    two = all_told(read_as(Role.ANIMATOR, NORTH, (EAST, WEST)))
    assert one["zones"] != two["zones"]
    assert one["places"] != two["places"]


def test_small_colleges_are_one_in_what_partners_read(read_as):
    reading = read_as(Role.PARTNER, EAST, (WEST, NORTH))
    assert sorted(reading.comparison.colleges.values()) == [3, 4]
    assert reading.comparison.colleges[TOGETHER] == 3
    room, _ = debates.tell_zones(reading)
    assert [(group.voices, group.weight) for group in room.speakers.groups] == [(4, 0.5), (3, 0.5)]
    assert room.speakers.empty_chairs == ()
