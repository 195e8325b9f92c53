"""What moved between two questions, in sentences and tables: ground, colleges, voices, debates."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from animmap.core.evolution import CollegeMove, Shift
from animmap.core.privacy import TOGETHER
from animmap.services.compare_evolution import (
    Evolution,
    Question,
    Step,
    communes_moved,
    read_series,
)
from animmap.services.debates import Debated
from animmap.texts import format_area, format_day, format_share
from animmap.views import debates, panels, state, tables
from animmap.views.adoption import fold_names
from animmap.views.state import say

KM2 = 1e6
FATES = ("remains", "taken", "left", "new")
NOTHING = "–"


def show_ground(found: Evolution, rule: str) -> None:
    """Say what the zone gains and loses, by the names of communes, and how far voices differ."""
    shift = found.shifts[rule]
    before, after = (each.comparison for each in (found.before, found.after))
    facts = {
        "share": _share(found.share),
        "before": _area(shift.before_m2),
        "after": _area(shift.after_m2),
        "gained": _area(shift.gained_m2),
        "lost": _area(shift.lost_m2),
        "n_before": before.voices,
        "n": after.voices,
    }
    text = say(f"evolution.ground_{rule}", **facts)
    if shift.iou is not None:
        text = f"{text} {say('evolution.ground_iou', iou=_share(shift.iou))}"
    entered, left = communes_moved(found, rule)
    names = [
        fold_names(say("evolution.entered", n=len(entered)), entered),
        fold_names(say("evolution.left_communes", n=len(left)), left),
    ]
    none = "" if entered or left else f"<p>{escape(say('evolution.no_commune'))}</p>"
    st.html(f"<p>{escape(text)}</p>{none}{''.join(names)}")
    st.html(_measures(found))


def _measures(found: Evolution) -> str:
    """Return the figures of both questions side by side, as HTML."""
    both = [each.comparison for each in (found.before, found.after)]
    rows = [
        (say("evolution.voices"), *(str(one.voices) for one in both)),
        *((say(f"evolution.rule_{rule}"), *_sides(one)) for rule, one in found.shifts.items()),
        (
            say("compare.figure.disagreement"),
            *(_area(one.expected_disagreement_m2) for one in both),
        ),
        (say("evolution.between"), *(_maybe(one.between_colleges_share) for one in both)),
        (say("compare.figure.mean_iou"), *(_maybe(one.mean_iou) for one in both)),
    ]
    heads = [say(f"evolution.{name}") for name in ("measure", "before", "after")]
    return tables.wide_table(say("evolution.measures"), heads, rows)


def _sides(shift: Shift) -> tuple[str, str]:
    return _area(shift.before_m2), _area(shift.after_m2)


def show_colleges(found: Evolution) -> None:
    """Show what half of each college includes, before and after."""
    panels.section(say("evolution.colleges"))
    names = {college.id: college.name for college in found.after.colleges}
    names[TOGETHER] = say("compare.without.together")
    rows = [(names[one.college], *_college(one)) for one in found.colleges]
    columns = ("college", "voices", "half_before", "half_after", "gained", "lost", "alike")
    heads = [say(f"evolution.column_{name}") for name in columns]
    lede = say("evolution.colleges_text", n=found.after.comparison.voices)
    table = tables.wide_table(say("evolution.colleges"), heads, rows)
    st.html(f"<p>{escape(lede)}</p>{table}")


def _college(one: CollegeMove) -> list[str]:
    """Write what moved in a college; nothing is said of a question it did not answer."""
    half, both = one.half, one.voices_before and one.voices_after
    return [
        say("evolution.from_to", before=one.voices_before, after=one.voices_after),
        _area(half.before_m2) if one.voices_before else NOTHING,
        _area(half.after_m2) if one.voices_after else NOTHING,
        _area(half.gained_m2) if both else NOTHING,
        _area(half.lost_m2) if both else NOTHING,
        _maybe(half.iou if both else None),
    ]


def show_returning(found: Evolution) -> None:
    """Say how far those who came back moved, all together."""
    panels.section(say("evolution.returning"))
    known = found.returning
    if known is None:
        reason = "few" if found.few else "unknown"
        st.html(f"<p>{escape(say(f'evolution.returning_{reason}'))}</p>")
        return
    text = say(
        "evolution.returning_text",
        n=known.voices,
        median=_share(known.median_iou),
        hardly=known.hardly,
        partly=known.partly,
        a_lot=known.a_lot,
    )
    st.html(f"<p>{escape(text)}</p>")


def show_debates(found: Evolution) -> None:
    """List the debated zones by what became of them."""
    panels.section(say("evolution.debates"))
    if not found.moves:
        st.html(f"<p>{escape(say('evolution.debates_none'))}</p>")
        return
    parts = []
    for fate in FATES:
        moves = [move for move in found.moves if move.fate == fate]
        if not moves:
            continue
        items = "".join(
            f"<li>{escape(_debate(found, move.before, move.after))}</li>" for move in moves
        )
        title = escape(say(f"evolution.fate_{fate}", n=len(moves)))
        parts.append(f'<section class="am-college"><h4>{title}</h4><ul>{items}</ul></section>')
    st.html(f'<div class="am-colleges">{"".join(parts)}</div>')


def _debate(found: Evolution, before: Sequence[int], after: Sequence[int]) -> str:
    first, second = (
        [side[at] for at in ranks]
        for side, ranks in zip(found.debated, (before, after), strict=True)
    )
    if not first:
        return _zone("new", second[0])
    text = _zone("old", first[0])
    if second:
        numbers = ", ".join(str(each.told.number) for each in second)
        text = f"{text} {say('evolution.zone_now', numbers=numbers, n=len(second))}"
    decision = first[0].decision
    if decision is not None:
        text = f"{text} {say('evolution.zone_decision', words=decision.text)}"
    return text


def _zone(age: str, debated: Debated) -> str:
    return say(
        f"evolution.zone_{age}",
        number=debated.told.number,
        name=debates.title_of(debated),
        area=_area(debated.told.area_m2),
    )


def show_series(questions: Sequence[Question], share: float) -> None:
    """Show every question in turn when there are more than two."""
    if len(questions) < 3:
        return
    panels.section(say("evolution.series"))
    steps = read_series(state.desk(), questions, share)
    columns = ("question", "day", "voices", "raw", "equal", "disagreement", "between")
    heads = [say(f"evolution.series_{name}") for name in columns]
    rows = [_step(step) for step in steps]
    lede = say("evolution.series_text", share=_share(share), n=len(steps))
    st.html(f"<p>{escape(lede)}</p>{tables.wide_table(say('evolution.series'), heads, rows)}")


def _step(step: Step) -> list[str]:
    return [
        step.question.round.question,
        format_day(step.question.day, state.language()),
        str(step.comparison.voices),
        _area(step.zones_m2["raw"]),
        _area(step.zones_m2["equal"]),
        _area(step.comparison.expected_disagreement_m2),
        _maybe(step.comparison.between_colleges_share),
    ]


def _area(area_m2: float) -> str:
    return format_area(area_m2 / KM2, state.language())


def _share(share: float) -> str:
    return format_share(share, state.language())


def _maybe(share: float | None) -> str:
    return NOTHING if share is None else _share(share)
