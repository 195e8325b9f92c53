"""What the diagnostic says of the drawn territory and of the riches it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from animmap.core.diagnostic import Riche
from animmap.core.document import (
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    Name,
    Names,
    Paragraph,
    Picture,
    Table,
)
from animmap.core.indicators import CLASS_ORDER, LAYER_ORDER
from animmap.core.palette import CLASSES
from animmap.report import figures, maps
from animmap.report.drawing import icon
from animmap.report.phrasing import Phrasing, plain
from animmap.texts import tr


def ground(phrasing: Phrasing) -> list[Block]:
    """Word the surfaces, the verdict, the maps, the thresholds and the likeness of groups."""
    measured = phrasing.diagnostic.ground
    blocks: list[Block] = [
        Paragraph(phrasing.say(f"diagnostic.verdict.{measured.verdict}"), "lead"),
        Paragraph(phrasing.say("diagnostic.ground.caution"), "note"),
        KeyFigures(tuple(_surfaces(phrasing))),
        _differing(phrasing),
        _agreement(phrasing),
        _pair(phrasing),
        _reach(phrasing),
        _reach_table(phrasing),
    ]
    if len(phrasing.diagnostic.speakers.groups) > 1:
        blocks += [Heading(phrasing.say("diagnostic.likeness.title")), _likeness(phrasing)]
    return blocks


def _surfaces(phrasing: Phrasing) -> list[KeyFigure]:
    measured = phrasing.diagnostic.ground
    values = (
        ("union", measured.union_m2),
        ("equal_half", measured.equal_half_m2),
        ("raw_half", measured.raw_half_m2),
        ("core", dict(measured.classes_m2).get("core", 0.0)),
        ("common", measured.common_m2),
        ("unanimous", measured.unanimous_m2),
        ("disagreement", measured.disagreement_m2),
        ("unseen", measured.unseen_m2),
    )
    return [
        KeyFigure(
            phrasing.area(area),
            phrasing.say(f"diagnostic.surface.{name}"),
            phrasing.say(f"diagnostic.gloss.{name}"),
        )
        for name, area in values
    ]


def _agreement(phrasing: Phrasing) -> Picture:
    half = phrasing.area(phrasing.diagnostic.ground.equal_half_m2)
    alt = phrasing.say("diagnostic.agreement.alt", half=half, when=phrasing.when())
    svg = maps.agreement_map(phrasing.diagnostic, phrasing.language, alt)
    caption = phrasing.say("diagnostic.agreement.caption", when=phrasing.when())
    return Picture("agreement", svg, caption, alt)


def _pair(phrasing: Phrasing) -> Picture:
    measured = phrasing.diagnostic.ground
    raw, equal = phrasing.area(measured.raw_half_m2), phrasing.area(measured.equal_half_m2)
    alt = phrasing.say("diagnostic.pair.alt", raw=raw, equal=equal, when=phrasing.when())
    svg = maps.pair_map(phrasing.diagnostic, phrasing.language, alt)
    return Picture("pair", svg, phrasing.say("diagnostic.pair.caption", when=phrasing.when()), alt)


def _differing(phrasing: Phrasing) -> Paragraph:
    measured = phrasing.diagnostic.ground
    sentences = [phrasing.say("diagnostic.differ", area=phrasing.area(measured.disagreement_m2))]
    if measured.between_share is not None and len(phrasing.diagnostic.speakers.groups) > 1:
        sentences.append(
            phrasing.say("diagnostic.between", share=phrasing.share(measured.between_share))
        )
    if measured.mean_iou is not None:
        sentences.append(
            phrasing.say("diagnostic.mean_iou", share=phrasing.share(measured.mean_iou))
        )
    if measured.closest is not None:
        group_id, label, overlap = measured.closest
        who = ", ".join(part for part in (plain(label), phrasing.group(group_id)) if part)
        sentences.append(phrasing.say("diagnostic.closest", who=who, share=phrasing.share(overlap)))
    return Paragraph(" ".join(sentences))


def _reach(phrasing: Phrasing) -> Picture:
    reaches = phrasing.diagnostic.ground.reaches
    alt = phrasing.say("diagnostic.reach.alt", when=phrasing.when())
    svg = figures.reach_curves(reaches, phrasing.language, alt)
    return Picture(
        "reach", svg, phrasing.say("diagnostic.reach.caption", when=phrasing.when()), alt
    )


def _reach_table(phrasing: Phrasing) -> Table:
    return Table(
        caption=phrasing.say("diagnostic.reach.table", when=phrasing.when()),
        head=tuple(phrasing.say(f"diagnostic.column.{name}") for name in ("reach", "raw", "equal")),
        rows=tuple(
            (phrasing.share(one.share), phrasing.area(one.raw_m2), phrasing.area(one.equal_m2))
            for one in phrasing.diagnostic.ground.reaches
        ),
    )


def _likeness(phrasing: Phrasing) -> Picture:
    names = phrasing.groups()
    values = phrasing.diagnostic.ground.likeness
    details = "; ".join(
        phrasing.say(
            "diagnostic.likeness.one", one=one, other=names[column], share=phrasing.share(value)
        )
        for row, one in enumerate(names)
        for column, value in enumerate(values[row])
        if value is not None and column >= row
    )
    alt = phrasing.say("diagnostic.likeness.alt", details=details)
    svg = figures.likeness_grid(phrasing.diagnostic, names, phrasing.language, alt)
    return Picture(
        "likeness", svg, phrasing.say("diagnostic.likeness.caption", when=phrasing.when()), alt
    )


def riches(phrasing: Phrasing) -> list[Block]:
    """Word what stands inside, in debate, outside and in nobody's sketch: all names, once each."""
    found, unplaced = phrasing.diagnostic.riches, phrasing.diagnostic.unplaced
    if not found and not unplaced:
        return [Paragraph(phrasing.say("diagnostic.riches.none"), "quiet")]
    blocks: list[Block] = [Paragraph(phrasing.say("diagnostic.riches.intro"))]
    if found:
        blocks += [_counts(phrasing), _riches_map(phrasing)]
    alone = sum(riche.only is not None for riche in found)
    if alone and len(phrasing.diagnostic.speakers.groups) > 1:
        blocks.append(Paragraph(phrasing.say("diagnostic.riches.alone", n=alone)))
    for klass in CLASS_ORDER:
        blocks += _class(phrasing, klass, [riche for riche in found if riche.klass == klass])
    if unplaced:
        title = phrasing.say("diagnostic.riches.unplaced", n=len(unplaced))
        blocks += [Heading(title), *_names(phrasing, unplaced)]
    return blocks


