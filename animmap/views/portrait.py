"""The portrait of a zone: who and what stands inside, at its edge, outside; counted and named."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.indicators import LAYER_ORDER
from animmap.core.model import Feature
from animmap.services.compare import RoundReading, portrait_of, standings
from animmap.views import address, state
from animmap.views.figures import how
from animmap.views.state import say

RULES: tuple[str, ...] = ("raw", "equal")
RULE_PARAM = "regle"
OPEN_NAMES = 12


def show_portrait(reading: RoundReading, about: str, ground: BaseGeometry) -> None:
    """Show what a ground (metric) holds, borders and leaves out; ``about`` says which it is."""
    st.html(f"<p>{escape(about)}</p>")
    found = portrait_of(state.desk(), reading, ground)
    columns = st.columns(3, gap="medium")
    parts = (("inside", found.inside), ("edge", found.edge), ("outside", found.outside))
    for column, (part, features) in zip(columns, parts, strict=True):
        with column:
            st.html(_part(part, features))
    _show_blind_spots(reading)
    st.html(how(say("compare.portrait.how")))


def ask_rule(key: str) -> str:
    """Ask whether each voice, or each college, weighs one; kept in the address."""
    asked = state.choices_in_address(RULE_PARAM, RULES)
    wanted = asked[0] if asked else RULES[0]
    address.follow(RULE_PARAM, key, wanted)
    chosen = st.segmented_control(
        say("compare.rule"),
        RULES,
        required=True,
        format_func=lambda rule: say(f"compare.pick.{rule}"),
        key=key,
        wrap=True,
    )
    rule = chosen or RULES[0]
    address.tell(RULE_PARAM, rule, changed=rule != wanted)
    return rule


def _part(part: str, features: Sequence[Feature]) -> str:
    title = escape(say(f"compare.portrait.{part}"))
    head = f'<h3 class="am-part am-{part}">{title}<b>{len(features)}</b></h3>'
    return f'<section class="am-portrait">{head}{names_by_layer(features)}</section>'


def names_by_layer(features: Sequence[Feature]) -> str:
    """Return every feature's name under its layer (HTML), living assets first, none left out."""
    blocks = "".join(
        _layer(layer, [feature for feature in features if feature.layer == layer])
        for layer in LAYER_ORDER
    )
    return blocks or f'<p class="am-hint">{escape(say("compare.portrait.nothing"))}</p>'


def _layer(layer: str, features: list[Feature]) -> str:
    if not features:
        return ""
    color = palette.LAYERS[layer]
    title = escape(say(f"layer.{layer}"))
    items = [f"<li>{escape(feature.name)}</li>" for feature in features]
    head = f'<h4><i style="background:{color}"></i>{title}<b>{len(features)}</b></h4>'
    most = len(items) if layer == "living_asset" else OPEN_NAMES
    shown, rest = f"<ul>{''.join(items[:most])}</ul>", items[most:]
    if not rest:
        return head + shown
    more = escape(say("compare.portrait.more", n=len(rest)))
    return f"{head}{shown}<details><summary>{more}</summary><ul>{''.join(rest)}</ul></details>"


def _show_blind_spots(reading: RoundReading) -> None:
    unseen = [
        standing.feature
        for standing in standings(state.desk(), reading)
        if standing.klass == "blind_spot"
    ]
    title = escape(say("compare.blind_spots", n=len(unseen)))
    st.html(
        f'<section class="am-portrait am-blind"><h3 class="am-part">{title}</h3>'
        f"<p>{escape(say('compare.blind_spots_text', n=reading.comparison.voices))}</p>"
        f"{names_by_layer(unseen) if unseen else ''}</section>"
    )
