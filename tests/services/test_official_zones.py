"""The zone beside the communes or a loaded zoning: by name, with what the best set would lose."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import official_zones, workshops, zonings
from animmap.services.compare import read_round
from animmap.services.official_zones import COMMUNES, Asked
from animmap.services.zoning_plan import ZonePlan

# The west column of communes and some of the east one; nothing of the map is on an outline.
DRAWN = box(2.490, 50.40, 2.660, 50.60)
WEST, EAST = box(2.490, 50.40, 2.595, 50.60), box(2.595, 50.40, 2.700, 50.60)
NORTH = box(2.490, 50.50, 2.700, 50.60)


@pytest.fixture
def project(make_project, make_sketch, make_features):
    made = make_project()
    make_features(made)  # at 2.50, 2.55, 2.60 and 2.65° E, 50.45° N
    make_sketch(made, geometry=DRAWN)
    return made


@pytest.fixture
def load(desk, project, tmp_path):
    """Return ``load(name=zone, …)``: a zoning of these zones."""

    def keep(**zones):
        drafts = [
            Draft("", rank, {}, name=name, shapes=(zone,))
            for rank, (name, zone) in enumerate(zones.items(), start=1)
        ]
        plan = ZonePlan(tmp_path / "zones.gpkg", Choices(), ("",), (), "", [], drafts)
        return zonings.load_zoning(desk, project.id, plan, name="Bassins", credit="INSEE")

    return keep


@pytest.fixture
def face(desk, project):
    round_id = workshops.list_rounds(desk, project.id)[0].id

    def read(against, who=desk, share=1.0):
        reading = read_round(who, round_id)
        return official_zones.face_zoning(who, reading, Asked("raw", share, against))

    return read


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.PARTNER, Role.PROJECTOR])
def test_each_zone_tells_its_shares_and_what_each_side_holds_alone(desk_as, load, face, role):
    found = face(load(Ouest=WEST, Est=EAST).id, desk_as(role))
    west, east = found.zones
    assert (west.name, east.name, found.credit) == ("Ouest", "Est", "INSEE")
    assert west.facing.share_of_perimeter == pytest.approx(1, abs=1e-3)
    assert west.facing.share_of_zone == pytest.approx(105 / 170, abs=1e-3)
    assert east.facing.share_of_perimeter == pytest.approx(65 / 105, abs=1e-3)
    assert (west.beyond, west.left_out) == (("Béthune", "Divion"), ())
    assert west.gained == ("Élément 00002", "Élément 00003")
    assert east.gained == ("Élément 00000", "Élément 00001")
    assert east.lost == ()


def test_the_whole_zones_that_resemble_the_drawn_one_most_come_with_their_loss(load, face):
    found = face(load(Ouest=WEST, Est=EAST).id).faced
    # West alone: 105/170 in common; both: 170/210.
    assert found.chosen == ("Ouest", "Est")
    assert found.snapped.iou == pytest.approx(170 / 210, abs=1e-3)
    assert found.snapped.omission_m2 == pytest.approx(0, abs=20_000)


def test_zones_that_overlap_propose_no_set(load, face):
    found = face(load(Ouest=WEST, Nord=NORTH).id).faced
    assert (found.overlapping, found.snapped) == (True, None)
    assert len(found.zones) == 2


def test_the_communes_are_faced_one_by_one(face):
    found = face(COMMUNES)
    shares = {one.name: round(one.facing.share_of_perimeter, 2) for one in found.zones}
    assert shares == {"Aix-Noulette": 1.0, "Chocques": 1.0, "Béthune": 0.6, "Divion": 0.6}
    assert all(one.beyond == one.left_out == () for one in found.zones)


def test_zones_apart_from_the_drawn_one_are_not_told(load, face):
    found = face(load(Loin=box(2.67, 50.4, 2.7, 50.6)).id)
    assert (found.zones, found.faced.snapped) == ((), None)


def test_a_zoning_deleted_or_of_another_demarche_is_not_found(desk, load, face, make_project):
    loaded = load(Ouest=WEST)
    zonings.delete_zoning(desk, loaded.id)
    with pytest.raises(AnimmapError, match="not_found"):
        face(loaded.id)
    other = make_project()
    plan = ZonePlan(
        Path("a.gpkg"), Choices(), ("",), (), "", [], [Draft("", 1, {}, shapes=(WEST,))]
    )
    elsewhere = zonings.load_zoning(desk, other.id, plan, name="Ailleurs")
    with pytest.raises(AnimmapError, match="not_found"):
        face(elsewhere.id)


def test_the_table_taken_away_says_what_the_screen_says(desk, project, load, face):
    loaded = load(**{"=1+1": WEST})
    reading = read_round(desk, workshops.list_rounds(desk, project.id)[0].id)
    asked = Asked("raw", 1.0, loaded.id)
    table = official_zones.export_table(desk, reading, asked, "fr").decode("utf-8-sig")
    head, row = table.splitlines()
    assert head.startswith("Zone,Surface (km²)")
    assert row.startswith("'=1+1,")
    assert "Béthune; Divion" in row
    against = official_zones.export_table(desk, reading, Asked("raw", 1.0), "fr")
    assert "Quatre communes" in against.decode()
