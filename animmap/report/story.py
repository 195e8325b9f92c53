"""From a diagnostic to the document that says it: which section holds what, in which order."""

from __future__ import annotations

from animmap.core.diagnostic import Diagnostic, Identity, Saying
from animmap.core.document import (
    Block,
    Document,
    Facts,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Quotes,
    Section,
    Table,
)
from animmap.core.model import Role
from animmap.report import figures, story_end, story_ground, story_zones
from animmap.report.phrasing import Phrasing, plain
from animmap.texts import format_day, tr

QUOTES_PER_GROUP = 2
_WORDS = ("contents", "page", "made_with", "top", "print_hint")
_SECTIONS = (
    "identity",
    "story",
    "speakers",
    "ground",
    "riches",
    "convergences",
    "divergences",
    "minorities",
    "adopted",
    "limits",
    "sayings",
)


def write(diagnostic: Diagnostic, language: str) -> Document:
    """Word a diagnostic: every number formatted, every picture drawn, nothing escaped yet."""
    phrasing = Phrasing(diagnostic, language)
    identity = diagnostic.identity
    writers = (
        _identity,
        _story,
        _speakers,
        story_ground.ground,
        story_ground.riches,
        story_zones.convergences,
        story_zones.divergences,
        story_zones.minorities,
        story_end.adopted,
        story_end.limits,
        _sayings,
    )
    return Document(
        language=language,
        title=plain(identity.project),
        subtitle=phrasing.say("diagnostic.title"),
        cover=_cover(phrasing),
        notice=_notice(identity, language),
        edited_on=identity.edited_on.isoformat(),
        sections=tuple(
            Section(
                str(rank),
                f"{name}",
                phrasing.say(f"diagnostic.section.{name}"),
                tuple(writer(phrasing)),
            )
            for rank, (name, writer) in enumerate(zip(_SECTIONS, writers, strict=True))
        ),
        words={name: phrasing.say(f"diagnostic.word.{name}") for name in _WORDS},
    )


def _cover(phrasing: Phrasing) -> tuple[tuple[str, str], ...]:
    identity = phrasing.diagnostic.identity
    reader = "partners" if identity.role is Role.PARTNER else "team"
    return (
        (phrasing.say("diagnostic.fact.question"), plain(identity.round.question)),
        (phrasing.say("diagnostic.fact.edited"), format_day(identity.edited_on, phrasing.language)),
        (phrasing.say("diagnostic.fact.reader"), phrasing.say(f"diagnostic.reader.{reader}")),
    )


def _identity(phrasing: Phrasing) -> list[Block]:
    diagnostic = phrasing.diagnostic
    identity, speakers = diagnostic.identity, diagnostic.speakers
    blocks: list[Block] = []
    if diagnostic.limits.provisional:
        blocks.append(Paragraph(phrasing.say("diagnostic.provisional"), "warning"))
    blocks.append(
        KeyFigures(
            (
                KeyFigure(phrasing.number(speakers.voices), phrasing.say("diagnostic.key.voices")),
                KeyFigure(
                    phrasing.number(sum(1 for _ in speakers.groups)),
                    phrasing.say("diagnostic.key.groups"),
                ),
                KeyFigure(
                    phrasing.number(identity.communes), phrasing.say("diagnostic.key.communes")
                ),
                KeyFigure(
                    phrasing.area(identity.territory_m2), phrasing.say("diagnostic.key.territory")
                ),
            )
        )
    )
    blocks.append(Facts(tuple(_facts(phrasing))))
    return blocks


def _facts(phrasing: Phrasing) -> list[tuple[str, str]]:
    identity, limits = phrasing.diagnostic.identity, phrasing.diagnostic.limits
    first, last = (format_day(day, phrasing.language) for day in (limits.first_on, limits.last_on))
    rows = [
        (phrasing.say("diagnostic.fact.territory"), plain(identity.territory)),
        (
            phrasing.say("diagnostic.fact.people"),
            phrasing.say("diagnostic.people", n=phrasing.number(identity.population)),
        ),
    ]
    if identity.workshop is not None:
        held_on = format_day(identity.workshop.held_on, phrasing.language)
        parts = [plain(identity.workshop.name), plain(identity.workshop.place), held_on]
        rows.append(
            (phrasing.say("diagnostic.fact.workshop"), ", ".join(part for part in parts if part))
        )
    received = phrasing.say(
        "diagnostic.received_on" if first == last else "diagnostic.received", first=first, last=last
    )
    rows.append((phrasing.say("diagnostic.fact.received"), received))
    changed = format_day(identity.changed_at, phrasing.language)
    rows.append(
        (phrasing.say("diagnostic.fact.data"), phrasing.say("diagnostic.data_of", day=changed))
    )
    return rows


