"""Structures of the ESS: open places of the territory, none of another kind, no person named."""

from __future__ import annotations

import pytest

from animmap.core.taxonomy import LEGAL_FORMS
from animmap.errors import AnimmapError
from animmap.sources.online.entreprises import Wanted, family_of, read_units
from animmap.sources.online.entreprises_search import CEILING, Part, Search, parts_of
from animmap.sources.online.found import write_harvest
from animmap.sources.online.gathering import Gathering
from tests.conftest import two_by_two_communes
from tests.fake_services.entreprises_units import place, some_units, unit

COMMUNES = two_by_two_communes()
CODES = frozenset(one.code for one in COMMUNES)
EVERYWHERE = (Part(communes=tuple(sorted(CODES))),)


def fetch(transport, parts=EVERYWHERE, gathering=None, **wanted):
    search = Search(transport, parts, refresh=False)
    return search.fetch(Wanted(communes=CODES, **wanted), gathering or Gathering())


def notices(harvest):
    return dict(harvest.notices)


def test_open_places_of_the_territory_are_found_each_with_its_family(transport):
    found = {one.siret: one.kind for one in fetch(transport).found}
    assert found == {
        "90000000100017": "association",
        "90000000100025": "association",
        "90000000200015": "cooperative",
        "90000000300013": "cooperative",
        "90000000400011": "cooperative",
        "90000000500018": "mutual",
        "90000000600016": "foundation",
    }


def test_units_and_establishments_are_counted_apart_and_what_is_left_out_is_said(transport):
    told = notices(fetch(transport))
    assert told["entreprises_counted"] == {"units": 6, "places": 7}
    assert told["left_out_private"] == {"n": 1}
    # One of a unit that has others here, one of a unit that moved away.
    assert told["left_out_closed"] == {"n": 2}


def test_the_service_is_never_asked_for_managers_nor_finances(transport, services):
    harvest = fetch(transport)
    for request in services.requests["entreprises"]:
        assert request.get("minimal") == "true"
        assert set(request.list("include")) == {"siege", "complements", "matching_etablissements"}
    assert 'INVENTEE"' not in write_harvest(harvest).decode()


def test_managers_of_a_saved_answer_are_never_read():
    results = [{**one, "matching_etablissements": one["places"]} for one in some_units()]
    told = write_harvest(read_units(results)).decode()
    assert "LEFEVRE" not in told
    assert "1971" not in told


def test_a_person_in_business_alone_is_not_listed():
    alone = unit("900000010", "LEFEVRE ADA", "1000", [place("90000001000016", "62001", 2.5, 50.5)])
    harvest = read_units([{**alone, "matching_etablissements": alone["places"]}])
    assert (harvest.found, notices(harvest)["left_out_private"]) == ([], {"n": 1})


def test_near_a_point_what_is_not_of_the_ess_is_left_out(transport):
    from animmap.sources.online.asking import Asked

    query = (("lat", "50.55"), ("long", "2.55"), ("radius", "20"), ("est_ess", "true"))
    told, _ = transport.ask_json(Asked("entreprises", "/near_point", query))
    assert any(one["siren"] == "900000009" for one in told["results"])
    harvest = read_units(told["results"])
    assert "900000009" not in {one.siret[:9] for one in harvest.found}
    assert notices(harvest)["left_out_not_ess"] == {"n": 1}


def test_coordinates_are_texts_or_missing_and_the_place_is_kept_without(transport):
    found = {one.siret: one for one in fetch(transport).found}
    assert found["90000000100017"].shape.coords[0] == (2.55, 50.55)
    assert found["90000000500018"].shape is None
    assert found["90000000500018"].commune_code == "62002"


def test_employers_only_and_without_finance_are_choices_of_places(transport):
    assert {one.siret for one in fetch(transport, employers=True, finance=False).found} == {
        "90000000100017",
        "90000000200015",
    }
    banks = {one.siret for one in fetch(transport, finance=False).found}
    assert not banks & {"90000000400011", "90000000500018"}
    families = {one.kind for one in fetch(transport, families=("foundation",)).found}
    assert families == {"foundation"}


def test_where_a_place_does_not_say_whether_it_employs_its_unit_does():
    silent = place("90000000200016", "62002", 2.64, 50.53, caractere_employeur=None)
    for told, count in (("O", 1), ("N", 0)):
        one = unit("900000002", "MENUISERIE", "5458", [silent], caractere_employeur=told)
        results = [{**one, "matching_etablissements": one["places"]}]
        assert len(read_units(results, Wanted(employers=True)).found) == count


