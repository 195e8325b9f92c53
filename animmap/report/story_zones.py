"""What the diagnostic says of zones: where groups meet, where they part, what one group carries."""

from __future__ import annotations

from animmap.core.agreement import carries
from animmap.core.debate import mark_of
from animmap.core.diagnostic import TalkZone
from animmap.core.document import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Quotes,
    Side,
    Sides,
)
from animmap.core.palette import CLASSES
from animmap.report import maps
from animmap.report.phrasing import Phrasing, plain
from animmap.texts import format_day


def convergences(phrasing: Phrasing) -> list[Block]:
    """Word the grounds that two thirds of the equal voice include, no college being absent."""
    diagnostic = phrasing.diagnostic
    blocks: list[Block] = [Paragraph(phrasing.say("diagnostic.convergences.intro")), _map(phrasing)]
    if not diagnostic.convergences:
        return [*blocks, Paragraph(phrasing.say("diagnostic.convergences.none"), "lead")]
    for zone in diagnostic.convergences:
        blocks += [_heading(phrasing, zone), Facts(tuple(_facts(phrasing, zone)))]
    return blocks


def divergences(phrasing: Phrasing) -> list[Block]:
    """Word the debated grounds: who would take them, who would not, and why."""
    diagnostic = phrasing.diagnostic
    if not diagnostic.divergences:
        none = Paragraph(phrasing.say("diagnostic.divergences.none"), "lead")
        return [none, *_decisions(phrasing)]
    blocks: list[Block] = [Paragraph(phrasing.say("diagnostic.divergences.intro"))]
    for zone in diagnostic.divergences:
        facts = [*_ground(phrasing, zone), *_decided(phrasing, zone)]
        blocks += [_heading(phrasing, zone), Facts(tuple(facts)), _sides(phrasing, zone)]
    if any(group.grouped for group in diagnostic.speakers.groups):
        blocks.append(Paragraph(phrasing.say("diagnostic.zones.small"), "quiet"))
    return [*blocks, *_decisions(phrasing)]


def _decisions(phrasing: Phrasing) -> list[Block]:
    """Word what the workshop decided, zone by zone where a decision is about one."""
    decisions = phrasing.diagnostic.decisions
    if not decisions:
        return []
    rows = [
        (
            plain(one.about) or phrasing.say("diagnostic.decisions.other"),
            phrasing.say(
                "diagnostic.decisions.line",
                words=plain(one.text),
                day=format_day(one.created_at, phrasing.language),
            ),
        )
        for one in decisions
    ]
    return [Heading(phrasing.say("diagnostic.decisions")), Facts(tuple(rows))]


def minorities(phrasing: Phrasing) -> list[Block]:
    """Word what the majority does not keep: written views, grounds of one group, lone voices."""
    diagnostic = phrasing.diagnostic
    blocks: list[Block] = [Paragraph(phrasing.say("diagnostic.minorities.intro"))]
    written = plain(diagnostic.adopted.minority_views) if diagnostic.adopted else ""
    if written:
        blocks += [Heading(phrasing.say("diagnostic.minorities.written")), Paragraph(written)]
    if diagnostic.minorities:
        blocks.append(Heading(phrasing.say("diagnostic.minorities.zones")))
        for zone in diagnostic.minorities:
            blocks += [_heading(phrasing, zone), Facts(tuple(_facts(phrasing, zone)))]
            own = [saying for saying in zone.said_for if saying.group_id in _carriers(zone)]
            if own:
                blocks.append(Quotes(phrasing.quotes(own)))
    if diagnostic.lone_voices:
        blocks.append(Heading(phrasing.say("diagnostic.minorities.lone")))
        blocks.append(Paragraph(phrasing.say("diagnostic.minorities.lone_text"), "quiet"))
        blocks.append(Quotes(tuple(_lone(phrasing))))
    if len(blocks) == 1:
        blocks.append(Paragraph(phrasing.say("diagnostic.minorities.none"), "quiet"))
    return blocks


def _carriers(zone: TalkZone) -> list[str]:
    return [group_id for group_id, share in zone.positions if carries(share)]


def _lone(phrasing: Phrasing) -> list[Quote]:
    quotes = []
    for voice in phrasing.diagnostic.lone_voices:
        quote = phrasing.quote(voice.saying)
        overlap = phrasing.say("diagnostic.overlap", share=phrasing.share(voice.mean_iou))
        quotes.append(Quote(quote.text, f"{quote.who} · {overlap}", quote.color))
    return quotes


def _map(phrasing: Phrasing) -> Picture:
    areas = dict(phrasing.diagnostic.ground.classes_m2)
    written = {name: phrasing.area(areas.get(name, 0.0)) for name in ("core", "shared", "debated")}
    alt = phrasing.say("diagnostic.classes.alt", **written, when=phrasing.when())
    svg = maps.class_map(phrasing.diagnostic, phrasing.language, alt)
    return Picture(
        "classes", svg, phrasing.say("diagnostic.classes.caption", when=phrasing.when()), alt
    )


def _heading(phrasing: Phrasing, zone: TalkZone) -> Heading:
    names = plain(zone.name) or phrasing.communes(zone.communes)
    title = names or phrasing.say("diagnostic.zone.outside")
    return Heading(title, badge=mark_of(zone), swatch=CLASSES[zone.klass])


def _ground(phrasing: Phrasing, zone: TalkZone) -> list[tuple[str, str]]:
    rows = [(phrasing.say("diagnostic.zone.area"), phrasing.area(zone.area_m2))]
    if zone.holds:
        rows.append((phrasing.say("diagnostic.zone.holds"), phrasing.listed(zone.holds)))
    return rows


def _decided(phrasing: Phrasing, zone: TalkZone) -> list[tuple[str, str]]:
    words = plain(zone.decision) or phrasing.say("diagnostic.zone.undecided")
    return [(phrasing.say("diagnostic.zone.decision"), words)]


def _facts(phrasing: Phrasing, zone: TalkZone) -> list[tuple[str, str]]:
    rows = _ground(phrasing, zone)
    inside = phrasing.positions(zone, within=True)
    outside = phrasing.positions(zone, within=False)
    if inside:
        rows.append((phrasing.say("diagnostic.zone.inside"), inside))
    if outside:
        rows.append((phrasing.say("diagnostic.zone.outside_of"), outside))
    return rows


def _sides(phrasing: Phrasing, zone: TalkZone) -> Sides:
    return Sides(
        Side(
            phrasing.say("diagnostic.side.for", voices=phrasing.voices(zone.voices_for)),
            phrasing.positions(zone, within=True) or phrasing.say("diagnostic.side.no_college"),
            phrasing.quotes(zone.said_for),
        ),
        Side(
            phrasing.say("diagnostic.side.against", voices=phrasing.voices(zone.voices_against)),
            phrasing.positions(zone, within=False) or phrasing.say("diagnostic.side.no_college"),
            phrasing.quotes(zone.said_against),
        ),
    )
