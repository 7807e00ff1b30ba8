"""A learner's page of one task: what it asks, when it is due, every attempt, and the way into the notebook."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template

from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.assessment.queries import TaskWork, get_learner_course
from naruteo_portal.assessment.turns import waits_of
from naruteo_portal.catalogue.models import CohortState
from naruteo_portal.catalogue.words import attempt_words, late_words
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.learning.models import TraceKind
from naruteo_portal.learning.traces import note_task
from naruteo_portal.web.notebooks import assignment_address
from naruteo_portal.web.states import STATE_WORDS
from naruteo_portal.web.waits import before_words, said_waits, wait_words

blueprint = Blueprint("tasks", __name__)
JUST_NOW = timedelta(minutes=15)
"""How long a receipt stands out on the task's page; afterwards it is a line among the attempts."""


@blueprint.get("/cohorts/<int:cohort_id>/tasks/<name>")
@permit(SIGNED_IN)
def task(cohort_id: int, name: str) -> str | tuple[str, int]:
    """The whole page, or for htmx the attempts alone."""
    course = get_learner_course(current_session(), reader(), cohort_id)
    work = course.find_work(name)
    if work is None:
        raise NotFound
    at = now()
    receipt = _fresh_receipt(work, at)
    waits = waits_of(current_session(), [each.id for each in work.submissions if each.state is SubmissionState.QUEUED])
    version = version_of(
        [(each.id, each.state, each.current_run_id) for each in work.submissions],
        receipt and receipt.id,
        said_waits(waits),
        locale(),
    )
    if is_seen(version):
        return "", 204
    tasks = [each.task for each in course.work]
    place = tasks.index(work.task)
    if not is_part() and course.cohort.state is CohortState.OPEN:
        note_task(current_session(), course.enrolment, work.task, TraceKind.TASK_OPENED)
    return render_template(
        "tasks/attempts.html" if is_part() else "tasks/task.html",
        course=course,
        work=work,
        at=at,
        before=tasks[place - 1] if place else None,
        after=tasks[place + 1] if place + 1 < len(tasks) else None,
        receipt=receipt,
        version=version,
        attempt_words=attempt_words,
        late_words=late_words,
        states=STATE_WORDS,
        waits=waits,
        before_words=before_words,
        wait_words=wait_words,
        settled=all(submission.state.settled for submission in work.submissions),
        notebook_address=assignment_address(course.cohort.edition.course.slug, name),
    )


def _fresh_receipt(work: TaskWork, at: datetime) -> Submission | None:
    """The latest submission while it is news."""
    latest = next(iter(work.submissions), None)
    return latest if latest and (at - latest.received_at < JUST_NOW or not latest.state.settled) else None
