"""Who stands in for the instructors of a cohort."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.catalogue.cohort_queries import STAFF, get_cohort, instructors_of, require_staffing
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.catalogue.substitutes import arrange, end_early, is_to_come_or_now, stands_in_today, substitutes_of
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.edge.words import called
from naruteo_portal.web.forms.substitutes import SubstituteForm
from naruteo_portal.web.register_words import warnings_said

blueprint = Blueprint("substitutes", __name__, url_prefix="/cohorts/<int:cohort_id>/substitutes")
STAFF_ONLY = any_of(*STAFF)


@blueprint.route("", methods=["GET", "POST"])
@permit(STAFF_ONLY)
def substitutes(cohort_id: int) -> Response | tuple[str, int]:
    """Who stands in when, and arranging it."""
    session = current_session()
    found = _cohort(cohort_id)
    teach = {each.account_id for each in found.instructors}
    form = SubstituteForm()
    form.choose_among(
        "account",
        [
            (str(account.id), called(account.person))
            for account in instructors_of(session, [found.edition.course.organisation_id])
            if account.id not in teach
        ],
    )
    if form.validate_on_submit():
        try:
            arrange(session, found, form.wanted(), actor=actor(), arranged_by=reader().account_id)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(N_("The substitute is arranged, and can open the cohort on these days.").said_in(locale()), "success")
            return redirect(url_for("substitutes.substitutes", cohort_id=cohort_id), 303)
    rows = substitutes_of(session, found)
    page = render_template(
        "substitutes/substitutes.html", cohort=found, form=form, rows=rows, warnings=warnings_said(found, rows),
        may_end=is_to_come_or_now, is_now=stands_in_today,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:substitute_id>/end")
@permit(STAFF_ONLY)
def end(cohort_id: int, substitute_id: int) -> Response:
    """End somebody's time as a substitute today, or call it off."""
    end_early(current_session(), _cohort(cohort_id), substitute_id, actor=actor())
    flash(N_("The substitute's time has ended.").said_in(locale()), "success")
    return redirect(url_for("substitutes.substitutes", cohort_id=cohort_id), 303)


def _cohort(cohort_id: int) -> Cohort:
    found = get_cohort(current_session(), reader(), cohort_id)
    require_staffing(reader(), found)
    return found
