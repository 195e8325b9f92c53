"""Elements of a GoGoCarto map: inside the territory, under their licence, without contacts."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from animmap.errors import AnimmapError
from animmap.sources.online import gogocarto
from animmap.sources.online.found import write_harvest
from animmap.sources.online.gathering import Gathering
from tests.conftest import two_by_two_communes
from tests.fake_services.gogocarto import Gogocarto, some_elements

OUTLINE = shapely.union_all([one.geometry for one in two_by_two_communes()])


@pytest.fixture
def fetch(transport, settings_online):
    site = settings_online.service_urls["gogocarto"]

    def ask():
        return gogocarto.fetch(transport, site, OUTLINE.bounds, OUTLINE, Gathering())

    return ask


def test_the_bounds_of_the_territory_are_always_sent(fetch, services):
    fetch()
    (request,) = services.requests["gogocarto"]
    assert request.get("bounds") == "2.50000,50.40000,2.70000,50.60000"


def test_elements_keep_name_place_and_the_source_the_map_gathered_them_from(fetch):
    found = {one.name: one for one in fetch().found}
    assert set(found) == {"Épicerie partagée inventée", "Atelier vélo imaginaire", "Jardin supposé"}
    first = found["Épicerie partagée inventée"]
    assert first.shape.coords[0] == (2.64, 50.53)
    assert first.origin.source.startswith("Annuaire imaginaire")
    assert (first.postcode, first.commune) == ("62400", "Béthune")
    assert found["Jardin supposé"].shape.coords[0] == (2.51, 50.42)


def test_the_licence_of_an_element_is_its_label_else_that_of_the_map(fetch):
    found = {one.name: one.origin.licence for one in fetch().found}
    assert found["Atelier vélo imaginaire"] == "CC-By-SA"
    assert "odbl" in found["Épicerie partagée inventée"]


def test_a_label_that_is_a_licence_is_no_category(fetch):
    words = {one.name: dict(one.words) for one in fetch().found}
    assert words["Atelier vélo imaginaire"]["categories"] == {"names": "Mobilité"}


def test_opening_hours_are_read_in_both_shapes(fetch):
    words = {one.name: dict(one.words) for one in fetch().found}
    assert words["Épicerie partagée inventée"]["hours"] == {
        "hours": "Mo 09:00-12:00 ; We 14:00-18:00"
    }
    assert words["Atelier vélo imaginaire"]["hours"] == {"hours": "du mardi au samedi"}


def test_no_email_nor_telephone_is_kept_even_those_written_in_a_text(fetch):
    told = write_harvest(fetch()).decode()
    assert "@" not in told
    assert "03 21 00 00 00" not in told
    assert "0321000000" not in told
    assert "Écrire à … ou appeler le …." in told


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Tél : +33 3 21 00 00 00", "Tél : …"),
        ("a.b+c@d-e.fr", "…"),
        ("moi [at] exemple.fr", "…"),
        ("Ouvert en 2019 et 2020", "Ouvert en 2019 et 2020"),
        ("62400 Béthune, 12 places", "62400 Béthune, 12 places"),
    ],
)
def test_contacts_are_recognised_and_figures_left(written, kept):
    harvest = gogocarto.read_elements([{"id": "1", "name": "X", "description": written}])
    assert harvest.found[0].text == kept


def test_a_protected_map_is_told_with_its_own_words(fetch, services):
    services.services["gogocarto"] = Gogocarto(token="secret")
    with pytest.raises(AnimmapError) as caught:
        fetch()
    assert caught.value.code == "answer_unreadable"
    assert "token" in caught.value.facts["reason"]


def test_what_the_box_holds_and_the_territory_does_not_is_left_out_and_counted(
    transport, settings_online
):
    half = two_by_two_communes()[0].geometry
    harvest = gogocarto.fetch(
        transport, settings_online.service_urls["gogocarto"], OUTLINE.bounds, half, Gathering()
    )
    assert harvest.found == []
    assert dict(harvest.notices)["left_out_elsewhere"] == {"n": 3}


def test_the_compact_ontology_says_name_and_place():
    document = {
        "data": [["a1", "Épicerie", 50.5, 2.6, [1], 1], ["b", "", 1, 2], 3],
        "ontology": "gogocompact",
    }
    harvest = gogocarto.read_elements(document, "x.gogocarto.fr")
    (found,) = harvest.found
    assert (found.key, found.shape.coords[0]) == ("x.gogocarto.fr#a1", (2.6, 50.5))
    assert dict(harvest.notices)["left_out_unread"] == {"n": 2}


def test_transiscope_is_under_its_licence_when_an_element_says_none():
    harvest = gogocarto.read_elements([some_elements()[0]], "transiscope.gogocarto.fr")
    assert harvest.found[0].origin.licence == "CC BY-SA 4.0"


@pytest.mark.parametrize("document", [None, 3, "x", {}, {"data": 3}])
def test_another_answer_is_refused(document):
    with pytest.raises(AnimmapError) as caught:
        gogocarto.read_elements(document)
    assert caught.value.code == "answer_unreadable"


@pytest.mark.parametrize("site", ["http://127.0.0.1:1", "https://10.0.0.1", "file:///etc/passwd"])
def test_a_pasted_address_of_this_network_is_refused_before_anything_is_asked(
    transport_with, settings_online, services, site
):
    urls = {**settings_online.service_urls, "gogocarto": "https://transiscope.gogocarto.fr"}
    asking = transport_with(replace(settings_online, service_urls=urls))
    with pytest.raises(AnimmapError) as caught:
        gogocarto.fetch(asking, site, OUTLINE.bounds, OUTLINE, Gathering())
    assert caught.value.code == "address_refused"
    assert not services.requests
