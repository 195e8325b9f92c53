"""Comparer shows the numbers that a person can work out on squared paper, and names names.

Squares of the paper, in kilometres: A = [0, 4]², B = [2, 6] × [0, 4], C = [2, 6]². Their
union holds 32 km², the ground in two of them at least 12 km², the ground in all three 4 km².
"""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from animmap.core.model import Feature, RoundState
from animmap.services import explore, workshops
from animmap.texts import tr
from animmap.views import map_rows
from tests.pages.conftest import text_of
from tests.pages.paper import (
    NOWHERE,
    A,
    B,
    C,
    place,
)

LAYER_OF = {
    "habitat": "living_asset", "association": "structure", "place": "resource", "person": "actor",
}  # fmt: skip


def open_part(page, part: str):
    page.session_state["compare-parts"] = fr(f"compare.part.{part}")
    return page.run()


def ask_voices(page, count: int, voices: int, key: str = "compare-at-least"):
    return page.select_slider(key=f"{key}-{voices}").set_value(count).run()


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def shown(page) -> str:
    assert not page.exception
    return plain(text_of(page))


@pytest.mark.parametrize(("count", "area"), [(1, "32,0 km²"), (2, "12,0 km²"), (3, "4,00 km²")])
def test_asking_more_voices_shrinks_the_zone_to_what_they_share(
    open_page, three_squares, count, area
):
    page = ask_voices(open_page("compare"), count, 3)
    assert f"Au moins {count} voix sur 3" in shown(page)
    assert area in shown(page).split("Au moins", 1)[1][:60]


def test_figures_are_those_of_the_three_squares(open_page, three_squares):
    text = shown(open_page("compare"))
    assert "32,0 km²" in text
    assert "Deux voix prises au hasard divergent sur 12,4 km² (n = 3)" in text
    assert "en commun 27 % de leur surface réunie (n = 3). Toutes paires ensemble : 26 %" in text
    assert "Bleuet · ESS" in text


def test_a_plateau_of_the_curve_sets_the_threshold(open_page, make_project, draw):
    project = make_project()
    for rectangle in (A, A, A, A, C):
        draw(project, rectangle)
    page = open_page("compare")
    # A ∪ C for one voice (28 km²), A alone from two to four, A ∩ C for all five.
    assert "De 21 % à 80 % demandés, la zone passe seulement de 16,0 km² à 16,0 km²." in shown(page)
    page = page.button(key="compare-curve-plateau-0").click().run()
    assert page.select_slider(key="compare-at-least-5").value == 3
    assert "3 voix sur 5 (60 %) : 16,0 km²" in shown(page)


def test_the_zone_of_a_mean_sketch_is_said_with_its_threshold(open_page, three_squares):
    page = open_page("compare")
    # Three squares of 16 km²: one voice gives 32 km², two give 12 km².
    assert "Un tracé fait 16,0 km² en moyenne. En demandant 33 %" in shown(page)
    page = page.button(key="compare-curve-expected").click().run()
    assert page.select_slider(key="compare-at-least-3").value == 1


def test_what_the_curve_answers_sets_the_threshold_and_the_address(
    open_page, three_squares, monkeypatch
):
    answers = {}

    def pick(*, key, on_change, **asked):
        answers.update(asked, key=key, take=on_change)

    monkeypatch.setattr("animmap.views.curve._pick", pick)
    open_page("compare")
    assert plain(answers["told"][1]).startswith("Au moins 2 voix sur 3 (67 %) : 12,0 km².")
    assert answers["count"] == 2
    assert answers["key"].startswith("compare-curve-")


def test_raw_and_equal_voice_answer_differently_when_colleges_are_uneven(
    open_page, uneven_colleges
):
    text = shown(ask_voices(open_page("compare"), 4, 8))
    raw, equal = text.split("Même seuil")
    assert "4 voix sur 8 (50 %) : 16,0 km²" in raw
    assert "12,0 km²" in equal[:60]


