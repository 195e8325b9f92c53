"""Protected areas and inventories: all pages, the right order of axes, the share inside."""

from __future__ import annotations

from functools import partial

import pytest
import shapely
from shapely.geometry import box

from animmap.errors import AnimmapError
from animmap.sources.online import wfs
from animmap.sources.online.asking import Asked, Stop
from animmap.sources.online.gathering import Gathering
from tests.conftest import two_by_two_communes
from tests.fake_services.server import as_text
from tests.fake_services.wfs import site

OUTLINE = shapely.union_all([one.geometry for one in two_by_two_communes()])
GROUND = wfs.Ground(OUTLINE, "EPSG:2154")


def fetch(transport, *codes, ground=GROUND):
    return wfs.fetch(transport, codes, ground, Gathering())


def test_type_names_are_those_the_service_has_today(transport):
    assert wfs.list_types(transport) == {
        "znieff1": "patrinat_znieff1:znieff1",
        "sic": "patrinat_sic:sic",
        "ramsar": "patrinat_ramsar:pnm",
    }


def test_sites_bear_their_name_whatever_the_field_and_their_share_inside(transport):
    found = {one.name: one for one in fetch(transport, "znieff1", "sic").found}
    assert set(found) == {"Marais inventé", "Bois supposé", "Pelouses fictives"}
    shares = {name: dict(one.words)["share_inside"]["share"] for name, one in found.items()}
    assert shares == {"Marais inventé": "100", "Bois supposé": "25", "Pelouses fictives": "100"}
    assert found["Marais inventé"].key == "znieff1:310000001"
    assert found["Bois supposé"].shape.bounds == (2.65, 50.55, 2.75, 50.65)


def test_sites_can_be_cut_to_the_territory(transport):
    cut = wfs.Ground(OUTLINE, "EPSG:2154", clip=True)
    found = {one.name: one.shape for one in fetch(transport, "znieff1", ground=cut).found}
    assert found["Bois supposé"].bounds == pytest.approx((2.65, 50.55, 2.7, 50.6))
    assert all(OUTLINE.buffer(1e-9).covers(shape) for shape in found.values())


def test_the_box_is_sent_longitude_first(transport, services):
    fetch(transport, "sic")
    asked = services.requests["wfs"][-1]
    assert asked.get("BBOX") == "2.50000,50.40000,2.70000,50.60000,EPSG:4326"
    assert asked.get("CQL_FILTER") == ""


def test_the_other_order_would_have_been_an_empty_answer(transport, services):
    query = (("REQUEST", "GetFeature"), ("TYPENAMES", "patrinat_sic:sic"),
             ("BBOX", "50.4,2.5,50.6,2.7,EPSG:4326"))  # fmt: skip
    told, _ = transport.ask_json(Asked("wfs", "", query))
    assert told["numberMatched"] == 0
    both = (*query, ("CQL_FILTER", "BBOX(geom,50.4,2.5,50.6,2.7)"))
    with pytest.raises(AnimmapError) as caught:
        transport.ask(Asked("wfs", "", both))
    assert caught.value.facts["status"] == 500


def test_a_cut_answer_is_asked_until_all_that_was_announced_is_there(
    transport, services, monkeypatch
):
    monkeypatch.setattr("tests.fake_services.wfs.MOST", 200)
    sites = [site(f"{n:09d}", f"Site {n}", box(2.5, 50.4, 2.6, 50.5)) for n in range(1_130)]
    services.services["wfs"].layers["patrinat_znieff1:znieff1"] = sites
    told = []
    harvest = wfs.fetch(transport, ["znieff1"], GROUND, Gathering(lambda *one: told.append(one)))
    assert len({one.key for one in harvest.found}) == 1_130
    assert "wfs_incomplete" not in dict(harvest.notices)
    assert told[-1][0] == 1_130


