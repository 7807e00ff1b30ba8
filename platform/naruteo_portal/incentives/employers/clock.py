"""The parts of a training that are claimed one by one, and until when: pure, on Korean calendar days alone.

A training is claimed within some days of its end, or within as many of the end of each three months
(고용보험법 시행규칙 제60조 제2항 제1호). Months and days are counted as 민법 has it: the day of the end does not count
(157); a period of months ends on the day before the day of the same number, or on the month's last where there is none
(160). If the last day is a Saturday or a holiday, 161 moves it to the next working day; the rules of the programme do
not, so `last_day` is the day that is safe, and `extended_to` is said beside it.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from naruteo_portal.catalogue.free_days import free_day

DAY = timedelta(days=1)


class Phase(StrEnum):
    """Where a claim for a part stands in time."""

    RUNNING = "running"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Part:
    """A part of a training, both days included; `number` counts from 1, `of` says how many there are."""

    number: int
    of: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Window:
    """When a part can be claimed: from the day on which it ends to `last_day`, both included."""

    opens_on: date
    last_day: date
    extended_to: date | None
    """The next working day, if `last_day` is none."""

    def phase(self, today: date) -> Phase:
        """Whether it can be claimed on a day."""
        return Phase.RUNNING if today < self.opens_on else Phase.OPEN if today <= self.last_day else Phase.OVER

    def days_left(self, today: date) -> int:
        """How many days are left after a day; 0 on the last, less than 0 after it."""
        return (self.last_day - today).days


def parts_of(first_day: date, last_day: date, months: int) -> tuple[Part, ...]:
    """The parts of a training of both days and those between: as long as `months`, the last one what is left."""
    ends = []
    end = end_of_months(first_day, months)
    while end < last_day:
        ends.append(end)
        end = end_of_months(first_day, months * (len(ends) + 1))
    ends.append(last_day)
    starts = [first_day, *(each + DAY for each in ends)]
    return tuple(
        Part(number, len(ends), start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=False), 1)
    )


def end_of_months(first_day: date, months: int) -> date:
    """The last day of so many months that begin with a day (민법 160)."""
    year, month = divmod(first_day.year * 12 + first_day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first_day.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first_day.day) - DAY


def window_of(part_ended_on: date, days: int) -> Window:
    """When a part that ends on a day is claimed, if there are so many days for it."""
    last_day = part_ended_on + timedelta(days=days)
    working = last_day
    while free_day(working):
        working += DAY
    return Window(part_ended_on, last_day, working if working != last_day else None)
