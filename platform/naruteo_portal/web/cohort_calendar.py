"""A cohort's dates as a whole: moving them with a preview, and setting up a copy of the cohort."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.shift_effects import effects_of
from naruteo_portal.catalogue.cohort_queries import STAFF, get_cohort, instructors_of, may_offer
from naruteo_portal.catalogue.cohorts import present_schedule
from naruteo_portal.catalogue.errors import DueInThePast
from naruteo_portal.catalogue.free_days import free_day, free_day_of_due, free_day_of_opening
from naruteo_portal.catalogue.models import Cohort, CohortState
from naruteo_portal.catalogue.queries import editions_from
from naruteo_portal.catalogue.shifting import Shift, copy_cohort, plan_of, shift_cohort
from naruteo_portal.core.errors import Invalid, NotAllowed
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.edge.words import called
from naruteo_portal.web.forms.cohort_calendar import CopyForm, ShiftForm

blueprint = Blueprint("cohort_calendar", __name__, url_prefix="/cohorts")
STAFF_ONLY = any_of(*STAFF)


@blueprint.get("/<int:cohort_id>/schedule/shift")
@permit(STAFF_ONLY)
def preview(cohort_id: int) -> str | tuple[str, int]:
    """Ask by how many days the dates move, and show every date before and after; nothing changes yet."""
    found = get_cohort(current_session(), reader(), cohort_id)
    if not request.args:
        return _show(found, ShiftForm(formdata=None, meta={"csrf": False}), None)
    form = ShiftForm(formdata=request.args, meta={"csrf": False})
    shift = form.shift(found) if form.validate() else None
    return _show(found, form, shift), 200 if shift else 422


@blueprint.post("/<int:cohort_id>/schedule/shift")
@permit(STAFF_ONLY)
def shift(cohort_id: int) -> Response | tuple[str, int]:
    """Move the dates as the preview has shown."""
    found = get_cohort(current_session(), reader(), cohort_id)
    form = ShiftForm()
    wanted = form.shift(found) if form.validate() else None
    if wanted is not None:
        try:
            shift_cohort(current_session(), found, wanted, actor=actor(), past_confirmed=form.past_confirmed.data)
        except Invalid as refusal:
            form.refuse(refusal, "past_confirmed" if isinstance(refusal, DueInThePast) else None)
            # As it stays, nothing having moved.
            found = get_cohort(current_session(), reader(), cohort_id)
        else:
            flash(N_("The dates are moved.").said_in(locale()), "success")
            return redirect(url_for("cohorts.cohort", cohort_id=cohort_id, _anchor="schedule"), 303)
    return _show(found, form, wanted), 422


@blueprint.route("/<int:cohort_id>/copy", methods=["GET", "POST"])
@permit(STAFF_ONLY)
def copy(cohort_id: int) -> Response | tuple[str, int]:
    """Set up a cohort like this one with a new first day."""
    session = current_session()
    found = get_cohort(session, reader(), cohort_id)
    organisation_id = found.edition.course.organisation_id
    if not may_offer(reader(), organisation_id):
        raise NotAllowed
    editions = {each.number: each for each in editions_from(session, found.edition)}
    teachers = instructors_of(session, [organisation_id])
    teach_now = {instructor.account_id for instructor in found.instructors}
    form = CopyForm.of(found, [account.id for account in teachers if account.id in teach_now])
    form.offer(list(editions.values()), found.edition.number)
    form.choose_among("instructors", [(str(account.id), called(account.person)) for account in teachers])
    if form.validate_on_submit():
        try:
            made = copy_cohort(
                session, found, editions[int(form.edition.data)], form.plan(found), actor=actor(),
                instructors=form.instructors.data, state=CohortState(form.state.data),
            )  # fmt: skip
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(N_("The cohort is set up. Please check its schedule.").said_in(locale()), "success")
            return redirect(url_for("cohorts.schedule", cohort_id=made.id), 303)
    page = render_template("cohorts/copy.html", cohort=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _show(found: Cohort, form: ShiftForm, wanted: Shift | None) -> str:
    session = current_session()
    effects = []
    if wanted is not None:
        windows = [wanted.window(window) for window in present_schedule(session, found)]
        effects = effects_of(session, found, windows, wanted.at)
    return render_template(
        "cohorts/shift.html",
        cohort=found,
        form=form,
        shift=wanted,
        after=wanted.plan(plan_of(found)) if wanted else None,
        effects=effects,
        free_day=free_day,
        free_day_of_due=free_day_of_due,
        free_day_of_opening=free_day_of_opening,
    )