def test_each_reading_has_its_map_side_by_side(open_page, three_squares, fake_map):
    open_page("compare", lecture="raw,equal,class")
    urls = [
        overlay.url
        for shown_map in fake_map.shown
        for overlay in shown_map["overlays"]
        if overlay.kind == "agreement"
    ]
    weightings = [url.split("weighting=")[1].split("&")[0] for url in urls]
    assert weightings == ["raw", "equal", "class"]


def test_a_link_reproduces_reading_and_threshold(open_page, three_squares, fake_map):
    page = open_page("compare", lecture="class", seuil="100")
    assert [each["key"].split("-")[1] for each in fake_map.shown] == ["class"]
    assert page.select_slider(key="compare-at-least-3").value == 3


# Habitants: A four times; ESS: B, B, A; Communes: C. Half is asked (4 voices of 8).
@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("difference", "4,00 km² entrent dans la zone, 8,00 km² en sortent (n = 8, 3 collèges)"),
        ("everyone", "au moins 50 % des voix : 4,00 km² (n = 8, 3 collèges)"),
        ("consensus", "d’au moins 50 % : 8,00 km² (n = 8, 3 collèges)"),
        ("within", "19 % du désaccord : deux voix d’un même collège divergent sur 2,37 km²"),
        ("between", "81 % du désaccord : venir de collèges différents ajoute 10,3 km²"),
    ],
)
def test_each_further_reading_says_its_figure_with_its_map_and_formula(
    open_page, uneven_colleges, fake_map, reading, said
):
    text = shown(open_page("compare", lecture=reading, seuil="50"))
    assert said in text
    assert plain(fr(f"compare.{reading}_how")) in text
    (overlay,) = [o for o in fake_map.shown[0]["overlays"] if o.kind == "agreement"]
    assert f"weighting={reading}" in overlay.url
    assert plain(overlay.options["words"]) == plain(fr(f"compare.{reading}_here"))


def test_a_partner_reads_small_colleges_together(open_page, uneven_colleges):
    text = shown(open_page("compare", role="partner", lecture="everyone", seuil="50"))
    assert plain(fr("compare.told_together", n=2)) in text
    # Half of Habitants (A) and half of B, B, A, C.
    assert "au moins 50 % des voix : 8,00 km² (n = 8, 2 collèges)" in text


def test_readings_stand_in_rows_that_can_be_read(open_page, three_squares, fake_map):
    open_page("compare", lecture="raw,equal,class,difference,everyone,consensus,within,between")
    assert len(fake_map.shown) == 8
    assert [len(row) for row in map_rows.rows_of("abcde")] == [3, 2]


@pytest.mark.parametrize("nonsense", ["", "nan", "-5", "1e999", "<b>", "66,6"])
def test_an_address_that_makes_no_sense_changes_nothing(open_page, three_squares, nonsense):
    page = open_page("compare", lecture=nonsense, seuil=nonsense, colleges=nonsense)
    assert not page.exception
    assert 1 <= page.select_slider(key="compare-at-least-3").value <= 3


def test_choosing_colleges_compares_only_their_voices(open_page, uneven_colleges):
    page = open_page("compare")
    college = page.multiselect(key="compare-colleges")
    page = college.set_value([page.multiselect(key="compare-colleges").options[0]]).run()
    assert "(n = 4)" in shown(page)
    assert "16,0 km²" in shown(page)


def test_every_college_has_its_small_map_with_its_own_count(open_page, uneven_colleges):
    text = shown(open_part(open_page("compare"), "colleges"))
    for name, area, voices in (("Habitants", 16, 4), ("ESS", 16, 3), ("Communes", 16, 1)):
        own = text.split(name, 1)[1]
        assert f"Au moins la moitié du collège : {area},0 km² (n = {voices})" in own[:160]