@pytest.mark.parametrize(
    ("form", "name", "family"),
    [
        ("5458", "MENUISERIE", "cooperative"),
        ("5558", "X", "cooperative"),
        ("5710", "ENERGIES SCIC SAS", "cooperative"),
        ("5785", "SOCIETE COOPERATIVE D’INTERET COLLECTIF", "cooperative"),
        ("5710", "SOLUTIONS SOLIDAIRES", "ess_company"),
        ("5499", "EPICERIE", "ess_company"),
        ("6317", "COOPERATIVE AGRICOLE", "cooperative"),
        ("8210", "X", "mutual"),
        ("9300", "X", "foundation"),
        ("9230", "X", "association"),
    ],
)
def test_the_family_is_that_of_the_legal_category_or_of_the_name_when_no_category_says(
    form, name, family
):
    assert family_of(form, name) == family


def test_every_legal_category_belongs_to_one_family():
    forms = [form for each in LEGAL_FORMS.values() for form in each]
    assert len(forms) == len(set(forms))


def many_units(count):
    return [
        unit(f"8{rank:08d}", f"ASSOCIATION {rank}", "9220",
             [place(f"8{rank:08d}00017", sorted(CODES)[rank % 4], 2.55, 50.45)],
             section_activite_principale="SRQ"[rank % 3])
        for rank in range(count)
    ]  # fmt: skip


def test_all_pages_are_read_and_progress_is_told(transport, services):
    services.services["entreprises"].units = many_units(130)
    told = []
    harvest = fetch(transport, gathering=Gathering(lambda done, of: told.append((done, of))))
    assert len(harvest.found) == 130
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (130, 130)
    assert len(services.requests["entreprises"]) == 6


def test_beyond_the_ceiling_of_the_service_the_territory_is_cut_into_parts(
    transport, services, monkeypatch
):
    monkeypatch.setattr("tests.fake_services.entreprises.MOST", 50)
    monkeypatch.setattr("animmap.sources.online.entreprises_search.CEILING", 50)
    services.services["entreprises"].units = many_units(360)
    harvest = fetch(transport)
    # 90 by commune is above 50 too: sections of activity part them.
    assert len(harvest.found) == 360
    assert any(one.get("section_activite_principale") for one in services.requests["entreprises"])
    assert "service_ceiling" not in notices(harvest)


def test_what_cannot_be_cut_smaller_is_said_to_be_incomplete(transport, services, monkeypatch):
    monkeypatch.setattr("tests.fake_services.entreprises.MOST", 50)
    monkeypatch.setattr("animmap.sources.online.entreprises_search.CEILING", 50)
    units = [{**one, "section_activite_principale": "S"} for one in many_units(360)]
    services.services["entreprises"].units = units
    assert notices(fetch(transport))["service_ceiling"] == {"n": 50}


def test_the_service_counts_no_further_than_its_ceiling(transport, services):
    services.services["entreprises"].units = many_units(CEILING + 5)
    assert Search(transport, EVERYWHERE, refresh=False).estimate() == (CEILING, True)


def test_a_whole_epci_is_asked_by_its_code_the_rest_by_communes():
    whole = parts_of(COMMUNES, lambda epci: [one.code for one in COMMUNES])
    assert whole == (Part("200072460", ("62001", "62002", "62003", "62004")),)
    some = parts_of(COMMUNES[:3], lambda epci: [one.code for one in COMMUNES])
    assert some == (Part(communes=("62001", "62002", "62003")),)


def test_a_long_list_of_communes_is_asked_in_lots_that_cover_it_once():
    from dataclasses import replace

    communes = [replace(COMMUNES[0], code=f"62{rank:03d}", epci_code="") for rank in range(95)]
    parts = parts_of(communes, lambda epci: [])
    asked = [code for part in parts for code in part.communes]
    assert asked == [one.code for one in communes]
    assert max(len(part.communes) for part in parts) <= 40


@pytest.mark.parametrize("answer", ["[]", "{}", '{"results": 3}', '{"results": []}', "null"])
def test_another_answer_is_refused(transport, services, answer):
    from tests.fake_services.server import as_text

    services.plan("entreprises", as_text(answer))
    with pytest.raises(AnimmapError) as caught:
        fetch(transport)
    assert caught.value.code == "answer_unreadable"


@pytest.mark.parametrize(
    "damage", [None, 3, "x", [], {}, {"siren": "1"}, {"siren": "1", "matching_etablissements": [3]}]
)
def test_a_unit_that_cannot_be_read_is_counted_not_fatal(damage):
    harvest = read_units([damage])
    assert harvest.found == []
    assert sum(facts["n"] for code, facts in harvest.notices if code.startswith("left_out")) == 1
