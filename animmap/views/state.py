"""What one visitor's session remembers: language, démarche, question, unsent work.

The only module that touches ``st.session_state`` and ``st.context``.
Choices that a link must carry live in the address (``?demarche=&question=&lang=``), read and
written by :mod:`animmap.views.address_bar`;
unsent work lives in typed dataclasses kept by :func:`kept`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import streamlit as st

from animmap.core.model import Access, Project, Role, Round, RoundState
from animmap.errors import AnimmapError
from animmap.services import access as access_service
from animmap.services import desk as desk_service
from animmap.services import projects, workshops
from animmap.services.desk import Desk
from animmap.settings import read_settings
from animmap.texts import DEFAULT_LANGUAGE, LANGUAGES, format_moment, format_time, tr
from animmap.views.address_bar import AddressBar

ACCESS_COOKIE = "animmap_access"
LANGUAGE_COOKIE = "animmap_lang"
PROJECT_PARAM = "demarche"
ROUND_PARAM = "question"
LANGUAGE_PARAM = "lang"
STATE_ORDER = (
    RoundState.OPEN,
    RoundState.PAUSED,
    RoundState.REVEALED,
    RoundState.CLOSED,
    RoundState.DRAFT,
)

Kept = TypeVar("Kept")


@dataclass(slots=True)
class Choices:
    """What the visitor chose, kept from page to page."""

    language: str = ""
    project_id: str = ""
    round_id: str = ""
    notice: str = ""
    screen: str = ""
    visits: int = 0


def kept(kind: type[Kept]) -> Kept:
    """Return this session's only instance of ``kind``, made without arguments at first use."""
    name = f"{kind.__module__}.{kind.__qualname__}"
    if not isinstance(st.session_state.get(name), kind):
        st.session_state[name] = kind()
    return cast(Kept, st.session_state[name])


def keep(value: object) -> None:
    """Make ``value`` this session's instance of its type."""
    st.session_state[f"{type(value).__module__}.{type(value).__qualname__}"] = value


def forget(kind: type[object]) -> None:
    """Drop this session's instance of ``kind``: the next ``kept`` starts afresh."""
    st.session_state.pop(f"{kind.__module__}.{kind.__qualname__}", None)


def widget_value(key: str, default: Kept) -> Kept:
    """Return what the widget of that key holds, ``default`` before its first run."""
    return cast(Kept, st.session_state.get(key, default))


def holds_widget(key: str) -> bool:
    """Tell whether the widget of that key has run; what it holds may be nothing."""
    return key in st.session_state


def set_widget(key: str, value: object) -> None:
    """Give a widget its value; call it before the widget is drawn."""
    st.session_state[key] = value


def language() -> str:
    """Return the visitor's language: the address first, then the last choice, then French."""
    asked = choice_of_any(LANGUAGE_PARAM)
    choices = kept(Choices)
    if asked in LANGUAGES:
        choices.language = asked
    elif not choices.language:
        remembered = st.context.cookies.get(LANGUAGE_COOKIE, "")
        choices.language = remembered if remembered in LANGUAGES else DEFAULT_LANGUAGE
    return choices.language


def select_language(chosen: str) -> None:
    """Speak ``chosen`` from now on."""
    kept(Choices).language = chosen
    put_in_address(LANGUAGE_PARAM, chosen if chosen != DEFAULT_LANGUAGE else "")


def say(identifier: str, /, **values: object) -> str:
    """Return a sentence of the catalogues in the visitor's language."""
    return tr(identifier, language(), **values)


def access() -> Access | None:
    """Return who is asking: the link of the cookie, else the local role on this machine.

    Raises
    ------
    AnimmapError
        ``link_invalid`` when the link of the cookie is revoked, expired or unknown.
    """
    token = _token()
    if token:
        store = desk_service.open_store()
        return access_service.access_of_token(store, token, datetime.now(UTC))
    return access_service.local_access(read_settings()) if _is_local() else None


def holds_link() -> bool:
    """Tell whether this browser came in by a link, be it still valid or not."""
    return bool(_token())


def _token() -> str:
    return str(st.context.cookies.get(ACCESS_COOKIE, ""))


def _is_local() -> bool:
    """Tell whether the browser runs on this machine and says so by a local name.

    The name is checked too: a foreign page may have its own name answer 127.0.0.1.
    """
    headers = st.context.headers
    forwarded = access_service.is_relayed(headers)
    named_here = access_service.is_local_name(f"//{headers.get('Host', 'localhost')}")
    return st.context.ip_address is None and named_here and not forwarded


def desk() -> Desk:
    """Return the desk of the visitor; ``access_denied`` for a visitor without link or role."""
    who = access()
    if who is None:
        raise AnimmapError("access_denied")
    return desk_service.open_desk(who)


