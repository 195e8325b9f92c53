"""``fetch`` from end to end: the estimate, the file, its import, one line when it is refused."""

from __future__ import annotations

import json

import pytest

from animmap.__main__ import main


@pytest.fixture
def project(store, make_project, fake_services):
    return make_project()


@pytest.fixture
def fetch(project, tmp_path):
    """Return ``fetch(service, *options)``: exit code and file (None when there is none)."""

    def run(service, *options, out="trouve.geojson"):
        path = tmp_path / out
        done = main(["fetch", service, "--project", project.id, "--out", str(path), *options])
        return done, json.loads(path.read_text("utf-8")) if path.exists() else None

    return run


@pytest.mark.parametrize("service", ["entreprises", "gogocarto", "wfs", "gbif"])
def test_what_is_fetched_imports_as_any_file(service, fetch, project, tmp_path):
    done, document = fetch(service)
    assert done == 0
    layer = {"entreprises": "structures", "gogocarto": "actors"}.get(service, "living_assets")
    out = tmp_path / "out.json"
    brought = ["import", str(tmp_path / "trouve.geojson"), "--project", project.id, "--kind", layer]
    assert main([*brought, "--report", str(out)]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert report["read"] == report["imported"] == len(document["features"]) > 0


def test_notices_are_told_on_the_error_output(fetch, capsys):
    fetch("entreprises")
    told = capsys.readouterr()
    assert "7 objets écrits dans trouve.geojson" in told.out
    assert "6 structures" in told.err


def test_without_a_file_only_the_number_is_told(project, capsys):
    assert main(["fetch", "wfs", "--project", project.id, "--zones", "znieff1"]) == 0
    assert "2 sites" in capsys.readouterr().out


def test_choices_are_those_of_the_screen(fetch):
    _, all_of_them = fetch("entreprises")
    _, some = fetch("entreprises", "--employers", "--without-finance", "--families", "association")
    assert len(some["features"]) == 1 < len(all_of_them["features"])
    _, cut = fetch("wfs", "--zones", "znieff1", "--clip")
    assert len(cut["features"]) == 2


def test_the_question_to_overpass_is_written_and_nobody_is_asked(project, fake_services, capsys):
    assert main(["fetch", "overpass", "--project", project.id, "--layer", "resource"]) == 0
    assert capsys.readouterr().out.startswith("[out:json]")
    assert not fake_services.requests


@pytest.mark.parametrize(
    "options",
    [
        ("wfs", "--zones", "znieff3"),
        ("entreprises", "--families", "club"),
        ("gbif", "--years", "hier"),
        ("gogocarto", "--site", "http://192.168.1.1"),
        ("gogocarto", "--site", "file:///etc/passwd"),
    ],
)
def test_what_means_nothing_or_leads_inside_is_refused_in_one_line(fetch, capsys, options):
    assert fetch(*options) == (2, None)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_switch_asks_nobody(fetch, fake_services, monkeypatch, capsys):
    monkeypatch.setenv("ANIMMAP_ONLINE", "0")
    assert fetch("gbif") == (2, None)
    assert not fake_services.requests
