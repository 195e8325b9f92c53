"""Territoire: the pack of tiles, offered, followed, shown, removed."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from animmap.core.model import Commune
from animmap.services import errands, tile_packs
from animmap.services.tile_packs import download_pack, plan_pack, read_pack
from animmap.settings import read_settings
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from tests.fake_services.all import start
from tests.pages.conftest import text_of
from tests.sources.online.conftest import FakeClock


@pytest.fixture(autouse=True)
def services(monkeypatch, tmp_path):
    clock = FakeClock()
    fake = start(clock.ticks)
    monkeypatch.setenv("ANIMMAP_VAR", str(tmp_path))
    for name, value in fake.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        tile_packs, "Transport", lambda told, stop: Transport(told, clock=clock, pace=Pace())
    )
    yield fake
    fake.stop()


def test_the_weight_is_told_before_anything_is_asked(open_page, make_project, services):
    project = make_project()
    page = open_page("territory")
    count = len(plan_pack(page_desk(), project.id, (8, 15)).missing)
    assert f"{count} images à télécharger" in text_of(page).replace("\u00a0", "")
    assert services.requests["tiles"] == []


def page_desk():
    from animmap.core.model import Access, Role
    from animmap.services.desk import open_desk

    return open_desk(Access(Role.ANIMATOR))


def test_own_outlines_are_said_to_be_and_no_commune_of_france_is_offered(open_page, make_project):
    part = Commune("P0001", "Quartier", 0, "", "", box(5.5, 50.6, 5.6, 50.7))
    make_project(communes=(part,), crs="EPSG:3812")
    page = open_page("territory")
    told = text_of(page)
    assert "apportés par un fichier à la création" in told
    assert "livrés avec l’application" not in told
    keys = {each.key for each in page.button}
    assert not keys & {"territory_edit_open", "precise_fetch"}


def test_one_button_downloads_and_the_page_tells_its_date_and_weight(open_page, make_project, desk):
    project = make_project()
    page = open_page("territory")
    page.select_slider(key="pack_detail").set_value(13).run()
    page.button(key="pack_download").click().run()
    errand = errands.find(f"tiles-{project.id}")
    assert errand is not None
    errand.wait(30)
    assert not errand.running
    page.run()
    pack = read_pack(desk, project.id)
    assert pack.complete
    assert "Plan IGN téléchargé le" in text_of(page)
    assert not [each for each in page.button if each.key == "pack_download"]


def test_a_server_that_may_not_ask_says_so_and_takes_a_file(open_page, make_project, monkeypatch):
    monkeypatch.setenv("ANIMMAP_ONLINE", "0")
    make_project()
    page = open_page("territory")
    assert "n’interroge aucun service en ligne" in text_of(page)
    assert not [each for each in page.button if each.key == "pack_download"]
    assert page.get("file_uploader")


def test_a_pack_is_removed_after_a_question(open_page, make_project, desk):
    project = make_project()
    download_pack(
        desk,
        plan_pack(desk, project.id, (8, 9)),
        transport=Transport(read_settings(), clock=FakeClock(), pace=Pace()),
    )
    page = open_page("territory")
    page.button(key="yes_pack").click().run()
    assert read_pack(desk, project.id) is None
    assert "Sans réseau, les cartes montrent les communes" in text_of(page)
