"""Papers about an outcome: the result with its reasons, and the answer to a question, from what was kept alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from naruteo_portal.core.i18n import N_, Locale, Message, choose, say_day, say_instant
from naruteo_portal.core.paper import Block, Cell, Heading, Note, Paper, Paragraph
from naruteo_portal.incentives.documents.words import pairs

NOBODY_ELSE = N_(
    "This paper says nothing about other people but numbers: at which place the last person stood who was placed, and "
    "how many seats there were."
)
COMPUTED = N_(
    "The assignment was computed from certified lists and orders alone. Where openings used scores to make their "
    "order, the scores are theirs; the assignment used none."
)


@dataclass(frozen=True)
class Result:
    """What a round gave one candidate, as it was kept."""

    round_reference: str
    round_title: dict[str, str]
    candidate: str
    published_at: datetime
    supervisor: dict[str, str]
    contact: str
    place: dict[str, str] | None
    state: Message
    answer_by: datetime
    override_reason: str | None
    reasons: Sequence[dict[str, Any]]
    """Of `OutcomeExplanation.reasons`; empty while they are being made."""
    as_of: datetime
    input_sha256: str
    answer_sha256: str


@dataclass(frozen=True)
class Reply:
    """A question and its answer, as they were kept."""

    reference: str
    round_reference: str
    round_title: dict[str, str]
    candidate: str
    kind: Message
    basis: Message
    clock_basis: Message
    asked_on: date
    words: str
    state: Message
    answer: str
    answered_at: datetime
    answered_by: dict[str, str]
    contact: str
    extensions: Sequence[tuple[date, str]]
    """The day and the reason of each."""
    evidence: Sequence[tuple[Message, Message | str]]


def result_paper(result: Result, locale: Locale) -> Paper:
    """The result in one language."""
    return _paper(
        N_("Result of a matching round"), f"{result.round_reference} {result.candidate}", result.as_of,
        _result(result, locale), locale,
    )  # fmt: skip


def answer_letter(reply: Reply, locale: Locale) -> Paper:
    """The answer to a question in one language."""
    return _paper(
        N_("Answer to a question about a result"), reply.reference, reply.answered_at, _reply(reply, locale), locale
    )


def _paper(title: Message, reference: str, at: datetime, blocks: Iterator[Block], locale: Locale) -> Paper:
    return Paper(
        title=title.said_in(locale), author=N_("Naruteo").said_in(locale), language=locale, reference=reference,
        made_at=at, blocks=tuple(blocks),
    )  # fmt: skip


def _result(result: Result, locale: Locale) -> Iterator[Block]:
    rows: list[tuple[Message, Cell]] = [
        (N_("Round"), f"{choose(result.round_title, locale)}, {result.round_reference}"),
        (N_("Candidate"), result.candidate),
        (
            N_("Outcome"),
            choose(result.place, locale) if result.place else N_("No place in this round").said_in(locale),
        ),
        (N_("State"), result.state.said_in(locale)),
        (N_("Published at"), say_instant(result.published_at, locale)),
        (N_("Deadline for answers to offers"), say_instant(result.answer_by, locale)),
        (N_("Who answers for the round"), f"{choose(result.supervisor, locale)}, {result.contact}"),
    ]
    yield pairs(rows, locale)
    if result.override_reason:
        yield Heading(N_("Changed by hand").said_in(locale))
        yield Paragraph(result.override_reason)
    yield Heading(N_("Why, exactly").said_in(locale))
    for reason in result.reasons:
        yield Paragraph(" ".join(reason["said"][locale]))
    if not result.reasons:
        yield Paragraph(N_("The reasons are being made.").said_in(locale))
    yield Note(COMPUTED.said_in(locale))
    yield Note(NOBODY_ELSE.said_in(locale))
    proof: list[tuple[Message, Cell]] = [
        (N_("SHA-256 of the frozen input"), result.input_sha256),
        (N_("SHA-256 of the answer"), result.answer_sha256),
    ]
    yield pairs(proof, locale)


def _reply(reply: Reply, locale: Locale) -> Iterator[Block]:
    rows: list[tuple[Message, Cell]] = [
        (N_("Reference"), reply.reference),
        (N_("Round"), f"{choose(reply.round_title, locale)}, {reply.round_reference}"),
        (N_("Candidate"), reply.candidate),
        (N_("What was asked for"), reply.kind.said_in(locale)),
        (N_("Legal basis"), reply.basis.said_in(locale)),
        (N_("Asked on"), say_day(reply.asked_on, locale)),
        (N_("Answer"), reply.state.said_in(locale)),
        (N_("Answered at"), say_instant(reply.answered_at, locale)),
        (N_("Answered by"), choose(reply.answered_by, locale)),
        (N_("Contact"), reply.contact),
    ]
    yield pairs(rows, locale)
    yield Heading(N_("What was asked").said_in(locale))
    yield Paragraph(reply.words)
    yield Heading(N_("Answer").said_in(locale))
    yield Paragraph(reply.answer)
    if reply.extensions:
        yield Heading(N_("Time that was added").said_in(locale))
        for day, reason in reply.extensions:
            yield Paragraph(f"{say_day(day, locale)}: {reason}")
        yield Note(reply.clock_basis.said_in(locale))
    if reply.evidence:
        yield Heading(N_("The assignment run again on the frozen input").said_in(locale))
        evidence: list[tuple[Message, Cell]] = [
            (label, value.said_in(locale) if isinstance(value, Message) else value) for label, value in reply.evidence
        ]
        yield pairs(evidence, locale)
    yield Note(
        N_(
            "Whoever does not agree may ask again, or turn to the Personal Information Protection Commission. Which "
            "deadlines hold there stands in no source that we have read, so none is stated."
        ).said_in(locale)
    )
