"""What learners are told when what is due when has changed for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.catalogue.deadlines import Deadline
from naruteo_portal.catalogue.models import Cohort, CohortState, Edition, Enrolment, EnrolmentState, Task
from naruteo_portal.core.i18n import LOCALES, N_, Message, choose
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each

MORE_TIME = (
    N_("More time for a task: %(task)s"),
    N_("You have more time for “%(task)s” in the course “%(course)s”: it is due on %(due)s."),
)
EXCUSED = (
    N_("You are excused from a task: %(task)s"),
    N_("You need not do “%(task)s” in the course “%(course)s”. It counts neither for nor against you."),
)
AS_BEFORE = (
    N_("The due date of a task has changed: %(task)s"),
    N_(
        "What you were granted for “%(task)s” in the course “%(course)s” has ended: as for everybody in the cohort it "
        "is due on %(due)s."
    ),
)
MOVED = (
    N_("Dates have moved: %(course)s"),
    N_("In the course “%(course)s” these tasks have other dates now: %(tasks)s. Please see when they are due."),
)


def tell_deadline(session: Session, enrolment: Enrolment, deadline: Deadline) -> None:
    """Tell somebody what was granted to them, or that it has ended; the reason stays on the page."""
    subject, body = EXCUSED if deadline.excused else MORE_TIME if deadline.granted else AS_BEFORE
    values = {"task": deadline.task.title, "course": enrolment.cohort.edition.title, "due": deadline.due_at}
    notify(
        session, enrolment.account, kind=NoticeKind.EXTENSION, subject=Message(subject.text, values),
        body=Message(body.text, values), address=f"/cohorts/{enrolment.cohort_id}/tasks/{deadline.task.name}",
    )  # fmt: skip


def tell_moved_dates(session: Session, cohort_id: int, task_ids: Sequence[int]) -> None:
    """Tell the learners of a cohort that is open which of its tasks have other dates now."""
    cohort = session.get_one(Cohort, cohort_id, options=[joinedload(Cohort.edition).load_only(Edition.title)])
    if cohort.state is not CohortState.OPEN:
        return
    titles = session.scalars(select(Task.title).where(Task.id.in_(task_ids)).order_by(Task.position)).all()
    learners = session.scalars(
        select(Account)
        .join(Enrolment, Enrolment.account_id == Account.id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.ADMITTED)
    ).all()
    tasks = {locale: ", ".join(choose(title, locale) for title in titles) for locale in LOCALES}
    values = {"course": cohort.edition.title, "tasks": tasks}
    subject, body = (Message(words.text, values) for words in MOVED)
    notify_each(session, learners, kind=NoticeKind.SCHEDULE, subject=subject, body=body, address="/due-dates")
