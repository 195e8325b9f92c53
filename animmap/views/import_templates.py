"""Templates of columns, beside the columns: one taken, saved under a name, taken away, brought."""

from __future__ import annotations

import streamlit as st

from animmap.core.importing.choices import Choices
from animmap.services import import_templates
from animmap.services.import_plan import Plan
from animmap.services.import_templates import SavedTemplate
from animmap.views import forms, import_drop, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

JSON = "application/json"


def show_templates(bringing: Bringing, plan: Plan) -> None:
    """Offer the templates of the démarche, and to keep what was said of this file."""
    kept = {
        one.id: one
        for one in import_templates.list_templates(state.desk(), plan.project_id)
        if one.layer == plan.layer
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if kept:
            _choose(bringing, kept)
        with st.popover(say("prepare.template_manage"), icon=":material/bookmark:"):
            _save(bringing, plan, kept)
            if bringing.template in kept:
                _manage(bringing, kept[bringing.template])
            _bring(bringing)


def _choose(bringing: Bringing, kept: dict[str, SavedTemplate]) -> None:
    state.set_widget("prepare_template", bringing.template if bringing.template in kept else "")
    st.selectbox(
        say("prepare.template"),
        ("", *kept),
        key="prepare_template",
        format_func=lambda each: kept[each].name if each else say("prepare.template_none"),
        on_change=lambda: take(bringing, kept.get(state.widget_value("prepare_template", ""))),
    )


def take(bringing: Bringing, kept: SavedTemplate | None) -> None:
    """Read the file in hand with a template; with none, as if nothing had been said of it."""
    made = Choices() if kept is None else import_templates.choices_in(kept)
    bringing.template = "" if kept is None else kept.id
    bringing.remembered = None
    bringing.choices = import_templates.applied(made, bringing.choices)


def _save(bringing: Bringing, plan: Plan, kept: dict[str, SavedTemplate]) -> None:
    standing = kept.get(bringing.template)
    name = forms.name_field(
        say("prepare.template_name"),
        key=f"prepare_template_name_{bringing.drops}",
        placeholder=standing.name if standing else say("prepare.template_hint"),
    )
    if st.button(say("prepare.template_save"), key="prepare_template_save", type="primary"):
        with panels.refusals_shown():
            wanted = name or (standing.name if standing else "")
            saved = import_templates.save_template(state.desk(), plan, wanted)
            bringing.template = saved.id
            state.leave_notice(say("prepare.template_saved", name=saved.name))
            st.rerun()


def _manage(bringing: Bringing, kept: SavedTemplate) -> None:
    """Rename, take away or delete the template in hand."""
    name = forms.name_field(say("prepare.template_rename"), key=f"prepare_rename_{kept.id}")
    if name and st.button(say("prepare.template_rename_go"), key="prepare_template_rename"):
        with panels.refusals_shown():
            import_templates.rename_template(state.desk(), kept.id, name)
            st.rerun()
    st.download_button(
        say("prepare.template_export"),
        lambda: import_templates.template_file(kept),
        file_name=f"{say('prepare.template_file')}.json",
        mime=JSON,
        key="prepare_template_export",
        icon=":material/download:",
    )
    if st.button(
        say("prepare.template_delete", name=kept.name),
        key="prepare_template_delete",
        icon=":material/delete:",
    ):
        with panels.refusals_shown():
            import_templates.delete_template(state.desk(), kept.id)
            bringing.template = ""
            st.rerun()


def _bring(bringing: Bringing) -> None:
    """Take a template from a file: it is used at once, and kept once it is named."""
    import_drop.speak_drop_zone()
    file = st.file_uploader(
        say("prepare.template_bring"),
        type=["json"],
        key=f"prepare_template_file_{bringing.drops}_{bringing.templates}",
    )
    if file is None:
        return
    with panels.refusals_shown():
        made = import_templates.read_template_file(file.getvalue())
        bringing.template, bringing.remembered = "", None
        bringing.templates += 1
        bringing.choices = import_templates.applied(made, bringing.choices)
        st.rerun()
