"""The zone beside the perimeters that exist: a table, a sentence each, the communes by name."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from animmap.services.compare import RoundReading
from animmap.services.official import Existing, face_existing
from animmap.services.official_zones import Asked
from animmap.texts import format_area, format_share
from animmap.views import official_zones, panels, state, tables
from animmap.views.adoption import fold_names
from animmap.views.figures import how
from animmap.views.state import say

KM2 = 1e6
COLUMNS: tuple[str, ...] = ("perimeter", "of_zone", "of_perimeter", "alike", "gained", "lost")


def show_official(reading: RoundReading, rule: str, share: float) -> None:
    """Show the zone of a rule and ``share`` beside what exists: EPCI, communes, a zoning."""
    panels.section(say("compare.official.title"))
    asked = Asked(rule, share, official_zones.ask_against(reading.project.id))
    if asked.against:
        official_zones.show_zones(reading, asked)
    else:
        _show_existing(reading, asked)
    official_zones.offer_table(reading, asked)


def _show_existing(reading: RoundReading, asked: Asked) -> None:
    found = face_existing(state.desk(), reading, asked.rule, asked.share)
    voices = reading.comparison.voices
    if not found:
        st.html(f"<p>{escape(say('compare.official.none', n=voices))}</p>")
        return
    told = "".join(_tell(one, voices) for one in found)
    st.html(f"{_table(found)}{told}{how(say('compare.official.how'))}")


def _table(found: Sequence[Existing]) -> str:
    heads = [say(f"compare.official.{name}") for name in COLUMNS]
    return tables.wide_table(say("compare.official.title"), heads, [_row(one) for one in found])


def _row(one: Existing) -> list[str]:
    facing, language = one.facing, state.language()
    shares = (facing.share_of_zone, facing.share_of_perimeter, facing.iou)
    areas = (facing.gained_m2, facing.lost_m2)
    return [
        one.name,
        *(format_share(share, language) for share in shares),
        *(format_area(area / KM2, language) for area in areas),
    ]


def _tell(one: Existing, voices: int) -> str:
    facts = {
        "share": format_share(one.facing.share_of_zone, state.language()),
        "perimeter": say(f"compare.official.name_{one.kind}", name=one.name),
        "voices": voices,
    }
    if one.left_out:
        text = say("compare.official.leaves", n=len(one.left_out), **facts)
    else:
        text = say("compare.official.takes_all", **facts)
    beyond = say("compare.official.beyond", n=len(one.beyond))
    left_out = say("compare.official.left_out", n=len(one.left_out))
    return (
        f"<p>{escape(text)}</p>{fold_names(beyond, one.beyond)}{fold_names(left_out, one.left_out)}"
    )
