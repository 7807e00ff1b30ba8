"""Whether work that was handed in is late, looked at again when what is due when has changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.submissions import arrival_that_counts
from naruteo_portal.audit.events import Actor, record_each
from naruteo_portal.catalogue.deadlines import Deadline, deadline_of
from naruteo_portal.catalogue.models import Enrolment, ScheduledTask


def attempts_of(session: Session, enrolment_id: int, task_id: int) -> Sequence[Submission]:
    """What one person has handed in for a task, the latest first."""
    return session.scalars(
        select(Submission)
        .where(Submission.enrolment_id == enrolment_id, Submission.task_id == task_id)
        .order_by(Submission.attempt.desc())
    ).all()


def judged_otherwise(attempts: Sequence[Submission], deadline: Deadline) -> list[Submission]:
    """Those of one person's attempts at a task, the latest first, that are late by their mark or by the dates only."""
    return [
        attempt
        for place, attempt in enumerate(attempts)
        if deadline.late_at(arrival_that_counts(attempt.received_at, attempts[place + 1 :])) is not attempt.late
    ]


def judge_again(session: Session, attempts: Sequence[Submission], *, actor: Actor) -> None:
    """Turn the marks of attempts round: what was late is in time, what was in time is late."""
    for attempt in attempts:
        attempt.late = not attempt.late
    acts = [(attempt, {"late": attempt.late}) for attempt in attempts]
    record_each(session, actor, acts, verb="judged anew whether late")


def forgive(session: Session, cohort_id: int, task_ids: Sequence[int], *, actor: Actor) -> None:
    """After a cohort's dates have moved, let work that was late count as in time if it is by the new dates.

    What came in time stays in time: nobody can hand in earlier afterwards.
    """
    # Whoever is just handing in by the former dates is done before this looks.
    everybody = select(Enrolment.id).where(Enrolment.cohort_id == cohort_id).order_by(Enrolment.id)
    session.execute(everybody.with_for_update())
    schedule = session.scalars(
        select(ScheduledTask)
        .where(ScheduledTask.cohort_id == cohort_id, ScheduledTask.task_id.in_(task_ids))
        .options(joinedload(ScheduledTask.task))
    ).all()
    late = select(Submission.enrolment_id).where(Submission.task_id.in_(task_ids), Submission.late)
    people = session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.id.in_(late))
        .options(selectinload(Enrolment.accommodations))
    ).all()
    handed_in = session.scalars(
        select(Submission)
        .where(Submission.enrolment_id.in_([person.id for person in people]), Submission.task_id.in_(task_ids))
        .order_by(Submission.attempt.desc())
    ).all()
    forgiven = [
        attempt
        for person in people
        for scheduled in schedule
        for attempt in judged_otherwise(
            [each for each in handed_in if (each.enrolment_id, each.task_id) == (person.id, scheduled.task_id)],
            deadline_of(person, scheduled),
        )
        if attempt.late
    ]
    judge_again(session, forgiven, actor=actor)
