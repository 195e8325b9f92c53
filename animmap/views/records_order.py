"""In which order the records of a table come; the address keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from animmap.core.cleaning import fold
from animmap.core.model import Feature, Project, Territory
from animmap.services import projects
from animmap.views import address, state
from animmap.views.state import say
from animmap.views.terms import Terms

ORDERS = ("name", "name_down", "kind", "commune", "college", "unplaced")
ORDER_PARAM = "ordre"
_KEY = "records_order"


def choose_order() -> str:
    """Ask for one of ``ORDERS``, the order of names unless chosen."""
    asked = next(iter(state.choices_in_address(ORDER_PARAM, ORDERS)), ORDERS[0])
    address.follow(ORDER_PARAM, _KEY, asked)
    chosen = st.selectbox(
        say("records.order"),
        ORDERS,
        key=_KEY,
        format_func=lambda each: say(f"records.order_{each}"),
        label_visibility="collapsed",
        width=230,
    )
    address.tell(ORDER_PARAM, chosen, changed=chosen != asked)
    return chosen


def in_order(
    found: Iterable[Feature], order: str, project: Project, territory: Territory, words: Terms
) -> tuple[Feature, ...]:
    """Return features as a person would look them up: by words read, accents and case aside.

    What has no commune or no group comes last; equals stay in the order of names.
    """
    by_name = sorted(found, key=lambda item: fold(item.name), reverse=order == "name_down")
    if order in ("name", "name_down"):
        return tuple(by_name)
    return tuple(sorted(by_name, key=_key(order, project, territory, words)))


def _key(
    order: str, project: Project, territory: Territory, words: Terms
) -> Callable[[Feature], tuple[bool, str]]:
    if order == "kind":
        return lambda item: (not item.kind, fold(words.say(item.layer, item.kind)))
    if order == "unplaced":
        return lambda item: (item.geometry is not None, "")
    if order == "commune":
        communes = {each.code: fold(each.name) for each in territory.communes}
        return lambda item: _named(communes, item.commune_code)
    colleges = projects.list_colleges(state.desk(), project.id)
    groups = {each.id: fold(each.name) for each in colleges}
    return lambda item: _named(groups, item.college_id)


def _named(names: dict[str, str], code: str | None) -> tuple[bool, str]:
    return not code, names.get(code or "", code or "")
