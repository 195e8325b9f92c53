"""Outlines of the communes: how precise they are, and how to have better ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from animmap.core.model import Project
from animmap.services import errands, projects, territory_changes
from animmap.services.errands import Errand, Stop, Tell
from animmap.services.territory_changes import PRECISE_M, OutlineOrigin, Refined
from animmap.settings import read_settings
from animmap.texts import format_day, format_number
from animmap.views import errand_bar, panels, state
from animmap.views.state import say

NAMES_SHOWN: Final = 8


@dataclass(slots=True)
class Done:
    """What more precise outlines did to each démarche, for the visitor who asked for them."""

    by_project: dict[str, Refined] = field(default_factory=dict)


def show_precise(project: Project) -> None:
    """Tell how good the outlines are, and offer those of geo.api.gouv.fr."""
    panels.section(say("offline.precise_title"))
    name = f"outlines-{project.id}"
    if errand_bar.follow(name, _how_far, partial(_note, project.id)):
        return
    if territory_changes.has_own_outlines(projects.get_territory(state.desk(), project.id)):
        panels.words(say("offline.precise_own"))
        return
    origin = territory_changes.read_origin(state.desk(), project.id)
    precise = origin is not None and origin.precision_m == PRECISE_M
    panels.words(_describe(origin) if origin and origin.origin else say("offline.precise_shipped"))
    if project.id in (done := state.kept(Done).by_project):
        panels.words(_told(done[project.id]), style="mended")
    if precise:
        panels.words(say("offline.precise_undo"), style="small muted")
        return
    panels.words(say("offline.precise_what"), style="small muted")
    if read_settings().online:
        st.button(
            say("offline.precise_fetch"),
            key="precise_fetch",
            icon=":material/cloud_download:",
            on_click=_start,
            args=(name, project.id),
        )
    _offer_file(project)


def _how_far(errand: Errand) -> str:
    spoken = state.language()
    done, total = (format_number(each, spoken) for each in (errand.done, errand.total))
    return say("offline.precise_progress", n=errand.total, done=done, total=total)


def _note(project_id: str, errand: Errand) -> str:
    if isinstance(errand.outcome, Refined):
        state.kept(Done).by_project[project_id] = errand.outcome
    return say("offline.precise_done")


def _describe(origin: OutlineOrigin) -> str:
    day = origin.retrieved_on
    told = say(
        "offline.precise_known" if day else "offline.precise_known_file",
        origin=origin.origin,
        licence=origin.licence,
        day=format_day(day, state.language()) if day else "",
    )
    return f"{told} {say('offline.precise_metres', n=origin.precision_m or 0)}"


def _start(name: str, project_id: str) -> None:
    desk = state.desk()

    def work(tell: Tell, stop: Stop) -> Refined:
        return territory_changes.fetch_precise(desk, project_id, tell, stop)

    errands.start(name, work)


def _offer_file(project: Project) -> None:
    with st.expander(say("offline.precise_file")):
        panels.words(say("offline.precise_file_why"), style="small muted")
        file = st.file_uploader(say("offline.precise_file_field"), key="precise_file")
        if file is None:
            return
        with panels.refusals_shown(), panels.at_work():
            with TemporaryDirectory(prefix="animmap-outlines-") as folder:
                path = Path(folder) / "outlines.geojson"
                path.write_bytes(file.getbuffer())
                refined = territory_changes.take_precise(state.desk(), project.id, path)
            state.kept(Done).by_project[project.id] = refined
            state.leave_notice(say("offline.precise_done"))
            st.rerun()


def _told(refined: Refined) -> str:
    spoken = state.language()
    before, after = (format_number(each, spoken) for each in refined.points)
    told = say("offline.precise_taken", n=refined.communes, before=before, after=after)
    coarse, fine = refined.metres
    if fine < coarse:
        told += " " + say("offline.precise_gain", before=coarse, after=fine)
    if refined.sketches:
        told += " " + say("offline.precise_redrawn", n=refined.sketches)
    if refined.lacking:
        names = ", ".join(refined.lacking[:NAMES_SHOWN])
        told += " " + say("offline.precise_lacking", n=len(refined.lacking), names=names)
    return told
