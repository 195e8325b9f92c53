"""Loaded zonings: messy files are told, never moved in silence; listed, renamed, kept in a trash.

The démarche has four square communes from 2.5° E, 50.4° N to 2.7° E, 50.6° N.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from shapely.geometry import Polygon, box, shape

from animmap.core.importing.choices import Choices
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import history, zonings
from animmap.services.desk import TRASH_DAYS, empty_trash
from animmap.services.projects import purge_project
from animmap.services.zoning_plan import plan_zoning
from tests.services.zones import BASIN, PARK, TWO, feature, in_metres, layer, names_of

FAR = box(4.8, 45.7, 4.9, 45.8)  # Lyon


def swapped(geometry):
    return Polygon([(y, x) for x, y in geometry.exterior.coords])


@pytest.fixture
def plan(desk, project, tmp_path):
    """Return ``plan(content, name, choices, column)``: what loading a file would do."""

    def read(content, name="zones.geojson", choices=None, column=None):
        path = tmp_path / name
        path.write_bytes(content)
        return plan_zoning(desk, project.id, path, choices, column)

    return read


@pytest.fixture
def load(desk, project, plan):
    def keep(content=TWO, name="Parcs", **more):
        return zonings.load_zoning(desk, project.id, plan(content), name=name, **more)

    return keep


def test_zones_are_named_by_the_column_that_says_a_name(plan):
    found = plan(TWO)
    assert found.name_column == "nom"
    assert names_of(found) == ["Parc des Sources", "Bassin"]
    assert (found.waiting, found.aside, found.proposals) == ([], [], [])
    assert names_of(plan(TWO, column="code")) == ["FR1", "FR2"]


@pytest.mark.parametrize("column", ["NOM_SITE", "libelle", "Name", "nom_officiel"])
def test_headers_of_public_layers_are_known_as_names(plan, column):
    found = plan(
        layer(
            feature(PARK, GEST="Syndicat mixte", **{column: "Marais"}),
            feature(BASIN, GEST="Syndicat mixte", **{column: "Coteaux"}),
        )
    )
    assert found.name_column == column


def test_exchanged_axes_are_proposed_and_used_once_accepted(plan):
    content = layer(feature(swapped(PARK), nom="Parc"), feature(swapped(BASIN), nom="Bassin"))
    found = plan(content)
    assert names_of(found) == []
    assert [draft.faults[0].code for draft in found.waiting] == ["swapped", "swapped"]
    assert [(one.code, one.accept) for one in found.proposals] == [("swapped", "swap")]
    accepted = plan(content, choices=Choices(accept=frozenset({"swap"})))
    assert names_of(accepted) == ["Parc", "Bassin"]
    assert accepted.kept[0].shapes[0].symmetric_difference(PARK).area < 1e-9


def test_metres_that_claim_to_be_degrees_are_proposed_in_lambert(plan):
    content = layer(feature(in_metres(PARK), nom="Parc"), feature(in_metres(BASIN), nom="Bassin"))
    found = plan(content)
    assert names_of(found) == []
    [proposal] = found.proposals
    assert (proposal.code, proposal.crs) == ("crs_wrong", "EPSG:2154")
    chosen = plan(content, choices=Choices(crs="EPSG:2154"))
    assert names_of(chosen) == ["Parc", "Bassin"]


def test_a_bad_zone_among_many_is_named_and_the_others_serve(plan):
    good = [feature(box(2.5, 50.4 + k / 1000, 2.6, 50.5), nom=f"Zone {k}") for k in range(50)]
    bad = [
        feature(None, nom="Vide"),
        feature(Polygon([(2.5, 50.4), (2.6, 50.5), (2.5, 50.4)]), nom="Plate"),
        {"type": "Feature", "properties": {"nom": "Cassée"},
         "geometry": {"type": "Polygon", "coordinates": "rien"}},
        {"type": "Feature", "properties": {"nom": "Point"},
         "geometry": {"type": "Point", "coordinates": [2.55, 50.45]}},
    ]  # fmt: skip
    found = plan(layer(*good[:25], *bad, *good[25:]))
    assert len(found.kept) == 50
    assert [(draft.number, draft.name) for draft in found.waiting] == [
        (26, "Vide"), (27, "Plate"), (28, "Cassée"), (29, "Point"),
    ]  # fmt: skip
    assert all(draft.faults for draft in found.waiting)


def test_an_outline_that_crosses_itself_keeps_all_that_it_encloses(plan):
    bow = Polygon([(2.5, 50.4), (2.6, 50.5), (2.6, 50.4), (2.5, 50.5)])
    [draft] = plan(layer(feature(bow, nom="Nœud"))).kept
    assert draft.shapes[0].is_valid
    assert draft.shapes[0].area == pytest.approx(0.005, rel=1e-3)


def test_zones_far_from_the_territory_are_left_aside_and_counted(plan):
    found = plan(layer(feature(PARK, nom="Parc"), feature(FAR, nom="Lyon")))
    assert (names_of(found), [draft.name for draft in found.aside]) == (["Parc"], ["Lyon"])


def test_a_file_without_area_or_with_far_too_many_zones_is_refused(plan, monkeypatch):
    with pytest.raises(AnimmapError, match="zones_missing"):
        plan(layer(feature(box(2.5, 50.4, 2.6, 50.5).centroid, nom="Point")))
    monkeypatch.setattr("animmap.services.zoning_plan.MOST_ZONES", 1)
    with pytest.raises(AnimmapError, match="zones_too_many"):
        plan(TWO)


def test_another_system_or_column_that_does_not_exist_is_refused(plan):
    with pytest.raises(AnimmapError, match="crs_unknown"):
        plan(TWO, choices=Choices(crs="EPSG:1"))
    with pytest.raises(AnimmapError, match="column_unknown"):
        plan(TWO, column="toponyme")


def test_a_zoning_is_kept_with_its_name_credit_and_zones(desk, project, load):
    loaded = load(name="  Parcs \n naturels ", credit="INPN, Licence Ouverte")
    assert (loaded.name, loaded.credit, loaded.zones) == (
        "Parcs naturels", "INPN, Licence Ouverte", 2,
    )  # fmt: skip
    assert zonings.list_zonings(desk, project.id) == [loaded]
    found, zones = zonings.read_zones(desk, loaded.id)
    assert found == loaded
    assert [one.name for one in zones] == ["Parc des Sources", "Bassin"]
    assert zones[0].geometry.equals(PARK)


def test_a_zone_without_a_name_bears_its_row(load, desk):
    loaded = load(layer(feature(PARK, nom="Parc"), feature(BASIN, nom="")), unnamed="Zone {}")
    assert [one.name for one in zonings.read_zones(desk, loaded.id)[1]] == ["Parc", "Zone 2"]


def test_a_hostile_name_is_kept_as_text(load, desk):
    hostile = "<img src=x onerror=alert(1)>{{7*191}}"
    loaded = load(layer(feature(PARK, nom=hostile)), name=hostile)
    assert zonings.read_zones(desk, loaded.id)[1][0].name == hostile
    assert zonings.zones_geojson(desk, loaded.id)["features"][0]["properties"]["name"] == hostile


def test_one_undo_takes_a_loaded_zoning_back_and_another_brings_it_again(desk, project, load):
    loaded = load()
    undone = history.undo_last(desk, project.id)
    assert zonings.list_zonings(desk, project.id) == []
    with pytest.raises(AnimmapError, match="not_found"):
        zonings.read_zones(desk, loaded.id)
    history.undo(desk, project.id, undone.id)
    assert zonings.list_zonings(desk, project.id) == [loaded]
    assert len(zonings.read_zones(desk, loaded.id)[1]) == 2


def test_a_new_name_is_journalled_and_undone(desk, project, load):
    loaded = load()
    assert zonings.amend_zoning(desk, loaded.id, name="SCoT", credit="").name == "SCoT"
    with pytest.raises(AnimmapError, match="name_missing"):
        zonings.amend_zoning(desk, loaded.id, name=" ", credit="")
    history.undo_last(desk, project.id)
    assert zonings.list_zonings(desk, project.id) == [loaded]


def test_a_deleted_zoning_waits_thirty_days_in_the_trash_then_is_erased(
    desk, project, load, clock, store
):
    loaded = load()
    zonings.delete_zoning(desk, loaded.id)
    assert zonings.list_zonings(desk, project.id) == []
    assert [one.id for one in zonings.list_deleted(desk, project.id)] == [loaded.id]
    assert zonings.restore_zoning(desk, loaded.id) == loaded
    zonings.delete_zoning(desk, loaded.id)
    empty_trash(store, clock() + timedelta(days=TRASH_DAYS - 1))
    assert len(zonings.list_deleted(desk, project.id)) == 1
    empty_trash(store, clock() + timedelta(days=TRASH_DAYS, seconds=1))
    assert zonings.list_deleted(desk, project.id) == []


def test_an_erased_demarche_leaves_no_zone(desk, project, load, store):
    load()
    purge_project(desk, project.id)
    import sqlalchemy as sa

    from animmap.storage.schema_zonings import zone, zoning

    with store.read() as connection:
        for table in (zone, zoning):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_the_outlines_of_the_map_are_close_to_the_zones(desk, load):
    drawn = zonings.zones_geojson(desk, load().id)["features"]
    assert shape(drawn[0]["geometry"]).symmetric_difference(PARK).area < PARK.area / 1000
    assert {each["properties"]["zoning"] for each in drawn} == {"Parcs"}


def test_only_those_who_lead_plan_a_zoning(desk_as, project, tmp_path):
    path = tmp_path / "zones.geojson"
    path.write_bytes(TWO)
    for role in (Role.PARTNER, Role.PARTICIPANT, Role.PROJECTOR):
        with pytest.raises(AnimmapError, match="access_denied"):
            plan_zoning(desk_as(role), project.id, path)


def test_a_damaged_file_says_so(plan):
    with pytest.raises(AnimmapError, match="file_damaged"):
        plan(b"PK\x03\x04 nothing", name="zones.zip")
