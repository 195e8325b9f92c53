"""Solidité: three precautions, each with its sentence, its n and how it is computed."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from tests.pages.conftest import open_compare_part, plain_text_of

WEST, WHOLE = box(2.50, 50.40, 2.60, 50.60), box(2.50, 50.40, 2.70, 50.60)


@pytest.fixture
def project(make_project, make_sketch):
    made = make_project()
    for college, ground in ((0, WHOLE), (1, WEST)):
        for _ in range(3):
            make_sketch(made, college, geometry=ground, maybe=WHOLE if college else None)
    return made


@pytest.mark.parametrize("role", ["animator", "partner"])
def test_each_precaution_has_its_sentence_its_n_and_its_source(open_page, project, role):
    text = plain_text_of(open_compare_part(open_page, "soundness", role))
    assert "En débat : le trait ne l’explique pas" in text
    assert "au pire (n = 6)" in text
    assert "3 voix sur 6 hésitent" in text
    assert "Montello, Goodchild, Gottsegen et Fohl" in text
    assert "Si l’on supposait une seule vérité" in text
    assert "Aucune voix n’est notée ni nommée" in text
    assert "Warfield, Zou et Wells, MICCAI, 2002" in text


def test_the_precision_supposed_is_in_the_address_and_changes_the_answer(open_page, project):
    page = open_compare_part(open_page, "soundness", precision="5000")
    assert "Si chaque trait bougeait de 5 000 m" in plain_text_of(page)
    [asked] = [each for each in page.number_input if "precision" in each.label.lower()
               or "précision" in each.label.lower()]  # fmt: skip
    page = asked.set_value(100).run()
    assert "Si chaque trait bougeait de 100 m" in plain_text_of(page)
    assert page.query_params["precision"] in ("100", ["100"])


@pytest.mark.parametrize("written", ["-1", "1e9", "<b>", "99999"])
def test_an_address_that_asks_for_no_precision_is_passed_over(open_page, project, written):
    assert "Si chaque trait bougeait de" in plain_text_of(
        open_compare_part(open_page, "soundness", precision=written)
    )


def test_plain_readings_say_how_they_are_computed_and_what_happens_at_the_exact_share(
    open_page, project
):
    text = plain_text_of(open_page("compare", lecture="raw,equal,class"))
    assert text.count("À la part exacte, le lieu est dans la classe du dessus") == 1
    assert text.count("à la part exacte, le lieu est dedans") == 1
    assert "Kish, Survey Sampling, 1965" in text
