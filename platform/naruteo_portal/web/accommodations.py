"""Extensions and excuses: the pages on which instructors grant, change and revoke them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.accommodation_queries import find_accommodations, get_taught_place
from naruteo_portal.assessment.accommodations import grant, late_without, revoke
from naruteo_portal.assessment.lateness import attempts_of
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.catalogue.deadlines import deadline_of
from naruteo_portal.catalogue.models import Enrolment, ScheduledTask
from naruteo_portal.catalogue.words import late_words
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.accommodations import AccommodationForm, SeenForm

blueprint = Blueprint("accommodations", __name__)
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.get("/cohorts/<int:cohort_id>/accommodations")
@permit(TEACHERS)
def accommodations(cohort_id: int) -> str:
    """What people of a cohort were granted: in force, or ended."""
    ended = request.args.get("view") == "ended"
    return render_template(
        "accommodations/accommodations.html",
        cohort=get_taught_cohort(current_session(), reader(), cohort_id),
        ended=ended,
        page=find_accommodations(
            current_session(), reader(), cohort_id, ended=ended, page=request.args.get("page", 1, type=int)
        ),
    )


@blueprint.route("/enrolments/<int:enrolment_id>/tasks/<name>/accommodation", methods=["GET", "POST"])
@permit(TEACHERS)
def accommodation(enrolment_id: int, name: str) -> Response | tuple[str, int]:
    """What one person has for one task, with its history; grant something, or change it."""
    enrolment, scheduled = get_taught_place(current_session(), reader(), enrolment_id, name)
    deadline = deadline_of(enrolment, scheduled)
    form = AccommodationForm.of(deadline.granted, deadline.due_at)
    if form.validate_on_submit() and (granted := form.granted()):
        try:
            judged = grant(current_session(), enrolment, scheduled, granted, seen=form.seen_id(), actor=actor())
        except Invalid as refusal:
            form.refuse(refusal, "due_at" if granted.due_at else "kind")
        else:
            flash(_said(len(judged)).said_in(locale()), "success")
            return redirect(request.path, 303)
    return _show(enrolment, scheduled, form), 422 if form.is_submitted() else 200


@blueprint.post("/enrolments/<int:enrolment_id>/tasks/<name>/accommodation/revocation")
@permit(TEACHERS)
def end(enrolment_id: int, name: str) -> Response:
    """Take back what a person was granted."""
    enrolment, scheduled = get_taught_place(current_session(), reader(), enrolment_id, name)
    judged = revoke(current_session(), enrolment, scheduled, seen=SeenForm().seen_id(), actor=actor())
    flash(_said(len(judged)).said_in(locale()), "success")
    return redirect(url_for("accommodations.accommodation", enrolment_id=enrolment_id, name=name), 303)


def _said(judged: int) -> Message:
    if judged:
        return N_("Saved. Attempts that are judged anew as in time or late: %(count)s.", count=judged)
    return N_("Saved.")


def _show(enrolment: Enrolment, scheduled: ScheduledTask, form: AccommodationForm) -> str:
    session = current_session()
    deadline = deadline_of(enrolment, scheduled)
    return render_template(
        "accommodations/accommodation.html",
        enrolment=enrolment,
        deadline=deadline,
        form=form,
        attempts=attempts_of(session, enrolment.id, scheduled.task_id),
        late_afterwards=late_without(session, enrolment, scheduled) if deadline.granted else 0,
        history=[each for each in reversed(enrolment.accommodations) if each.task_id == scheduled.task_id],
        late_words=late_words,
    )
