"""The zone of a round beside the EPCI it touches and the study area.

The study area is four square communes: two of the EPCI “Ouest”, one of “Est”, one of “Nord”.
“Est” has a fifth one out of the study area.
"""

from dataclasses import replace

import pytest
from shapely.geometry import box

from animmap.core.model import Role
from animmap.services import official, workshops
from animmap.services.compare import read_round
from animmap.sources.communes import Epci
from tests.conftest import two_by_two_communes

NORTH_WEST, NORTH_EAST, SOUTH_WEST, SOUTH_EAST = two_by_two_communes()
OUTER = replace(SOUTH_EAST, code="62005", name="Essars", geometry=box(2.7, 50.4, 2.8, 50.5))
MEMBERS = {"Ouest": (NORTH_WEST, SOUTH_WEST), "Est": (SOUTH_EAST, OUTER), "Nord": (NORTH_EAST,)}


@pytest.fixture
def make_read(desk, desk_as, make_project, make_sketch, monkeypatch):
    """Return ``read(outline, members, role)``: the zone of one sketch beside what exists."""

    def read(outline, members=MEMBERS, role=Role.PARTNER):
        groups = [
            Epci(name, name, "CC", ("62",), 0, tuple(one.code for one in communes))
            for name, communes in members.items()
        ]
        monkeypatch.setattr(official, "list_epci", lambda: groups)
        monkeypatch.setattr(
            official, "load_communes", lambda codes: [OUTER] if OUTER.code in codes else []
        )
        epci = {one.code: name for name, communes in members.items() for one in communes}
        study = [replace(one, epci_code=epci[one.code]) for one in two_by_two_communes()]
        project = make_project(communes=tuple(study))
        make_sketch(project, geometry=outline)
        visitor = desk_as(role)
        asked = workshops.list_rounds(visitor, project.id)[0]
        return official.face_existing(visitor, read_round(visitor, asked.id), "raw", 1.0)

    return read


def test_the_epci_that_holds_most_comes_first_and_the_study_area_last(make_read):
    found = make_read(box(2.5, 50.4, 2.65, 50.5))
    assert [(one.kind, one.name) for one in found] == [
        ("epci", "Ouest"), ("epci", "Est"), ("study", "Quatre communes"),
    ]  # fmt: skip


def test_an_epci_is_whole_even_out_of_the_study_area(make_read):
    west, east, study = make_read(box(2.5, 50.4, 2.67, 50.5))
    assert east.left_out == ("Essars",)
    assert east.beyond == ("Chocques",)
    assert (west.left_out, west.beyond) == (("Aix-Noulette",), ("Divion",))
    assert (study.left_out, study.beyond) == (("Aix-Noulette", "Béthune"), ())


def test_an_epci_that_is_the_study_area_is_told_once(make_read):
    [found] = make_read(box(2.5, 50.4, 2.6, 50.6), {"Pays": two_by_two_communes()})
    assert (found.kind, found.name) == ("both", "Pays")
    assert found.facing.share_of_zone == pytest.approx(1, abs=1e-3)
    assert found.facing.share_of_perimeter == pytest.approx(0.5, abs=1e-3)
    assert found.left_out == ("Béthune", "Divion")
