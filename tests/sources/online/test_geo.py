"""Outlines of communes are asked by EPCI, read as they come, and never taken for points."""

from __future__ import annotations

import json

import pytest

from animmap.errors import AnimmapError
from animmap.sources.online.geo import fetch_outlines, read_outlines
from tests.conftest import two_by_two_communes

COMMUNES = two_by_two_communes()


def test_an_epci_is_asked_once_for_all_its_communes(transport, services):
    told = []
    found = fetch_outlines(transport, COMMUNES, lambda done, of: told.append((done, of)))
    assert list(found) == ["62001", "62002", "62003", "62004"]
    assert [one.path for one in services.requests["geo"]] == ["/epcis/200072460/communes"]
    assert told[-1] == (4, 4)


def test_outlines_are_finer_than_those_that_ship_and_keep_islands(transport):
    found = fetch_outlines(transport, COMMUNES)
    assert all(one.geometry.geom_type == "MultiPolygon" for one in found.values())
    assert all(one.geometry.is_valid for one in found.values())
    assert len(found["62001"].geometry.geoms[0].exterior.coords) == 14
    assert len(found["62004"].geometry.geoms) == 2
    assert (found["62002"].name, found["62002"].population) == ("Béthune", 2000)


def test_a_commune_or_two_are_asked_by_themselves(transport, services):
    found = fetch_outlines(transport, COMMUNES[:2])
    assert [one.path for one in services.requests["geo"]] == ["/communes/62001", "/communes/62002"]
    assert set(found) == {"62001", "62002"}


def test_a_commune_that_the_service_lacks_is_left_out(transport, services):
    services.services["geo"].communes.pop("62003")
    assert set(fetch_outlines(transport, COMMUNES)) == {"62001", "62002", "62004"}


@pytest.mark.parametrize(
    "answer",
    [
        b"Bad Request",
        b"[]",
        b"{}",
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"code": "62001"},
                        "geometry": {"type": "Point", "coordinates": [2.5, 50.5]},
                    }
                ],
            }
        ).encode(),
    ],
    ids=["text", "list", "object", "points"],
)
def test_an_answer_without_outlines_is_refused(answer):
    with pytest.raises(AnimmapError) as caught:
        read_outlines(answer)
    assert caught.value.code == "answer_unreadable"
