"""Reminding people of tasks that are due soon and that they have not handed in, once for each person and task."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import Cohort, CohortState, Enrolment, EnrolmentState, ScheduledTask, Task
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
    due = session.scalars(
        select(ScheduledTask.id)
        .where(
            ScheduledTask.opens_at <= present, ScheduledTask.due_at.between(present, present + timedelta(hours=hours))
        )
        .order_by(ScheduledTask.id)
        # Two jobs at once would both find nobody reminded.
        .with_for_update()
    ).all()
    learners: dict[ScheduledTask, list[Account]] = defaultdict(list)
    for scheduled, account in session.execute(_still_to_remind(due)):
        learners[scheduled].append(account)
    for scheduled, accounts in learners.items():
        values = {"task": scheduled.task.title, "course": scheduled.cohort.edition.title, "due": scheduled.due_at}
        address = f"/cohorts/{scheduled.cohort_id}/tasks/{scheduled.task.name}"
        notify_each(
            session, [(account, address) for account in accounts], kind=NoticeKind.DUE_SOON,
            subject=N_(SUBJECT.text, **values), body=N_(BODY.text, **values),
        )  # fmt: skip


def _still_to_remind(scheduled: Sequence[int]) -> Select[ScheduledTask, Account]:
    """Each of the tasks with each learner of its cohort who has neither handed it in nor been reminded of it."""
    handed_in = exists().where(Submission.enrolment_id == Enrolment.id, Submission.task_id == ScheduledTask.task_id)
    reminded = exists().where(
        Notice.account_id == Account.id,
        Notice.kind == NoticeKind.DUE_SOON,
        Notice.address == func.concat("/cohorts/", Cohort.id, "/tasks/", Task.name),
    )
    return (
        select(ScheduledTask, Account)
        .join(ScheduledTask.cohort)
        .join(ScheduledTask.task)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Enrolment.account)
        .where(
            ScheduledTask.id.in_(scheduled),
            Cohort.state == CohortState.OPEN,
            Enrolment.state == EnrolmentState.ADMITTED,
            ~handed_in,
            ~reminded,
        )
        .order_by(ScheduledTask.due_at, ScheduledTask.id, Enrolment.id)
        # The notice names task and course.
        .options(
            contains_eager(ScheduledTask.task),
            contains_eager(ScheduledTask.cohort).joinedload(Cohort.edition),
        )
    )