def test_sites_too_heavy_for_one_answer_are_asked_fewer_at_a_time(transport, services, monkeypatch):
    sites = [site(f"{n:09d}", f"Site {n}", box(2.5, 50.4, 2.6, 50.5)) for n in range(90)]
    services.services["wfs"].layers["patrinat_znieff1:znieff1"] = sites
    monkeypatch.setattr("animmap.sources.online.wfs.Asked", partial(Asked, largest=8_000))
    harvest = fetch(transport, "znieff1")
    assert len({one.key for one in harvest.found}) == 90
    counts = [int(one.get("COUNT")) for one in services.requests["wfs"] if one.get("COUNT")]
    assert (counts[0], counts[-1]) == (wfs.COUNT, 12)


def test_asking_again_after_a_stop_goes_on_where_it_stopped(transport_with, services, monkeypatch):
    monkeypatch.setattr("tests.fake_services.wfs.MOST", 20)
    sites = [site(f"{n:09d}", f"Site {n}", box(2.5, 50.4, 2.6, 50.5)) for n in range(90)]
    services.services["wfs"].layers["patrinat_znieff1:znieff1"] = sites
    stop, told = Stop(), []

    def tell(done, of):
        told.append((done, of))
        if done >= 40:
            stop.ask()

    with pytest.raises(AnimmapError, match="fetch_stopped"):
        wfs.fetch(transport_with(stop=stop), ["znieff1"], GROUND, Gathering(tell))
    asked = len(services.requests["wfs"])
    assert len(fetch(transport_with(), "znieff1").found) == 90
    assert len(services.requests["wfs"]) - asked == 3  # of five pages, two are on the disk
    assert told[-1] == (40, 90)


def test_what_only_touches_the_box_of_the_territory_is_counted_as_left_out(transport):
    [west, *_] = two_by_two_communes()
    harvest = fetch(transport, "znieff1", ground=wfs.Ground(_corner(west.geometry), "EPSG:2154"))
    assert dict(harvest.notices)["left_out_elsewhere"] == {"n": 1}


def _corner(commune):
    """Return a territory in two parts whose box holds what neither does."""
    west, south, _, _ = commune.bounds
    parts = [box(west, south, west + 0.01, south + 0.01),
             box(west + 0.19, south + 0.19, west + 0.2, south + 0.2)]  # fmt: skip
    return shapely.union_all(parts)


def test_a_service_that_stops_before_what_it_announced_is_said(transport, services, monkeypatch):
    fake = services.services["wfs"]
    monkeypatch.setattr(fake, "_features", _forgetful(fake))
    assert dict(fetch(transport, "sic").notices)["wfs_incomplete"] == {"n": 1, "of": 9}


def _forgetful(fake):
    from dataclasses import replace

    told = type(fake)._features

    def answer(request, found):
        reply = told(fake, request, found)
        return replace(
            reply, content=reply.content.replace(b'"numberMatched": 1', b'"numberMatched": 9')
        )

    return answer


def test_an_inventory_is_said_to_be_no_protection_and_overlaps_are_told(transport):
    assert "wfs_inventory" in dict(fetch(transport, "znieff1").notices)
    told = dict(fetch(transport, "sic", "ramsar").notices)
    assert "wfs_inventory" not in told
    assert "wfs_overlap" in told


def test_a_zoning_that_the_service_has_no_more_is_said_and_the_others_come(transport):
    harvest = fetch(transport, "rnn", "sic")
    assert dict(harvest.notices)["wfs_unknown"] == {"zone": "RNN"}
    assert len(harvest.found) == 1


def test_the_estimate_is_what_the_service_announces(transport):
    assert wfs.count(transport, ["znieff1", "sic"], GROUND) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"plain", b"{}"],
)
def test_capabilities_that_are_none_are_refused(content):
    with pytest.raises(AnimmapError) as caught:
        wfs.read_types(content)
    assert caught.value.code == "answer_unreadable"


def test_an_exception_in_place_of_features_is_told(transport, services):
    fetch(transport, "sic")
    services.plan("wfs", as_text("<ows:ExceptionReport/>", content_type="text/xml"))
    with pytest.raises(AnimmapError) as caught:
        wfs.fetch(transport, ["znieff1"], GROUND, Gathering())
    assert caught.value.code == "answer_unreadable"