def _counts(phrasing: Phrasing) -> Table:
    counts = Counter((riche.klass, riche.layer) for riche in phrasing.diagnostic.riches)
    layers = [tr(f"layer.{layer}", phrasing.language) for layer in LAYER_ORDER]
    return Table(
        caption=phrasing.say("diagnostic.riches.caption", when=phrasing.when()),
        head=(phrasing.say("diagnostic.column.class"), *layers),
        rows=tuple(
            (
                tr(f"class.{klass}", phrasing.language),
                *(phrasing.number(counts[klass, layer]) for layer in LAYER_ORDER),
            )
            for klass in CLASS_ORDER
        ),
        colors=tuple(CLASSES[klass] for klass in CLASS_ORDER),
    )


def _riches_map(phrasing: Phrasing) -> Picture:
    count = phrasing.number(len(phrasing.diagnostic.riches))
    alt = phrasing.say("diagnostic.riches.alt", count=count, when=phrasing.when())
    svg = maps.riches_map(phrasing.diagnostic, phrasing.language, alt)
    caption = phrasing.say("diagnostic.riches.map_caption", count=count, when=phrasing.when())
    return Picture("riches", svg, caption, alt)


def _class(phrasing: Phrasing, klass: str, found: Sequence[Riche]) -> list[Block]:
    title = phrasing.say(f"diagnostic.riches.{klass}", n=len(found))
    head = Heading(title, swatch=CLASSES[klass])
    meaning = Paragraph(phrasing.say(f"diagnostic.meaning.{klass}"), "quiet")
    if not found:
        return [head, meaning, Paragraph(phrasing.say("diagnostic.riches.nothing"), "quiet")]
    return [head, meaning, *_names(phrasing, found)]


def _names(phrasing: Phrasing, found: Sequence[Riche]) -> list[Names]:
    return [
        Names(
            phrasing.say(
                "diagnostic.riches.layer",
                layer=tr(f"layer.{layer}", phrasing.language),
                n=len(chosen),
            ),
            icon(layer),
            tuple(Name(plain(riche.name), _note(phrasing, riche)) for riche in chosen),
        )
        for layer in LAYER_ORDER
        if (chosen := [riche for riche in found if riche.layer == layer])
    ]


def _note(phrasing: Phrasing, riche: Riche) -> str:
    notes = [phrasing.kind(riche)]
    if riche.spoken_for_by:
        notes.append(phrasing.say("diagnostic.spoken_for", who=plain(riche.spoken_for_by)))
    if riche.only is not None and len(phrasing.diagnostic.speakers.groups) > 1:
        notes.append(phrasing.say("diagnostic.only", name=phrasing.group(riche.only)))
    return " · ".join(notes)
