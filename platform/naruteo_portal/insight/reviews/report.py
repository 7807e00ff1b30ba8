"""A review as a paper: what changed, tables as text, charts with their sentence, definitions and legend."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.core.paper import Block, Definitions, Drawing, Heading, Note, Paper, Paragraph, Table
from naruteo_portal.insight.reviews.definitions import definitions_of
from naruteo_portal.insight.reviews.faces import face_of
from naruteo_portal.insight.reviews.files import Cover, said_value
from naruteo_portal.insight.reviews.sentences import sentence_of
from naruteo_portal.insight.reviews.tables import FigureTable
from naruteo_portal.insight.reviews.words import REASONS


@dataclass(frozen=True)
class Reported:
    """A table of a report, with its chart where it has one."""

    table: FigureTable
    svg: str | None = None


def paper_of(
    parts: Sequence[Reported], cover: Cover, made_at: datetime, locale: Locale, *,
    title: Message, changes: Sequence[Message] = (), since: int | None = None,
) -> Paper:  # fmt: skip
    """The paper; the same release, filters and language always give the same one."""

    def say(message: Message) -> str:
        return message.said_in(locale)

    blocks: list[Block] = [_cover(cover, say)]
    if since is not None:
        blocks.append(Heading(say(N_("Changes since release %(number)s", number=since))))
        blocks.append(Paragraph("\n".join(say(each) for each in changes) or say(N_("No figure has changed."))))
    for part in parts:
        blocks += _table(part, say, locale)
    tables = [part.table for part in parts]
    blocks += _legend(tables, say, locale)
    words = Message("%(programme)s: %(title)s", {"programme": cover.title, "title": title})
    return Paper(say(words), say(said_value(cover.organisation)), locale, f"{cover.reference} / {cover.number}",
                 made_at, tuple(blocks), landscape=True)  # fmt: skip


def _cover(cover: Cover, say: Callable[[Message], str]) -> Definitions:
    rows = tuple((say(name), say(said_value(value))) for name, value in cover.lines())
    return Definitions((say(N_("About this report")), ""), rows)


def _table(part: Reported, say: Callable[[Message], str], locale: Locale) -> Iterator[Block]:
    yield Heading(say(part.table.title))
    if not part.table.rows:
        yield Paragraph(say(N_("There are no figures of this in the release.")))
        return
    if part.svg is not None:
        yield Drawing(part.svg, say(sentence_of(part.table)))
    face = face_of(part.table, locale)
    rows = tuple(tuple(cell.text for cell in row) for row in face.rows)
    head = tuple(label for label, _of_figures in face.head)
    figures = frozenset(at for at, (_label, of_figures) in enumerate(face.head) if of_figures)
    yield Table(say(part.table.title), head, rows, figures)


def _legend(tables: Sequence[FigureTable], say: Callable[[Message], str], locale: Locale) -> Iterator[Block]:
    yield Heading(say(N_("Definitions")))
    names = (*(name for table in tables for name in table.definitions), "suppression")
    said = tuple((say(each.title), each.said_in(locale)) for each in definitions_of(names))
    yield Definitions((say(N_("Figure")), say(N_("Definition"))), said)
    yield Heading(say(N_("Why a figure is not shown")))
    reasons = tuple((say(sign), say(reason)) for sign, reason in REASONS.values())
    yield Definitions((say(N_("Sign")), say(N_("Reason"))), reasons)
    yield Note(say(N_("All figures come from the protected views of this release and from nothing else.")))
