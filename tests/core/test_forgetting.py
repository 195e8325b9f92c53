"""What tells who a person is: found however it is written, taken out, and nothing else."""

from __future__ import annotations

import pytest

from animmap.core.forgetting import FORGOTTEN, traces_of
from animmap.core.model import Contact

ADA = traces_of([Contact("f", "Ada Lefèvre", "03 21 00 00 07", "ada.l@exemple.test", None)])


@pytest.mark.parametrize(
    "told",
    [
        "écrire à Ada.L@exemple.test svp",
        "0321000007",
        "Tél. 03.21.00.00.07.",
        "+33 3 21 00 00 07",
        "+33 (0)3-21-00-00-07",
        "0033321000007",
    ],
)
def test_an_address_or_a_number_is_found_however_it_is_written(told):
    assert ADA.cited(told, named=False)
    left = ADA.without(told, named=False)
    assert FORGOTTEN in left
    assert "exemple" not in left
    assert "21" not in left


@pytest.mark.parametrize("told", ["Ada Lefèvre", "ADA LEFEVRE", "ada  lefèvre,", "Mme Ada-Lefèvre"])
def test_a_name_is_found_without_its_accents_or_case_where_names_are_sought(told):
    assert ADA.cited(told, named=True)
    assert not ADA.cited(told, named=False)
    assert "lef" not in ADA.without(told, named=True).lower()
    assert ADA.without(told, named=False) == told


@pytest.mark.parametrize(
    "told",
    [
        "Adam Lefèvre",
        "nada.l@exemple.test",
        "ada.l@exemple.testament",
        "103 21 00 00 07",
        "9032100000712",
        "",
    ],
)
def test_what_only_resembles_is_left_alone(told):
    assert not ADA.cited(told, named=True)
    assert ADA.without(told, named=True) == told


@pytest.mark.parametrize(("cell", "part"), [("Lefèvre", True), ("ada", True), ("LEFEVRE ADA", True),
                                            ("Ada Martin", False), ("", False)])  # fmt: skip
def test_a_cell_that_is_only_words_of_the_name_is_part_of_it(cell, part):
    assert ADA.is_part_of_name(cell) is part


def test_a_contact_of_which_nothing_is_known_is_found_nowhere():
    nobody = traces_of([Contact("f", "", "12", " ", None)])
    assert not nobody.cited("12 rue de la Paix", named=True)
    assert nobody.without("12 rue", named=True) == "12 rue"
