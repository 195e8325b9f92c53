"""Numbers are written as Babel writes them, in a tenth of its time."""

from __future__ import annotations

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from animmap.texts import LANGUAGES, format_number, format_share

FINITE = st.floats(-1e12, 1e12) | st.integers(-(10**12), 10**12)


def wide(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=FINITE, decimals=st.integers(0, 3))
def test_numbers_are_those_of_the_language(language, value, decimals):
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    expected = wide(numbers.format_decimal(value, format=pattern, locale=language))
    assert format_number(value, language, decimals=decimals) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@given(share=st.floats(0, 1) | st.integers(0, 200).map(lambda count: count / 200))
def test_shares_are_those_of_the_language(language, share):
    assert format_share(share, language) == wide(numbers.format_percent(share, locale=language))
