"""The pack of map tiles of a démarche: what it weighs, how far it is, and the ways to have one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from animmap.core.model import Project
from animmap.core.tiles import LEAST_ZOOM
from animmap.errors import AnimmapError
from animmap.services import errands, tile_packs
from animmap.services.errands import Errand, Stop, Tell
from animmap.services.tile_packs import PackInfo, PackPlan
from animmap.settings import read_settings
from animmap.texts import format_number
from animmap.views import errand_bar, forms, panels, state
from animmap.views.state import say

MOST_UPLOAD_MB: Final = 200
# What can be told apart at each level; between them the nearest above is said.
DETAILS: Final = (13, 14, 15, 16)
FIRST_ZOOM: Final = 8
MB: Final = 1e6


def show_pack(project: Project) -> None:
    """Show the pack of a démarche, and offer to have one or to be rid of it."""
    panels.section(say("offline.pack_title"))
    name = f"tiles-{project.id}"
    if errand_bar.follow(name, _how_far, lambda _: say("offline.pack_done")):
        return
    pack = tile_packs.read_pack(state.desk(), project.id)
    panels.words(say("offline.pack_why") if pack is None else _describe(pack))
    if pack is None or pack.origin == tile_packs.DOWNLOADED:
        _offer_download(project, name, pack)
    if pack is None:
        _offer_file(project)
    elif forms.confirmed(
        say("offline.pack_remove"), say("offline.pack_remove_ask"), key="pack", icon="delete"
    ):
        with panels.refusals_shown():
            tile_packs.remove_pack(state.desk(), project.id)
            state.leave_notice(say("offline.pack_removed"))
            st.rerun()


def _how_far(errand: Errand) -> str:
    spoken = state.language()
    done, total = (format_number(each, spoken) for each in (errand.done, errand.total))
    return say("offline.pack_progress", n=errand.total, done=done, total=total)


def _describe(pack: PackInfo) -> str:
    spoken = state.language()
    facts = {
        "n": pack.count,
        "count": format_number(pack.count, spoken),
        "mb": format_number(pack.size / MB, spoken, decimals=1),
        "when": state.moment(pack.made_at),
        "name": pack.name,
    }
    told = say(f"offline.pack_{pack.origin}", **facts)
    return told if pack.complete else f"{told} {say('offline.pack_missing', n=pack.missing)}"


def _offer_download(project: Project, name: str, pack: PackInfo | None) -> None:
    if not read_settings().online:
        panels.words(say("offline.pack_offline"), style="small muted")
        return
    reached = pack.max_zoom if pack else tile_packs.USUAL_ZOOMS[1]
    finest = st.select_slider(
        say("offline.pack_detail"),
        DETAILS,
        value=reached if reached in DETAILS else DETAILS[-1],
        key="pack_detail",
        format_func=lambda each: say(f"offline.detail_{each}"),
    )
    try:
        plan = tile_packs.plan_pack(state.desk(), project.id, (_first(pack), finest))
    except AnimmapError as refusal:
        panels.show_error(refusal)
        return
    if not plan.missing:
        return
    panels.words(_weigh(plan), style="small")
    st.button(
        say("offline.pack_resume") if pack else say("offline.pack_download"),
        key="pack_download",
        type="secondary" if pack and pack.complete else "primary",
        icon=":material/download:",
        on_click=_start,
        args=(name, plan),
    )


def _first(pack: PackInfo | None) -> int:
    return max(LEAST_ZOOM, min(FIRST_ZOOM, pack.min_zoom if pack else FIRST_ZOOM))


def _weigh(plan: PackPlan) -> str:
    spoken, told = state.language(), plan.estimate
    share = len(plan.missing) / max(1, told.total)
    return say(
        "offline.pack_weight" if told.measured else "offline.pack_weight_usual",
        n=len(plan.missing),
        count=format_number(len(plan.missing), spoken),
        mb=format_number(max(1.0, told.size * share / MB), spoken),
        minutes=format_number(max(1, round(len(plan.missing) / 8 / 60)), spoken),
    )


def _start(name: str, plan: PackPlan) -> None:
    desk = state.desk()

    def work(tell: Tell, stop: Stop) -> None:
        tile_packs.download_pack(desk, plan, tell, stop)

    errands.start(name, work)


def _offer_file(project: Project) -> None:
    with st.expander(say("offline.pack_bring")):
        panels.words(say("offline.pack_bring_why", mb=MOST_UPLOAD_MB), style="small muted")
        file = st.file_uploader(
            say("offline.pack_file_field"), key="pack_file", max_upload_size=MOST_UPLOAD_MB
        )
        if file is None:
            return
        with panels.refusals_shown(), panels.at_work(say("offline.pack_reading")):
            with TemporaryDirectory(prefix="animmap-tiles-") as folder:
                path = Path(folder) / "brought.mbtiles"
                path.write_bytes(file.getbuffer())
                tile_packs.bring_pack(state.desk(), project.id, path, file.name)
            state.leave_notice(say("offline.pack_brought"))
            st.rerun()
