"""The ceiling of what an employer can get in a year, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from naruteo_portal.incentives.employers.facts import asked_by, facts_on, year_of
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.model import ANY_FIGURE, CONFIRMED
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tracing import Missing, Trace, Unknown, whole_value

BY_PREMIUM = "premium_ceiling"
"""The part of the ceiling that follows from the premium alone."""


@dataclass(frozen=True)
class Ceiling:
    """The ceiling of a year by what held on one of its days; won, None where it is not known."""

    day: date
    """The first day, of those looked at, on which the employer's facts were these."""
    amount: int | None
    by_premium: int | None
    estimate: int | None
    """With figures that nobody has confirmed."""
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class CapMeter:
    """How much of a year's ceiling is used."""

    year: int
    ceilings: tuple[Ceiling, ...]
    """One for each time that the facts changed so that the ceiling is another; the last one holds now."""
    granted: int
    """Won approved and paid."""
    claimed: int
    """Won claimed and not decided, as far as the rules can say."""

    @property
    def now(self) -> Ceiling:
        """The ceiling by the facts that hold now."""
        return self.ceilings[-1]

    @property
    def changed(self) -> bool:
        """Whether the facts changed within the year so that nobody here can say which ceiling counts."""
        return len(self.ceilings) > 1

    @property
    def amount(self) -> int | None:
        """The ceiling, if it is one and known."""
        return None if self.changed else self.now.amount

    @property
    def left(self) -> int | None:
        """What is left of it."""
        return None if self.amount is None else max(0, self.amount - self.granted - self.claimed)


def cap_meter(
    programme: Programme, stated: Sequence[EmployerFact], today: date, *, granted: int = 0, claimed: int = 0
) -> CapMeter:
    """The meter of the year of a day, by an employer's facts."""
    first, last = year_of(today)
    last = min(last, today)
    days = {first, last}
    for fact in stated:
        if fact.taken_back_at is None:
            days |= {day for day in (fact.valid_from, fact.ends_before) if day and first <= day <= last}
    found: list[Ceiling] = []
    for day in sorted(days):
        ceiling = _ceiling(programme, facts_on(stated, day), day)
        # Days for which nothing was stated say nothing about the year; those that hold now are shown in any case.
        known = ceiling.by_premium is not None or day == last
        if known and (not found or not _same(found[-1], ceiling)):
            found.append(ceiling)
    return CapMeter(today.year, tuple(found), granted, claimed)


def _same(one: Ceiling, other: Ceiling) -> bool:
    return (one.amount, one.by_premium, one.estimate) == (other.amount, other.by_premium, other.estimate)


def _ceiling(programme: Programme, facts: dict[str, object], day: date) -> Ceiling:
    known = read_facts(programme, {**asked_by(programme, facts), programme.file.rule_date: day.isoformat()})
    cap = next(iter(programme.groups.values())).cap
    value = Trace(programme, known, CONFIRMED).rule(cap)[1]
    missing = sorted(value.missing, key=lambda each: each.name) if isinstance(value, Unknown) else ()
    return Ceiling(
        day,
        amount=whole_value(programme, known, cap, CONFIRMED),
        by_premium=whole_value(programme, known, BY_PREMIUM, CONFIRMED),
        estimate=whole_value(programme, known, cap, ANY_FIGURE),
        missing=tuple(missing),
    )
