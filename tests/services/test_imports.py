"""An import is one change, taken back by one undo; doubles and what waits are never lost."""

from __future__ import annotations

import json
from dataclasses import replace
from time import process_time

import pytest

from animmap.core.importing.choices import Choices
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import explore, history, projects
from animmap.services.explore import Filters
from animmap.services.import_report import report_import
from animmap.services.imports import find_project, list_waiting, plan_import, run_import
from animmap.texts import tr

HEADER = "nom;siret;lat;lon;description;source;mail\n"
CLUB = "Club de la Lawe;73282932000074;50,45;2,55;Le club;Annuaire;club@exemple.test\n"
CAFE = "Café des Tilleuls;;50,46;2,56;Un café;Enquête;\n"


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def bring(desk, project, tmp_path):
    """Return ``bring(text, **choices)``: a CSV imported as actors, and its report."""

    def run(text, name="liste.csv", accept=(), **choices):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        made = Choices(accept=frozenset(accept), **choices)
        plan = plan_import(desk, project.id, path, "actor", made)
        run_import(desk, plan)
        return report_import(plan, tr, written=True)

    return run


def names(desk, project) -> list[str]:
    return [item.name for item in explore.find_features(desk, project.id, Filters())]


def test_one_undo_takes_the_whole_import_back_and_another_brings_it_again(desk, project, bring):
    bring(HEADER + CLUB + CAFE)
    entry = history.recent(desk, project.id)[0]
    undone = history.undo(desk, project.id, entry.id)
    assert names(desk, project) == []
    history.undo(desk, project.id, undone.id)
    assert names(desk, project) == ["Café des Tilleuls", "Club de la Lawe"]


def test_an_import_and_its_merges_are_one_revision(desk, project, bring):
    bring(HEADER + CLUB)
    before = desk.store.revision(project.id)
    twin = CLUB.replace("Le club", "Ouvert le mardi").replace("Annuaire", "Mairie")
    report = bring(HEADER + twin + CAFE, "autre.csv", duplicates="merge")
    assert (report["imported"], report["merged"]) == (1, 1)
    assert desk.store.revision(project.id) == before + 1
    merged = explore.find_features(desk, project.id, Filters(words="lawe"))[0]
    assert merged.description == "Le club\nOuvert le mardi"
    assert merged.credit == "Annuaire ; Mairie"
    history.undo_last(desk, project.id)
    (back,) = explore.find_features(desk, project.id, Filters())
    assert (back.name, back.description) == ("Club de la Lawe", "Le club")


def test_a_merge_brings_a_contact_where_there_was_none_and_changes_none(desk, project, bring):
    bring(HEADER + CLUB.replace("club@exemple.test", ""))
    for mail in ("un@exemple.test", "deux@exemple.test"):
        text = HEADER + CLUB.replace("club@exemple.test", mail)
        bring(text, f"{mail}.csv", duplicates="merge")
        (item,) = explore.find_features(desk, project.id, Filters())
        assert explore.get_contact(desk, item.id).email == "un@exemple.test"


def test_the_same_file_waits_until_it_is_asked_for_again(desk, project, bring):
    bring(HEADER + CLUB)
    again = bring(HEADER + CLUB)
    assert [one["code"] for one in again["quarantined"]] == ["already_imported"]
    assert names(desk, project) == ["Club de la Lawe"]
    kept = bring(HEADER + CLUB, accept=["again"], duplicates="keep")
    assert kept["imported"] == 1


def test_a_file_whose_import_was_taken_back_is_new_again(desk, project, bring):
    bring(HEADER + CLUB)
    history.undo_last(desk, project.id)
    assert bring(HEADER + CLUB)["imported"] == 1


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ("Le club de la Lawe;73282932000074;50,49;2,59;;;\n", "siret"),
        ("CLUB DE LA LAWE;;50,4503;2,5501;;;\n", "name"),
        ("Association Club de la Lawe;;50,45;2,55;;;\n", "name"),
        ("Club de la Lawwe;;50,45;2,55;;;\n", "name"),
    ],
)
@pytest.mark.parametrize("same_file", [True, False])
def test_a_double_is_proposed_and_waits(bring, other, rule, same_file):
    if same_file:
        report = bring(HEADER + CLUB + other)
    else:
        bring(HEADER + CLUB)
        report = bring(HEADER + other, "autre.csv")
    (double,) = report["duplicates"]
    assert (double["rule"], double["of_name"]) == (rule, "Club de la Lawe")
    assert [one["code"] for one in report["quarantined"]] == ["duplicate"]


@pytest.mark.parametrize(
    "other",
    [
        "Club de la Lawe;;50,48;2,58;;;\n",
        "Club de la Lawe 2;;50,45;2,55;;;\n",
        "Club de la Clarence;;50,45;2,55;;;\n",
        "Club de la Lawe;44306184100047;50,45;2,55;;;\n",
    ],
)
def test_what_only_looks_alike_is_no_double(bring, other):
    assert bring(HEADER + CLUB + other)["duplicates"] == []


@pytest.mark.parametrize(
    ("decision", "imported", "other"), [("keep", 2, 0), ("skip", 1, 1), ("merge", 1, 1)]
)
def test_a_double_is_kept_skipped_or_merged_as_decided(bring, decision, imported, other):
    report = bring(HEADER + CLUB + CLUB, duplicates=decision)
    assert report["imported"] == imported
    assert report["skipped"] + report["merged"] == other
    assert report["quarantined"] == []


