"""Under the portrait, Comparer sets the zone beside the perimeters that exist."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import box

from animmap.services import official
from animmap.sources.communes import Epci
from animmap.texts import tr
from tests.conftest import two_by_two_communes
from tests.pages.conftest import text_of

NAME = "Communauté <b>Deux</b>"


@pytest.fixture
def two_of_four(make_project, monkeypatch):
    """Return a project of four communes, of which the two in the south make an EPCI up."""
    north_west, north_east, *south = two_by_two_communes()
    group = Epci("south", NAME, "CC", ("62",), 0, tuple(one.code for one in south))
    monkeypatch.setattr(official, "list_epci", lambda: [group])
    mine = [replace(one, epci_code=group.code) for one in south]
    return make_project(communes=(north_west, north_east, *mine))


def open_portrait(open_page, role="animator") -> str:
    page = open_page("compare", role=role)
    page.session_state["compare-parts"] = tr("compare.part.portrait", "fr")
    page = page.run()
    assert not page.exception
    return (
        text_of(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


@pytest.mark.parametrize("role", ["animator", "partner"])
def test_the_zone_is_told_beside_its_epci_and_the_study_area(
    open_page, two_of_four, make_sketch, role
):
    # The west half: one commune of the EPCI, one out of it.
    make_sketch(two_of_four, geometry=box(2.5, 50.4, 2.6, 50.6))
    text = open_portrait(open_page, role)
    told = text.split("Face aux périmètres existants", 1)[1]
    assert f"La zone tient à 50 % dans « {NAME} », dont elle laisse 1 commune de côté" in told
    assert "1 commune de la zone, hors de ce périmètre" in told
    assert "dans le territoire d’étude « Quatre communes », dont elle laisse 2 communes" in told
    assert "(n = 1 voix)" in told
    assert "la moitié au moins de sa surface" in told
