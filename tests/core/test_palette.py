"""Beside each colour a pattern: steps of one scale are told apart without any colour at all."""

import re

import pytest

from animmap.core import palette
from animmap.report import patterns
from animmap.report.drawing import PATTERN
from animmap.vendored import STATIC_DIR

SCALES = (palette.AGREEMENT_RAMP, palette.DISAGREEMENT_RAMP, palette.SHIFT)
NAMES = {*palette.PATTERNS.values(), *palette.CLASS_PATTERNS.values()}


@pytest.mark.parametrize("scale", SCALES)
def test_no_two_steps_of_a_scale_have_the_same_pattern(scale):
    told = [palette.pattern_of(color) for color in scale]
    assert len(set(told)) == len(scale)


@pytest.mark.parametrize("scale", [palette.AGREEMENT_RAMP, palette.DISAGREEMENT_RAMP])
def test_more_means_closer_dots(scale):
    levels = [int(palette.pattern_of(color).split("-")[1]) for color in scale[1:]]
    assert levels == sorted(levels)
    assert palette.pattern_of(scale[0]) == ""


def test_classes_are_told_apart_and_a_class_wins_over_its_colour():
    drawn = ("core", "shared", "debated", "edge")
    told = [palette.pattern_of(palette.CLASSES[name], name) for name in drawn]
    assert len(set(told)) == len(drawn)
    assert palette.pattern_of(palette.CLASSES["debated"], "debated") == "rise-2"


def test_every_pattern_has_its_sheet_for_legends_and_its_svg_for_pictures():
    sheet = (STATIC_DIR / "map" / "patterns.css").read_text(encoding="utf-8")
    assert set(re.findall(r"\.am-([a-z]+-\d)", sheet)) >= NAMES
    for color, name in palette.PATTERNS.items():
        assert f'id="{PATTERN}-{name}-' in patterns.define([(color, "")])
        assert patterns.fill(color).startswith(f"url(#{PATTERN}-{name}-")


def test_strokes_stand_out_on_the_ground_they_are_drawn_on():
    for color in palette.PATTERNS:
        light = palette.contrast_on_paper(color)
        ink = palette.contrast_on_paper(palette.INK) / light
        assert (light if palette.ink_on(color) == palette.PAPER else ink) >= 3
