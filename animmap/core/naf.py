"""What an activity code of Insee (NAF rév. 2, "94.99Z") says: its section, the themes it serves."""

from __future__ import annotations

_SECTIONS: tuple[tuple[int, str], ...] = (
    (3, "A"), (9, "B"), (33, "C"), (35, "D"), (39, "E"), (43, "F"), (47, "G"), (53, "H"),
    (56, "I"), (63, "J"), (66, "K"), (68, "L"), (75, "M"), (82, "N"), (84, "O"), (85, "P"),
    (88, "Q"), (93, "R"), (96, "S"), (98, "T"), (99, "U"),
)  # fmt: skip
SECTIONS: tuple[str, ...] = tuple(letter for _, letter in _SECTIONS)
# The first prefix that fits decides; activities that say nothing of a theme have none.
_THEMES: tuple[tuple[str, str], ...] = (
    ("01", "food"), ("03", "food"), ("10", "food"), ("11", "food"), ("46.3", "food"),
    ("47.11", "food"), ("47.2", "food"), ("56", "food"), ("02", "nature"), ("91.04", "nature"),
    ("35", "energy"), ("38", "reuse"), ("47.79", "reuse"), ("95", "reuse"), ("41.1", "housing"),
    ("55.90", "housing"), ("68", "housing"), ("49", "mobility"), ("77.11", "mobility"),
    ("77.21", "mobility"), ("78", "work"), ("88.10", "care"), ("88.91", "education"),
    ("86", "care"), ("87", "care"), ("88", "care"), ("85", "education"), ("90", "culture"),
    ("91", "culture"), ("93", "culture"), ("18.20", "culture"), ("58", "culture"),
    ("59", "culture"), ("60", "culture"), ("79", "culture"),
)  # fmt: skip


def section_of(code: str) -> str:
    """Return the section of an activity ("A" to "U"), "" when the code is none.

    Examples
    --------
    >>> section_of("94.99Z"), section_of("64.19Z"), section_of("?")
    ('S', 'K', '')
    """
    if not code[:2].isdigit():
        return ""
    division = int(code[:2])
    return next((letter for last, letter in _SECTIONS if 0 < division <= last), "")


def theme_of_activity(code: str) -> str:
    """Return the theme an activity serves, "" when it says none.

    Examples
    --------
    >>> theme_of_activity("38.32Z"), theme_of_activity("88.91A"), theme_of_activity("94.99Z")
    ('reuse', 'education', '')
    """
    return next((theme for prefix, theme in _THEMES if code.startswith(prefix)), "")
