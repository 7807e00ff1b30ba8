"""Cohorts: planning one, changing it, opening and closing it, and who teaches it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.enrolment import fill_seats, lock, seats_taken
from naruteo_portal.catalogue.errors import (
    CohortIsClosed,
    CohortTooShort,
    DatesOutOfOrder,
    DueInThePast,
    NotAnInstructor,
    TooFewSeats,
)
from naruteo_portal.catalogue.models import (
    Admission,
    Cohort,
    CohortInstructor,
    CohortState,
    Course,
    Edition,
    ScheduledTask,
    Task,
)
from naruteo_portal.catalogue.news import tell_new_dates
from naruteo_portal.catalogue.schedule import DueRule, Planned, plan, start_of
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.identity.models import Membership, Role


@dataclass(frozen=True)
class CohortPlan:
    """What a cohort is made of, as its form asks for it."""

    name: dict[str, str]
    starts_on: date
    ends_before: date
    apply_until: datetime
    seats: int
    admission: Admission = Admission.BY_DECISION

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.ends_before - timedelta(days=1)

    def check(self) -> None:
        """Refuse dates that contradict each other."""
        if self.starts_on >= self.ends_before:
            raise DatesOutOfOrder(N_("The last day must not be before the first."))
        if self.apply_until > start_of(self.ends_before):
            raise DatesOutOfOrder(N_("Applications must end before the cohort does."))


def open_cohort(
    session: Session,
    edition: Edition,
    cohort_plan: CohortPlan,
    *,
    actor: Actor,
    instructors: Collection[int] = (),
    state: CohortState = CohortState.OPEN,
    windows: Sequence[Planned] | None = None,
) -> Cohort:
    """Set up a cohort of an edition, with a schedule of its own or the one that follows from the course's due rules."""
    cohort_plan.check()
    course = session.get_one(Course, edition.course_id)
    check_instructors(session, course.organisation_id, instructors)
    cohort = Cohort(
        edition_id=edition.id,
        name=cohort_plan.name,
        starts_on=cohort_plan.starts_on,
        ends_before=cohort_plan.ends_before,
        apply_until=cohort_plan.apply_until,
        seats=cohort_plan.seats,
        admission=cohort_plan.admission,
        state=state,
    )
    planned = windows if windows is not None else planned_by_rules(session, edition.id, cohort_plan)
    _check_length(cohort_plan, planned)
    cohort.schedule = [
        ScheduledTask(task_id=window.task_id, opens_at=window.opens_at, due_at=window.due_at) for window in planned
    ]
    cohort.instructors = [CohortInstructor(account_id=account_id) for account_id in sorted(set(instructors))]
    session.add(cohort)
    record(session, actor, "set up", cohort, edition_id=edition.id, seats=cohort.seats, state=state.value)
    return cohort


def change_cohort(
    session: Session,
    cohort: Cohort,
    cohort_plan: CohortPlan,
    *,
    actor: Actor,
    windows: Sequence[Planned] | None = None,
    past_confirmed: bool = False,
) -> None:
    """Change a cohort's name, dates, seats and way of admission; its schedule stays, or is replaced by `windows`."""
    lock(session, cohort)
    if cohort.state is CohortState.CLOSED:
        raise CohortIsClosed
    cohort_plan.check()
    taken = seats_taken(session, cohort)
    if cohort_plan.seats < taken:
        raise TooFewSeats(taken)
    _check_length(cohort_plan, windows if windows is not None else present_schedule(session, cohort))
    cohort.name = cohort_plan.name
    cohort.starts_on = cohort_plan.starts_on
    cohort.ends_before = cohort_plan.ends_before
    cohort.apply_until = cohort_plan.apply_until
    cohort.seats = cohort_plan.seats
    cohort.admission = cohort_plan.admission
    record(
        session, actor, "changed", cohort,
        starts_on=cohort.starts_on.isoformat(), ends_before=cohort.ends_before.isoformat(), seats=cohort.seats,
    )  # fmt: skip
    if windows is not None:
        reschedule(session, cohort, windows, actor=actor, past_confirmed=past_confirmed)
    # More seats may mean that somebody need not wait any longer.
    fill_seats(session, cohort, actor=actor)


def set_state(session: Session, cohort: Cohort, state: CohortState, *, actor: Actor) -> None:
    """Open a cohort, close it, or take it back into preparation."""
    lock(session, cohort)
    if cohort.state is state:
        return
    before, cohort.state = cohort.state, state
    record(session, actor, "changed the state of", cohort, before=before.value, after=state.value)


def set_instructors(session: Session, cohort: Cohort, instructors: Collection[int], *, actor: Actor) -> None:
    """Say who teaches a cohort."""
    organisation_id = session.scalars(
        select(Course.organisation_id).join(Edition).where(Edition.id == cohort.edition_id)
    ).one()
    before = set(session.scalars(select(CohortInstructor.account_id).where(CohortInstructor.cohort_id == cohort.id)))
    # Whoever teaches already may stay, also after leaving the organisation.
    check_instructors(session, organisation_id, set(instructors) - before)
    removed, added = before - set(instructors), set(instructors) - before
    session.execute(
        delete(CohortInstructor).where(
            CohortInstructor.cohort_id == cohort.id, CohortInstructor.account_id.in_(removed)
        )
    )
    session.add_all(CohortInstructor(cohort_id=cohort.id, account_id=account_id) for account_id in sorted(added))
    if removed or added:
        record(session, actor, "changed the instructors of", cohort, removed=sorted(removed), added=sorted(added))


