"""OpenStreetMap: a question to copy for the territory, and an answer read with its licence."""

from __future__ import annotations

import re

import pytest
import shapely

from animmap.errors import AnimmapError
from animmap.sources.online import osm
from tests.conftest import two_by_two_communes

OUTLINE = shapely.union_all([one.geometry for one in two_by_two_communes()])
# As Overpass writes them; made up.
ANSWER = {
    "version": 0.6,
    "osm3s": {"copyright": "The data included in this document is from www.openstreetmap.org."},
    "elements": [
        {"type": "node", "id": 1, "lat": 50.45, "lon": 2.55,
         "tags": {"amenity": "community_centre", "name": "Maison commune inventée",
                  "addr:street": "rue du Four", "addr:housenumber": "2", "addr:city": "Divion",
                  "opening_hours": "Mo-Fr 09:00-17:00", "contact:phone": "+33 3 21 00 00 00"}},
        {"type": "way", "id": 2, "center": {"lat": 50.46, "lon": 2.56}, "nodes": [7, 8, 9],
         "tags": {"leisure": "garden", "garden:type": "community"}},
        {"type": "node", "id": 7, "lat": 50.4, "lon": 2.5},
        {"type": "way", "id": 2, "center": {"lat": 50.46, "lon": 2.56},
         "tags": {"leisure": "garden"}},
        {"type": "node", "id": 3, "lat": 50.47, "lon": 2.57,
         "tags": {"natural": "tree", "denotation": "landmark", "name": "Chêne rêvé"}},
        {"type": "relation", "id": 4, "tags": {"natural": "wetland", "name": "Marais sans place"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("layer", osm.PRESETS)
def test_the_question_covers_the_territory_latitude_first(layer):
    text = osm.question(layer, OUTLINE)
    assert text.startswith("[out:json]")
    assert text.endswith("out center tags;")
    polygons = re.findall(r'poly:"([^"]+)"', text)
    assert len(polygons) == len(osm.PRESETS[layer])
    numbers = [float(one) for one in polygons[0].split()]
    corners = list(zip(numbers[1::2], numbers[::2], strict=True))
    assert shapely.Polygon(corners).equals(OUTLINE)


def test_the_question_of_a_detailed_outline_stays_short_enough_to_copy():
    angles = [n / 5_000 * 6.283185 for n in range(5_000)]
    import math

    detailed = shapely.Polygon(
        [(2.5 + 0.2 * math.cos(a), 50.5 + 0.2 * math.sin(a)) for a in angles]
    )
    assert len(osm.question("structure", detailed)) < 20_000


def test_named_things_come_with_place_address_kind_and_key():
    found = {one.key: one for one in osm.read_elements(ANSWER).found}
    assert set(found) == {"node/1", "way/2", "node/3", "relation/4"}
    hall = found["node/1"]
    assert (hall.name, hall.kind) == ("Maison commune inventée", "place")
    assert (hall.address, hall.commune) == ("2 rue du Four", "Divion")
    assert hall.shape.coords[0] == (2.55, 50.45)
    assert found["way/2"].shape.coords[0] == (2.56, 50.46)
    assert found["way/2"].name == "garden (leisure)"
    assert found["node/3"].kind == "individual"
    assert (found["relation/4"].shape, found["relation/4"].kind) == (None, "water")


def test_telephones_are_not_read_and_the_licence_is_told():
    harvest = osm.read_elements(ANSWER)
    assert all("21 00" not in repr(one) for one in harvest.found)
    assert {one.origin.licence for one in harvest.found} == {"ODbL 1.0"}
    assert "osm_apart" in dict(harvest.notices)


def test_an_answer_that_overpass_cut_is_said_to_be():
    told = osm.read_elements({**ANSWER, "remark": "runtime error: Query timed out"})
    assert "osm_cut" in dict(told.notices)


@pytest.mark.parametrize("document", [None, [], {}, {"elements": {}}])
def test_another_answer_is_refused(document):
    with pytest.raises(AnimmapError) as caught:
        osm.read_elements(document)
    assert caught.value.code == "answer_unreadable"
