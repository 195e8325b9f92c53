"""Entering the paper sheet of a group on its behalf: an outline even once the question closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

import shapely
import streamlit as st

from animmap.core.model import Round, RoundState, SketchMethod, Territory
from animmap.core.room import SKETCH_KINDS
from animmap.services import answers, contribute, projects
from animmap.services.answers import AnswerDraft
from animmap.services.contribute import SketchDraft
from animmap.views import answer_form, forms, panels, screens, state
from animmap.views.lead import Live
from animmap.views.state import say


@dataclass(slots=True)
class Sheet:
    """The sheet being typed; its identifier is made once, so that a double click keeps one."""

    id: str = field(default_factory=lambda: str(uuid4()))


def enter_sheets(live: Live) -> None:
    """Ask which question a sheet answers, for whom, and what it says; keep it."""
    asked = _choose_question(live)
    if asked is None:
        panels.words(say("lead.sheet_no_question"), style="words muted")
        return
    territory = projects.get_territory(state.desk(), live.project.id)
    sheet = state.kept(Sheet)
    with st.form(f"lead_sheet_{sheet.id}", border=False):
        who, what = st.columns([2, 3], gap="large")
        with who:
            college_id, label = _who(live, asked, sheet)
        with what:
            draft = _what(asked, territory, (sheet.id, college_id, label))
        kept = st.form_submit_button(
            say("lead.sheet_keep"), type="primary", icon=":material/post_add:"
        )
    if kept:
        _keep(draft)
    if asked.kind in SKETCH_KINDS:
        screens.link("draw", label=say("lead.sheet_draw"), more={"saisie": "1"})


def _choose_question(live: Live) -> Round | None:
    asked = [each for each in live.rounds if each.state is not RoundState.DRAFT]
    names = panels.told_apart({each.id: each.question for each in asked})
    if not names:
        return None
    chosen = st.selectbox(
        say("lead.sheet_question"),
        list(names),
        index=next((rank for rank, each in enumerate(asked) if each == live.asked), 0),
        key="lead_sheet_question",
        format_func=lambda each: names.get(each, each),
    )
    return next(each for each in asked if each.id == chosen)


def _who(live: Live, asked: Round, sheet: Sheet) -> tuple[str, str]:
    """Ask for whom the sheet speaks: a college among those invited, and a name."""
    names = {
        each.id: each.name
        for each in live.colleges
        if not asked.college_ids or each.id in asked.college_ids
    }
    college_id = st.selectbox(
        say("lead.sheet_college"),
        list(names),
        key=f"lead_sheet_college_{sheet.id}",
        format_func=lambda each: names.get(each, each),
    )
    label = forms.name_field(say("lead.sheet_name"), key=f"lead_sheet_name_{sheet.id}")
    return college_id or "", label


def _what(
    asked: Round, territory: Territory, who: tuple[str, str, str]
) -> SketchDraft | AnswerDraft | None:
    """Ask what the sheet says; None while it says nothing."""
    sheet_id, college_id, label = who
    if asked.kind not in SKETCH_KINDS:
        given = answer_form.ask_answer(asked, territory, key=sheet_id)
        return AnswerDraft(sheet_id, asked.id, college_id, label, given.words, given.place)
    names = panels.told_apart({each.code: each.name for each in territory.communes})
    codes = st.multiselect(
        say("lead.sheet_communes"),
        list(names),
        key=f"lead_sheet_communes_{sheet_id}",
        format_func=lambda each: names.get(each, each),
        placeholder=say("draw.communes_hint"),
        select_all=False,
    )
    reason = forms.words_field(say("draw.reason"), key=f"lead_sheet_reason_{sheet_id}", height=80)
    picked = [each.geometry for each in territory.communes if each.code in codes]
    if not picked:
        return None
    return SketchDraft(
        id=sheet_id,
        round_id=asked.id,
        college_id=college_id,
        label=label,
        geometry=shapely.union_all(picked),
        method=SketchMethod.COMMUNES,
        commune_codes=tuple(codes),
        reason=reason,
    )


def _keep(draft: SketchDraft | AnswerDraft | None) -> None:
    if draft is None:
        panels.words(say("draw.nothing_communes"), style="refusal")
        return
    with panels.refusals_shown():
        if isinstance(draft, AnswerDraft):
            answers.send_answer(state.desk(), draft)
        else:
            contribute.import_sketches(state.desk(), draft.round_id, [draft])
        state.forget(Sheet)
        state.leave_notice(say("lead.sheet_kept"))
        st.rerun(scope="app")