def role() -> Role:
    """Return the visitor's role."""
    return desk().access.role


def is_animator() -> bool:
    """Tell whether the visitor prepares and leads the démarche."""
    return role() in (Role.HOST, Role.ANIMATOR)


def current_project() -> Project | None:
    """Return the chosen démarche, else the link's or the first one; None when there is none."""
    wanted = choice_of_any(PROJECT_PARAM) or kept(Choices).project_id
    here = desk()
    if wanted:
        try:
            project = projects.get_project(here, wanted)
        except AnimmapError:
            kept(Choices).project_id = ""
            leave_notice(kept(Choices).notice or say("common.project_gone"))
        else:
            kept(Choices).project_id = project.id
            return project
    cards = projects.list_projects(here)
    if not cards:
        return None
    kept(Choices).project_id = cards[0].project.id
    return cards[0].project


def select_project(project_id: str) -> None:
    """Work on another démarche from now on."""
    choices = kept(Choices)
    choices.project_id, choices.round_id = project_id, ""
    put_all_in_address({PROJECT_PARAM: project_id, ROUND_PARAM: ""})


def current_round(project: Project) -> Round | None:
    """Return the chosen question of ``project``, else its last open, revealed or closed one."""
    rounds = workshops.list_rounds(desk(), project.id)
    wanted = choice_of_any(ROUND_PARAM) or kept(Choices).round_id
    chosen = next((each for each in rounds if each.id == wanted), None)
    if chosen is None and rounds:
        chosen = min(reversed(rounds), key=lambda each: STATE_ORDER.index(each.state))
    kept(Choices).round_id = chosen.id if chosen else ""
    return chosen


def select_round(round_id: str) -> None:
    """Work on another question from now on."""
    kept(Choices).round_id = round_id
    put_in_address(ROUND_PARAM, round_id)


def address_values() -> dict[str, str]:
    """Return the query parameters that bring somebody else to the same place."""
    choices = kept(Choices)
    spoken = choices.language if choices.language != DEFAULT_LANGUAGE else ""
    values = {
        PROJECT_PARAM: choices.project_id,
        ROUND_PARAM: choices.round_id,
        LANGUAGE_PARAM: spoken,
    }
    return {name: value for name, value in values.items() if value}


def keep_address() -> None:
    """Write the choices back in the address, so that a copied link and "back" work."""
    address = kept(AddressBar)
    ours = (PROJECT_PARAM, ROUND_PARAM, LANGUAGE_PARAM)
    others = {name: value for name, value in address.read().items() if name not in ours}
    address.write(others | address_values())


def moment(at: datetime) -> str:
    """Write a moment in the visitor's language and time zone (UTC when unknown)."""
    return format_moment(at.astimezone(_zone()), language())


def time_of_day(at: datetime) -> str:
    """Write the time of a moment in the visitor's language and time zone (UTC when unknown)."""
    return format_time(at.astimezone(_zone()), language())


def _zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError):
        return UTC


def server_address() -> str:
    """Return ``scheme://host[:port]`` as this visitor's browser sees it."""
    parts = urlsplit(str(st.context.url or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "http://localhost:8501"


def enter_screen(name: str) -> None:
    """Count a visit each time the visitor comes to another screen."""
    choices = kept(Choices)
    if choices.screen != name:
        choices.screen = name
        choices.visits += 1


def visit() -> int:
    """Return the number of the visit: what a screen drew before it is gone from the browser."""
    return kept(Choices).visits


def leave_notice(sentence: str) -> None:
    """Keep one sentence to be shown once, after the next rerun."""
    kept(Choices).notice = sentence


def take_notice() -> str:
    """Return the sentence left by the previous run, once."""
    choices = kept(Choices)
    sentence, choices.notice = choices.notice, ""
    return sentence


def choice_of_any(name: str) -> str:
    """Return the raw text that the address carries under ``name``; never trust it further."""
    return kept(AddressBar).read().get(name, "")


def choices_in_address(name: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Return the allowed choices that the address carries under ``name``, comma separated."""
    asked = choice_of_any(name).split(",")
    return tuple(value for value in asked if value in allowed)


def put_in_address(name: str, value: str) -> None:
    """Keep a choice of a screen in the address, so that the link shows the same screen."""
    put_all_in_address({name: value})


def put_all_in_address(values: Mapping[str, str]) -> None:
    """Keep several choices in the address at once: one press of "back" undoes them together."""
    address = kept(AddressBar)
    wanted = address.read() | dict(values)
    address.write({name: value for name, value in wanted.items() if value or name not in values})