def _story(phrasing: Phrasing) -> list[Block]:
    summary = plain(phrasing.diagnostic.identity.summary)
    blocks: list[Block] = [Paragraph(summary, "lead")] if summary else []
    chosen = _first_sayings(phrasing.diagnostic.sayings)
    if not chosen:
        return [*blocks, Paragraph(phrasing.say("diagnostic.story.none"), "quiet")]
    blocks.append(Paragraph(phrasing.say("diagnostic.story.intro")))
    blocks.append(Quotes(phrasing.quotes(chosen)))
    blocks.append(Paragraph(phrasing.say("diagnostic.story.more"), "quiet"))
    return blocks


def _first_sayings(sayings: tuple[Saying, ...]) -> list[Saying]:
    """The first reasons of each group, so that no group speaks more than another."""
    taken: dict[str, list[Saying]] = {}
    for saying in sayings:
        taken.setdefault(saying.group_id, []).append(saying)
    return [saying for group in taken.values() for saying in group[:QUOTES_PER_GROUP]]


def _speakers(phrasing: Phrasing) -> list[Block]:
    speakers = phrasing.diagnostic.speakers
    names = phrasing.groups()
    effective = phrasing.number(speakers.effective, 1)
    blocks: list[Block] = [
        Paragraph(
            phrasing.say(
                "diagnostic.speakers.intro",
                voices=phrasing.voices(speakers.voices),
                effective=effective,
            )
        ),
        Table(
            caption=phrasing.say("diagnostic.speakers.caption", when=phrasing.when()),
            head=tuple(
                phrasing.say(f"diagnostic.column.{name}")
                for name in ("college", "voices", "share", "weight", "known")
            ),
            rows=tuple(_speaker_rows(phrasing, names)),
            colors=tuple(group.color for group in speakers.groups),
        ),
        _bars(phrasing, names),
    ]
    if speakers.empty_chairs:
        absent = phrasing.listed(chair.name for chair in speakers.empty_chairs)
        count = len(speakers.empty_chairs)
        blocks.append(
            Paragraph(phrasing.say("diagnostic.speakers.chairs", n=count, names=absent), "warning")
        )
    else:
        blocks.append(Paragraph(phrasing.say("diagnostic.speakers.no_chair")))
    quiet = [chair.name for chair in speakers.empty_chairs if chair.less_heard]
    if quiet:
        blocks.append(
            Paragraph(phrasing.say("diagnostic.speakers.quiet", names=phrasing.listed(quiet)))
        )
    return blocks


def _speaker_rows(phrasing: Phrasing, names: list[str]) -> list[tuple[str, ...]]:
    return [
        (
            phrasing.say("diagnostic.less_heard", name=name) if group.less_heard else name,
            phrasing.number(group.voices),
            phrasing.share(group.share),
            phrasing.share(group.weight),
            phrasing.number(group.known),
        )
        for group, name in zip(phrasing.diagnostic.speakers.groups, names, strict=True)
    ]


def _bars(phrasing: Phrasing, names: list[str]) -> Picture:
    groups = phrasing.diagnostic.speakers.groups
    details = "; ".join(
        phrasing.say(
            "diagnostic.bars.one",
            name=name,
            raw=phrasing.share(group.share),
            equal=phrasing.share(group.weight),
        )
        for group, name in zip(groups, names, strict=True)
    )
    alt = phrasing.say("diagnostic.bars.alt", details=details)
    svg = figures.weight_bars(groups, names, phrasing.language, alt)
    caption = phrasing.say("diagnostic.bars.caption", when=phrasing.when())
    return Picture("weights", svg, caption, alt)


def _sayings(phrasing: Phrasing) -> list[Block]:
    quotes = phrasing.quotes(phrasing.diagnostic.sayings)
    if not quotes:
        return [Paragraph(phrasing.say("diagnostic.story.none"), "quiet")]
    intro = phrasing.say("diagnostic.sayings.intro", n=len(quotes))
    return [Paragraph(intro), Quotes(quotes, dense=True)]


def _notice(identity: Identity, language: str) -> str:
    """Say at the head of the document what in it is invented."""
    said = [tr("demo.fictional", language)] if identity.fictional else []
    if identity.simulated:
        said.append(tr("rehearsal.mixed", language, n=identity.simulated))
    return " ".join(said)
