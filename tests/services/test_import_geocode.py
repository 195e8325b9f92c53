"""Addresses looked for: scores decide, nothing is taken in silence, only addresses leave."""

from __future__ import annotations

import csv
import io

import pytest

from animmap.core.importing.choices import Choices
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services.import_geocode import find_rows, rows_to_find
from animmap.services.import_plan import plan_import
from animmap.services.import_report import report_import
from animmap.services.imports import run_import
from animmap.settings import read_settings
from animmap.sources.online.asking import Stop
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from animmap.texts import tr
from tests.fake_services.all import start
from tests.fake_services.geocoding import ADDED, NONSENSE, _answer
from tests.fake_services.server import Reply
from tests.sources.online.conftest import FakeClock

GOOD, DOUBT, BAD = "3 rue du Moulin Imaginé", "Chemin d’à Peu Près", "zzz qqq"
HEAD = "nom;adresse;code postal;commune;siret\n"
SIRET = "90000000200015"


@pytest.fixture
def hours():
    return FakeClock()


@pytest.fixture
def services(hours):
    fake = start(hours.ticks)
    yield fake
    fake.stop()


@pytest.fixture
def transport(services, tmp_path, hours):
    """Return ``transport(stop)``, made anew at each call."""
    settings = read_settings(services.environ | {"ANIMMAP_VAR": str(tmp_path)})
    return lambda stop=None: Transport(settings, clock=hours, pace=Pace(), stop=stop)


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def look(desk, project, tmp_path, transport):
    """Return ``look(rows, **choices)``: the plan once its rows were looked for."""

    def make(rows, head=HEAD, **choices):
        path = tmp_path / "liste.csv"
        path.write_text(head + rows, "utf-8")
        first = plan_import(desk, project.id, path, "structure")
        located = find_rows(desk, project.id, rows_to_find(first), transport=transport())
        chosen = Choices(**choices)
        return plan_import(desk, project.id, path, "structure", chosen, located=located)

    return make


def codes_of(draft):
    return {fault.code for fault in draft.faults}


def test_a_sure_address_is_placed_and_told_how(look):
    plan = look(f"La Roue;{GOOD};62001;Aix-Noulette;\n")
    [draft] = plan.drafts
    assert (draft.method, draft.shapes[0].coords[0]) == ("geocoded", (2.55, 50.55))
    assert (plan.states, codes_of(draft)) == (["imported"], set())


def test_a_doubtful_address_waits_until_it_is_accepted(look):
    row = f"La Roue;{DOUBT};62003;Chocques;\n"
    waiting = look(row)
    assert waiting.states == ["quarantined"]
    assert [(one.code, one.accepted) for one in waiting.proposals] == [("geocode_doubtful", False)]
    accepted = look(row, accept=frozenset({"geocoded"}))
    assert accepted.states == ["imported"]
    assert [(one.code, one.accepted) for one in accepted.proposals] == [("geocode_checked", True)]
    assert codes_of(accepted.drafts[0]) == {"geocode_checked"}


def test_nonsense_answered_ok_is_refused_whatever_is_accepted(look):
    plan = look(f"La Roue;{BAD};;;\n", accept=frozenset({"geocoded", "outside"}))
    assert (plan.states, plan.drafts[0].shapes) == (["quarantined"], ())
    [fault] = [one for one in plan.drafts[0].faults if one.code == "geocode_refused"]
    assert fault.facts["score"] == f"{NONSENSE:.2f}"


def test_a_town_hall_is_no_address_and_is_said(look):
    plan = look("La Roue;Divion;62004;Divion;\n")
    assert (plan.states, codes_of(plan.drafts[0])) == (["imported"], {"geocode_town"})


@pytest.mark.parametrize("number", [1, 8], ids=["one by one", "as CSV"])
def test_an_address_found_nowhere_is_kept_without_place_and_said(look, services, number):
    plan = look("".join(f"Roue {each};{GOOD} {each};62004;Divion;\n" for each in range(number)))
    assert set(plan.states) == {"imported"}
    assert {one.method for one in plan.drafts} == {"none"}
    assert all(codes_of(one) >= {"geocode_nothing"} for one in plan.drafts)
    assert len(services.requests["geocoding"]) == 1


def test_an_address_found_in_another_commune_than_declared_waits(look, services):
    services.services["geocoding"] = _careless(services.services["geocoding"])
    plan = look(f"La Roue;{GOOD};62004;Divion;\n")
    assert (plan.states, codes_of(plan.drafts[0])) == (["quarantined"], {"outside_commune"})


def _careless(service):
    """Return a geocoder that forgets the commune it was asked to keep to."""
    from dataclasses import replace

    def answer(request):
        kept = [one for one in request.query if one[0] not in ("citycode", "postcode")]
        return service(replace(request, query=tuple(kept)))

    return answer


def test_an_address_far_from_the_territory_waits(look):
    plan = look("La Roue;Rue Lointaine;;;\n")
    assert (plan.states, codes_of(plan.drafts[0])) == (["quarantined"], {"far_from_territory"})


def test_a_siret_alone_is_found_by_its_exact_establishment(look, services):
    plan = look(f"La Roue;;;;{SIRET}\nSans lieu;;;;90000000500018\nCachée;;;;90000000700014\n")
    assert [one.method for one in plan.drafts] == ["siret", "none", "none"]
    assert plan.drafts[0].shapes[0].coords[0] == (2.64, 50.53)
    assert services.requests["geocoding"] == []


