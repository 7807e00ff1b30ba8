"""Whom it affects when a cohort's dates move, told before they do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only, selectinload

from naruteo_portal.assessment.lateness import judged_otherwise
from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.deadlines import deadline_of
from naruteo_portal.catalogue.models import Cohort, Enrolment, EnrolmentState, ScheduledTask
from naruteo_portal.catalogue.schedule import Planned


@dataclass(frozen=True)
class Effect:
    """One task's dates before and after, and the people of the cohort whom the move affects."""

    scheduled: ScheduledTask
    after: Planned
    owing: int
    """People who have not handed in and are not excused."""
    overdue_at_once: int
    """Those of them for whom it will be due already."""
    forgiven: int
    """Attempts that were late and will count as in time."""
    extended: int
    """People whose extension stays at the instant that it names."""


def effects_of(session: Session, cohort: Cohort, windows: Sequence[Planned], at: datetime) -> list[Effect]:
    """What moving to `windows` does, task by task; three queries. The cohort's schedule and tasks must be loaded."""
    people = session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        .options(selectinload(Enrolment.accommodations))
    ).all()
    attempts: dict[tuple[int, int], list[Submission]] = defaultdict(list)
    for each in session.scalars(
        select(Submission)
        .where(Submission.enrolment_id.in_([person.id for person in people]))
        .order_by(Submission.attempt.desc())
        .options(
            load_only(
                Submission.enrolment_id, Submission.task_id, Submission.received_at, Submission.late, Submission.state
            )
        )
    ):
        attempts[each.enrolment_id, each.task_id].append(each)
    after = {window.task_id: window for window in windows}
    ordered = sorted(cohort.schedule, key=lambda scheduled: scheduled.task.position)
    return [_effect(scheduled, after[scheduled.task_id], people, attempts, at) for scheduled in ordered]


def _effect(
    scheduled: ScheduledTask,
    after: Planned,
    people: Sequence[Enrolment],
    attempts: dict[tuple[int, int], list[Submission]],
    at: datetime,
) -> Effect:
    # As the row will be; it is never added to a session.
    moved = ScheduledTask(
        task_id=scheduled.task_id, task=scheduled.task, opens_at=after.opens_at, due_at=after.due_at
    )  # fmt: skip
    owing = overdue = forgiven = extended = 0
    for person in people:
        before, then = deadline_of(person, scheduled), deadline_of(person, moved)
        handed_in = attempts[person.id, scheduled.task_id]
        extended += before.extended
        forgiven += sum(each.late for each in judged_otherwise(handed_in, then))
        if not handed_in and not then.excused:
            owing += 1
            overdue += then.due_at <= at < before.due_at
    return Effect(scheduled, after, owing, overdue, forgiven, extended)
