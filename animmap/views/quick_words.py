"""What a grid tells, written: each area with the two that the exact one lies between."""

from __future__ import annotations

import math

from animmap.services import quick_areas
from animmap.services.compare_quick import QuickReading
from animmap.services.quick_areas import Area
from animmap.texts import format_area, format_number, format_share
from animmap.views import state
from animmap.views.choices import Choices, count_words
from animmap.views.state import say

KM2 = 1e6


def upper(area_m2: float) -> str:
    """Write an area rounded up, so that what is written still holds."""
    return format_area(math.ceil(area_m2 / KM2 * _scale(area_m2)) / _scale(area_m2), _language())


def lower(area_m2: float) -> str:
    """Write an area rounded down, so that what is written still holds."""
    return format_area(math.floor(area_m2 / KM2 * _scale(area_m2)) / _scale(area_m2), _language())


def _scale(area_m2: float) -> int:
    """What a digit that ``format_area`` writes last stands for, as parts of a km²."""
    return 1 if area_m2 >= 100 * KM2 else 10 if area_m2 >= 10 * KM2 else 100


def about(area: Area) -> str:
    """Write an area with its bounds, rounded outwards."""
    told = format_area(area.about_m2 / KM2, _language())
    if area.least_m2 == area.most_m2:
        return told
    return say("quick.about", area=told, least=lower(area.least_m2), most=upper(area.most_m2))


def detail(reading: QuickReading, chosen: str, choices: Choices) -> str:
    """Say in one sentence what a reading finds, with its n and its bounds."""
    if chosen == "class":
        return say("compare.class_detail", n=reading.voices)
    if chosen in ("raw", "equal"):
        found = quick_areas.area_reached(reading, chosen, choices.share)
        asked = count_words(choices.at_least, reading.voices)
        return say(f"compare.{chosen}_detail", asked=asked, area=about(found), n=reading.voices)
    facts = {"n": reading.voices, "colleges": len(reading.cells.names)}
    if chosen in ("within", "between"):
        return _disagreement(reading, chosen, facts)
    if chosen == "difference":
        gained, lost = quick_areas.areas_weighed(reading, choices.share)
        facts |= {"colleges": len(reading.cells.names)}
        return say("compare.difference_detail", gained=about(gained), lost=about(lost), **facts)
    found = quick_areas.area_reached(reading, chosen, choices.share)
    share = format_share(choices.share, _language())
    return say(f"compare.{chosen}_detail", share=share, **{chosen: about(found)}, **facts)


def _disagreement(reading: QuickReading, chosen: str, facts: dict[str, int]) -> str:
    within, between = quick_areas.disagreement(reading)
    one, other = (within, between) if chosen == "within" else (between, within)
    if within.most_m2 + between.most_m2 <= 0:
        return say("compare.no_disagreement", n=facts["n"])
    bounds = (
        math.floor(_percent(one.least_m2, other.most_m2)),
        math.ceil(_percent(one.most_m2, other.least_m2)),
    )
    least, most = (format_number(each, _language(), decimals=0) for each in bounds)
    share = say("quick.percent_between", least=least, most=most)
    return say(f"compare.{chosen}_detail", share=share, area=about(one), **facts)


def _percent(one_m2: float, other_m2: float) -> float:
    whole = one_m2 + other_m2
    return 100 * one_m2 / whole if whole > 0 else 0.0


def class_areas(reading: QuickReading) -> dict[str, str]:
    """Return the area of each class of agreement, written with its bounds."""
    found = quick_areas.areas_by_class(reading)
    return {name: about(area) for name, area in found.items()}


def _language() -> str:
    return state.language()