def test_a_bad_address_with_a_siret_is_placed_by_its_siret(look):
    [draft] = look(f"La Roue;{BAD};;;{SIRET}\n").drafts
    assert (draft.method, draft.waits) == ("siret", False)


def test_only_addresses_and_codes_leave_and_many_leave_at_once(look, services):
    rows = "".join(
        f"Secrète {number};{GOOD} {number};62001;Aix-Noulette;\n" for number in range(12)
    )
    plan = look(rows)
    assert {one.method for one in plan.drafts} == {"geocoded"}
    [request] = services.requests["geocoding"]
    assert request.path.startswith("/search/csv")
    assert "Secrète" not in request.body.decode()
    sent = request.body.decode().split("\r\n\r\n")[-1].split("\r\n--")[0]
    assert next(iter(csv.DictReader(io.StringIO(sent)))) == {
        "address": f"{GOOD} 0", "postcode": "62001", "citycode": "62001",
    }  # fmt: skip


def test_rows_that_have_a_place_or_no_address_are_not_sought(look, services):
    head = "nom;adresse;lat;lon\n"
    plan = look(f"Placée;{GOOD};50,45;2,55\nSans rien;;;\n", head)
    assert [one.method for one in plan.drafts] == ["coordinates", "none"]
    assert services.requests["geocoding"] == []


def test_a_corrected_address_is_no_longer_the_one_that_was_found(
    desk, project, tmp_path, transport
):
    path = tmp_path / "liste.csv"
    path.write_text(f"{HEAD}La Roue;{GOOD};62001;Aix-Noulette;\n", "utf-8")
    first = plan_import(desk, project.id, path, "structure")
    wanted = rows_to_find(first)
    located = find_rows(desk, project.id, wanted, transport=transport())
    rewritten = Choices(cells={wanted[0].key: {"adresse": "Place Inventée"}})
    plan = plan_import(desk, project.id, path, "structure", rewritten, located=located)
    assert plan.drafts[0].shapes == ()
    assert [one.address for one in rows_to_find(plan)] == ["Place Inventée"]


def test_the_report_counts_rows_by_the_way_they_were_located(desk, look):
    plan = look(
        f"A;{GOOD};62001;Aix-Noulette;\nB;;;;{SIRET}\nC;;62003;Chocques;\nDernière;;62000;;\nE;{DOUBT};;;\n",
        accept=frozenset({"commune"}),
    )
    run_import(desk, plan)

    def say(identifier, **facts):
        return tr(identifier, "fr", **facts)

    report = report_import(plan, say, written=True)
    assert report["located"] == {"geocoded": 1, "siret": 1, "commune": 1, "none": 1}
    assert [one["code"] for one in report["quarantined"]] == ["geocode_doubtful"]
    assert "0.62" in report["quarantined"][0]["message"]
    scores = {one["row"]: one["score"] for one in report["geocoded"]}
    assert scores == {2: 0.94, 3: 1.0, 6: 0.62}


def test_a_saved_answer_of_the_geocoder_is_judged_by_the_same_rules(desk, project, tmp_path):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["nom", "adresse", *ADDED])
    writer.writeheader()
    for name, text in (("Sûre", GOOD), ("Doute", DOUBT), ("Rien", BAD), ("Vide", "")):
        writer.writerow({"nom": name, "adresse": text, **_answer(text)})
    path = tmp_path / "geocoded.csv"
    path.write_text(out.getvalue(), "utf-8")
    plan = plan_import(desk, project.id, path, "structure")
    assert plan.states == ["imported", "quarantined", "quarantined", "imported"]
    assert [one.method for one in plan.drafts] == ["geocoded", "geocoded", "none", "none"]
    assert codes_of(plan.drafts[2]) >= {"geocode_refused"}


def test_a_busy_service_is_waited_for_and_nothing_is_lost(look, services, hours):
    services.plan("geocoding", Reply(429, b"", headers={"Retry-After": "5"}))
    assert look(f"La Roue;{GOOD};62001;Aix-Noulette;\n").drafts[0].method == "geocoded"
    assert sum(hours.waits) >= 5


def test_an_answer_with_rows_missing_is_no_answer(look, services):
    rows = "".join(f"N{number};{GOOD} {number};;;\n" for number in range(8))
    services.plan("geocoding", Reply(200, b"address,result_score\nx,0.9\n", "text/csv"))
    with pytest.raises(AnimmapError, match="answer_unreadable"):
        look(rows)


def test_stopping_is_obeyed_and_the_switch_asks_nobody(
    desk, project, tmp_path, transport, services
):
    path = tmp_path / "liste.csv"
    path.write_text(f"{HEAD}La Roue;{GOOD};;;\n", "utf-8")
    wanted = rows_to_find(plan_import(desk, project.id, path, "structure"))
    stop = Stop()
    stop.ask()
    with pytest.raises(AnimmapError, match="fetch_stopped"):
        find_rows(desk, project.id, wanted, transport=transport(stop))
    offline = read_settings(
        services.environ | {"ANIMMAP_ONLINE": "0", "ANIMMAP_VAR": str(tmp_path)}
    )
    with pytest.raises(AnimmapError, match="online_off"):
        find_rows(desk, project.id, wanted, transport=Transport(offline))
    assert services.requests["geocoding"] == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HOST, Role.ANIMATOR}))
def test_only_staff_looks_for_addresses(desk_as, project, role):
    with pytest.raises(AnimmapError, match="access_denied"):
        find_rows(desk_as(role, project.id), project.id, [])
    with pytest.raises(AnimmapError, match="not_found"):
        find_rows(desk_as(Role.ANIMATOR, "another"), project.id, [])