def test_what_waits_keeps_its_cells_and_goes_when_the_file_comes_back_right(desk, project, bring):
    text = HEADER + CLUB + ";;50,4123;2,5123;Sans nom;;\n"
    bring(text)
    (waiting,) = list_waiting(desk, project.id)
    assert waiting["cells"]["description"] == "Sans nom"
    assert [one["code"] for one in waiting["faults"]] == ["name_missing"]
    assert waiting["number"] == 3
    history.undo_last(desk, project.id)
    assert list_waiting(desk, project.id) == []


def test_a_second_try_replaces_what_waited(desk, project, bring):
    text = HEADER + ";;50,4123;2,5123;Sans nom;;\n"
    bring(text)
    bring(text)
    assert len(list_waiting(desk, project.id)) == 1
    bring(text, accept=["names"])
    assert list_waiting(desk, project.id) == []


def test_contacts_are_kept_apart(desk, project, bring):
    bring(HEADER + CLUB)
    (item,) = explore.find_features(desk, project.id, Filters())
    assert explore.get_contact(desk, item.id).email == "club@exemple.test"
    shown = explore.features_geojson(desk, project.id, Filters())["features"][0]["properties"]
    assert "club@exemple.test" not in shown.values()


@pytest.mark.parametrize("role", [Role.PROJECTOR, Role.PARTICIPANT, Role.PARTNER])
def test_only_staff_imports_and_reads_what_waits(desk, desk_as, project, tmp_path, role):
    path = tmp_path / "x.csv"
    path.write_text(HEADER + CLUB, encoding="utf-8")
    plan = plan_import(desk, project.id, path, "actor")
    visitor = desk_as(role)
    for call in (
        lambda: plan_import(visitor, project.id, path, "actor"),
        lambda: run_import(visitor, plan),
        lambda: list_waiting(visitor, project.id),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            call()
    assert names(desk, project) == []


def test_a_link_of_another_demarche_finds_nothing(desk, desk_as, project, make_project, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(HEADER + CLUB, encoding="utf-8")
    plan = plan_import(desk, project.id, path, "actor")
    stranger = desk_as(Role.ANIMATOR, make_project().id)
    for call in (
        lambda: plan_import(stranger, project.id, path, "actor"),
        lambda: run_import(stranger, plan),
        lambda: list_waiting(stranger, project.id),
        lambda: find_project(stranger, project.id),
    ):
        with pytest.raises(AnimmapError, match="not_found"):
            call()


def test_a_demarche_is_found_by_identifier_or_by_a_name_only_it_bears(desk, make_project):
    one = make_project(name="Vallée de la Lawe")
    assert find_project(desk, one.id).id == one.id
    assert find_project(desk, "vallee de la lawe").id == one.id
    make_project(name="Vallée de la Lawe")
    for wanted in ("vallee de la lawe", "ailleurs"):
        with pytest.raises(AnimmapError, match="not_found"):
            find_project(desk, wanted)


@pytest.mark.parametrize(
    ("choices", "layer", "code"),
    [
        (Choices(), "ghost", "layer_unknown"),
        (Choices(kind="species"), "actor", "kind_unknown"),
        (Choices(crs="EPSG:999999"), "actor", "crs_unknown"),
    ],
)
def test_a_choice_that_means_nothing_is_refused(desk, project, tmp_path, choices, layer, code):
    path = tmp_path / "x.csv"
    path.write_text(HEADER + CLUB, encoding="utf-8")
    with pytest.raises(AnimmapError, match=code):
        plan_import(desk, project.id, path, layer, choices)


def test_an_erased_demarche_leaves_nothing_of_its_imports(desk, project, bring):
    bring(HEADER + CLUB + ";;;;x;;\n")
    projects.delete_project(desk, project.id)
    projects.purge_project(desk, project.id)
    with desk.store.read() as connection:
        for table in ("import_batch", "import_row", "feature"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_thirty_seven_bad_rows_of_five_thousand_wait_and_an_undo_is_far_shorter(
    desk, project, bring
):
    lines = [
        f"Lieu {rank};;{'n.c.' if rank % 137 == 5 else f'50,4{rank % 1000:03d}'};"
        f"2,5{rank // 10:03d};;;\n"
        for rank in range(5000)
    ]
    started = process_time()
    report = bring(HEADER + "".join(lines))
    imported = process_time() - started
    assert (report["imported"], len(report["quarantined"])) == (4963, 37)
    started = process_time()
    history.undo_last(desk, project.id)
    assert process_time() - started < imported
    assert names(desk, project) == []


def test_what_was_exported_is_imported_the_same(desk, project, make_features, tmp_path):
    made = make_features(project, 8)
    resources = [item for item in made if item.layer == "resource"]
    path = tmp_path / "export.geojson"
    exported = explore.features_geojson(desk, project.id, Filters(layers=("resource",)))
    path.write_text(json.dumps(exported), encoding="utf-8")
    for item in resources:
        explore.remove_feature(desk, item.id)
    choices = Choices(accept=frozenset({"outside"}))
    run_import(desk, plan_import(desk, project.id, path, "resource", choices))
    back = explore.find_features(desk, project.id, Filters(layers=("resource",)))
    assert [replace(item, id="") for item in back] == [replace(item, id="") for item in resources]
