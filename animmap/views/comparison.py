"""The agreement maps of a question, side by side, and their legends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.comparison import Comparison
from animmap.core.crs import to_lonlat
from animmap.core.fields import SHARED_FIELDS
from animmap.core.model import Project, Round
from animmap.errors import AnimmapError
from animmap.services import adopt, contribute, projects
from animmap.services.compare import RoundReading, read_round
from animmap.services.compare_drawn import Sketched
from animmap.services.compare_fields import read_map
from animmap.texts import format_area
from animmap.views import (
    brush,
    exact,
    grounds,
    in_words,
    map_rows,
    maps,
    panels,
    place,
    readings,
    state,
    zoning_layer,
)
from animmap.views.choices import MORE, Asked, Choices, count_words
from animmap.views.maps import Overlay
from animmap.views.state import say

STATIC = Path(__file__).parent.parent / "static"
SHEETS = (STATIC / "compare.css", STATIC / "map" / "patterns.css")
KLASSES: tuple[str, ...] = ("core", "shared", "debated", "edge")
# Readings that a share is asked of.
SHARED: tuple[str, ...] = (*readings.RULES, *SHARED_FIELDS)
MAP_HEIGHT = 420
# A question costs the server some milliseconds when nothing changed.
POLL_SECONDS = 0.5
KM2 = 1e6


def agreement_url(
    round_id: str,
    weighting: str,
    *,
    at_least: float,
    maybe: bool,
    colleges: Sequence[str],
    quick: bool = False,
) -> str:
    """Return the address of a round coloured by ``weighting``: exact faces, or from a grid."""
    query = {"weighting": weighting, "at_least": f"{at_least:.6f}"}
    if maybe:
        query["maybe"] = "1"
    if colleges:
        query["colleges"] = ",".join(colleges)
    source = "quick" if quick else "agreement"
    return f"/api/rounds/{round_id}/{source}.geojson?{urlencode(query)}"


def open_room(asked: Round) -> None:
    """Dress the screen, and draw it again as soon as a sketch arrives or anything changes."""
    for sheet in SHEETS:
        st.html(sheet)
    _follow(asked.project_id, projects.get_project(state.desk(), asked.project_id).revision)


@st.fragment(run_every=POLL_SECONDS)
def _follow(project_id: str, shown: int) -> None:
    try:
        changed = projects.get_project(state.desk(), project_id).revision != shown
    except AnimmapError:  # the link was revoked, or the démarche deleted
        changed = True
    if changed:
        st.rerun(scope="app")


def read(asked: Round, wanted: Asked) -> RoundReading:
    """Return the round compared, saying meanwhile that it is being computed."""
    with panels.at_work(say("compare.computing")):
        return read_round(
            state.desk(), asked.id, with_maybe=wanted.maybe, college_ids=wanted.college_ids
        )


def show_refusal(refusal: AnimmapError, asked: Round) -> None:
    """Say why there is nothing to compare: no sketch yet, a hidden round, or a refusal."""
    if refusal.code == "no_sketch_yet":
        panels.empty_state(say("compare.empty"), say("compare.empty_text"), screen="draw")
    elif refusal.code == "round_hidden":
        counts = contribute.voices_by_college(state.desk(), asked.id)
        panels.empty_state(
            say("compare.hidden"), say("compare.hidden_text", n=sum(counts.values()))
        )
    else:
        panels.show_error(refusal)


def show_maps(
    reading: RoundReading,
    wanted: Asked,
    choices: Choices,
    stand_in: Callable[[str, list[Overlay]], None],
) -> None:
    """Draw one map a reading, side by side; a click on any chooses a place, or a line drawn.

    ``stand_in`` draws the map of a reading of a large round while it is read exactly.
    """
    above = [
        *brush.overlays(reading, wanted),
        *grounds.overlays(reading, choices.share, wanted),
        *adopted(reading.project),
        *place.marker(),
        *zonings(reading.project),
        *brush.lines(reading, wanted),
    ]
    for row, columns in map_rows.lay_out(choices.readings):
        for column, chosen in zip(columns, row, strict=True):
            low = lowest(chosen, choices)
            key = ("map", chosen, choices.share, low)
            with column:
                try:
                    exact.read(reading, key, partial(read_map, reading, chosen, choices.share, low))
                except exact.Preparing:
                    stand_in(chosen, above)
                else:
                    _show_map(reading, chosen, wanted, choices, above)


def lowest(chosen: str, choices: Choices) -> float:
    """Return the share under which a map shows nothing."""
    return choices.share if choices.hide_below and chosen in SHARED else 0.0


def _show_map(
    reading: RoundReading, chosen: str, wanted: Asked, choices: Choices, above: list[Overlay]
) -> None:
    with panels.at_work(say("compare.computing")):
        reached = readings.ground(reading, chosen, choices.share)
        told = _caption(reading, chosen, choices, reached)
    st.html(told)
    answer = maps.show_map(
        reading.territory,
        key=f"compare-{chosen}-{reading.project.id}",
        overlays=[
            agreement(reading, chosen, wanted, choices),
            *outline(reached, reading.project.crs),
            *above,
        ],
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset({"clicked", "picked"}),
        group="compare",
    )
    place.remember(f"map-{chosen}", answer.clicked)
    if brush.remember(reading, chosen, answer.picked):
        panels.draw_again()
    areas = _class_areas(reading.comparison) if chosen == "class" else {}
    drawn = lines(reached is not None, above, reading.project.id)
    st.html(legend(chosen, areas) + drawn + readings.explain(reading, chosen))
    in_words.offer(reading, chosen, reached)


def lines(zone_drawn: bool, above: Sequence[Overlay], project_id: str) -> str:
    """Return what the lines of a map mean, as HTML; ``above``: what lies on it."""
    zones = [overlay for overlay in above if overlay.kind == "zone"]
    dashed = any(overlay.options.get("dashed") for overlay in zones)
    portrayed = any(not overlay.options.get("dashed") for overlay in zones)
    keys = [("am-zone", say("compare.line_zone"))] * zone_drawn
    keys += [("am-dashed", say("adopt.current"))] * dashed
    keys += [("am-portrayed", say("grounds.portrayed"))] * portrayed
    cells = "".join(f'<span><i class="{name}"></i>{escape(words)}</span>' for name, words in keys)
    told = f'<div class="am-lines">{cells}</div>' if cells else ""
    return told + zoning_layer.legend(project_id)


def agreement(
    reading: Sketched, chosen: str, wanted: Asked, choices: Choices, *, quick: bool = False
) -> Overlay:
    """Return a reading in colours; the revision keeps it in step with the figures beside it."""
    url = agreement_url(
        reading.round.id,
        chosen,
        at_least=lowest(chosen, choices),
        maybe=wanted.maybe,
        colleges=wanted.college_ids,
        quick=quick,
    )
    options = readings.tooltip(chosen)
    return Overlay("agreement", f"{url}&revision={reading.project.revision}", options)


def adopted(project: Project) -> list[Overlay]:
    """Return the perimeter adopted last, as overlays (none when there is none)."""
    if adopt.current(state.desk(), project.id) is None:
        return []
    url = f"/api/projects/{project.id}/adopted.geojson?revision={project.revision}"
    return [Overlay("zone", url, {"color": palette.ALERT, "dashed": True})]


def zonings(project: Project) -> list[Overlay]:
    """Return the reference zonings that the visitor laid on the maps."""
    return zoning_layer.overlays(project.id, project.revision)


def outline(zone_metric: BaseGeometry | None, crs: str) -> list[Overlay]:
    """Return the outline of a metric zone as overlays (none when there is no zone)."""
    if zone_metric is None or zone_metric.is_empty:
        return []
    lonlat = to_lonlat([zone_metric.boundary], crs)[0]
    data = shapely.geometry.mapping(shapely.set_precision(lonlat, 1e-6))
    return [Overlay("shape", None, {"color": palette.INK, "weight": 3, "fill": False}, data)]


def _caption(
    reading: RoundReading, chosen: str, choices: Choices, reached: BaseGeometry | None
) -> str:
    voices = reading.comparison.voices
    if chosen in MORE:
        detail = readings.detail(reading, chosen, choices)
    elif reached is None:
        detail = say("compare.class_detail", n=voices)
    else:
        area = format_area(reached.area / KM2, state.language())
        asked = count_words(choices.at_least, voices)
        detail = say(f"compare.{chosen}_detail", asked=asked, area=area, n=voices)
    return caption(say(f"compare.reading.{chosen}"), detail)


def caption(title: str, detail: str) -> str:
    """Return the title of a map and a sentence under it, as HTML."""
    return f'<div class="am-caption"><h2>{escape(title)}</h2><p>{escape(detail)}</p></div>'


def legend(chosen: str, areas: Mapping[str, str]) -> str:
    """Return the legend of a reading (HTML): a ramp of shares, a scale, or classes.

    ``areas``: that of each class, as written, for the reading by class.
    """
    if chosen == "class":
        return class_legend(areas)
    if chosen in SHARED:
        return ramp_legend(say(f"compare.ramp.{chosen}"))
    return readings.scale(chosen)


def ramp_legend(title: str) -> str:
    """Return the ramp of agreement, from few voices to all, as HTML."""
    cells = "".join(map(readings.cell, palette.AGREEMENT_RAMP))
    ends = "".join(
        f"<span>{escape(say(f'compare.ramp.{name}'))}</span>" for name in ("few", "half", "all")
    )
    return (
        f'<div class="am-ramp"><b>{escape(title)}</b><div class="cells">{cells}</div>'
        f'<div class="ends">{ends}</div></div>'
    )


def _class_areas(comparison: Comparison) -> dict[str, str]:
    """Return the area of each class of agreement, as written."""
    return {
        name: format_area(comparison.classes_m2[name] / KM2, state.language()) for name in KLASSES
    }


def class_legend(areas: Mapping[str, str]) -> str:
    """Return the classes, each with its colour, rule in words and area, as HTML."""
    rows = "".join(
        f"<li>{readings.cell(palette.CLASSES[klass], klass)}"
        f"<b>{escape(say(f'class.{klass}'))}</b>"
        f"<span>{escape(say(f'compare.class_rule.{klass}'))}</span>"
        f"<em>{escape(area)}</em></li>"
        for klass, area in areas.items()
    )
    return f'<ul class="am-classes">{rows}</ul>'