def reschedule(
    session: Session, cohort: Cohort, windows: Sequence[Planned], *, actor: Actor, past_confirmed: bool = False
) -> None:
    """Move the instants at which a cohort's tasks open and are due.

    Moving a due instant to before the present makes all open work late, so that must have been confirmed.
    """
    lock(session, cohort)
    if cohort.state is CohortState.CLOSED:
        raise CohortIsClosed
    rows = {
        row.task_id: row for row in session.scalars(select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id))
    }
    moved = [window for window in windows if _differs(rows[window.task_id], window)]
    rows_of_titles = session.execute(select(Task.id, Task.title).where(Task.edition_id == cohort.edition_id))
    titles = {task_id: title for task_id, title in rows_of_titles}
    present, end = now(), start_of(cohort.ends_before)
    for window in moved:
        title = titles[window.task_id]["ko"]
        if window.opens_at >= window.due_at:
            raise DatesOutOfOrder(N_("%(task)s must open before it is due.", task=title))
        if window.due_at > end:
            raise DatesOutOfOrder(
                N_(
                    "%(task)s must be due before the cohort ends (%(end)s).",
                    task=title, end=f"{end.astimezone(KST):%Y-%m-%d %H:%M}",
                )
            )  # fmt: skip
    shortened = [window for window in moved if window.due_at <= present and window.due_at < rows[window.task_id].due_at]
    if shortened and not past_confirmed:
        raise DueInThePast(", ".join(titles[window.task_id]["ko"] for window in shortened))
    changes = []
    for window in moved:
        row = rows[window.task_id]
        changes.append(
            {
                "task_id": row.task_id,
                "before": [row.opens_at.isoformat(), row.due_at.isoformat()],
                "after": [window.opens_at.isoformat(), window.due_at.isoformat()],
            }
        )
        row.opens_at, row.due_at = window.opens_at, window.due_at
        row.set_at, row.moves = present, row.moves + 1
    if changes:
        record(session, actor, "rescheduled", cohort, changes=changes)
        enqueue(session, "assessment.dates_moved", cohort_id=cohort.id, tasks=[change["task_id"] for change in changes])
        if cohort.state is CohortState.OPEN:
            tell_new_dates(session, cohort, [rows[window.task_id] for window in moved], titles)


def set_anonymous_grading(session: Session, cohort: Cohort, hidden: bool, *, actor: Actor) -> None:
    """Hide learners' names from those who grade until their results are released, or show them."""
    lock(session, cohort)
    if cohort.anonymous_grading is not hidden:
        cohort.anonymous_grading = hidden
        record(session, actor, "hid the names from graders of" if hidden else "showed the names to graders of", cohort)


def set_request_days(session: Session, cohort: Cohort, days: int, *, actor: Actor) -> None:
    """Say for how many days learners may ask for another look at a result; 0 lets nobody ask."""
    lock(session, cohort)
    if cohort.request_days != days:
        record(session, actor, "set the days for requests of", cohort, before=cohort.request_days, days=days)
        cohort.request_days = days


def check_instructors(session: Session, organisation_id: int, accounts: Collection[int]) -> None:
    """Refuse accounts that are not instructors of the organisation today."""
    today = today_in_korea()
    allowed = set(
        session.scalars(
            select(Membership.account_id).where(
                Membership.organisation_id == organisation_id,
                Membership.account_id.in_(accounts),
                Membership.role == Role.INSTRUCTOR,
                Membership.since <= today,
                Membership.until.is_(None) | (Membership.until > today),
            )
        )
    )
    if set(accounts) - allowed:
        raise NotAnInstructor


def planned_by_rules(session: Session, edition_id: int, cohort_plan: CohortPlan) -> list[Planned]:
    """The schedule that follows from a course's due rules for a cohort's dates."""
    tasks = session.scalars(select(Task).where(Task.edition_id == edition_id).order_by(Task.position))
    rules = [DueRule(task.id, task.due_days_after_start, task.due_time) for task in tasks]
    return plan(rules, cohort_plan.starts_on, cohort_plan.ends_before)


def present_schedule(session: Session, cohort: Cohort) -> list[Planned]:
    """The dates that a cohort's tasks have now."""
    rows = session.scalars(select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id))
    return [Planned(row.task_id, row.opens_at, row.due_at) for row in rows]


def _check_length(cohort_plan: CohortPlan, windows: Sequence[Planned]) -> None:
    last_due = max((window.due_at for window in windows), default=None)
    if last_due is not None and last_due > start_of(cohort_plan.ends_before):
        raise CohortTooShort(last_due)


def _differs(row: ScheduledTask, window: Planned) -> bool:
    return (row.opens_at, row.due_at) != (window.opens_at, window.due_at)
