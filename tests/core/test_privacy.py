"""Masks: what each role reads of the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from shapely.geometry import box

from animmap.core import privacy
from animmap.core.model import Role, Sketch, SketchMethod, SketchState, Voice

NOW = datetime(2026, 11, 23, tzinfo=UTC)
STAFF = {Role.HOST, Role.ANIMATOR}


def drawn_by(college: str, rank: int) -> Sketch:
    outline = box(2.5, 50.4, 2.6, 50.5)
    return Sketch(
        id=f"{college}{rank}",
        round_id="r",
        voice=Voice(f"v{rank}", "r", college, f"Voix {rank}"),
        sure=outline,
        maybe=None,
        raw=outline,
        repairs=(),
        method=SketchMethod.POINTS,
        commune_codes=(),
        reason="Une raison.",
        state=SketchState.SENT,
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )


SKETCHES = [drawn_by("many", rank) for rank in range(3)] + [drawn_by("few", 3), drawn_by("few", 4)]


def test_a_college_is_small_below_three_voices():
    assert privacy.small_colleges(SKETCHES) == {"few"}


@pytest.mark.parametrize("role", list(Role))
def test_a_mask_changes_words_only_never_order_or_outlines(role):
    masked = privacy.mask_sketches(SKETCHES, role)
    assert [each.id for each in masked] == [each.id for each in SKETCHES]
    assert all(a.sure is b.sure for a, b in zip(masked, SKETCHES, strict=True))
    assert [bool(each.voice.label) for each in masked] == [role in STAFF] * 5
    hidden = role is Role.PARTNER
    assert [bool(each.reason) for each in masked] == [True] * 3 + [not hidden] * 2


@pytest.mark.parametrize(
    ("voices", "veiled"),
    [
        ({"a": 3, "b": 8}, set()),
        ({"a": 1, "b": 2, "c": 8}, {"a", "b"}),
        ({"a": 1, "b": 3, "c": 8}, {"a", "b"}),
        ({"a": 2, "b": 4, "c": 4}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 5, "d": 5}, {"a", "b", "c"}),
        ({"a": 1, "b": 0}, {"a"}),
        ({}, set()),
    ],
)
def test_the_veil_covers_small_colleges_and_three_voices_at_least(voices, veiled):
    assert privacy.veiled_colleges(voices) == veiled


@pytest.mark.parametrize("role", list(Role))
def test_partners_see_no_single_outline_of_a_small_college(role):
    many = [drawn_by("larger", rank) for rank in range(5, 9)]
    shown = privacy.single_sketches([*SKETCHES, *many], role)
    assert shown == (many if role is Role.PARTNER else [*SKETCHES, *many])
