"""A learner's due dates across all their courses: what is overdue, then week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from naruteo_portal.assessment.queries import LearnerCourse, TaskWork
from naruteo_portal.catalogue.deadlines import Deadline
from naruteo_portal.core.clock import KST

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DueDate:
    """One task that is due, within its course."""

    course: LearnerCourse
    work: TaskWork

    @property
    def deadline(self) -> Deadline:
        """When it is due for this learner."""
        return self.work.deadline

    @property
    def owed(self) -> bool:
        """Whether the learner still has to hand something in."""
        return not self.work.submissions and not self.deadline.excused


@dataclass(frozen=True)
class DueDates:
    """Every due date of a learner, at one instant."""

    overdue: tuple[DueDate, ...]
    weeks: tuple[tuple[date, tuple[DueDate, ...]], ...]
    """What is due from now on: each week's Sunday, as Korean wall calendars begin it, and what is due in it."""
    past: tuple[DueDate, ...]
    """What was due before and is not owed any more, the latest first."""


def due_dates(courses: Sequence[LearnerCourse], at: datetime) -> DueDates:
    """Put all tasks of a learner's courses in the order in which they are due."""
    everything = sorted(
        (DueDate(course, work) for course in courses for work in course.work),
        key=lambda each: (each.deadline.due_at, each.course.cohort.id, each.work.task.position),
    )
    before = [each for each in everything if each.deadline.due_at <= at]
    coming = [each for each in everything if each.deadline.due_at > at]
    return DueDates(
        tuple(each for each in before if each.owed),
        tuple((sunday, tuple(each)) for sunday, each in groupby(coming, lambda each: week_of(each.deadline.due_at))),
        tuple(each for each in reversed(before) if not each.owed),
    )


def week_of(instant: datetime) -> date:
    """The Sunday with which the week of an instant begins in Korea."""
    day = instant.astimezone(KST).date()
    return day - timedelta(days=day.isoweekday() % 7)
