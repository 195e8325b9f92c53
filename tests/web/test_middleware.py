"""Headers on every answer, closed doors, size limits, vendored files."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from animmap.core.model import Role
from animmap.services.workshops import list_rounds
from animmap.settings import ROOT, read_settings
from animmap.vendored import BUNDLES, OTHER_FILES, SCRIPTS, STYLES
from animmap.web.documents import disposition
from animmap.web.middleware import WALL, Doors, inline_scripts, policy
from animmap.web.routes import ENDPOINTS
from tests.web.rooms import fill

TILES = "https://data.geopf.fr"

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin",
    "cross-origin-opener-policy": "same-origin",
}


def test_every_answer_carries_the_protecting_headers(client, desk, make_project):
    project = make_project()
    question = list_rounds(desk, project.id)[0]
    given = {"project_id": project.id, "round_id": question.id, "extension": "odt"}
    filled = [fill(path, **given) for path, _ in ENDPOINTS if path != WALL]
    for address in [*filled, "/nowhere", "/vendor/leaflet/leaflet.js", "/vendor/none.js"]:
        answer = client.get(address, follow_redirects=False)
        for name, value in EVERYWHERE.items():
            assert answer.headers[name] == value, (address, name)
        assert "default-src" in answer.headers["content-security-policy"], address


def test_https_answers_ask_for_https_from_then_on(client):
    assert "strict-transport-security" not in client.get("/healthz").headers
    secure = client.get("https://localhost/healthz")
    assert secure.headers["strict-transport-security"] == "max-age=63072000"


def test_only_the_frame_of_maps_may_write_its_own_script():
    everywhere, component = policy("/carte", TILES), policy("/component/x/index.html", TILES)
    assert "'unsafe-inline'" not in everywhere.split("style-src")[0]
    assert "'unsafe-eval'" not in everywhere
    assert "'unsafe-eval'" in component
    assert "connect-src 'self'" in component
    assert "frame-ancestors 'none'" in everywhere
    assert "frame-ancestors 'self'" in component
    assert all(script in everywhere for script in inline_scripts())


@pytest.mark.parametrize("path", ["/r", "/r/ABC234", "/mur"])
def test_pages_of_ours_run_scripts_of_this_server_only(path):
    rules = policy(path, TILES).split("; ")
    assert "script-src 'self'" in rules
    framed = "'self'" if path == WALL else "'none'"
    assert f"frame-ancestors {framed}" in rules


def test_no_other_host_is_allowed_when_online_tiles_are_off():
    assert "http" not in policy("/component/x", "")
    assert policy("/component/x", TILES).count("http") == 1


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"]
)
def test_metrics_and_agents_do_not_exist(client, path):
    assert client.get(path).status_code == 404


def test_files_enter_only_by_the_hand_of_an_animator(client, client_as, stranger, make_project):
    project = make_project()
    address = "/_stcore/upload_file/session/file"
    for role in (Role.PARTICIPANT, Role.PARTNER, Role.PROJECTOR):
        assert client_as(role, project).put(address, content=b"x").status_code == 403
    assert stranger.put(address, content=b"x").status_code == 403
    # Let through to Streamlit, which is not there in this test.
    assert client_as(Role.ANIMATOR, project).put(address, content=b"x").status_code == 404
    assert client.put(address, content=b"x").status_code == 404


def test_heavy_or_endless_body_is_refused_before_it_is_read(client):
    assert client.post("/healthz", content=b"x" * 300_000).status_code == 413
    assert client.post("/healthz", content=iter([b"x"])).status_code == 413
    assert client.post("/healthz", content=b"x" * 1_000).status_code == 405


@pytest.mark.parametrize("name", [*SCRIPTS, *STYLES, *OTHER_FILES, *BUNDLES])
def test_vendored_file_is_served(client, name):
    assert client.get(f"/vendor/{name}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/vendor/../settings.py", "/vendor/..%2fsettings.py", "/vendor/%2e%2e/settings.py"]
)
def test_nothing_outside_the_vendored_folder_is_served(client, path):
    assert client.get(path).status_code in (400, 404)


def test_versioned_file_is_kept_by_browsers_and_a_bare_one_is_asked_again(client):
    kept = client.get("/vendor/map/map.js?v=1").headers["cache-control"]
    asked = client.get("/vendor/map/map.js").headers["cache-control"]
    assert "immutable" in kept
    assert asked == "no-cache"


def test_every_vendored_package_has_its_licence_and_its_line_in_the_readme():
    static = ROOT / "animmap" / "static"
    readme = (static / "README.md").read_text(encoding="utf-8")
    for folder in ("leaflet", "markercluster", "fonts"):
        assert (static / folder / "LICENSE").is_file()
        assert f"`{folder}/`" in readme


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("diagnostic L’été", "diagnostic-L%E2%80%99"),
        ('a";x=/../é\r\nSet-Cookie: y', "a-x-"),
    ],
)
def test_file_name_of_any_title_stays_inside_its_header(title, expected):
    header = disposition(title, "pdf")
    assert "\r" not in header
    assert "/" not in header
    assert header.count('"') == 2
    assert header.isascii()
    if title.startswith("a"):
        assert expected in header


def test_settings_of_streamlit_hold_what_safety_needs():
    import tomllib

    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["showErrorDetails"] == "none"
    assert config["server"]["maxUploadSize"] == 20
    assert config["server"]["enableXsrfProtection"] is True
    assert config["server"]["enableAgentApi"] is False
    assert config["runner"]["postScriptGC"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert read_settings({}).local_role == "animator"


def test_theme_repeats_the_palette():
    import tomllib

    from animmap.core import palette

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))[
        "theme"
    ]
    assert theme["primaryColor"] == palette.PRIMARY
    assert theme["backgroundColor"] == palette.PAPER
    assert theme["secondaryBackgroundColor"] == palette.SURFACE
    assert theme["textColor"] == palette.INK
    assert theme["chartCategoricalColors"] == list(palette.COLLEGES)


@pytest.mark.parametrize(
    ("origin", "host", "foreign"),
    [
        ("http://localhost:8501", "localhost:8501", False),
        ("https://carte.example", "carte.example", False),
        ("https://Carte.example", "carte.example", False),
        (None, "localhost:8501", False),
        ("http://localhost:9999", "localhost:8501", True),
        ("https://carte.example", "127.0.0.1:8501", True),
        ("https://mal.example", "localhost:8501", True),
        ("null", "localhost:8501", True),
        ("", "localhost:8501", True),
    ],
)
def test_a_page_of_another_host_opens_no_socket(origin, host, foreign):
    sent = {"host": host} if origin is None else {"host": host, "origin": origin}
    headers = [(name.encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    answers, reached = [], []

    async def send(message):
        answers.append(message["type"])

    async def app(*_):
        reached.append(True)

    # In a thread of its own: the browser tests leave a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Doors(app)(scope, None, send)).result()
    assert bool(reached) is not foreign
    assert answers == (["websocket.close"] if foreign else [])
