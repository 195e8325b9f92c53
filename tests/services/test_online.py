"""What services know comes to the map by the import: counted, told, with source and licence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from shapely.geometry import Point

from animmap.core.importing.choices import Choices
from animmap.errors import AnimmapError
from animmap.services import online
from animmap.services.curate import amend
from animmap.services.explore import Filters, find_features
from animmap.services.import_batches import undo_import
from animmap.services.imports import plan_import, run_import
from animmap.services.online import LAYERS, SERVICES, Question

QUESTIONS = {
    "entreprises": Question("entreprises"),
    "gogocarto": Question("gogocarto"),
    "wfs": Question("wfs", zones=("znieff1", "sic")),
    "gbif": Question("gbif", years=(2010, 2026)),
}


@pytest.fixture
def project(fake_services, make_project):
    return make_project()


@pytest.fixture
def time_passes(fake_services):
    """Return ``time_passes(days=…)``: the services are asked that much later."""

    def pass_by(days):
        fake_services.clock.seconds += days * 86_400

    return pass_by


@pytest.fixture
def bring(desk, project, tmp_path):
    """Return ``bring(service)``: ask, then import what was answered; the plan that was run."""

    def run(service, choices=None):
        harvest = online.fetch(desk, project.id, QUESTIONS[service])
        name, content = online.harvest_file(harvest, "fr")
        path = tmp_path / name
        path.write_bytes(content)
        plan = plan_import(desk, project.id, path, LAYERS[service][0], choices or Choices())
        run_import(desk, plan)
        return plan

    return run


def on_the_map(desk, project):
    return {item.name: item for item in find_features(desk, project.id, Filters())}


@pytest.mark.parametrize("service", SERVICES)
def test_an_estimate_says_how_much_then_the_answer_comes_and_progress_is_told(
    service, desk, project, fake_services
):
    told = []
    estimate = online.estimate(desk, project.id, QUESTIONS[service])
    harvest = online.fetch(desk, project.id, QUESTIONS[service], lambda *one: told.append(one))
    assert estimate.count > 0
    assert harvest.found
    assert told[-1][0] == told[-1][1]
    assert harvest.retrieved_at is not None


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_knows_goes_to_the_map_without_one_row_lost(service, bring, desk, project):
    plan = bring(service)
    assert Counter(plan.states) == {"imported": len(plan.drafts)}
    there = find_features(desk, project.id, Filters())
    assert len(there) == len(plan.drafts)
    assert all(item.credit for item in there)


def test_a_structure_without_a_place_is_kept_in_its_commune(bring, desk, project):
    bring("entreprises")
    mutual = on_the_map(desk, project)["MUTUELLE SUPPOSEE DU BASSIN"]
    assert (mutual.geometry, mutual.commune_code, mutual.kind) == (None, "62002", "mutual")


def test_asking_again_takes_what_is_kept_and_says_so(desk, project, fake_services):
    first = online.fetch(desk, project.id, QUESTIONS["entreprises"])
    asked = len(fake_services.requests["entreprises"])
    again = online.fetch(desk, project.id, QUESTIONS["entreprises"])
    assert (first.cached, again.cached) == (False, True)
    assert len(fake_services.requests["entreprises"]) == asked
    fresh = Question("entreprises", refresh=True)
    assert not online.fetch(desk, project.id, fresh).cached


def test_an_unknown_service_is_refused_with_those_that_are_known(desk, project):
    with pytest.raises(AnimmapError) as caught:
        online.fetch(desk, project.id, Question("annuaire"))
    assert caught.value.code == "layer_unknown"
    assert "entreprises" in caught.value.facts["known"]


def test_nothing_but_names_of_places_goes_out(bring, desk, project, fake_services):
    for service in SERVICES:
        bring(service)
    sent = [
        f"{request.path}?{name}={value}"
        for requests in fake_services.requests.values()
        for request in requests
        for name, value in request.query
    ]
    assert sent
    assert not any(project.name in one or project.id in one for one in sent)
    assert not any(request.body for each in fake_services.requests.values() for request in each)


UPDATE = Choices(duplicates="update")


def structures(desk, project):
    return {item.siret: item for item in find_features(desk, project.id, Filters())}


def test_each_object_keeps_its_source_licence_key_and_date(bring, desk, project):
    bring("entreprises")
    one = structures(desk, project)["90000000200015"]
    (source,) = one.sources
    assert source.licence == "Licence Ouverte 2.0"
    assert source.key == "90000000200015"
    assert source.url.endswith(source.key)
    assert source.retrieved_on == date(2026, 11, 23)
    assert one.credit == "Insee, base Sirene, Licence Ouverte 2.0"


def changed(unit, **changes):
    places = [{**place, **changes} for place in unit["places"]]
    return {**unit, "nom_complet": changes.get("name", unit["nom_complet"]), "places": places}


def test_asking_again_brings_up_to_date_instead_of_doubling(
    bring, desk, project, fake_services, time_passes
):
    bring("entreprises")
    before = structures(desk, project)
    service = fake_services.services["entreprises"]
    service.units = [
        changed(one, name="MENUISERIE AGRANDIE", longitude="2.65") if rank == 1 else one
        for rank, one in enumerate(service.units)
    ]
    time_passes(days=10)
    plan = bring("entreprises", UPDATE)
    after = structures(desk, project)
    assert Counter(plan.states) == {"merged": 7}
    assert {one.id for one in after.values()} == {one.id for one in before.values()}
    assert after["90000000200015"].name == "MENUISERIE AGRANDIE"
    assert after["90000000200015"].geometry.x == pytest.approx(2.65)
    assert {one.sources[0].retrieved_on for one in after.values()} == {date(2026, 12, 3)}
    assert all(len(one.sources) == 1 for one in after.values())


def test_what_a_person_changed_is_kept_when_the_source_is_asked_again(
    bring, desk, project, fake_services, time_passes
):
    bring("entreprises")
    mine = structures(desk, project)["90000000200015"]
    moved = replace(mine, name="La Menuiserie", geometry=Point(2.61, 50.51))
    amend(desk, mine, moved)
    service = fake_services.services["entreprises"]
    service.units[1] = changed(service.units[1], longitude="2.65")
    service.units = [changed(one, name="AUTRE NOM") for one in service.units]
    time_passes(days=10)
    bring("entreprises", UPDATE)
    after = structures(desk, project)["90000000200015"]
    assert (after.name, after.geometry.coords[0]) == ("La Menuiserie", (2.61, 50.51))
    assert structures(desk, project)["90000000600016"].name == "AUTRE NOM"


def test_an_update_is_taken_back_by_one_undo(bring, desk, project, fake_services, time_passes):
    bring("entreprises")
    before = structures(desk, project)
    service = fake_services.services["entreprises"]
    service.units = [changed(one, name="AUTRE NOM") for one in service.units]
    time_passes(days=10)
    plan = bring("entreprises", UPDATE)
    undo_import(desk, plan.batch_id)
    assert structures(desk, project) == before


def test_without_a_decision_what_the_source_tells_again_waits(
    bring, desk, project, fake_services, time_passes
):
    bring("entreprises")
    time_passes(days=10)
    plan = bring("entreprises")
    assert Counter(plan.states) == {"quarantined": 7}
    assert {one.rule for one in plan.doubles.values()} == {"source"}


def test_merging_licences_that_bind_differently_is_told(bring, desk, project, tmp_path):
    bring("gogocarto")
    path = tmp_path / "osm.csv"
    path.write_text(
        "name;latitude;longitude;source;licence;source_key\n"
        "Atelier vélo imaginaire;50,47;2,55;OpenStreetMap;ODbL 1.0;node/1\n",
        encoding="utf-8",
    )
    plan = plan_import(desk, project.id, path, "actor", Choices(duplicates="merge"))
    assert plan.states == ["merged"]
    (told,) = [fault for fault in plan.drafts[0].faults if fault.code == "licences_apart"]
    assert told.facts["licences"] == "ODbL, CC BY-SA"
    assert not told.blocking