def test_what_the_zone_owes_to_each_college_is_said(open_page, uneven_colleges):
    text = shown(open_part(open_page("compare", seuil="50"), "colleges"))
    # All: A ∩ B, and B ∩ C without A (12 km²). Without Communes: A (16), of which 8 in common.
    table = text.split("Si ce collège n’avait pas parlé")[1]
    assert "la zone d’au moins 50 % fait 12,0 km² (n = 8)" in table
    assert "Communes 1 16,0 km² 60 %" in table
    assert table.index("Communes") < table.index("ESS")


def test_a_partner_never_reads_what_depends_on_a_small_college(open_page, uneven_colleges):
    page = open_part(open_page("compare", role="partner", seuil="50"), "colleges")
    table = shown(page).split("Si ce collège n’avait pas parlé")[1]
    assert fr("compare.without.together") in table
    assert "Communes" not in table
    assert "ESS" not in table


def test_the_portrait_counts_and_names_living_assets_first(open_page, three_squares, desk):
    add_feature(desk, three_squares, "habitat", "La haie du moulin", (3, 1))
    add_feature(desk, three_squares, "association", "Les jardins", (3, 1.5))
    add_feature(desk, three_squares, "place", "La halle", (1, 1))
    add_feature(desk, three_squares, "person", "Le berger", NOWHERE)
    page = ask_voices(open_page("compare"), 2, 3)
    text = shown(open_part(page, "portrait"))
    inside, rest = text.split(fr("compare.portrait.edge"), 1)
    assert inside.index("La haie du moulin") < inside.index("Les jardins")
    outside, blind = rest.split("1 angle mort")
    assert "La halle" in outside
    assert "Le berger" in blind


def add_feature(desk, project, kind, name, where):
    layer = LAYER_OF[kind]
    longitude, latitude = place(*where)
    feature = Feature(
        name, project.id, layer, kind, name, "", None, (), None, Point(longitude, latitude)
    )
    explore.add_features(desk, project.id, [feature])


def test_without_a_sketch_the_page_invites_to_draw(open_page, make_project):
    make_project()
    assert fr("compare.empty") in shown(open_page("compare"))


@pytest.fixture
def blind_round(make_project, draw, desk):
    project = make_project(blind=True)
    draw(project, A, label="Secret")
    draw(project, B, college=1, label="Secret")
    return project


def test_a_blind_round_shows_counts_only_before_the_reveal(open_page, blind_round, fake_map):
    text = shown(open_page("compare", role="projector"))
    assert "2 voix sont déjà reçues" in text
    assert fake_map.shown == []


def test_the_reveal_opens_the_comparison(open_page, blind_round, desk):
    asked = workshops.list_rounds(desk, blind_round.id)[0]
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    workshops.set_round_state(desk, asked.id, RoundState.REVEALED)
    assert "(n = 2)" in shown(open_page("compare", role="projector"))


@pytest.mark.parametrize("part", ["figures", "colleges", "overlap", "portrait", "adopt"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_part_opens_in_both_languages(open_page, three_squares, language, part):
    page = open_page("compare", lang=language)
    page.session_state["compare-parts"] = tr(f"compare.part.{part}", language)
    assert not page.run().exception


def test_a_single_voice_is_compared_without_a_slider(open_page, make_project, draw):
    draw(make_project(), A)
    page = open_page("compare")
    assert not page.exception
    assert not page.select_slider
    text = shown(page)
    assert "16,0 km²" in text
    assert plain(fr("compare.verdict.alone")) in text
    # Nothing is said of agreement, nor of what two voices or two colleges would share.
    for unsaid in ("verdict.core", "figure.disagreement", "figure.effective", "curve.title"):
        assert plain(fr(f"compare.{unsaid}")) not in text


def test_one_college_alone_pays_no_price_for_equality(open_page, make_project, draw):
    project = make_project()
    for rectangle in (A, C):
        draw(project, rectangle)
    assert plain(fr("compare.figure.effective")) not in shown(open_page("compare"))


def test_coming_to_the_screen_writes_nothing_of_its_own_in_the_address(open_page, three_squares):
    page = open_page("compare")
    assert {"lecture", "seuil"}.isdisjoint(page.query_params)
