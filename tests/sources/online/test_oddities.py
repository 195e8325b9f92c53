"""What the services do that their readers must know: each oddity, as the transport meets it."""

from __future__ import annotations

import json

import pytest

from animmap.errors import AnimmapError
from animmap.sources.online.asking import Asked
from tests.fake_services import entreprises, geocoding, gogocarto, opendatasoft, wfs
from tests.fake_services.gbif import CHECKLIST, record
from tests.fake_services.server import Request

HERE = (("lat", "50.55"), ("long", "2.55"))
POINT = (("lon", "2.55"), ("lat", "50.55"))
SITES = (("REQUEST", "GetFeature"), ("TYPENAMES", "patrinat_sic:sic"))
SPECIES = ("gbif", "/occurrence/search", ("checklistKey", CHECKLIST))


@pytest.fixture
def ask(transport):
    """Return ``ask(service, path, *query)``: the JSON that answers."""
    return lambda service, path, *query: transport.ask_json(Asked(service, path, query))[0]


@pytest.fixture
def refusal(transport):
    """Return ``refusal(service, path, *query)``: status and words of a refusal."""

    def make(service, path, *query):
        with pytest.raises(AnimmapError) as caught:
            transport.ask(Asked(service, path, query))
        return caught.value.facts["status"], caught.value.facts["reason"]

    return make


def reply_of(services, service, path, *query):
    """Return what the double answers, heads and all, without the patience of the transport."""
    return services.services[service](Request("GET", path, query, {}))


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/search", (), entreprises.NOTHING_ASKED),
        ("/search", (("q", "ja"),), entreprises.TOO_SHORT),
        (
            "/search",
            (("q", "jardin"), ("per_page", "26")),
            entreprises.out_of_range("per_page", 1, 25, 10),
        ),
        (
            "/search",
            (("q", "jardin"), ("page", "1001")),
            entreprises.out_of_range("page", 1, 1000, 1),
        ),
        ("/search", (("q", "jardin"), ("page", "500"), ("per_page", "25")), entreprises.TOO_FAR),
        ("/near_point", (), entreprises.NO_POINT),
        (
            "/near_point",
            (*HERE, ("radius", "51")),
            entreprises.out_of_range("radius", 0.001, 50, 5),
        ),
    ],
)
def test_enterprises_are_refused_in_the_words_of_the_service(refusal, path, query, words):
    assert refusal("entreprises", path, *query) == (400, words)


def test_a_search_by_siren_forgets_the_other_filters_and_unknown_ones_are_ignored(ask):
    found = ask("entreprises", "/search", ("q", "900000002"), ("code_commune", "99999"))
    assert [one["siren"] for one in found["results"]] == ["900000002"]
    assert ask("entreprises", "/search", ("q", "jardin"), ("est_beau", "true"))["total_results"]


def test_the_ess_filter_does_nothing_near_a_point_and_activities_do(ask):
    asked = ("entreprises", "/near_point", *HERE, ("radius", "5"))
    every, ess = ask(*asked), ask(*asked, ("est_ess", "true"))
    assert every["total_results"] == ess["total_results"] > 1
    shops = ask(*asked, ("activite_principale", "47.11B"))["results"]
    assert [one["nom_complet"] for one in shops] == ["EPICERIE ORDINAIRE SARL"]


def test_establishments_come_by_pages_and_their_coordinates_are_texts(ask):
    asked = ("entreprises", "/search", ("q", "900000001"), ("limite_matching_etablissements", "3"))
    first, second = (
        ask(*asked, ("page_etablissements", page))["results"][0]["matching_etablissements"]
        for page in ("1", "2")
    )
    assert (len(first), len(second)) == (3, 1)
    assert all(isinstance(one["latitude"], str) for one in first)


@pytest.mark.parametrize(
    ("service", "path", "query", "most"),
    [
        ("entreprises", "/search", (("q", "jardin"),), 7),
        ("geocoding", "/search", (("q", "divion"),), 50),
        ("wfs", "", (("REQUEST", "GetCapabilities"),), 30),
    ],
)
def test_one_request_too_many_in_a_second_is_refused_with_a_time_to_wait(
    services, service, path, query, most
):
    answers = [reply_of(services, service, path, *query) for _ in range(most + 1)]
    assert [one.status for one in answers] == [200] * most + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_the_geocoder_refuses_everything_for_five_seconds(services, time_of_services):
    def status():
        return reply_of(services, "geocoding", "/search", ("q", "divion")).status

    assert [status() for _ in range(51)][-1] == 429
    time_of_services.seconds += 4.9
    assert status() == 429
    time_of_services.seconds += 5.1
    assert status() == 200


def test_the_geocoder_answers_nonsense_and_finds_nothing_out_of_the_commune(ask):
    (nonsense,) = ask("geocoding", "/search", ("q", "zzz qqq"))["features"]
    assert nonsense["properties"]["score"] == geocoding.NONSENSE
    asked = ("geocoding", "/search", ("q", "place inventee"))
    assert ask(*asked, ("citycode", "62001"))["features"] == []
    (known,) = ask(*asked, ("citycode", "62002"))["features"]
    # Lambert-93: 3° east is 700,000 m, and 0.35° of longitude there are some 25 km.
    assert known["properties"]["x"] == pytest.approx(675_000, abs=1_000)
    (back,) = ask("geocoding", "/reverse", *POINT)["features"]
    assert back["properties"]["distance"] == 12


