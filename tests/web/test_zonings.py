"""Outlines of zonings and the table beside them, by their addresses, checked by role."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.model import Role
from animmap.services import workshops, zonings
from animmap.services.zoning_plan import ZonePlan

WEST = box(2.5, 50.4, 2.6, 50.6)


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    make_sketch(made, geometry=WEST)
    return made


@pytest.fixture
def loaded(desk, project, tmp_path):
    drafts = [Draft("", 1, {}, name="Parc <b>", shapes=(WEST,))]
    plan = ZonePlan(tmp_path / "parcs.gpkg", Choices(), ("",), (), "", [], drafts)
    return zonings.load_zoning(desk, project.id, plan, name="Parcs")


@pytest.fixture
def table(desk, project):
    question = workshops.list_rounds(desk, project.id)[0]
    return f"/documents/{project.id}/{question.id}/perimeters.csv"


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PROJECTOR, Role.PARTICIPANT])
def test_who_reads_a_demarche_reads_its_zonings(client_as, project, loaded, role):
    address = f"/api/projects/{project.id}/zonings/{loaded.id}.geojson"
    answer = client_as(role, project).get(address)
    assert answer.status_code == 200
    [zone] = answer.json()["features"]
    assert zone["properties"] == {"name": "Parc <b>", "zoning": "Parcs"}


def test_a_zoning_deleted_or_of_another_demarche_is_not_found(
    desk, client, client_as, make_project, project, loaded
):
    other = make_project()
    assert client.get(f"/api/projects/{other.id}/zonings/{loaded.id}.geojson").status_code == 404
    address = f"/api/projects/{project.id}/zonings/{loaded.id}.geojson"
    assert client_as(Role.PARTNER, other).get(address).status_code == 404
    zonings.delete_zoning(desk, loaded.id)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.PARTNER, 200), (Role.PARTICIPANT, 403), (Role.PROJECTOR, 403)]
)
def test_the_table_is_for_leaders_and_partners(client_as, project, loaded, table, role, status):
    answer = client_as(role, project).get(f"{table}?against={loaded.id}&threshold=1")
    assert answer.status_code == status
    assert ("Parc <b>" in answer.text) is (status == 200)


@pytest.mark.parametrize(
    ("asked", "status"),
    [("rule=max", 400), ("threshold=0", 400), ("threshold=2", 400), ("against=nowhere", 404)],
)
def test_an_address_that_asks_for_nothing_is_refused(client, table, asked, status):
    assert client.get(f"{table}?{asked}").status_code == status
