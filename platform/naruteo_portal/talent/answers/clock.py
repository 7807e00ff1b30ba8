"""Until when a question has to be answered: 30 days, and twice 30 more with notice and reason.

Personal Information Protection Act art. 37-2 and its decree art. 44-3 (5). Days of the calendar, not of work; the day
of the question is not counted (Civil Act art. 157). That a last day on a holiday would move on (art. 161) is left out,
so the day that is shown is never too late.
"""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 30
MOST_EXTENSIONS = 2


@dataclass(frozen=True)
class AnswerClock:
    """How many days went by, how many there are in all, and which is the last."""

    used: int
    allowed: int
    due_on: date
    extensions: int

    @property
    def left(self) -> int:
        """Days left, today not counted; below 0 when the answer is late."""
        return self.allowed - self.used

    @property
    def is_overdue(self) -> bool:
        """Whether the last day has gone by."""
        return self.used > self.allowed

    @property
    def may_extend(self) -> bool:
        """Whether it may be prolonged: before the last day has gone by, and not a third time."""
        return self.extensions < MOST_EXTENSIONS and not self.is_overdue


def answer_clock(asked_on: date, extensions: int, today: date) -> AnswerClock:
    """Read the clock of a question on a day in Korea."""
    allowed = DAYS * (1 + extensions)
    return AnswerClock((today - asked_on).days, allowed, asked_on + timedelta(days=allowed), extensions)
