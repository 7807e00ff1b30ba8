"""A learner's page of one task: what it asks, when it is due, every attempt, and the way into the notebook."""

from flask import Blueprint, render_template, request

from naruteo_portal.assessment.queries import get_learner_course
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import reader
from naruteo_portal.web.notebooks import assignment_address
from naruteo_portal.web.states import STATE_WORDS

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/cohorts/<int:cohort_id>/tasks/<name>")
@permit(SIGNED_IN)
def task(cohort_id: int, name: str) -> str:
    """The whole page, or for htmx the attempts alone."""
    course = get_learner_course(current_session(), reader(), cohort_id)
    work = course.find_work(name)
    if work is None:
        raise NotFound
    template = "tasks/attempts.html" if request.headers.get("HX-Request") else "tasks/task.html"
    return render_template(
        template,
        course=course,
        work=work,
        at=now(),
        states=STATE_WORDS,
        settled=all(submission.state.settled for submission in work.submissions),
        notebook_address=assignment_address(course.cohort.edition.course.slug, name),
    )
