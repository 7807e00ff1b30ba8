"""Requests to look at a result again: learners ask and take back, instructors answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.grading_queue import taught_cohorts
from naruteo_portal.assessment.models import RegradeRequest, RequestState
from naruteo_portal.assessment.queries import get_submission, get_taught_cohort
from naruteo_portal.assessment.regrade_request_queries import (
    concerned_cells,
    find_requests,
    get_own_request,
    get_request,
    is_overdue,
    name_of_cell,
    requests_about,
)
from naruteo_portal.assessment.regrade_requests import answer_request, ask_again, last_day, withdraw_request
from naruteo_portal.assessment.reviews import NothingToReview, ResultHasChanged
from naruteo_portal.catalogue.cohorts import set_request_days
from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.cohort_options import options_of
from naruteo_portal.web.forms.regrade_requests import AnswerForm, RequestDaysForm, answer_form, ask_form
from naruteo_portal.web.states import REQUEST_WORDS
from naruteo_portal.web.submissions import show_submission

blueprint = Blueprint("regrade_requests", __name__)
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.post("/submissions/<reference>/requests")
@permit(SIGNED_IN)
def ask(reference: str) -> AnyResponse | tuple[str, int]:
    """Ask for another look at one's own result."""
    session = current_session()
    found = get_submission(session, reader(), reference)
    if found.enrolment.account_id != reader().account_id:
        raise NotAllowed
    if found.current_run is None:
        raise NothingToReview
    form = ask_form(found.current_run)
    if form.validate_on_submit():
        try:
            ask_again(
                session, found, form.chosen_place(found.current_run), reason=form.why.data.strip(),
                cohort=found.enrolment.cohort, actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "place")
        else:
            flash(N_("Your request is with your instructors. The answer appears here.").said_in(locale()), "success")
            return redirect(url_for("submissions.submission", reference=reference, _anchor="requests"), 303)
    return show_submission(found, asking=form), 422


@blueprint.post("/regrade-requests/<int:request_id>/withdraw")
@permit(SIGNED_IN)
def withdraw(request_id: int) -> AnyResponse:
    """Take one's own request back."""
    found = get_own_request(current_session(), reader(), request_id)
    withdraw_request(current_session(), found, actor=actor())
    flash(N_("You took your request back.").said_in(locale()), "success")
    reference = found.submission.reference
    return redirect(url_for("submissions.submission", reference=reference, _anchor="requests"), 303)


@blueprint.get("/regrade-requests")
@permit(TEACHERS)
def requests() -> str:
    """The requests in the cohorts that the reader teaches, those that wait longest first."""
    session = current_session()
    wanted = request.args.get("state", "")
    state = RequestState(wanted) if wanted in list(RequestState) else None
    cohort = request.args.get("cohort", type=int)
    cohorts = taught_cohorts(session, reader())
    chosen = next((each for each in cohorts if each.id == cohort), None)
    return render_template(
        "regrade_requests/requests.html",
        page=find_requests(session, reader(), cohort=cohort, state=state, page=request.args.get("page", 1, type=int)),
        state=state,
        cohort=cohort,
        cohort_options=options_of(cohorts),
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in REQUEST_WORDS.items()],
        chosen=chosen,
        days=RequestDaysForm(formdata=None, data={"days": chosen.request_days}) if chosen else None,
        **_words(),
    )


@blueprint.route("/regrade-requests/<int:request_id>", methods=["GET", "POST"])
@permit(TEACHERS)
def answer(request_id: int) -> AnyResponse | tuple[str, int]:
    """One request with its history, and the answer to it: keep the points, or change them."""
    session = current_session()
    found = get_request(session, reader(), request_id)
    cells = concerned_cells(found)
    form = answer_form(found, cells)
    if form.is_submitted() and form.run_id.data != str(found.submission.current_run_id):
        raise ResultHasChanged
    if form.validate_on_submit():
        try:
            run = answer_request(
                session, found, int(form.run_id.data), form.points(cells), words=form.words.data.strip(), actor=actor()
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = N_("Answered; the points have changed.") if run else N_("Answered; the points stay.")
            flash(words.said_in(locale()), "success")
            return redirect(url_for("regrade_requests.requests", cohort=found.submission.enrolment.cohort_id), 303)
    return _show(found, form), 422 if form.is_submitted() else 200


@blueprint.post("/cohorts/<int:cohort_id>/request-days")
@permit(TEACHERS)
def days(cohort_id: int) -> AnyResponse:
    """Set for how many days learners of a cohort may ask."""
    taught = get_taught_cohort(current_session(), reader(), cohort_id)
    form = RequestDaysForm()
    if form.validate_on_submit():
        set_request_days(current_session(), taught, form.days.data, actor=actor())
        flash(N_("Saved.").said_in(locale()), "success")
    else:
        flash(" ".join(form.days.errors), "error")
    return redirect(url_for("regrade_requests.requests", cohort=cohort_id), 303)


def _words() -> dict[str, object]:
    return {
        "words": REQUEST_WORDS,
        "name_of_cell": name_of_cell,
        "is_overdue": is_overdue,
        "last_day": last_day,
    }


def _show(found: RegradeRequest, form: AnswerForm) -> str:
    earlier = [each for each in requests_about(current_session(), found.submission) if each.id != found.id]
    return render_template(
        "regrade_requests/request.html", asked=found, form=form, earlier=earlier,
        cells=concerned_cells(found), **_words(),
    )  # fmt: skip
