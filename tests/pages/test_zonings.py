"""Reference zonings: loaded on Préparer, outlined on maps, set beside the zone on Comparer."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import box, mapping

from animmap.services import zonings
from animmap.services.zoning_plan import plan_zoning
from animmap.texts import tr
from tests.pages.conftest import tags_of, text_of

HOSTILE = "Parc <img src=x onerror=alert(1)> {{7*191}}"
WEST, EAST = box(2.49, 50.4, 2.595, 50.6), box(2.595, 50.4, 2.7, 50.6)


def layer(*zones) -> bytes:
    told = [
        {"type": "Feature", "properties": {"nom": name}, "geometry": mapping(zone)}
        for name, zone in zones
    ]
    return json.dumps({"type": "FeatureCollection", "features": told}).encode()


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    make_sketch(made, geometry=box(2.49, 50.4, 2.66, 50.6))
    return made


@pytest.fixture
def loaded(desk, project, tmp_path):
    path = tmp_path / "parcs.geojson"
    path.write_bytes(layer((HOSTILE, WEST), ("Est", EAST)))
    plan = plan_zoning(desk, project.id, path)
    return zonings.load_zoning(desk, project.id, plan, name=HOSTILE, credit="INPN")


def plain(page) -> str:
    return (
        text_of(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def drop(page, content: bytes, name: str = "zones.geojson"):
    uploader = next(one for one in page.file_uploader if one.key.startswith("zoning_file_"))
    uploader.set_value((name, content, "application/json"))
    return page.run()


def button(page, key):
    return next(one for one in page.button if one.key == key)


def test_a_layer_is_dropped_named_and_loaded(open_page, desk, project):
    page = drop(open_page("prepare"), layer(("Parc des Sources", WEST), ("Bassin", EAST)))
    assert not page.exception
    assert "2 zones autour du territoire peuvent servir." in plain(page)
    [name, credit] = [one for one in page.text_input if not one.key]
    assert name.value == "zones"
    name.set_value("Parcs")
    credit.set_value("INPN, Licence Ouverte")
    go = next(one for one in page.button if one.label == tr("zonings.load_these", "fr", n=2))
    page = go.click().run()
    assert not page.exception
    [kept] = zonings.list_zonings(desk, project.id)
    assert (kept.name, kept.credit, kept.zones) == ("Parcs", "INPN, Licence Ouverte", 2)
    assert "2 zones" in plain(page)


def test_exchanged_axes_wait_for_a_person_who_may_accept(open_page, project):
    exchanged = [
        (name, box(south, west, north, east))
        for name, (west, south, east, north) in (("Parc", WEST.bounds), ("Bassin", EAST.bounds))
    ]
    page = drop(open_page("prepare"), layer(*exchanged))
    text = plain(page)
    assert "0 zone autour du territoire peut servir." in text
    assert "Latitude et longitude semblent échangées : 2 sur 2." in text
    page = button(page, "zoning_accept_swap").click().run()
    assert "2 zones autour du territoire peuvent servir." in plain(page)


def test_a_file_that_is_no_layer_is_refused_in_words(open_page, project):
    page = drop(open_page("prepare"), b"{}")
    assert not page.exception
    assert 'role="alert"' in "".join(
        getattr(each, "body", "") or "" for each in page.main if hasattr(each, "body")
    )


def test_a_zoning_is_deleted_and_put_back(open_page, desk, project, loaded):
    page = open_page("prepare")
    page = button(page, f"yes_zoning_delete_{loaded.id}").click().run()
    assert zonings.list_zonings(desk, project.id) == []
    assert "1 zonage à la corbeille" in "".join(each.label for each in page.expander)
    page = button(page, f"zoning_restore_{loaded.id}").click().run()
    assert zonings.list_zonings(desk, project.id) == [loaded]


@pytest.mark.parametrize("role", ["animator", "partner"])
def test_the_zone_is_set_beside_a_zoning_with_its_n_and_credit(open_page, project, loaded, role):
    page = open_page("compare", role=role, face=loaded.id)
    page.session_state["compare-parts"] = tr("compare.part.portrait", "fr")
    page = page.run()
    assert not page.exception
    text = plain(page)
    assert "la zone touche 2 zones (n = 1 voix)" in text
    assert f"{HOSTILE} : 62 % de la zone dessinée s’y trouve" in text
    assert "Si l’on prenait des zones entières" in text
    assert "Source : INPN" in text
    assert "Dinkelbach, 1967" in text
    assert "img" not in tags_of(page)


def test_the_communes_may_be_faced_one_by_one(open_page, project):
    page = open_page("compare", face="communes")
    page.session_state["compare-parts"] = tr("compare.part.portrait", "fr")
    assert "la zone touche 4 zones" in plain(page.run())


def test_a_zoning_asked_for_is_outlined_on_every_map(
    open_page, fake_map, project, loaded, make_features
):
    make_features(project)
    for screen in ("compare", "explore"):
        fake_map.shown.clear()
        page = open_page(screen, zonages=f"{loaded.id},unknown")
        assert not page.exception
        drawn = [one for each in fake_map.shown for one in each["overlays"] if one.kind == "zoning"]
        assert drawn
        assert all(f"/zonings/{loaded.id}.geojson" in one.url for one in drawn)


def test_without_any_zoning_nothing_is_asked(open_page, project):
    page = open_page("compare")
    assert tr("zonings.shown", "fr") not in [each.label for each in page.multiselect]
