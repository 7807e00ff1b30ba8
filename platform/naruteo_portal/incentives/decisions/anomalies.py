"""What about a claim deserves a second look: each a hint with its reason, never a verdict."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.incentives.decisions.business_days import all_free

MOST_HOURS_A_DAY = 8
"""Of training, on every calendar day of its period; more is possible, and rare."""
ENOUGH_TO_COMPARE = 5
"""Trainees, from whom on the same attendance of everybody is conspicuous."""
CLOSE = 20
"""A claim within one part in so many below the limit of one officer."""


@dataclass(frozen=True)
class Part:
    """One line of a claim as the rules below see it."""

    number: str
    name: str
    training: str
    started_on: date
    ended_on: date
    hours: Decimal | None
    attendance: str | None


@dataclass(frozen=True)
class Elsewhere:
    """A line of another claim that resembles one of this: the same person, or the same name in the same training."""

    name: str
    reference: str
    is_other_employer: bool
    state: Message


@dataclass(frozen=True)
class Picture:
    """All that the hints look at; amounts in won, seats by training."""

    amount: int | None
    limit: int
    parts: Sequence[Part]
    elsewhere: Sequence[Elsewhere]
    seats: Mapping[str, int]


def hints(picture: Picture) -> list[Message]:
    """Every hint, with what it rests on."""
    return [
        *_elsewhere(picture.elsewhere), *_same_people(picture.parts), *_hours(picture.parts),
        *_attendance(picture.parts), *_free_days(picture.parts), *_seats(picture), *_amount(picture),
    ]  # fmt: skip


def number_of(value: object) -> Decimal | None:
    """A number as facts state it, if it is one."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _elsewhere(found: Sequence[Elsewhere]) -> Iterator[Message]:
    for each in found:
        if each.is_other_employer:
            yield N_(
                "%(name)s is in claim %(reference)s of another employer for overlapping days (%(state)s). "
                "Is it the same person, and who employed them?",
                name=each.name, reference=each.reference, state=each.state,
            )  # fmt: skip
        else:
            yield N_(
                "%(name)s was claimed for in this training before, in %(reference)s (%(state)s). What has changed?",
                name=each.name, reference=each.reference, state=each.state,
            )  # fmt: skip


def _same_people(parts: Sequence[Part]) -> Iterator[Message]:
    numbers: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        numbers[part.name].add(part.number)
        names[part.number].add(part.name)
    for name, of_name in numbers.items():
        if len(of_name) > 1:
            yield N_(
                "The name %(name)s stands with several employee numbers (%(numbers)s). Are they different people?",
                name=name, numbers=", ".join(sorted(of_name)),
            )  # fmt: skip
    for number, of_number in names.items():
        if len(of_number) > 1:
            yield N_(
                "Employee number %(number)s stands with several names (%(names)s).",
                number=number, names=", ".join(sorted(of_number)),
            )  # fmt: skip


def _hours(parts: Sequence[Part]) -> Iterator[Message]:
    for part in parts:
        days = (part.ended_on - part.started_on).days + 1
        if part.hours is not None and part.hours > MOST_HOURS_A_DAY * days:
            yield N_(
                "%(name)s: %(hours)s hours in %(days)s days are more than %(most)s hours on every day.",
                name=part.name, hours=f"{part.hours.normalize():f}", days=days, most=MOST_HOURS_A_DAY,
            )  # fmt: skip


def _attendance(parts: Sequence[Part]) -> Iterator[Message]:
    trainees = {part.number for part in parts}
    stated = {part.attendance for part in parts}
    if len(trainees) >= ENOUGH_TO_COMPARE and len(stated) == 1 and None not in stated:
        yield N_(
            "All %(number)s trainees have the same attendance (%(attendance)s).",
            number=len(trainees), attendance=next(iter(stated)),
        )  # fmt: skip


def _free_days(parts: Sequence[Part]) -> Iterator[Message]:
    for training, first, last in sorted({(part.training, part.started_on, part.ended_on) for part in parts}):
        if all_free(first, last):
            yield N_(
                "Training %(training)s (%(first)s – %(last)s) lies on weekends and public holidays only.",
                training=training, first=first, last=last,
            )  # fmt: skip


def _seats(picture: Picture) -> Iterator[Message]:
    for training, number in Counter(part.training for part in picture.parts).items():
        if number > picture.seats.get(training, number):
            yield N_(
                "Training %(training)s has %(seats)s seats, and %(number)s people are claimed for.",
                training=training, seats=picture.seats[training], number=number,
            )  # fmt: skip


def _amount(picture: Picture) -> Iterator[Message]:
    amount, limit = picture.amount, picture.limit
    if amount is not None and limit - limit // CLOSE < amount <= limit:
        yield N_(
            "The amount lies just below the limit above which two officers decide (%(limit)s won).", limit=f"{limit:,}"
        )
