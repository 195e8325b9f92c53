"""Text on a map stays text: not run on the server, not able to break the page's script."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys

import folium
import folium.map
import pytest
import streamlit_folium

from animmap import vendored
from animmap.settings import ROOT
from animmap.views import maps, maps_safe
from animmap.views.maps_safe import CANARY, CANARY_RESULT, Call, SafeMap, render_canary

HOSTILE = [
    "{{7*191}}",
    "{% raw %} {# x",
    "`${7*191}`",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\\u{zz} \\",
    'nom" onload="alert(1)',
]


def in_a_fresh_python(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        # Another test of this process may already have guarded GDAL through the environment.
        env={name: value for name, value in os.environ.items() if name != "GDAL_SKIP"},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def test_stock_rendering_runs_the_canary_and_ours_does_not():
    source = (
        "from animmap.views import maps_safe as safe;"
        "print(safe.CANARY_RESULT in safe.render_canary());"
        "safe.make_safe();"
        "print(safe.CANARY_RESULT in safe.render_canary(), safe.CANARY in safe.render_canary())"
    )
    assert in_a_fresh_python(source).stdout.split() == ["True", "False", "True"]


def test_server_refuses_to_start_when_the_canary_runs(monkeypatch):
    monkeypatch.setattr(maps_safe, "render_canary", lambda: f"<p>{CANARY_RESULT}</p>")
    with pytest.raises(RuntimeError, match="refusing to start"):
        maps_safe.make_safe()


def test_server_refuses_to_start_without_a_vendored_file(monkeypatch):
    monkeypatch.setitem(vendored.BUNDLES, "map/all.js", ("leaflet/none.js",))
    vendored.bundle.cache_clear()
    vendored.address_of.cache_clear()
    with pytest.raises(RuntimeError, match="missing"):
        maps_safe.make_safe()


def test_canary_reads_back_literally_through_every_way_folium_takes_text():
    rendered = render_canary()
    assert CANARY_RESULT not in rendered
    assert rendered.count(CANARY) >= 6


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_template_marks_in_a_name_never_take_a_page_down(text):
    assert "1337" not in re.sub(r"[0-9a-f]{32}", "", render_canary(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_payload_of_a_call_is_letters_and_digits_whatever_it_says(text):
    payload = maps._encode({"name": text})
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", payload)
    assert json.loads(base64.b64decode(payload)) == {"name": text}
    sheet = SafeMap(location=[0, 0], tiles=None)
    sheet.add_child(Call("animmap.start", payload))
    for script in (
        sheet.get_root().render(),
        streamlit_folium.generate_leaflet_string(sheet),
    ):
        assert f'"{payload}"' in script
        assert text not in script


def test_every_file_of_a_map_comes_from_this_server():
    for owner in (folium.Map, SafeMap):
        links = [address for _, address in [*owner.default_js, *owner.default_css]]
        assert links
        assert all(re.match(r"/vendor/[\w./-]+\?v=[0-9a-f]{12}$", each) for each in links)
    page = str(SafeMap(location=[0, 0], tiles=None).get_root().render())
    assert "://" not in page
    assert page.count("/vendor/") == len(links)


def test_own_scripts_never_write_markup_from_data():
    for path in (ROOT / "animmap" / "static" / "map").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert door not in source, (path.name, door)


def test_own_scripts_hold_no_word_for_people():
    accents = re.compile(r"[éèêàçùôîÉÈÀ«»’]")
    for path in (ROOT / "animmap" / "static" / "map").glob("*.js"):
        assert not accents.search(path.read_text(encoding="utf-8")), path.name


def test_gdal_keeps_only_the_drivers_we_need():
    source = (
        "from animmap.sources.gdal_guard import *; guard_gdal(); check_gdal();"
        "import pyogrio; assert set(pyogrio.list_drivers()) <= ALLOWED_DRIVERS"
    )
    assert in_a_fresh_python(source).returncode == 0
    late = in_a_fresh_python(
        "import pyogrio; pyogrio.list_drivers();"
        "from animmap.sources.gdal_guard import *; guard_gdal(); check_gdal()"
    )
    assert "GeoJSON" in late.stderr
    assert late.returncode == 1
