"""What may be chosen of each service."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from animmap.core.model import Project
from animmap.services import online
from animmap.views import import_state, online_state, panels, state
from animmap.views.import_state import Bringing
from animmap.views.online_state import Asking
from animmap.views.state import say

FIRST_YEAR = 1950
SPECIES = (25, 50, 100, 200)


def show(asking: Asking) -> None:
    """Show the choices of the chosen service, and where what it knows would go."""
    {
        "entreprises": _entreprises,
        "gogocarto": _gogocarto,
        "wfs": _wfs,
        "gbif": _gbif,
    }[asking.service](asking)
    layers = online.LAYERS[asking.service]
    if len(layers) > 1:
        asking.layers[asking.service] = st.segmented_control(
            say("online.layer"),
            layers,
            default=asking.layer,
            required=True,
            key=f"online_layer_{asking.service}",
            format_func=lambda each: say(f"layer.{each}"),
        )


def _entreprises(asking: Asking) -> None:
    question = asking.question
    families = st.pills(
        say("online.families"),
        online.FAMILIES,
        selection_mode="multi",
        default=question.families,
        key="online_families",
        format_func=lambda each: say(f"kind.structure.{each}"),
    )
    employers = st.toggle(
        say("online.employers"), question.employers, key="online_employers",
        help=say("online.employers_help"),
    )  # fmt: skip
    finance = st.toggle(
        say("online.finance"), question.finance, key="online_finance",
        help=say("online.finance_help"),
    )  # fmt: skip
    online_state.choose(asking, families=tuple(families), employers=employers, finance=finance)


def _gogocarto(asking: Asking) -> None:
    site = st.text_input(
        say("online.site"),
        asking.question.site or online.default_site(),
        key="online_site",
        help=say("online.site_help"),
    )
    online_state.choose(asking, site=site.strip())


def _wfs(asking: Asking) -> None:
    question = asking.question
    zones = st.multiselect(
        say("online.zones"),
        online.ZONES,
        question.zones,
        key="online_zones",
        format_func=lambda each: say(f"online.zone_{each}"),
        placeholder=say("online.zones_hint"),
    )
    clip = st.toggle(
        say("online.clip"), question.clip, key="online_clip", help=say("online.clip_help")
    )
    online_state.choose(asking, zones=tuple(zones), clip=clip)


def _gbif(asking: Asking) -> None:
    question, last = asking.question, datetime.now(UTC).year
    first = min(max(question.years[0], FIRST_YEAR), last)
    years = st.slider(
        say("online.years_asked"), FIRST_YEAR, last, (first, last), key="online_years"
    )
    licences = st.segmented_control(
        say("online.licences"),
        online.LICENCES,
        default=question.licences,
        required=True,
        key="online_licences",
        format_func=lambda each: say(f"online.licence_{each}"),
        help=say("online.licences_help"),
    )
    species = st.select_slider(
        say("online.species"), SPECIES, question.species, key="online_species"
    )
    online_state.choose(asking, years=years, licences=licences, species=species)


def overpass(bringing: Bringing, project: Project) -> None:
    """Give the question to copy to Overpass, and take the answer back."""
    layer = st.segmented_control(
        say("online.layer"),
        online.OVERPASS_LAYERS,
        default=online.OVERPASS_LAYERS[0],
        required=True,
        key="online_layer_osm",
        format_func=lambda each: say(f"layer.{each}"),
    )
    panels.words(say("online.osm_how", site=online.OVERPASS))
    st.code(
        online.overpass_question(state.desk(), project.id, layer), language=None, wrap_lines=True,
        height=170,
    )  # fmt: skip
    st.link_button(say("online.osm_open"), online.OVERPASS, icon=":material/open_in_new:")
    text = st.text_area(say("online.osm_paste"), key=f"online_osm_{bringing.drops}", height=140)
    if st.button(say("prepare.paste_read"), key="online_osm_read", type="primary"):
        if text.strip():
            import_state.receive(bringing, "overpass.json", text.encode())
            bringing.layer = layer
            st.rerun()
        panels.words(say("online.osm_empty"), style="refusal")
