"""What people are told about results and about requests to look at them again; names and points stay on the pages."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from naruteo_portal.assessment.models import (
    GradingRun,
    Regrade,
    RegradedSubmission,
    RegradeRequest,
    RequestState,
    Submission,
)
from naruteo_portal.catalogue.access import teachers_of
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, Task
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each

RELEASED = N_("Your result is here: %(task)s")
RELEASED_BODY = N_(
    "Your work on “%(task)s” in “%(course)s” has been graded by hand. Points and comments are on the page of your "
    "submission."
)
ASKED = N_("Somebody asks for another look: %(task)s")
ASKED_BODY = N_(
    "In “%(course)s”, %(cohort)s, somebody asks you to look at a result for “%(task)s” again. What they ask and until "
    "when you have to answer is on the page of the request."
)
ANSWERED = N_("Your request was answered: %(task)s")
ANSWERED_BODY: dict[RequestState, Message] = {
    RequestState.KEPT: N_(
        "Your instructors have looked at your result for “%(task)s” in “%(course)s” again. The points stay; the reason "
        "is on the page of your submission."
    ),
    RequestState.CHANGED: N_(
        "Your instructors have looked at your result for “%(task)s” in “%(course)s” again. The points have changed; "
        "the reason is on the page of your submission."
    ),
}
CORRECTED = N_("Your result has changed: %(task)s")
CORRECTED_BODY = N_(
    "“%(task)s” in “%(course)s” was graded again for everybody, and your result is another one now. Points and "
    "feedback are on the page of your submission.\n\nReason: %(reason)s"
)


def tell_result(session: Session, submission: Submission) -> None:
    """Tell the learner that a person has released the result of a submission."""
    values = _values(session, submission)
    notify(
        session, _learner(session, submission), kind=NoticeKind.RESULT, subject=Message(RELEASED.text, values),
        body=Message(RELEASED_BODY.text, values), address=_address(submission.reference),
    )  # fmt: skip


def tell_request(session: Session, request: RegradeRequest, cohort: Cohort) -> None:
    """Tell the instructors of the cohort, except for who asks, that somebody asks for another look."""
    values = _values(session, request.submission)
    learner = _learner(session, request.submission)
    instructors = session.scalars(
        select(Account).where(Account.id.in_(teachers_of(cohort.id)), Account.id != learner.id).order_by(Account.id)
    )
    notify_each(
        session, [(each, f"/regrade-requests/{request.id}") for each in instructors], kind=NoticeKind.REQUEST,
        subject=Message(ASKED.text, values), body=Message(ASKED_BODY.text, values),
    )  # fmt: skip


def tell_answer(session: Session, request: RegradeRequest) -> None:
    """Tell the learner that their request was answered."""
    values = _values(session, request.submission)
    notify(
        session, _learner(session, request.submission), kind=NoticeKind.REQUEST,
        subject=Message(ANSWERED.text, values), body=Message(ANSWERED_BODY[request.state].text, values),
        address=_address(request.submission.reference),
    )  # fmt: skip


def tell_regrade(session: Session, regrade: Regrade) -> None:
    """Tell those learners whose result is another one since the re-grade was published."""
    before, new = aliased(GradingRun), aliased(GradingRun)
    changed = session.execute(
        select(Account, Submission.reference)
        .select_from(RegradedSubmission)
        .join(RegradedSubmission.submission)
        .join(Submission.enrolment)
        .join(Enrolment.account)
        .join(new, new.id == RegradedSubmission.run_id)
        .outerjoin(before, before.id == RegradedSubmission.before_run_id)
        .where(
            RegradedSubmission.regrade_id == regrade.id,
            # What was settled anew meanwhile, or was better before, still counts as it did.
            Submission.current_run_id == new.id,
            or_(before.score.is_distinct_from(new.score), before.state.is_distinct_from(new.state)),
        )
        .order_by(Submission.id)
    )
    task, edition = _course_of(session, regrade.task_id)
    values = {"task": task.title, "course": edition.title, "reason": regrade.reason}
    notify_each(
        session, [(account, _address(reference)) for account, reference in changed], kind=NoticeKind.CORRECTION,
        subject=Message(CORRECTED.text, values), body=Message(CORRECTED_BODY.text, values),
    )  # fmt: skip


def _values(session: Session, submission: Submission) -> dict[str, object]:
    task, edition = _course_of(session, submission.task_id)
    cohort = session.get_one(Cohort, session.get_one(Enrolment, submission.enrolment_id).cohort_id)
    return {"task": task.title, "course": edition.title, "cohort": cohort.name}


def _course_of(session: Session, task_id: int) -> tuple[Task, Edition]:
    task = session.get_one(Task, task_id)
    return task, session.get_one(Edition, task.edition_id)


def _learner(session: Session, submission: Submission) -> Account:
    return session.get_one(Account, session.get_one(Enrolment, submission.enrolment_id).account_id)


def _address(reference: str) -> str:
    return f"/submissions/{reference}"
