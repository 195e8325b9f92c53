"""Préparer: what is understood is shown, what is proposed waits, what is imported is undone."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from animmap.core.importing.columns import FIELDS
from animmap.core.importing.faults import BLOCKING, TOLD
from animmap.core.taxonomy import Term
from animmap.services import contribute, explore, taxonomy_edit, workshops
from animmap.services.explore import Filters
from animmap.services.import_batches import list_batches
from animmap.services.taxonomy import get_taxonomy
from animmap.texts import has_text, tr
from animmap.views import import_correct, import_state
from animmap.views.maps import MapAnswer
from tests.pages.conftest import tags_of, text_of

HEADER = "Nom;Latitude;Longitude;Courriel;Repère\n"
CLUB = "Club de la Lawe;50,45;2,55;club@exemple.test;A1\n"
CAFE = "Café des Tilleuls;50,46;2,56;;B2\n"
FAULTY = "Verger;50,4x;2,56;;C3\n"


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def drop(open_page, project):
    """Return ``drop(text, name)``: the page with that file dropped on it."""

    def bring(text, name="liste.csv", page=None):
        page = page or open_page("prepare", demarche=project.id)
        content = text if isinstance(text, bytes) else text.encode()
        page.file_uploader[0].set_value((name, content, "text/csv")).run()
        assert not page.exception
        return page

    return bring


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception
    return page


def open_part(page, name, drops=1):
    page.session_state[f"prepare_part_{drops}"] = tr(f"prepare.part_{name}", "fr")
    page.run()
    assert not page.exception
    return page


def test_rows_may_be_of_a_kind_that_the_demarche_made(drop, desk, project):
    own = Term("actor", "", {"fr": "Amicale laïque", "en": ""})
    standing = get_taxonomy(desk, project.id).of("actor")
    taxonomy_edit.save_words(desk, project.id, "actor", [*standing, own])
    page = drop(HEADER + CLUB)
    page.selectbox(key="prepare_kind").select("amicale_laique").run()
    press(page, "prepare_go")
    (club,) = explore.find_features(desk, project.id, Filters())
    assert club.kind == "amicale_laique"


def on_the_map(desk, project):
    return sorted(item.name for item in explore.find_features(desk, project.id, Filters()))


def test_what_was_understood_is_said_with_three_values_a_column(drop):
    text = text_of(drop(HEADER + CLUB + CAFE))
    assert "encodage UTF-8" in text
    assert tr("prepare.separator_semicolon", "fr") in text
    assert "Club de la Lawe · Café des Tilleuls" in text
    assert text.count(tr("prepare.why_header", "fr")) == 4


def test_an_import_is_done_summed_up_and_undone_in_one_press(drop, desk, project):
    page = press(drop(HEADER + CLUB + CAFE + FAULTY), "prepare_go")
    assert on_the_map(desk, project) == ["Café des Tilleuls", "Club de la Lawe"]
    (batch,) = list_batches(desk, project.id)
    assert (batch.states["imported"], batch.waiting) == (2, 1)
    assert tr("prepare.located_coordinates", "fr", n=2, count="2") in text_of(page)
    press(page, f"prepare_undo_{batch.id}")
    assert on_the_map(desk, project) == []
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["Café des Tilleuls", "Club de la Lawe"]


def test_a_column_is_corrected_and_the_next_file_of_the_same_header_follows(drop, desk, project):
    page = drop(HEADER + CLUB)
    page.selectbox(key="prepare_column_1_4").select("description").run()
    press(page, "prepare_go")
    assert explore.find_features(desk, project.id, Filters())[0].description == "A1"
    page = drop(HEADER + CAFE, "suite.csv", press(page, "prepare_another"))
    assert "liste.csv" in text_of(page)
    assert page.selectbox(key="prepare_column_3_4").value == "description"
    press(page, "prepare_forget")
    assert page.selectbox(key="prepare_column_3_4").value == ""


def test_two_columns_are_never_the_same_field(drop):
    page = drop(HEADER + CLUB + CAFE)
    page.selectbox(key="prepare_column_1_4").select("name").run()
    assert page.selectbox(key="prepare_column_1_0").value != "name"
    page.selectbox(key="prepare_column_1_0").select("name").run()
    assert page.selectbox(key="prepare_column_1_4").value != "name"


def test_a_swap_is_shown_before_and_after_and_waits_for_a_person(drop, desk, project, fake_map):
    swapped = HEADER + "".join(f"Lieu {'abcdef'[n]};2,5{n};50,4{n};;\n" for n in range(6))
    page = open_part(drop(swapped), "places")
    before, after = fake_map.shown[-2:]
    (far,) = before["overlays"]
    (near,) = after["overlays"]
    assert far.data["coordinates"][0] == [50.4, 2.5]
    assert near.data["coordinates"][0] == [2.5, 50.4]
    assert on_the_map(desk, project) == []
    press(page, "prepare_accept_swap")
    press(page, "prepare_go")
    placed = explore.find_features(desk, project.id, Filters())[0].geometry
    assert (placed.x, placed.y) == (2.5, 50.4)


def test_unless_accepted_swapped_rows_wait(drop, desk, project):
    press(drop(HEADER + "Club;2,55;50,45;;\nCafé;2,56;50,46;;\n"), "prepare_go")
    assert on_the_map(desk, project) == []
    assert list_batches(desk, project.id)[0].waiting == 2


def test_rows_to_correct_are_taken_away_corrected_and_dropped_again(drop, desk, project):
    page = press(drop(HEADER + CLUB + FAULTY), "prepare_go")
    (batch,) = list_batches(desk, project.id)
    press(page, "prepare_another")
    press(page, f"prepare_again_{batch.id}")
    bringing = page.session_state[f"{import_state.__name__}.Bringings"].by_project[project.id]
    rows = import_rows(bringing)
    assert [row["Nom"] for row in rows] == ["Verger"]
    assert rows[0][tr("prepare.csv_remedy", "fr")]
    corrected = HEADER + FAULTY.replace("50,4x", "50,47")
    press(page, "prepare_change_file")
    press(drop(corrected, "corrigé.csv", page), "prepare_go")
    assert on_the_map(desk, project) == ["Club de la Lawe", "Verger"]


def import_rows(bringing):
    from animmap.views.import_faults import rows_to_correct

    import_faults_text = rows_to_correct(bringing, bringing.plan)
    return list(csv.DictReader(io.StringIO(import_faults_text), delimiter=";"))


def test_what_waits_is_discarded_only_when_asked_twice(drop, desk, project):
    page = press(drop(HEADER + CLUB + FAULTY), "prepare_go")
    (batch,) = list_batches(desk, project.id)
    press(page, "prepare_another")
    press(page, f"yes_prepare_discard_{batch.id}")
    assert list_batches(desk, project.id)[0].waiting == 0


def test_doubles_are_merged_kept_or_skipped_as_the_person_says(drop, desk, project):
    page = press(drop(HEADER + CLUB), "prepare_go")
    page = drop(HEADER + CLUB.replace("A1", "Z9"), "autre.csv", press(page, "prepare_another"))
    page = open_part(page, "doubles", drops=3)
    page.radio(key="prepare_doubles").set_value("keep").run()
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["Club de la Lawe", "Club de la Lawe"]


def test_a_pasted_table_is_a_file_like_another(open_page, desk, project):
    page = open_page("prepare", demarche=project.id)
    page.segmented_control(key="prepare_way").set_value("paste").run()
    page.text_area[0].input("Nom\tLatitude\tLongitude\nClub\t50,45\t2,55\n").run()
    press(page, "prepare_paste_read")
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["Club"]


def test_a_refused_file_is_said_and_another_can_be_chosen(drop):
    page = drop(b"\xd0\xcf\x11\xe0" + bytes(600), "vieux.xls")
    assert tr("error.format_other", "fr", name="vieux.xls", kind="XLS")[:20] in text_of(page)
    press(page, "prepare_change_file")
    assert page.file_uploader


def test_going_away_and_back_keeps_the_file_and_the_choices(drop):
    page = drop(HEADER + CLUB)
    page.selectbox(key="prepare_column_1_4").select("description").run()
    page.run()
    assert page.selectbox(key="prepare_column_1_4").value == "description"


def test_words_of_a_file_are_shown_as_typed(drop):
    page = drop('"<b>Nom</b>";"{{7*191}}"\n"<img src=x onerror=alert(1)>";"**gras**"\n')
    text = text_of(page)
    assert "<img src=x onerror=alert(1)>" in text
    assert "{{7*191}}" in text
    assert "img" not in tags_of(page)


def test_every_field_and_every_fault_has_its_words():
    wanted = {f"prepare.field_{name}" for name in FIELDS}
    wanted |= {f"{kind}.{code}" for code in BLOCKING | TOLD for kind in ("fault", "remedy")}
    assert [one for one in wanted if not has_text(one)] == []


def test_no_remedy_of_the_screen_speaks_of_the_command_line():
    for code in BLOCKING | TOLD:
        sentence = import_state.told(f"remedy.{code}", other="", crs="", day="")
        assert "--" not in sentence, code
        assert "values" not in sentence, code


TWINS = "Club de la Lawe;50,45;2,55;;D4\nCafé des Tilleuls;50,46;2,56;;E5\n"


def test_each_double_may_have_a_decision_of_its_own(drop, desk, project):
    page = open_part(drop(HEADER + CLUB + CAFE + TWINS), "doubles")
    page.radio(key="prepare_doubles").set_value("skip").run()
    page.selectbox(key="prepare_double_1_5").select("keep").run()
    assert not page.exception
    press(page, "prepare_go")
    assert on_the_map(desk, project) == [
        "Café des Tilleuls",
        "Café des Tilleuls",
        "Club de la Lawe",
    ]


def test_a_decision_about_all_takes_the_place_of_those_about_one(drop, desk, project):
    page = open_part(drop(HEADER + CLUB + CAFE + TWINS), "doubles")
    page.selectbox(key="prepare_double_1_5").select("keep").run()
    page.radio(key="prepare_doubles").set_value("merge").run()
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["Café des Tilleuls", "Club de la Lawe"]


def test_cells_rewritten_on_the_page_are_read_again(drop, desk, project):
    page = drop(HEADER + CLUB + FAULTY)
    bringing = page.session_state[f"{import_state.__name__}.Bringings"].by_project[project.id]
    import_correct.rewrite(bringing, {"3": {"Latitude": "50,47"}})
    page.run()
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["Club de la Lawe", "Verger"]
    assert list_batches(desk, project.id)[0].waiting == 0


def test_only_cells_that_changed_are_kept():
    before = pd.DataFrame({"Nom": ["A", "B"], "Lat": ["x", "y"]}, index=["2", "3"])
    after = before.copy()
    after.loc["3", "Lat"] = "50,4"
    after.loc["2", "Nom"] = None
    found = import_correct.rewritten(before, after)
    assert found == {"3": {"Lat": "50,4"}, "2": {"Nom": ""}}


def test_a_row_without_a_place_is_put_where_the_map_is_touched(drop, desk, project, fake_map):
    page = open_part(drop("Nom;Commune\nClub;Chocques\n"), "places")
    page.selectbox(key="prepare_by_hand_1").select("2").run()
    fake_map.answer = MapAnswer(clicked=(2.55, 50.45))
    page.run()
    press(page, "prepare_go")
    (item,) = explore.find_features(desk, project.id, Filters())
    assert (item.geometry.x, item.geometry.y) == (2.55, 50.45)
    assert list_batches(desk, project.id)[0].located == {"by_hand": 1}


def test_sketches_are_brought_into_a_question_chosen_or_worded(drop, open_page, desk, project):
    page = open_page("prepare", demarche=project.id)
    page.segmented_control(key="prepare_layer").set_value("sketch").run()
    shape = "POLYGON ((2.52 50.42, 2.58 50.42, 2.58 50.48, 2.52 50.48, 2.52 50.42))"
    page = drop(f"pseudo;WKT\nAda;{shape}\n", "traces.csv", page)
    page.selectbox(key="prepare_college").select("ESS").run()
    page.text_input(key="prepare_words").input("Jusqu’où va le bocage ?").run()
    press(page, "prepare_go")
    asked = workshops.list_rounds(desk, project.id)[-1]
    assert asked.question == "Jusqu’où va le bocage ?"
    assert len(contribute.list_sketches(desk, asked.id)) == 1


def test_names_in_capitals_that_may_be_headings_come_in_one_gesture(drop, desk, project):
    page = drop(HEADER + CLUB + "AFEJI;;;;\nLES RESTOS;;;;\n")
    open_part(page, "places")
    press(page, "prepare_accept_headings")
    press(page, "prepare_go")
    assert on_the_map(desk, project) == ["AFEJI", "Club de la Lawe", "LES RESTOS"]
