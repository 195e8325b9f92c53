"""``import`` from end to end: the report, the choices, one line when it is refused."""

from __future__ import annotations

import csv
import json

import pytest

from animmap.__main__ import main
from animmap.services import explore
from animmap.services.explore import Filters

GOOD = "Nom;Latitude;Longitude\nUn;50,45;2,55\nDeux;50,46;2,56\n"


@pytest.fixture
def project(store, make_project):
    return make_project()


@pytest.fixture
def bring(project, tmp_path):
    """Return ``bring(text, *options)``: exit code and report (None when there is none)."""

    def run(text, *options, name="liste.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = tmp_path / "out.json"
        out.unlink(missing_ok=True)
        arguments = ["import", str(path), "--project", project.id, "--kind", "actors"]
        done = main([*arguments, "--report", str(out), *map(str, options)])
        return done, json.loads(out.read_text("utf-8")) if out.exists() else None

    return run


def found(desk, project) -> int:
    return len(explore.find_features(desk, project.id, Filters()))


def test_a_good_list_is_imported_and_reported(bring, desk, project, capsys):
    done, report = bring(GOOD)
    assert done == 0
    assert (report["read"], report["imported"], report["quarantined"]) == (2, 2, [])
    assert report["located"] == {"coordinates": 2}
    assert report["duplicates"] == []
    assert found(desk, project) == 2
    assert "2 lignes importées" in capsys.readouterr().out


def test_a_dry_run_reports_and_keeps_nothing(bring, desk, project):
    _, report = bring(GOOD, "--dry-run")
    assert (report["imported"], report["dry_run"], found(desk, project)) == (2, True, 0)


def test_what_is_proposed_is_said_with_its_option_then_accepted(bring, desk, project, capsys):
    swapped = GOOD.replace("Latitude;Longitude", "Longitude;Latitude")
    done, report = bring(swapped)
    assert (done, report["imported"]) == (0, 0)
    assert "--accept-swap" in capsys.readouterr().err
    assert [one["row"] for one in report["quarantined"]] == [2, 3]
    _, report = bring(swapped, "--accept-swap")
    assert (report["imported"], found(desk, project)) == (2, 2)


def test_the_template_of_a_report_makes_the_same_import_again(bring, tmp_path):
    _, report = bring(GOOD, "--dry-run", "--credit", "Annuaire 2026")
    for content in (report, report["template"]):
        path = tmp_path / "modele.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        _, again = bring(GOOD, "--dry-run", "--map", path)
        assert again["template"] == report["template"]


def test_faults_are_written_as_a_table_that_runs_nothing(bring, tmp_path):
    out = tmp_path / "fautes.csv"
    bring(GOOD + "=1+1;n.c.;=2+2\n", "--faults", out)
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert {one["code"] for one in rows} == {"coordinate_unreadable", "position_rounded"}
    unread = [one for one in rows if one["code"] == "coordinate_unreadable"]
    assert {one["value"] for one in unread} == {"n.c.", "'=2+2"}
    assert all(one["message"] and one["remedy"] for one in rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--map", "absent.json"), "absent.json"),
        (("--layer", "Feuille 9"), ""),
        (("--crs", "EPSG:999999"), "EPSG:999999"),
        (("--report", "absent/out.json"), "absent"),
        (("--encoding", "klingon"), "klingon"),
    ],
)
def test_a_refusal_is_one_line_and_keeps_nothing(
    bring, desk, project, capsys, monkeypatch, tmp_path, options, words
):
    monkeypatch.chdir(tmp_path)
    done, report = bring(GOOD, *options)
    if done:
        assert (done, report) == (2, None)
        error = capsys.readouterr().err
        assert len(error.strip().splitlines()) == 1
        assert words in error
        assert found(desk, project) == 0
    else:
        # A text has one table, whatever it is called.
        assert options[0] == "--layer"


@pytest.mark.parametrize(
    "content", ["[]", '{"colonnes": {}}', '{"columns": {"Nom": "taille"}}', '{"header": 0}', "{"]
)
def test_a_template_that_says_nothing_we_know_is_refused(bring, tmp_path, capsys, content):
    path = tmp_path / "modele.json"
    path.write_text(content, encoding="utf-8")
    done, _ = bring(GOOD, "--map", path)
    assert done == 2
    assert "modèle" in capsys.readouterr().err


def test_the_report_never_writes_over_the_list(bring, tmp_path, capsys):
    done, _ = bring(GOOD, "--report", tmp_path / "liste.csv")
    assert done == 2
    assert (tmp_path / "liste.csv").read_text("utf-8") == GOOD


def test_an_unknown_demarche_is_refused(project, tmp_path, capsys):
    path = tmp_path / "x.csv"
    path.write_text(GOOD, encoding="utf-8")
    out = str(tmp_path / "o.json")
    asked = ["import", str(path), "--project", "?", "--kind", "actors", "--report", out]
    assert main(asked) == 2
    assert capsys.readouterr().err.strip()


def test_addresses_are_looked_for_judged_and_reported(bring, fake_services, desk, project, capsys):
    rows = (
        "Nom;Adresse;SIRET;Code Insee\nSûre;3 rue du Moulin Imaginé;;\n"
        "Doute;Chemin d’à Peu Près;;\n"
        "Absurde;zzz qqq;;\nMairie;Divion;;\nIntrouvable;Place Inventée;;62001\n"
        "Siret;;90000000200015;\nCommune;;;62003\n"
    )
    bring(rows, "--dry-run")
    assert fake_services.requests["geocoding"] == []
    done, report = bring(rows, "--geocode", "--accept-geocoded")
    assert (done, report["read"], report["imported"]) == (0, 7, 6)
    assert report["located"] == {"geocoded": 3, "siret": 1, "none": 2}
    scores = {one["row"]: one["score"] for one in report["geocoded"]}
    assert scores == {2: 0.94, 3: 0.62, 4: 0.34, 5: 0.9, 7: 1.0}
    [refused] = report["quarantined"]
    assert (refused["row"], refused["code"]) == (4, "geocode_refused")
    told = {one["code"] for one in report["faults"]}
    assert told >= {"geocode_refused", "geocode_checked", "geocode_town", "geocode_nothing"}
    assert found(desk, project) == 6
    assert "6 lignes importées" in capsys.readouterr().out


def test_an_unknown_demarche_is_refused_with_the_names_of_those_there(bring, project, capsys):
    done, report = bring(GOOD, "--project", "ailleurs")
    assert (done, report) == (2, None)
    told = capsys.readouterr().err
    assert "ailleurs" in told
    assert f"{project.id} ({project.name})" in told


def test_the_first_command_on_a_new_machine_finds_the_demo(store, tmp_path, monkeypatch):
    monkeypatch.setenv("ANIMMAP_DEMO", "1")
    path = tmp_path / "liste.csv"
    path.write_text(GOOD, encoding="utf-8")
    out = str(tmp_path / "out.json")
    arguments = ["import", str(path), "--project", "demo", "--kind", "actors", "--dry-run"]
    assert main([*arguments, "--report", out]) == 0


def test_a_file_of_an_unknown_format_is_refused_with_every_format_that_can_be_given(bring, capsys):
    done, report = bring('{"a": 1}', name="x.json")
    assert (done, report) == (2, None)
    assert "XLSX, ODS, CSV, TSV" in capsys.readouterr().err
