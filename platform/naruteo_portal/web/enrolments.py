"""Enrolments: applying for a place, seeing how one stands, and giving the place up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.queries import get_course_of
from naruteo_portal.catalogue.access import teaches_cohort
from naruteo_portal.catalogue.cohort_queries import STAFF
from naruteo_portal.catalogue.deadlines import deadline_of
from naruteo_portal.catalogue.enrolment import HERE, apply, withdraw
from naruteo_portal.catalogue.models import CohortState, Enrolment, EnrolmentState
from naruteo_portal.catalogue.progress import Rule
from naruteo_portal.catalogue.queries import (
    get_cohort_to_apply,
    get_enrolment,
    own_account,
    own_enrolments,
    place_in_line,
)
from naruteo_portal.catalogue.words import remaining_words, standing_words
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.learning.survey import is_open, last_day_of_survey
from naruteo_portal.web.enrolment_states import ENROLMENT_WORDS
from naruteo_portal.web.forms.enrolments import ApplyForm, WithdrawForm

blueprint = Blueprint("enrolments", __name__, url_prefix="/enrolments")
APPLIED: dict[EnrolmentState, Message] = {
    EnrolmentState.APPLIED: N_("We have your application. You will get a mail as soon as it is decided."),
    EnrolmentState.WAITING: N_("All seats are taken, so you are on the waiting list. You will get a mail."),
    EnrolmentState.ADMITTED: N_("You have a place. You will get a mail with the dates."),
}
NEXT_STEPS: dict[EnrolmentState, Message] = {
    EnrolmentState.APPLIED: N_("The training provider decides next. You will get a mail; you need not do anything."),
    EnrolmentState.WAITING: N_(
        "Your application was accepted, but all seats are taken. As soon as one becomes free for you, you have it and "
        "get a mail; you need not do anything."
    ),
    EnrolmentState.DECLINED: N_("You can apply for another cohort."),
    EnrolmentState.WITHDRAWN: N_(
        "What was submitted is kept. You can apply again while the cohort takes applications."
    ),
}


@blueprint.get("")
@permit(SIGNED_IN)
def enrolments() -> str:
    """All that the reader has applied for."""
    return render_template(
        "enrolments/enrolments.html", enrolments=own_enrolments(current_session(), reader()), words=ENROLMENT_WORDS
    )


@blueprint.post("")
@permit(SIGNED_IN)
def ask() -> Response:
    """Apply for a place in a cohort."""
    form = ApplyForm()
    session = current_session()
    cohort = get_cohort_to_apply(session, form.cohort_id())
    enrolment = apply(session, cohort, own_account(session, reader()), actor=actor())
    flash(APPLIED[enrolment.state].said_in(locale()), "success")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)


@blueprint.get("/<int:enrolment_id>")
@permit(SIGNED_IN)
def enrolment(enrolment_id: int) -> str:
    """How a person stands with a cohort, and its dates."""
    found = get_enrolment(current_session(), reader(), enrolment_id)
    waiting = found.state is EnrolmentState.WAITING
    # A cohort in preparation has no work yet.
    learning = get_course_of(current_session(), found)
    progress = learning.progress(now()) if learning else None
    survey_needed = progress and any(rule.rule is Rule.SURVEY and not rule.met for rule in progress.rules)
    return render_template(
        "enrolments/enrolment.html",
        enrolment=found,
        own=_is_own(found),
        place=place_in_line(current_session(), found) if waiting else None,
        progress=progress,
        survey_until=last_day_of_survey(found.cohort) if survey_needed else None,
        survey_open=progress is not None and is_open(progress, found.cohort, now()),
        remaining_words=remaining_words,
        standing_words=standing_words,
        next_step=NEXT_STEPS.get(found.state),
        deadlines=[
            deadline_of(found, scheduled)
            for scheduled in sorted(found.cohort.schedule, key=lambda scheduled: scheduled.task.position)
        ],
        teaches=reader().has(Role.INSTRUCTOR)
        and teaches_cohort(current_session(), reader().account_id, found.cohort_id),
        can_leave=_can_leave(found),
        can_return=found.state is EnrolmentState.WITHDRAWN
        and found.cohort.state is CohortState.OPEN
        and now() < found.cohort.apply_until,
        staff=reader().has(*STAFF) and not _is_own(found),
        words=ENROLMENT_WORDS,
    )


@blueprint.route("/<int:enrolment_id>/withdraw", methods=["GET", "POST"])
@permit(SIGNED_IN)
def leave(enrolment_id: int) -> Response | tuple[str, int]:
    """Ask why, say what it means, and take the person out of the cohort."""
    found = get_enrolment(current_session(), reader(), enrolment_id)
    address = url_for("enrolments.enrolment", enrolment_id=enrolment_id)
    if not _can_leave(found):
        return redirect(address, 303)
    form = WithdrawForm()
    if form.validate_on_submit():
        withdraw(current_session(), found, actor=actor(), reason=form.reason.data.strip())
        said = N_("You have withdrawn.") if _is_own(found) else N_("The enrolment was withdrawn.")
        flash(said.said_in(locale()), "success")
        return redirect(address, 303)
    page = render_template("enrolments/withdraw.html", enrolment=found, own=_is_own(found), form=form, back=address)
    return page, 422 if request.method == "POST" else 200


def _is_own(enrolment: Enrolment) -> bool:
    return enrolment.account_id == reader().account_id


def _can_leave(enrolment: Enrolment) -> bool:
    return enrolment.state in HERE and enrolment.cohort.state is not CohortState.CLOSED
