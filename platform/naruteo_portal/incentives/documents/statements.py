"""The statements that the platform makes of its own records: each a paper about one claim.

They hold what 평생능력규칙 7-2① wants kept: who attended, what was learnt and tested, what it cost and who held it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import N_, Locale, Message, say_day, say_instant
from naruteo_portal.core.paper import Block, Cell, Heading, Note, Paper, Table
from naruteo_portal.incentives.claims.reckoning import total
from naruteo_portal.incentives.documents.records import ClaimRecord, Learning, Trainee, Training
from naruteo_portal.incentives.documents.words import (
    NOT_STATED,
    OUTCOME_WORDS,
    UNDETERMINED,
    business_number,
    heads,
    mode_words,
    pairs,
    period,
    rules_words,
    said,
    won,
)

DAYS_IN_A_TABLE = 12
ATTENDED = "○"


class Statement(StrEnum):
    """The statements of a claim, by the names of their files."""

    ATTENDANCE = "attendance"
    PROGRESS = "progress-and-tests"
    COMPLETION = "completion"
    COST = "cost"
    CONTRACT = "contract-summary"
    FORM = "claim-form-draft"


TITLES: Mapping[Statement, Message] = {
    Statement.ATTENDANCE: N_("Attendance list"),
    Statement.PROGRESS: N_("Record of progress and tests"),
    Statement.COMPLETION: N_("List of completions"),
    Statement.COST: N_("Statement of costs"),
    Statement.CONTRACT: N_("Summary of the training contract"),
    Statement.FORM: N_("Draft for the claim form (form 58)"),
}
WIDE = frozenset({Statement.ATTENDANCE, Statement.COST, Statement.FORM})
"""Statements whose tables need the page's long side."""
SOURCES: Mapping[Statement, str] = {
    Statement.ATTENDANCE: "평생능력규칙 7-2①",
    Statement.PROGRESS: "평생능력규칙 7-2①9",
    Statement.COMPLETION: "고보규칙 60②",
    Statement.COST: "평생능력규칙 7-2①",
    Statement.CONTRACT: "평생능력규칙 7-2①",
    Statement.FORM: "고보규칙 60②1",
}


def paper_of(statement: Statement, record: ClaimRecord, locale: Locale) -> Paper:
    """One statement about a claim."""
    return Paper(
        title=TITLES[statement].said_in(locale),
        author=N_("Naruteo").said_in(locale),
        language=locale,
        reference=record.reference,
        made_at=record.as_of,
        blocks=(*_about(record, locale), *_BODIES[statement](record, locale)),
        landscape=statement in WIDE,
    )


