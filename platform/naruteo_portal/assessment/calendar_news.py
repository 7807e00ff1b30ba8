"""What learners are told when what is due when has changed for them."""

from sqlalchemy.orm import Session

from naruteo_portal.catalogue.deadlines import Deadline
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify

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


def tell_deadline(session: Session, enrolment: Enrolment, deadline: Deadline) -> None:
    """Tell somebody what was granted to them, or that it has ended; the reason stays on the page."""
    subject, body = EXCUSED if deadline.excused else MORE_TIME if deadline.granted else AS_BEFORE
    values = {"task": deadline.task.title, "course": enrolment.cohort.edition.title, "due": deadline.due_at}
    notify(
        session, enrolment.account, kind=NoticeKind.EXTENSION, subject=Message(subject.text, values),
        body=Message(body.text, values), address=f"/cohorts/{enrolment.cohort_id}/tasks/{deadline.task.name}",
    )  # fmt: skip
