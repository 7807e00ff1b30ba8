"""Moving all dates of a cohort by so many days, and setting up a copy of it with its dates moved along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.cohorts import CohortPlan, change_cohort, open_cohort, planned_by_rules, present_schedule
from naruteo_portal.catalogue.enrolment import lock
from naruteo_portal.catalogue.models import Cohort, CohortState, Edition, ScheduledTask, Task
from naruteo_portal.catalogue.schedule import Planned, start_of
from naruteo_portal.core.clock import now


class Scope(StrEnum):
    """Which dates move: all of them, or those still to come."""

    ALL = "all"
    COMING = "coming"


@dataclass(frozen=True)
class Shift:
    """So many days, earlier if negative, for all of a cohort's dates or for those that lie ahead at an instant."""

    days: int
    scope: Scope
    at: datetime

    @property
    def span(self) -> timedelta:
        """The days as a difference; Korea has no summer time, so times of day stay."""
        return timedelta(days=self.days)

    def day(self, day: date) -> date:
        """Where a day moves to."""
        return day + self.span if self._moves(start_of(day)) else day

    def instant(self, instant: datetime) -> datetime:
        """Where an instant moves to."""
        return instant + self.span if self._moves(instant) else instant

    def window(self, window: Planned) -> Planned:
        """Where a task's dates move to."""
        return Planned(window.task_id, self.instant(window.opens_at), self.instant(window.due_at))

    def plan(self, cohort_plan: CohortPlan) -> CohortPlan:
        """Where a cohort's own dates move to."""
        return replace(
            cohort_plan,
            starts_on=self.day(cohort_plan.starts_on),
            ends_before=self.day(cohort_plan.ends_before),
            apply_until=self.instant(cohort_plan.apply_until),
        )

    def _moves(self, instant: datetime) -> bool:
        return self.scope is Scope.ALL or instant > self.at


def plan_of(cohort: Cohort) -> CohortPlan:
    """A cohort as its plan says it."""
    return CohortPlan(
        name=cohort.name, starts_on=cohort.starts_on, ends_before=cohort.ends_before, apply_until=cohort.apply_until,
        seats=cohort.seats, admission=cohort.admission,
    )  # fmt: skip


def shift_cohort(session: Session, cohort: Cohort, shift: Shift, *, actor: Actor, past_confirmed: bool = False) -> None:
    """Move the dates of a cohort and of its tasks, or none of them; extensions stay at the instants that they name."""
    with session.begin_nested():
        lock(session, cohort)
        windows = [shift.window(window) for window in present_schedule(session, cohort)]
        change_cohort(
            session, cohort, shift.plan(plan_of(cohort)), actor=actor, windows=windows, past_confirmed=past_confirmed
        )


def copy_cohort(
    session: Session,
    cohort: Cohort,
    edition: Edition,
    cohort_plan: CohortPlan,
    *,
    instructors: Collection[int],
    state: CohortState,
    actor: Actor,
) -> Cohort:
    """Set up a cohort like another one, of the same or another edition; nobody is enrolled in it yet.

    Tasks of the same name keep their distance from the first day, new ones follow the course's rules.
    """
    shift = Shift((cohort_plan.starts_on - cohort.starts_on).days, Scope.ALL, now())
    by_name = {scheduled.task.name: scheduled for scheduled in _schedule_with_tasks(session, cohort)}
    tasks = session.execute(select(Task.id, Task.name).where(Task.edition_id == edition.id))
    names = {task_id: name for task_id, name in tasks}
    windows = [
        shift.window(Planned(window.task_id, known.opens_at, known.due_at))
        if (known := by_name.get(names[window.task_id]))
        else window
        for window in planned_by_rules(session, edition.id, cohort_plan)
    ]
    made = open_cohort(
        session, edition, cohort_plan, actor=actor, instructors=instructors, state=state, windows=windows
    )
    made.anonymous_grading, made.request_days = cohort.anonymous_grading, cohort.request_days
    record(session, actor, "copied", made, from_cohort_id=cohort.id)
    return made


def _schedule_with_tasks(session: Session, cohort: Cohort) -> Sequence[ScheduledTask]:
    return session.scalars(
        select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id).options(joinedload(ScheduledTask.task))
    ).all()