def _about(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    claimed_on = say_day(record.claimed_on, locale) if record.claimed_on else N_("Not handed in yet").said_in(locale)
    rows: tuple[tuple[Message, Cell], ...] = (
        (N_("Claim"), record.reference),
        (N_("Employer"), said(record.employer, locale)),
        (N_("Business number"), business_number(record.business_number, locale)),
        (N_("Programme"), said(record.programme, locale)),
        (N_("Claimed on"), claimed_on),
        (N_("As of"), say_instant(record.as_of, locale)),
        (N_("Rules that judged it"), rules_words(record, locale)),
    )
    yield pairs(rows, locale)


def _attendance(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    yield Note(
        N_(
            "A mark (%(mark)s) means that the learning log counts the day: the trainee opened or handed in something, "
            "or an instructor confirmed it. Minutes stand there only where the trainee stated them and an instructor "
            "confirmed them; the platform does not guess them.",
            mark=ATTENDED,
        ).said_in(locale)
    )
    for training in record.trainings:
        yield Heading(_training_title(training, locale))
        if not training.held_here:
            yield _held_elsewhere(locale)
            continue
        people = _recorded(record, training)
        days = sorted({day for _trainee, learning in people for day in _days_in(training, learning)})
        for start in range(0, len(days), DAYS_IN_A_TABLE):
            yield _attended_days(people, days[start : start + DAYS_IN_A_TABLE], locale)
        yield Table(
            N_("Days and minutes").said_in(locale),
            heads((N_("Number"), N_("Name"), N_("Days that count"), N_("Minutes confirmed")), locale),
            tuple(
                (each.number, _name(each), len(_days_in(training, learning)), _minutes(training, learning, locale))
                for each, learning in people
            ),
        )


def _attended_days(people: Sequence[tuple[Trainee, Learning]], days: Sequence[date], locale: Locale) -> Table:
    def mark(learning: Learning, day: date) -> str:
        if day not in learning.days:
            return ""
        minutes = learning.days[day]
        return f"{ATTENDED} {minutes}" if minutes else ATTENDED

    return Table(
        f"{days[0]:%Y-%m-%d}",
        (*heads((N_("Number"), N_("Name")), locale), *(f"{day:%m-%d}" for day in days)),
        tuple((each.number, _name(each), *(mark(learning, day) for day in days)) for each, learning in people),
    )


def _progress(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    for training in record.trainings:
        yield Heading(_training_title(training, locale))
        if not training.held_here:
            yield _held_elsewhere(locale)
            continue
        people = _recorded(record, training)
        yield Table(
            N_("Progress").said_in(locale),
            heads((N_("Number"), N_("Name"), N_("Tasks handed in"), N_("Progress (%)"), N_("Score (%)")), locale),
            tuple(
                (
                    each.number, _name(each), f"{learning.tasks_done} / {learning.tasks}",
                    100 * learning.tasks_done // learning.tasks if learning.tasks else 0, round(learning.score, 1),
                )
                for each, learning in people
            ),
        )  # fmt: skip
        yield Table(
            N_("Attempts").said_in(locale),
            heads(
                (
                    N_("Number"), N_("Name"), N_("Task"), N_("Attempt"), N_("Received (KST)"), N_("Points"), N_("Of"),
                    N_("Remarks"),
                ),
                locale,
            ),
            tuple(row for each, learning in people for row in _attempts(each, learning, locale)),
        )  # fmt: skip


def _attempts(trainee: Trainee, learning: Learning, locale: Locale) -> Iterator[tuple[Cell, ...]]:
    for attempt in learning.attempts:
        remarks = (
            [N_("Counts").said_in(locale)] * attempt.counts
            + [N_("Late").said_in(locale)] * attempt.late
            + [N_("No result yet").said_in(locale)] * (attempt.points is None)
        )
        received = f"{attempt.received_at.astimezone(KST):%Y-%m-%d %H:%M:%S}"
        yield (
            trainee.number, _name(trainee), said(attempt.task, locale), attempt.number, received,
            attempt.points, attempt.max_points, ", ".join(remarks),
        )  # fmt: skip


def _completion(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    for training in record.trainings:
        yield Heading(_training_title(training, locale))
        if not training.held_here:
            yield _held_elsewhere(locale)
            continue
        yield Table(
            N_("Completions").said_in(locale),
            heads(
                (N_("Number"), N_("Name"), N_("Completed"), N_("Number of the certificate"), N_("Issued on")), locale
            ),
            tuple(
                (
                    each.number, _name(each), (N_("Yes") if learning.complete else N_("No")).said_in(locale),
                    learning.certificate or N_("None in force").said_in(locale),
                    learning.certified_on.isoformat() if learning.certified_on else "",
                )
                for each, learning in _recorded(record, training)
            ),
        )  # fmt: skip
    yield Note(
        N_("“Completed” is said by the rules of the course as it was taught; anybody can check a certificate by its "
           "number if its holder allows it.").said_in(locale)
    )  # fmt: skip


def _cost(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    yield Table(
        N_("Costs").said_in(locale),
        heads(
            (
                N_("Number"), N_("Name"), N_("Training"), N_("Hours"), N_("Paid by the employer"), N_("Result"),
                N_("By the rules"), N_("Within the ceiling"),
            ),
            locale,
        ),
        tuple(
            (
                each.number, _name(each), said(each.training.title, locale), each.training.hours or "",
                _known(each.cost, NOT_STATED, locale),
                (OUTCOME_WORDS.get(each.outcome or "") or N_("Not judged yet")).said_in(locale),
                _known(each.judged, UNDETERMINED, locale), _known(each.amount, UNDETERMINED, locale),
            )
            for each in record.trainees
        ),
    )  # fmt: skip
    paid = total(each.cost for each in record.trainees)
    rows: list[tuple[Message, str]] = [
        (N_("Paid by the employer, together"), NOT_STATED.said_in(locale) if paid is None else won(paid, locale)),
        (N_("Claimed, together"), won(record.amount, locale)),
    ]
    if record.amount is None and (estimate := total(each.estimate for each in record.trainees)) is not None:
        rows.append((N_("Estimate with figures that nobody has confirmed; never paid"), won(estimate, locale)))
    yield pairs(rows, locale)


def _contract(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    yield Note(
        N_("This is a summary of what the platform knows. It is not the contract: the signed one is uploaded.").said_in(
            locale
        )
    )
    for training in record.trainings:
        people = record.in_training(training)
        cost = total(each.cost for each in people)
        rows: tuple[tuple[Message, str], ...] = (
            (N_("Employer"), said(record.employer, locale)),
            (N_("Held by"), said(training.provider, locale) if training.provider else NOT_STATED.said_in(locale)),
            (N_("Business number of who held it"), business_number(training.provider_number, locale)),
            (N_("Training"), said(training.title, locale)),
            (N_("Number of the recognition, or cohort"), training.code),
            (N_("Edition of the course"), training.edition or NOT_STATED.said_in(locale)),
            (N_("Period"), period(training.starts_on, training.last_day, locale)),
            (N_("Mode"), mode_words(training, locale)),
            (N_("Hours"), training.hours or NOT_STATED.said_in(locale)),
            (N_("Trainees"), str(len(people))),
            (N_("Paid by the employer"), NOT_STATED.said_in(locale) if cost is None else won(cost, locale)),
        )
        yield Heading(_training_title(training, locale))
        yield pairs(rows, locale)


def _form(record: ClaimRecord, locale: Locale) -> Iterator[Block]:
    yield Note(
        N_(
            "A draft from which the official form (form 58 of the Enforcement Rule of the Employment Insurance Act) is "
            "filled in. It is not the ministry’s form and does not replace it."
        ).said_in(locale)
    )
    yield Table(
        N_("Trainings").said_in(locale),
        heads(
            (
                N_("Training"), N_("Number of the recognition, or cohort"), N_("Period"), N_("Mode"), N_("Hours"),
                N_("Trainees"), N_("Completed"), N_("Amount claimed"),
            ),
            locale,
        ),
        tuple(_claimed(record, training, locale) for training in record.trainings),
    )  # fmt: skip
    rows: tuple[tuple[Message, str], ...] = (
        (N_("Insurance year"), str(record.year)),
        (N_("Trainees"), str(len({each.number for each in record.trainees}))),
        (N_("Claimed, together"), won(record.amount, locale)),
        (N_("Legal basis"), said(record.legal_basis, locale)),
    )
    yield pairs(rows, locale)


def _claimed(record: ClaimRecord, training: Training, locale: Locale) -> tuple[Cell, ...]:
    people = record.in_training(training)
    completed = sum(each.learning.complete for each in people if each.learning)
    return (
        said(training.title, locale), training.code, period(training.starts_on, training.last_day, locale),
        mode_words(training, locale), training.hours or NOT_STATED.said_in(locale), len(people),
        completed if training.held_here else NOT_STATED.said_in(locale),
        _known(total(each.amount for each in people), UNDETERMINED, locale),
    )  # fmt: skip


def _recorded(record: ClaimRecord, training: Training) -> list[tuple[Trainee, Learning]]:
    """Who has a record in a training that was held on the platform."""
    return [(each, each.learning) for each in record.in_training(training) if each.learning]


def _known(amount: int | None, otherwise: Message, locale: Locale) -> Cell:
    return otherwise.said_in(locale) if amount is None else amount


def _name(trainee: Trainee) -> str:
    roman = trainee.learning.name_roman if trainee.learning else None
    return f"{trainee.name} ({roman})" if roman and roman != trainee.name else trainee.name


def _training_title(training: Training, locale: Locale) -> str:
    return f"{said(training.title, locale)} · {period(training.starts_on, training.last_day, locale)}"


def _held_elsewhere(locale: Locale) -> Note:
    return Note(
        N_("This training was not held on the platform, so it has no record of it. Upload the record of who held it.")
        .said_in(locale)
    )  # fmt: skip


def _days_in(training: Training, learning: Learning) -> list[date]:
    return [day for day in learning.days if training.starts_on <= day <= training.last_day]


def _minutes(training: Training, learning: Learning, locale: Locale) -> Cell:
    known = [minutes for day in _days_in(training, learning) if (minutes := learning.days[day]) is not None]
    return sum(known) if known else NOT_STATED.said_in(locale)


_BODIES: Mapping[Statement, Callable[[ClaimRecord, Locale], Iterator[Block]]] = {
    Statement.ATTENDANCE: _attendance,
    Statement.PROGRESS: _progress,
    Statement.COMPLETION: _completion,
    Statement.COST: _cost,
    Statement.CONTRACT: _contract,
    Statement.FORM: _form,
}
