"""What the diagnostic says at its end: the adopted perimeter, the limits, where data come from."""

from __future__ import annotations

from animmap.core.diagnostic import Adopted
from animmap.core.document import Block, Facts, Heading, Paragraph, Picture
from animmap.report import maps
from animmap.report.phrasing import Phrasing, plain
from animmap.texts import format_day, tr


def adopted(phrasing: Phrasing) -> list[Block]:
    """Word the perimeter kept: rule, date, reasons, what whole communes changed."""
    chosen = phrasing.diagnostic.adopted
    if chosen is None:
        return [Paragraph(phrasing.say("diagnostic.adopted.none"), "lead")]
    blocks: list[Block] = [Paragraph(phrasing.say("diagnostic.ground.caution"), "note")]
    if not chosen.same_round:
        blocks.append(Paragraph(phrasing.say("diagnostic.adopted.other_round"), "warning"))
    blocks += [Facts(tuple(_facts(phrasing, chosen))), _map(phrasing, chosen)]
    if chosen.left_out:
        blocks.append(Heading(phrasing.say("diagnostic.adopted.left_out", n=len(chosen.left_out))))
        blocks.append(Paragraph(phrasing.listed(chosen.left_out)))
    return blocks


def _facts(phrasing: Phrasing, chosen: Adopted) -> list[tuple[str, str]]:
    rule = phrasing.say(
        f"diagnostic.adopted.rule_{chosen.rule}", share=phrasing.share(chosen.threshold)
    )
    rows = [
        ("area", phrasing.area(chosen.area_m2)),
        ("rule", rule),
        ("decided_on", format_day(chosen.decided_on, phrasing.language)),
        ("decided_by", plain(chosen.decided_by)),
        ("reasons", plain(chosen.reasons)),
        ("minority", plain(chosen.minority_views)),
        ("snapping", _snapping(phrasing, chosen)),
        ("communes", phrasing.listed(chosen.communes)),
        ("inside", _inside(phrasing, chosen)),
    ]
    return [(phrasing.say(f"diagnostic.adopted.{name}"), text) for name, text in rows if text]


def _snapping(phrasing: Phrasing, chosen: Adopted) -> str:
    if max(chosen.gained_m2, chosen.lost_m2) < 1.0:
        return ""
    return phrasing.say(
        "diagnostic.adopted.snapped",
        drawn=phrasing.area(chosen.drawn_m2),
        gained=phrasing.area(chosen.gained_m2),
        lost=phrasing.area(chosen.lost_m2),
    )


def _inside(phrasing: Phrasing, chosen: Adopted) -> str:
    counted = [
        phrasing.say(
            "diagnostic.riches.layer",
            layer=tr(f"layer.{layer}", phrasing.language),
            n=phrasing.number(count),
        )
        for layer, count in chosen.inside
        if count
    ]
    return " · ".join(counted)


def _map(phrasing: Phrasing, chosen: Adopted) -> Picture:
    day = format_day(chosen.decided_on, phrasing.language)
    alt = phrasing.say("diagnostic.adopted.alt", area=phrasing.area(chosen.area_m2), day=day)
    svg = maps.adopted_map(phrasing.diagnostic, chosen, phrasing.language, alt)
    caption = phrasing.say("diagnostic.adopted.caption", day=day, when=phrasing.when())
    return Picture("adopted", svg, caption, alt)


def limits(phrasing: Phrasing) -> list[Block]:
    """Word what this document can't say, how it was made, what comes next, the sources."""
    return [
        *_warnings(phrasing),
        Heading(phrasing.say("diagnostic.limits.method")),
        Facts(tuple(_method(phrasing))),
        Heading(phrasing.say("diagnostic.limits.next")),
        Paragraph(phrasing.say("diagnostic.limits.correct")),
        Paragraph(phrasing.say("diagnostic.limits.review")),
        Heading(phrasing.say("diagnostic.limits.sources")),
        *_sources(phrasing),
    ]


def _warnings(phrasing: Phrasing) -> list[Block]:
    limits, speakers = phrasing.diagnostic.limits, phrasing.diagnostic.speakers
    sentences = [phrasing.say("diagnostic.limits.frame", voices=phrasing.voices(speakers.voices))]
    if limits.small:
        names = phrasing.listed(limits.small)
        sentences.append(phrasing.say("diagnostic.limits.small", n=len(limits.small), names=names))
    if any(group.grouped for group in speakers.groups):
        sentences.append(phrasing.say("diagnostic.limits.grouped"))
    if speakers.empty_chairs:
        absent = phrasing.listed(chair.name for chair in speakers.empty_chairs)
        sentences.append(phrasing.say("diagnostic.limits.absent", names=absent))
    if limits.repaired:
        sentences.append(phrasing.say("diagnostic.limits.repaired", n=limits.repaired))
    if limits.unsure:
        sentences.append(phrasing.say("diagnostic.limits.unsure", n=limits.unsure))
    if limits.provisional:
        sentences.append(phrasing.say("diagnostic.provisional"))
    return [Paragraph(sentence) for sentence in sentences]


def _method(phrasing: Phrasing) -> list[tuple[str, str]]:
    identity, limits = phrasing.diagnostic.identity, phrasing.diagnostic.limits
    values = {"crs": limits.crs, "revision": phrasing.number(identity.revision)}
    return [
        (
            phrasing.say(f"diagnostic.method.{name}"),
            phrasing.say(f"diagnostic.method.{name}_text", **values),
        )
        for name in ("overlay", "equal", "classes", "zones", "surfaces", "revision")
    ]


def _sources(phrasing: Phrasing) -> list[Block]:
    found: list[Block] = [Paragraph(tr("common.attribution", phrasing.language), "quiet")]
    for credit, count in phrasing.diagnostic.limits.credits:
        found.append(
            Paragraph(phrasing.say("diagnostic.credit", credit=plain(credit), n=count), "quiet")
        )
    return found
