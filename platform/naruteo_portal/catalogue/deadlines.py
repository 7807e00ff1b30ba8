"""What is due when for one person: the one answer that exchange, pages, progress and calendars share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from naruteo_portal.catalogue.models import (
    Accommodation,
    AccommodationKind,
    Enrolment,
    LatePolicy,
    ScheduledTask,
    Task,
)


@dataclass(frozen=True)
class Deadline:
    """A cohort's dates for a task as they are for one person."""

    scheduled: ScheduledTask
    granted: Accommodation | None
    """What was granted to the person and is in force."""

    @property
    def task(self) -> Task:
        """The task itself."""
        return self.scheduled.task

    @property
    def opens_at(self) -> datetime:
        """When the person can begin."""
        return self.scheduled.opens_at

    @property
    def due_at(self) -> datetime:
        """When it is due; an extension never brings it forward, even if the cohort's own date has moved past it."""
        extended = self.granted.due_at if self.granted else None
        return max(self.scheduled.due_at, extended) if extended else self.scheduled.due_at

    @property
    def extended(self) -> bool:
        """Whether the person has longer than the cohort."""
        return self.due_at > self.scheduled.due_at

    @property
    def excused(self) -> bool:
        """Whether the person need not do it: it counts neither for nor against them, and is never late."""
        return self.granted is not None and self.granted.kind is AccommodationKind.EXCUSE

    @property
    def last_instant(self) -> datetime:
        """The last instant at which work is in time, the course's grace included."""
        return self.due_at + timedelta(minutes=self.task.grace_minutes)

    def late_at(self, at: datetime) -> bool:
        """Whether work that arrives at an instant is late, if the course minds at all."""
        if self.excused or self.task.late_policy is LatePolicy.NONE:
            return False
        return at > self.last_instant


def deadline_of(enrolment: Enrolment, scheduled: ScheduledTask) -> Deadline:
    """What holds for a person and a task; the enrolment's accommodations and the task must be loaded."""
    return Deadline(scheduled, in_force(enrolment.accommodations, scheduled.task_id))


def in_force(accommodations: Sequence[Accommodation], task_id: int) -> Accommodation | None:
    """The one of a person's accommodations that holds for a task now."""
    return next((each for each in accommodations if each.task_id == task_id and each.ended_at is None), None)
