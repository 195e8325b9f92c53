"""Sketches drawn elsewhere: into a question, mended, kept as drawn, taken back by one undo."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import Point, box, mapping

from animmap.core.importing.choices import Choices
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import contribute, curate, history, projects, workshops
from animmap.services.compare import read_round
from animmap.services.import_batches import list_batches, undo_import
from animmap.services.import_plan import plan_import
from animmap.services.import_report import report_import
from animmap.services.imports import run_import
from animmap.services.workshops import RoundDraft
from animmap.texts import tr

HEADER = "collège;pseudo;raison;WKT\n"
SQUARE = box(2.52, 50.42, 2.58, 50.48)
BOW_TIE = shapely.Polygon([(2.52, 50.42), (2.58, 50.48), (2.58, 50.42), (2.52, 50.48)])
FACTS = {"pseudo": "name"}


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def bring(desk, project, tmp_path):
    """Return ``bring(text, name, **choices)``: the report of an import of sketches."""

    def run(text, name="traces.csv", accept=(), **choices):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        made = Choices(accept=frozenset(accept), columns=FACTS, **choices)
        plan = plan_import(desk, project.id, path, "sketch", made)
        run_import(desk, plan)
        report = report_import(plan, tr, written=True)
        waiting = len(report["quarantined"])
        assert report["read"] == report["imported"] + waiting + report["skipped"]
        return report

    return run


def row(shape=SQUARE, college="Habitants", name="Ada", reason="Parce que l’eau nous relie.") -> str:
    return f"{college};{name};{reason};{shape if isinstance(shape, str) else shape.wkt}\n"


def drawn_in(desk, report):
    return contribute.list_sketches(desk, report["round"]["id"])


def questions(desk, project) -> list[str]:
    return [each.question for each in workshops.list_rounds(desk, project.id)]


def test_sketches_make_their_question_with_voices_colleges_and_reasons(desk, project, bring):
    report = bring(HEADER + row() + row(box(2.5, 50.4, 2.6, 50.5), "ESS", "Table 2", ""))
    assert (report["imported"], report["round"]["new"]) == (2, True)
    assert report["round"]["question"] in questions(desk, project)
    colleges = {each.id: each.name for each in projects.list_colleges(desk, project.id)}
    told = [(colleges[s.voice.college_id], s.voice.label, s.reason) for s in drawn_in(desk, report)]
    assert sorted(told) == [
        ("ESS", "Table 2", ""),
        ("Habitants", "Ada", "Parce que l’eau nous relie."),
    ]


def test_they_are_compared_like_those_of_a_room(desk, bring):
    report = bring(HEADER + row() + row(box(2.55, 50.42, 2.62, 50.48), "ESS"))
    assert len(read_round(desk, report["round"]["id"]).sketches) == 2


def test_what_was_drawn_is_kept_beside_what_it_became(desk, bring):
    report = bring(HEADER + row(BOW_TIE))
    (made,) = drawn_in(desk, report)
    assert made.raw.equals_exact(BOW_TIE)
    assert made.sure.is_valid
    assert made.sure.geom_type == "MultiPolygon"
    assert [one["code"] for one in report["repairs"]] == ["geometry_repaired"]


def test_one_undo_takes_question_and_sketches_back_and_another_brings_them_again(
    desk, project, bring
):
    before = questions(desk, project)
    report = bring(HEADER + row() + row(BOW_TIE))
    undone = history.undo(desk, project.id, history.recent(desk, project.id)[0].id)
    assert questions(desk, project) == before
    history.undo(desk, project.id, undone.id)
    assert len(drawn_in(desk, report)) == 2


def test_an_import_of_sketches_stands_until_it_is_taken_back(desk, project, bring):
    bring(HEADER + row())
    (batch,) = list_batches(desk, project.id)
    assert (batch.layer, batch.standing) == ("sketch", True)
    undo_import(desk, batch.id)
    assert not list_batches(desk, project.id)[0].standing


def test_sketches_join_a_question_by_its_words_or_its_identifier(desk, project, bring):
    (there,) = workshops.list_rounds(desk, project.id)
    for wanted in (there.id, there.question.upper()):
        shift = 0.001 * len(wanted)
        report = bring(HEADER + row(box(2.5, 50.4, 2.55 + shift, 50.45)), question=wanted)
        assert (report["round"]["id"], report["round"]["new"]) == (there.id, False)
    assert len(contribute.list_sketches(desk, there.id)) == 2


def test_a_question_that_asks_for_words_takes_no_outline(desk, project, bring):
    meeting = workshops.list_workshops(desk, project.id)[0]
    draft = RoundDraft("Que nous manque-t-il ?", RoundKind.WORDS)
    asked = workshops.create_round(desk, meeting.id, draft)
    with pytest.raises(AnimmapError, match="round_takes_no_outline"):
        bring(HEADER + row(), question=asked.id)


@pytest.mark.parametrize(
    ("college", "code"), [("Riverains", "college_new"), ("", "college_missing")]
)
def test_a_college_that_is_not_there_waits_then_is_made(desk, project, bring, college, code):
    report = bring(HEADER + row() + row(BOW_TIE, college))
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(3, code)]
    accepted = bring(HEADER + row(BOW_TIE, college), "b.csv", accept=["colleges"])
    assert accepted["imported"] == 1
    name = college or tr("import.college_none")
    assert accepted["round"]["new_colleges"] == [name]
    assert name in {each.name for each in projects.list_colleges(desk, project.id)}


def test_a_college_can_be_said_for_rows_that_say_none(desk, project, bring):
    report = bring(HEADER + row(college=""), college="ESS")
    (made,) = drawn_in(desk, report)
    names = {each.id: each.name for each in projects.list_colleges(desk, project.id)}
    assert names[made.voice.college_id] == "ESS"


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("", "outline_missing"),
        ("POLYGON EMPTY", "outline_missing"),
        (Point(2.55, 50.45), "geometry_no_area"),
        ("LINESTRING (2.5 50.4, 2.6 50.5)", "geometry_no_area"),
        ("POLYGON ((2.5 50.4, 2.6 50.4, 2.7 50.4, 2.5 50.4))", "geometry_no_area"),
        ("POLYGON ((2.5 50.4, 2.6", "geometry_unreadable"),
        (box(50.42, 2.52, 50.48, 2.58), "swapped"),
        (box(12.5, 60.4, 12.6, 60.5), "far_from_territory"),
    ],
)
def test_what_is_no_outline_waits_and_is_named(bring, shape, code):
    report = bring(HEADER + row() + row(shape, name="Autre"))
    assert report["imported"] == 1
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(3, code)]


def test_nearly_closed_lines_of_a_gps_are_closed_and_told(desk, bring):
    line = "LINESTRING (2.52 50.42, 2.58 50.42, 2.58 50.48, 2.52 50.48, 2.52 50.421)"
    report = bring(HEADER + row(line))
    assert drawn_in(desk, report)[0].sure.area > 0
    assert report["repairs"][0]["before"] == "unclosed"


def test_maybe_outlines_make_a_question_that_asks_for_them(desk, project, bring):
    text = "collège;WKT;peut-être\n"
    text += f"ESS;{SQUARE.wkt};{box(2.5, 50.4, 2.6, 50.5).wkt}\nESS;{BOW_TIE.wkt};\n"
    report = bring(text)
    asked = workshops.get_round(desk, report["round"]["id"])
    assert asked.kind is RoundKind.SURE_MAYBE
    with_maybe = [each for each in drawn_in(desk, report) if each.maybe is not None]
    assert len(with_maybe) >= 1
    assert with_maybe[0].maybe.covers(with_maybe[0].sure)


def test_the_same_outline_twice_waits_whether_above_or_there_already(desk, bring):
    report = bring(HEADER + row() + row(name="Encore"))
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [(3, "duplicate")]
    again = bring(HEADER + row(name="Bis"), "b.csv", question=report["round"]["id"])
    assert [one["rule"] for one in again["duplicates"]] == ["outline"]
    kept = bring(
        HEADER + row(name="Ter"), "c.csv", question=report["round"]["id"], duplicates="keep"
    )
    assert kept["imported"] == 1


def test_a_layer_of_outlines_needs_no_name(desk, bring):
    made = [
        {"type": "Feature", "properties": {"groupe": "ESS"}, "geometry": mapping(shape)}
        for shape in (SQUARE, BOW_TIE)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": made})
    assert bring(text, "a.geojson")["imported"] == 2


def colleges_of(desk, project) -> list[str]:
    return [each.name for each in projects.list_colleges(desk, project.id)]


def test_an_undo_takes_back_the_colleges_that_the_import_made_and_another_brings_them(
    desk, project, bring
):
    before = colleges_of(desk, project)
    bring(HEADER + row(college="Riverains") + row(BOW_TIE, "Pêcheurs"), accept=("colleges",))
    assert colleges_of(desk, project) == [*before, "Riverains", "Pêcheurs"]
    undo_import(desk, list_batches(desk, project.id)[0].id)
    assert colleges_of(desk, project) == before
    history.undo(desk, project.id, history.recent(desk, project.id)[0].id)
    assert colleges_of(desk, project) == [*before, "Riverains", "Pêcheurs"]


def test_a_college_that_something_else_bears_stays_after_the_undo(
    desk, project, bring, make_features
):
    bring(HEADER + row(college="Riverains") + row(BOW_TIE, "Pêcheurs"), accept=("colleges",))
    made = {each.name: each.id for each in projects.list_colleges(desk, project.id)}
    (feature,) = make_features(project, 1)
    curate.amend(desk, feature, replace(feature, college_id=made["Riverains"]))
    undo_import(desk, list_batches(desk, project.id)[0].id)
    assert "Riverains" in colleges_of(desk, project)
    assert "Pêcheurs" not in colleges_of(desk, project)


def test_the_same_file_comes_again_after_its_colleges_left(desk, project, bring, clock):
    for _ in range(2):
        clock.advance(minutes=1)
        bring(HEADER + row(college="Riverains"), accept=("colleges",))
        assert "Riverains" in colleges_of(desk, project)
        undo_import(desk, list_batches(desk, project.id)[0].id)
