"""What people are told about their enrolment and their cohort's dates, with what to do next."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, EnrolmentState, ScheduledTask
from naruteo_portal.core.i18n import N_, Message, lines
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each

NEWS: dict[EnrolmentState, tuple[Message, Message]] = {
    EnrolmentState.APPLIED: (
        N_("We have received your application: %(course)s"),
        N_(
            "You have applied for a place in “%(course)s”, %(cohort)s (from %(start)s).\n"
            "The training provider decides next; we write to you as soon as that has happened."
        ),
    ),
    EnrolmentState.WAITING: (
        N_("You are on the waiting list: %(course)s"),
        N_(
            "Your application for “%(course)s”, %(cohort)s (from %(start)s), was accepted, but all "
            "seats are taken at present.\nYou are on the waiting list in the order of application. As soon as a seat "
            "becomes free you get it and we write to you; you need not do anything."
        ),
    ),
    EnrolmentState.ADMITTED: (
        N_("You have a place: %(course)s"),
        N_(
            "You have a place in “%(course)s”, %(cohort)s. It starts on %(start)s.\n"
            "If you cannot take part, please withdraw, so that somebody else can have the place."
        ),
    ),
    EnrolmentState.DECLINED: (
        N_("About your application: %(course)s"),
        N_(
            "Your application for “%(course)s”, %(cohort)s (from %(start)s), was declined.\n"
            "Reason: %(reason)s\n\nYou can apply for other cohorts."
        ),
    ),
    EnrolmentState.WITHDRAWN: (
        N_("You have left a course: %(course)s"),
        N_(
            "You are no longer enrolled in “%(course)s”, %(cohort)s (from %(start)s).\n"
            "Reason: %(reason)s\n\nWhat you submitted is kept. You can apply again while the cohort takes "
            "applications."
        ),
    ),
}


NEW_DATES = N_("Changed dates: %(course)s")
NEW_DATES_BODY = N_("In “%(course)s”, %(cohort)s, these tasks have other dates now:\n\n%(tasks)s")
NEW_DATE = N_("%(task)s: opens %(opens)s, due %(due)s")


def tell_enrolment(session: Session, enrolment: Enrolment, cohort: Cohort) -> None:
    """Tell a person how they stand with a cohort now."""
    edition = session.get_one(Edition, cohort.edition_id)
    subject, body = NEWS[enrolment.state]
    values = {
        "course": edition.title, "cohort": cohort.name, "start": cohort.starts_on, "reason": enrolment.reason or "–",
    }  # fmt: skip
    notify(
        session, session.get_one(Account, enrolment.account_id), kind=NoticeKind.ENROLMENT,
        subject=Message(subject.text, values), body=Message(body.text, values), address=f"/enrolments/{enrolment.id}",
    )  # fmt: skip


def tell_new_dates(
    session: Session, cohort: Cohort, moved: Sequence[ScheduledTask], titles: dict[int, dict[str, str]]
) -> None:
    """Tell everybody who has a place which tasks have other dates; `titles` are the tasks' by id."""
    edition = session.get_one(Edition, cohort.edition_id)
    tasks = lines([N_(NEW_DATE.text, task=titles[row.task_id], opens=row.opens_at, due=row.due_at) for row in moved])
    places = session.execute(
        select(Account, Enrolment.id)
        .join(Enrolment, Enrolment.account_id == Account.id)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        .order_by(Enrolment.id)
    )
    notify_each(
        session, [(account, f"/enrolments/{enrolment_id}") for account, enrolment_id in places],
        kind=NoticeKind.SCHEDULE, subject=N_(NEW_DATES.text, course=edition.title),
        body=N_(NEW_DATES_BODY.text, course=edition.title, cohort=cohort.name, tasks=tasks),
    )  # fmt: skip
