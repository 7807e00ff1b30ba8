"""Reminding people of tasks that are due soon and that they have not handed in, once for each person and task."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import (
    Accommodation,
    AccommodationKind,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
    Task,
)
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.notices.notices import notify_each

SUBJECT = N_("Due soon: %(task)s")
BODY = N_(
    "“%(task)s” in “%(course)s” is due on %(due)s, and nothing of yours has arrived yet. If you have just submitted, "
    "you can ignore this."
)


def remind(session: Session, hours: int) -> None:
    """Remind everybody who has not handed in what is due within so many hours."""
    present = now()
    # Two jobs at once would both find nobody reminded.
    session.execute(
        select(ScheduledTask.id)
        .join(ScheduledTask.cohort)
        .where(Cohort.state == CohortState.OPEN, ScheduledTask.opens_at <= present)
        .order_by(ScheduledTask.id)
        .with_for_update(of=ScheduledTask)
    )
    learners: dict[tuple[ScheduledTask, datetime], list[Account]] = defaultdict(list)
    for scheduled, account, due_at in session.execute(_still_to_remind(present, present + timedelta(hours=hours))):
        learners[scheduled, due_at].append(account)
    for (scheduled, due_at), accounts in learners.items():
        values = {"task": scheduled.task.title, "course": scheduled.cohort.edition.title, "due": due_at}
        address = f"/cohorts/{scheduled.cohort_id}/tasks/{scheduled.task.name}"
        notify_each(
            session, [(account, address) for account in accounts], kind=NoticeKind.DUE_SOON,
            subject=N_(SUBJECT.text, **values), body=N_(BODY.text, **values),
        )  # fmt: skip


def _still_to_remind(present: datetime, until: datetime) -> Select[ScheduledTask, Account, datetime]:
    """Each open task with each learner for whom it is due by then, who has neither handed it in nor been reminded.

    The third is when it is due for them: as `catalogue.deadlines.Deadline` has it, but found among everybody at once.
    """
    due_at = func.greatest(ScheduledTask.due_at, func.coalesce(Accommodation.due_at, ScheduledTask.due_at))
    handed_in = exists().where(Submission.enrolment_id == Enrolment.id, Submission.task_id == ScheduledTask.task_id)
    reminded = exists().where(
        Notice.account_id == Account.id,
        Notice.kind == NoticeKind.DUE_SOON,
        Notice.address == func.concat("/cohorts/", Cohort.id, "/tasks/", Task.name),
    )
    return (
        select(ScheduledTask, Account, due_at)
        .join(ScheduledTask.cohort)
        .join(ScheduledTask.task)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Enrolment.account)
        .outerjoin(
            Accommodation,
            and_(
                Accommodation.enrolment_id == Enrolment.id,
                Accommodation.task_id == ScheduledTask.task_id,
                Accommodation.ended_at.is_(None),
            ),
        )
        .where(
            ScheduledTask.opens_at <= present,
            due_at.between(present, until),
            func.coalesce(Accommodation.kind, AccommodationKind.EXTENSION) != AccommodationKind.EXCUSE,
            Cohort.state == CohortState.OPEN,
            Enrolment.state == EnrolmentState.ADMITTED,
            ~handed_in,
            ~reminded,
        )
        .order_by(due_at, ScheduledTask.id, Enrolment.id)
        # The notice names task and course.
        .options(
            contains_eager(ScheduledTask.task),
            contains_eager(ScheduledTask.cohort).joinedload(Cohort.edition),
        )
    )
