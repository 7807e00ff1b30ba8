"""The officer's clock: business days since a claim was handed in, standing still while the employer has to answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from naruteo_portal.catalogue.free_days import free_day
from naruteo_portal.core.clock import KST
from naruteo_portal.incentives.claims.states import ClaimState

DAY = timedelta(days=1)
RUNNING = frozenset({ClaimState.SUBMITTED, ClaimState.IN_REVIEW})
Moment = tuple[datetime, ClaimState]
"""When a claim came into a state."""


@dataclass(frozen=True)
class Clock:
    """How many business days were used, and until when the rest last; no day while the clock stands still."""

    used: int
    due_on: date | None
    is_running: bool
    standard: int

    @property
    def is_overdue(self) -> bool:
        """Whether more days were used than the standard allows."""
        return self.used > self.standard


def clock_of(moments: Sequence[Moment], today: date, standard: int) -> Clock:
    """Read the clock of a claim on a day in Korea; `standard` is the operator's number of business days.

    As in 민법 157 the day of an event is not counted: the first day is the business day after the claim came in. A day
    on which the employer was asked still counts, the day on which it answered does not.
    """
    used, since = 0, None
    for at, state in moments:
        day = at.astimezone(KST).date()
        if state in RUNNING and since is None:
            since = day
        elif state not in RUNNING and since is not None:
            used += business_days_between(since, day)
            since = None
    if since is None:
        return Clock(used, None, False, standard)
    due_on = add_business_days(since, standard - used) if standard > used else since
    return Clock(used + business_days_between(since, today), due_on, True, standard)


def business_days_between(after: date, until: date) -> int:
    """Business days after one day, up to and including another."""
    return sum(is_business_day(after + number * DAY) for number in range(1, (until - after).days + 1))


def add_business_days(day: date, number: int) -> date:
    """The day on which so many business days after a day have gone by."""
    while number > 0:
        day += DAY
        number -= is_business_day(day)
    return day


@lru_cache(maxsize=4096)
def is_business_day(day: date) -> bool:
    """Whether people in Korea work on a day."""
    return free_day(day) is None


def all_free(first: date, last: date) -> bool:
    """Whether a period holds no business day at all."""
    return not any(is_business_day(day) for day in days_of(first, last))


def days_of(first: date, last: date) -> Iterable[date]:
    """Every day of a period."""
    return (first + number * DAY for number in range((last - first).days + 1))
