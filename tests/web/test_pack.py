"""Public files travel compressed, once made; what the page names early exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from animmap.vendored import BUNDLES, SCRIPTS, STATIC_DIR, address_of, bundle
from animmap.web.early import early_links, package_folder

FILE = "/vendor/leaflet/leaflet.js"
PLAIN = {"Accept-Encoding": "identity"}


def test_a_script_is_the_same_compressed_or_not_the_first_time_and_the_next(client):
    plain = client.get(FILE, headers=PLAIN)
    assert "content-encoding" not in plain.headers
    for _ in range(2):
        packed = client.get(FILE, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert int(packed.headers["content-length"]) < len(plain.content) / 3
        assert packed.content == plain.content


def test_who_holds_a_script_already_is_told_that_it_has_not_changed(client):
    etag = client.get(FILE).headers["etag"]
    again = client.get(FILE, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("path", ["/vendor/none.js", "/vendor/map/none.css"])
def test_a_missing_file_is_not_kept_as_an_answer(client, path):
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "content-encoding" not in answer.headers


def test_data_of_a_demarche_never_come_from_the_public_memory(client, desk, make_project):
    project = make_project()
    answer = client.get(f"/api/projects/{project.id}/communes.geojson")
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_bundle_holds_its_files_whole_and_in_order(client):
    served = client.get(address_of("map/all.js")).content
    assert served == bundle("map/all.js")
    places = [served.index((STATIC_DIR / name).read_bytes()) for name in SCRIPTS]
    assert places == sorted(places)


def test_every_address_of_the_style_bundle_exists():
    for address in re.findall(rb"url\(\"?([^)\"#]+)\"?\)", bundle("map/all.css")):
        found = (STATIC_DIR / "map" / address.decode()).resolve()
        assert found.is_file() or found.name == "marker-icon.png", address


def test_each_file_named_early_exists():
    asked = re.findall(r"<([^>]+)>; rel=(\w+)", early_links())
    modules = [address for address, how in asked if how == "modulepreload"]
    assert any("/Html." in address for address in modules)
    streamlit = package_folder("streamlit") / "static"
    assert all((streamlit / address.lstrip("/")).is_file() for address in modules)
    later = [Path(address).name.split("?")[0] for address, how in asked if how == "prefetch"]
    maps = [Path(name).name for name in BUNDLES if name.startswith("map/")]
    assert later == maps
