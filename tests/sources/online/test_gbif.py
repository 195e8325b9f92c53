"""Species observed: records, years and observers told; licences apart; sensitive ones unplaced."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from animmap.errors import AnimmapError
from animmap.sources.online import gbif
from animmap.sources.online.found import write_harvest
from animmap.sources.online.gathering import Gathering
from tests.conftest import two_by_two_communes
from tests.fake_services.gbif import record

OUTLINE = shapely.union_all([one.geometry for one in two_by_two_communes()])
RECENT = gbif.Wanted((2015, 2026))


def fetch(transport, wanted=RECENT):
    return gbif.fetch(transport, OUTLINE, wanted, Gathering())


def test_species_come_with_records_years_and_data_sets(transport):
    found = {one.name: dict(one.words) for one in fetch(transport).found}
    assert set(found) == {
        "Triturus cristatus",
        "Quercus robur",
        "Botaurus stellaris",
        "Lutra lutra",
    }
    newt = found["Triturus cristatus"]
    assert newt["observed"] == {"n": 40}
    assert newt["years"] == {"first": 2016, "last": 2020}
    assert newt["datasets"] == {"n": 3}


def test_places_are_those_of_sure_records_inside_to_a_hundred_metres(transport):
    found = {one.name: one.shape for one in fetch(transport).found}
    assert len(found["Triturus cristatus"].geoms) == 40
    assert OUTLINE.covers(found["Quercus robur"])
    assert found["Lutra lutra"] is None


def test_a_sensitive_species_has_no_place_and_it_is_said(transport):
    (bittern,) = [one for one in fetch(transport).found if one.name == "Botaurus stellaris"]
    assert bittern.shape is None
    assert "blurred" in dict(bittern.words)


def test_records_are_counted_in_the_territory_itself_when_all_of_them_came(transport, services):
    # 200 m beyond the border: in the outline that is sent, not in the territory.
    near = OUTLINE.bounds[2] + 0.001
    services.services["gbif"].records = [
        *(record(n, "4QTGX", "Triturus cristatus", 2.69, 50.5, 2016) for n in range(3)),
        *(record(10 + n, "4QTGX", "Triturus cristatus", near, 50.5, 2022) for n in range(4)),
        *(record(20 + n, "8EDGE", "Alauda arvensis", near, 50.5, 2020) for n in range(2)),
    ]
    harvest = fetch(transport)
    (newt,) = harvest.found
    assert dict(newt.words)["observed"] == {"n": 3}
    assert dict(newt.words)["years"] == {"first": 2016, "last": 2016}
    assert OUTLINE.covers(newt.shape)
    told = dict(harvest.notices)
    assert told["left_out_elsewhere"] == {"n": 1}
    assert told["gbif_effort"] == {"n": 9}
    assert "gbif_around" in told


def test_beyond_what_one_answer_holds_the_count_is_said_to_be_wider(transport, services):
    services.services["gbif"].records = [
        record(n, "4QTGX", "Triturus cristatus", 2.55, 50.5, 2016 + n % 3) for n in range(301)
    ]
    (newt,) = fetch(transport).found
    words = dict(newt.words)
    assert words["observed_around"] == {"n": 301}
    assert "observed" not in words
    assert words["years"] == {"first": 2016, "last": 2018}
    assert services.requests["gbif"][-1].get("limit") == "300"


def test_non_commercial_records_are_asked_apart_under_their_own_licence(transport, services):
    (found,) = fetch(transport, gbif.Wanted((2015, 2026), "non_commercial")).found
    assert dict(found.words)["observed"] == {"n": 7}
    assert found.origin.licence == "CC BY-NC 4.0"
    licences = {value for key, value in services.requests["gbif"][-1].query if key == "license"}
    assert licences == {"CC_BY_NC_4_0"}


def test_observers_are_never_kept(transport):
    assert "Lefèvre" not in write_harvest(fetch(transport)).decode()


def test_the_effort_is_always_told_and_species_left_out_are_counted(transport):
    told = dict(fetch(transport, gbif.Wanted((2015, 2026), species=2)).notices)
    assert told["gbif_effort"] == {"n": 58}
    assert told["gbif_more"] == {"n": 2, "of": 4}


def test_the_checklist_is_pinned_and_the_address_short(transport, services):
    fetch(transport)
    for request in services.requests["gbif"]:
        assert request.get("checklistKey") == gbif.CHECKLIST
        assert len(request.get("geometry")) <= gbif.LONGEST_WKT


def test_a_saved_answer_makes_the_same_species_with_licences_apart(transport, services):
    records = services.services["gbif"].records
    harvest = gbif.read_records({"results": records, "count": len(records)})
    named = {(one.name, one.origin.source) for one in harvest.found}
    assert ("Triturus cristatus", "GBIF") in named
    assert ("Triturus cristatus", "GBIF (NC)") in named


@given(st.integers(3, 400), st.integers(0, 10_000))
@example(270, 226)
def test_the_outline_sent_is_short_counter_clockwise_and_covers_the_territory(corners, seed):
    import numpy as np

    random = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = 0.05 + 0.3 * random.random(corners)
    ring = np.column_stack([2.5 + radius * np.cos(angles), 50.5 + radius * np.sin(angles)])
    outline = shapely.make_valid(shapely.Polygon(ring[::-1]))
    written = gbif.wkt_of(outline)
    shape = shapely.from_wkt(written)
    assert len(written) <= gbif.LONGEST_WKT
    assert shape.geom_type == "Polygon"
    assert shape.is_valid
    assert shape.exterior.is_ccw
    assert shape.covers(outline)


def test_islands_and_holes_make_one_outline():
    two = shapely.MultiPolygon([shapely.box(2, 50, 2.1, 50.1), shapely.box(3, 50, 3.1, 50.1)])
    assert shapely.from_wkt(gbif.wkt_of(two)).covers(two)
    holed = shapely.box(2, 50, 3, 51).difference(shapely.box(2.4, 50.4, 2.6, 50.6))
    assert not shapely.from_wkt(gbif.wkt_of(holed)).interiors


@pytest.mark.parametrize("document", [None, [], {}, {"results": 3}])
def test_another_answer_is_refused(document):
    with pytest.raises(AnimmapError) as caught:
        gbif.read_records(document)
    assert caught.value.code == "answer_unreadable"