@pytest.mark.parametrize("path", ["/epcis/200072460/communes", "/departements/62/communes"])
def test_communes_of_a_whole_are_points_unless_outlines_are_asked(ask, path):
    asked = ("geo", path, ("format", "geojson"))
    assert {one["geometry"]["type"] for one in ask(*asked)["features"]} == {"Point"}
    shapes = [one["geometry"]["type"] for one in ask(*asked, ("geometry", "contour"))["features"]]
    assert sorted(shapes) == ["MultiPolygon", "Polygon", "Polygon", "Polygon"]


def test_outlines_without_filter_and_unknown_codes_are_refused_in_plain_text(refusal):
    assert refusal("geo", "/communes", ("fields", "contour")) == (400, "Bad Request")
    assert refusal("geo", "/communes/99999") == (404, "Not Found")
    wrong = refusal("geo", "/communes", ("nom", "Divion"), ("limit", "zero"))
    assert wrong == (400, "Bad Request")


def test_communes_are_found_by_name_or_place_with_their_area_in_hectares(ask):
    (named,) = ask("geo", "/communes", ("nom", "divion"), ("fields", "surface"))
    assert (named["code"], named["surface"]) == ("62004", 7900.0)
    assert named["_score"] > 0
    (here,) = ask("geo", "/communes", *POINT, ("format", "other"))
    assert here["nom"] == "Aix-Noulette"
    assert "contour" not in here


def test_a_page_of_sites_is_cut_without_a_word_and_hits_are_no_json(services):
    services.services["wfs"].layers["patrinat_sic:sic"] *= 5_001
    told = json.loads(reply_of(services, "wfs", "", *SITES).content)
    assert (told["numberMatched"], told["numberReturned"]) == (5_001, 5_000)
    asked = (*SITES, ("RESULTTYPE", "hits"), ("OUTPUTFORMAT", "application/json"))
    hits = reply_of(services, "wfs", "", *asked)
    assert hits.content_type == "text/xml"
    assert hits.headers == wfs.RATE


def test_species_are_clamped_to_three_hundred_and_the_wrong_turn_is_the_rest_of_the_world(
    ask, services, refusal
):
    services.services["gbif"].records = [
        *(record(n, "4QTGX", "Triturus cristatus", 2.55, 50.5, 2016) for n in range(301)),
        record(900, "7AWAY", "Vulpes vulpes", 3.5, 50.9, 2020),
    ]
    told = ask(*SPECIES, ("limit", "1000"), ("facet", "speciesKey"))
    assert (len(told["results"]), told["limit"], told["endOfRecords"]) == (300, 300, False)
    assert told["facets"][0]["counts"][0] == {"name": "4QTGX", "count": 301}
    turns = ("2 50,3 50,3 51,2 51,2 50", "2 50,2 51,3 51,3 50,2 50")
    counts = [ask(*SPECIES, ("geometry", f"POLYGON(({turn}))"))["count"] for turn in turns]
    assert counts == [301, 1]
    assert refusal(*SPECIES, ("offset", "100000"))[0] == 400
    assert refusal(*SPECIES, ("geometry", "x" * 4_001))[0] == 414


def test_a_map_tells_its_refusal_as_text_under_the_type_of_json(services):
    services.services["gogocarto"].token = "secret"
    reply = reply_of(services, "gogocarto", "/api/elements.json")
    assert (reply.status, reply.content_type) == (200, "application/json")
    assert reply.content.decode() == gogocarto.NO_TOKEN


def test_a_filter_of_sites_is_read_in_the_metres_of_their_layer(services):
    def count(box):
        told = reply_of(services, "wfs", "", *SITES, ("CQL_FILTER", f"BBOX(geom,{box})"))
        return json.loads(told.content)["numberMatched"]

    degrees, turned = "2.5,50.4,2.7,50.6", "50.4,2.5,50.6,2.7"
    metres = "278298.7,6524079.1,300562.6,6559025.9"  # the same box in EPSG:3857
    assert [count(degrees), count(turned), count(metres)] == [0, 0, 1]


def test_records_come_by_pages_of_a_hundred_and_no_further_than_ten_thousand(services):
    def ask(*query, dataset=opendatasoft.DATASET):
        path = f"/api/explore/v2.1/catalog/datasets/{dataset}/records"
        reply = reply_of(services, "opendatasoft", path, *query)
        return reply.status, json.loads(reply.content)

    status, first = ask()
    assert (status, first["total_count"], len(first["results"])) == (200, 120, 10)
    pages = [ask(("limit", "100"), ("offset", str(n)))[1]["results"] for n in (0, 100)]
    assert [len(page) for page in pages] == [100, 20]
    for wrong in (("limit", "101"), ("offset", "9991"), ("where", "ville='Lens'")):
        status, told = ask(wrong)
        assert (status, "error_code" in told) == (400, True)
    assert ask(dataset="autre")[0] == 404
    narrow = (("refine", "code_departement:62"), ("where", "annee='2020'"))
    chosen = ask(*narrow, ("select", "famille_ess,annee"))[1]
    assert chosen["total_count"] == 4
    assert chosen["results"][0] == {"famille_ess": "Associations", "annee": "2020"}
