"""Submissions: the receipt and result of one, and a cohort's list for its instructors."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.grading import queue_grading
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.assessment.queries import (
    cohort_submissions,
    get_submission,
    get_taught_cohort,
)
from naruteo_portal.assessment.regrade_queries import earlier_results_kept
from naruteo_portal.assessment.regrade_request_queries import is_overdue, name_of_cell, requests_about
from naruteo_portal.assessment.regrade_requests import is_past, last_day, last_day_to_ask
from naruteo_portal.assessment.reviews import may_be_reviewed
from naruteo_portal.assessment.turns import Wait, waits_of
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.regrade_requests import AskForm, ask_form
from naruteo_portal.web.forms.submissions import RegradeForm
from naruteo_portal.web.learner_names import learner_called
from naruteo_portal.web.notebooks import authoring_address
from naruteo_portal.web.run_timeline import timeline_of
from naruteo_portal.web.states import REQUEST_WORDS, STATE_WORDS
from naruteo_portal.web.waits import before_words, said_waits, wait_words

blueprint = Blueprint("submissions", __name__)
QUEUED_AGAIN = N_("It will be graded again. Earlier results are kept.")


@blueprint.get("/cohorts/<int:cohort_id>/submissions")
@permit(any_of(Role.INSTRUCTOR))
def cohort(cohort_id: int) -> str | tuple[str, int]:
    """Every submission of a cohort with its state, latest first."""
    taught = get_taught_cohort(current_session(), reader(), cohort_id)
    state = next((each for each in SubmissionState if each == request.args.get("state")), None)
    task = request.args.get("task", "")
    page = cohort_submissions(
        current_session(),
        reader(),
        cohort_id,
        task=task,
        state=state,
        page=request.args.get("page", 1, type=int),
    )
    waits = waits_of(current_session(), [each.id for each in page.rows if each.state is SubmissionState.QUEUED])
    version = version_of(
        page.total, [(each.id, each.state, each.current_run_id) for each in page.rows], said_waits(waits), locale()
    )
    if is_seen(version):
        return "", 204
    template = "submissions/list.html" if is_part() else "submissions/cohort.html"
    return render_template(
        template,
        cohort=taught,
        page=page,
        version=version,
        task=task,
        state=state,
        states=STATE_WORDS,
        waits=waits,
        before_words=before_words,
        wait_words=wait_words,
        learner_called=learner_called,
        task_options=[(each.name, choose(each.title, locale())) for each in taught.edition.tasks],
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in STATE_WORDS.items()],
        authoring_address=authoring_address(taught.edition.course.slug),
    )


@blueprint.get("/submissions/<reference>")
@permit(SIGNED_IN)
def submission(reference: str) -> str | tuple[str, int]:
    """Receipt, state, score, points and feedback; for htmx the part that changes while it is graded."""
    found = get_submission(current_session(), reader(), reference)
    waits = waits_of(current_session(), [found.id] if found.state is SubmissionState.QUEUED else [])
    version = version_of(found.state, found.current_run_id, said_waits(waits), locale())
    if is_seen(version):
        return "", 204
    return show_submission(found, wait=waits.get(found.id), version=version)


@blueprint.post("/submissions/<reference>/regrade")
@permit(any_of(Role.INSTRUCTOR))
def regrade(reference: str) -> AnyResponse | tuple[str, int]:
    """Grade a submission once more, for a reason that is kept."""
    found = get_submission(current_session(), reader(), reference)
    if not _teaches(found):
        raise NotAllowed
    form = RegradeForm()
    if not form.validate_on_submit():
        return show_submission(found, again=form), 422
    queue_grading(current_session(), found, actor=actor(), reason=form.reason.data)
    flash(QUEUED_AGAIN.said_in(locale()), "success")
    return redirect(url_for("submissions.submission", reference=reference), 303)


@blueprint.get("/submissions/<reference>/files/<path:path>")
@permit(SIGNED_IN)
def submitted_file(reference: str, path: str) -> Response:
    """A file exactly as it was handed in, as a download: it is never shown within the portal."""
    found = get_submission(current_session(), reader(), reference)
    return _download(found.tree, path)


@blueprint.get("/submissions/<reference>/returned/<path:path>")
@permit(SIGNED_IN)
def returned_file(reference: str, path: str) -> Response:
    """A feedback file that an instructor returned with nbgrader's command, as a download."""
    found = get_submission(current_session(), reader(), reference)
    return _download(found.returned.tree if found.returned else [], path)


def _download(rows: Any, path: str) -> Response:
    """One file of a tree as an attachment that no browser shows as a page of ours; NotFound if it is not there."""
    file = next((each for each in Tree.from_json(rows).files if each.path == path), None)
    if file is None:
        raise NotFound
    return download(blobs().get(file.sha256), path.rsplit("/", 1)[-1])


def _teaches(found: Submission) -> bool:
    return found.enrolment.account_id != reader().account_id


def show_submission(
    found: Submission,
    *,
    again: RegradeForm | None = None,
    asking: AskForm | None = None,
    wait: Wait | None = None,
    version: str = "",
) -> str:
    """The page of a submission, or for htmx its result, with a form as it was sent."""
    run, cohort = found.current_run, found.enrolment.cohort
    teaches = _teaches(found)
    ask_until = last_day_to_ask(current_session(), found, cohort)
    if asking is None and run is not None and not teaches and ask_until is not None and not is_past(ask_until):
        asking = ask_form(run, formdata=None)
    pages = (run.feedback.get(locale()) or {}) if run else {}
    template = "submissions/result.html" if is_part() else "submissions/submission.html"
    return render_template(
        template,
        submission=found,
        run=run,
        files=Tree.from_json(found.tree).files,
        returned=Tree.from_json(found.returned.tree).files if found.returned else (),
        # The grader has cleaned these pages; they hold no script, style or foreign address.
        feedback={name: blobs().get(sha256).decode() for name, sha256 in sorted(pages.items())},
        wait=wait,
        before_words=before_words,
        wait_words=wait_words,
        timeline=timeline_of(found, earlier_results_kept(current_session(), found), locale()),
        version=version,
        states=STATE_WORDS,
        teaches=teaches,
        form=again or RegradeForm(formdata=None),
        requests=requests_about(current_session(), found),
        asking=asking,
        ask_until=ask_until,
        request_words=REQUEST_WORDS,
        name_of_cell=name_of_cell,
        is_overdue=is_overdue,
        last_day=last_day,
        cohort=cohort,
        may_decide=teaches and may_be_reviewed(found),
        learner_called=learner_called,
    )
