"""Before sending: what the app understood; after: the receipt and what may be done with it."""

from __future__ import annotations

from html import escape

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.model import Territory
from animmap.errors import AnimmapError
from animmap.services import contribute
from animmap.services.contribute import Preview, Receipt, SketchDraft
from animmap.texts import format_area
from animmap.views import forms, panels, state
from animmap.views.mine import CODE_KEY, Opened
from animmap.views.question import is_sheet
from animmap.views.sketch_form import SURE, SketchForm, form_for_next_group, form_to_amend

PICTURE_SIZE = 200.0


def preview_outline(form: SketchForm, round_id: str, territory: Territory) -> Preview | None:
    """Show the area of the outline and, if it had to be mended, before and after."""
    sure = form.shape(SURE, territory.communes)
    if sure is None:
        panels.words(state.say(f"draw.nothing_{form.way}"), style="words muted")
        return None
    draft = form.draft(round_id, territory.communes)
    maybe = draft.maybe if draft else None
    try:
        seen = contribute.preview(state.desk(), round_id, sure, maybe)
    except AnimmapError as error:
        panels.show_error(error)
        return None
    panels.tiles([(state.say("draw.area"), format_area(seen.area_km2, state.language()))])
    if not any(commune.geometry.intersects(seen.sure) for commune in territory.communes):
        panels.words(state.say("draw.far_away"), style="refusal")
    if form.way != "communes" and seen.repairs:
        _before_after(seen)
    return seen


def _before_after(seen: Preview) -> None:
    told = "".join(f"<li>{escape(state.say(f'repair.{code}'))}</li>" for code in seen.repairs)
    st.html(f'<div class="mended"><p>{escape(state.say("draw.mended"))}</p><ul>{told}</ul></div>')
    before, after = st.columns(2, wrap=False)
    before.image(_picture(seen.raw, seen.raw, mended=False), caption=state.say("draw.before"))
    after.image(_picture(seen.sure, seen.raw, mended=True), caption=state.say("draw.after"))


def _picture(shape: BaseGeometry, frame: BaseGeometry, *, mended: bool) -> str:
    """Return a small SVG of a shape; it holds numbers and constants only."""
    west, south, east, north = frame.bounds
    scale = PICTURE_SIZE / (max(east - west, north - south) or 1.0)
    rings = [
        " ".join(
            f"{(longitude - west) * scale:.1f},{(north - latitude) * scale:.1f}"
            for longitude, latitude, *_ in shapely.get_coordinates(ring).tolist()
        )
        for ring in _rings(shape)
    ]
    path = "".join(f"M{ring.replace(' ', 'L')}Z" for ring in rings if ring)
    look = (
        f'fill="{palette.PRIMARY}" fill-opacity="0.25" stroke="{palette.PRIMARY}"'
        if mended
        else f'fill="none" stroke="{palette.ALERT}" stroke-dasharray="4 3"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PICTURE_SIZE:.0f}" '
        f'viewBox="-4 -4 {PICTURE_SIZE + 8} {PICTURE_SIZE + 8}">'
        f'<path d="{path}" {look} stroke-width="2" fill-rule="evenodd"/></svg>'
    )


def _rings(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type == "LineString"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return [*rings, *lines]


def ask_reason(form: SketchForm) -> None:
    """Ask why, in words."""
    key = f"draw_reason_{form.id}"
    if not state.widget_value(key, ""):
        state.set_widget(key, form.reason)
    form.reason = forms.words_field(
        state.say("draw.reason"), key=key, placeholder=state.say("draw.reason_example")
    )


def send_button(form: SketchForm, draft: SketchDraft | None) -> None:
    """Send once, however many times it is pressed; a refusal keeps everything in place."""
    label = "draw.send_amended" if form.amended else "draw.send"
    pressed = st.button(
        state.say(label),
        type="primary",
        icon=":material/send:",
        key=f"draw_send_{form.id}",
        width="stretch",
        disabled=draft is None,
    )
    if not pressed or draft is None:
        return
    try:
        if is_sheet():
            _keep_sheet(draft)
        else:
            form.receipt = _keep(form, draft)
    except AnimmapError as error:
        panels.show_error(error)
        panels.words(state.say("draw.kept_here"), style="words small")
    else:
        st.rerun()


def _keep(form: SketchForm, draft: SketchDraft) -> Receipt:
    if form.amended is None:
        return contribute.send(state.desk(), draft)
    amended = contribute.amend(state.desk(), form.amended.id, form.code, draft)
    return Receipt(sketch=amended, code=form.code, status="stored")


def _keep_sheet(draft: SketchDraft) -> None:
    """Keep the outline copied from a paper sheet, whatever the state of its question."""
    contribute.import_sketches(state.desk(), draft.round_id, [draft])
    state.keep(form_for_next_group())
    state.leave_notice(state.say("lead.sheet_kept"))


def next_group() -> None:
    """Leave nothing of a group on a shared device: neither its draft nor what its code opened."""
    state.keep(form_for_next_group())
    state.forget(Opened)
    state.set_widget(CODE_KEY, "")


def show_receipt(form: SketchForm, receipt: Receipt, territory: Territory) -> None:
    """Say that the sketch is kept, give its code in large, and what can be done next."""
    code = receipt.code or form.code
    if not code:
        panels.words(state.say("draw.already"))
    st.html(
        f'<div class="receipt" role="status"><h2>{escape(state.say("draw.received"))}</h2>'
        f"<p>{escape(state.say('draw.my_code'))}</p>"
        f'<div class="code" data-code="{escape(code)}">{escape(code)}</div>'
        f"<p>{escape(state.say('draw.code_use'))}</p></div>"
    )
    with st.container(horizontal=True, key="draw_after"):
        st.button(
            state.say("draw.next_group"),
            type="primary",
            icon=":material/group_add:",
            key="draw_next_group",
            on_click=next_group,
        )
        if st.button(state.say("draw.amend"), icon=":material/edit:", key="draw_amend_now"):
            state.keep(form_to_amend(receipt.sketch, code, territory.communes))
            st.rerun()
