"""The survey about a course: learners send it once, those who look after the cohort read sums."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.queries import LearnerCourse, get_learner_course
from naruteo_portal.catalogue.cohort_queries import STAFF, get_cohort
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.catalogue.progress import CompletionRules
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.learning.survey import (
    LEAST_ANSWERS,
    RATED,
    SCALE,
    WRITTEN,
    has_sent,
    is_open,
    last_day_of_survey,
    send_survey,
    survey_closes_at,
    survey_results,
)
from naruteo_portal.web.forms.survey import survey_form

blueprint = Blueprint("survey", __name__)


@blueprint.route("/enrolments/<int:enrolment_id>/survey", methods=["GET", "POST"])
@permit(SIGNED_IN)
def survey(enrolment_id: int) -> Response | tuple[str, int]:
    """The questions, until when, and who reads the answers."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    course = _course_of(enrolment)
    progress, cohort = course.progress(now()), enrolment.cohort
    form = survey_form()
    if form.validate_on_submit():
        send_survey(current_session(), enrolment, progress, form.ratings(), form.remarks(), actor=actor())
        flash(N_("Thank you. Your answers are kept without your name.").said_in(locale()), "success")
        return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment_id, _anchor="standing"), 303)
    page = render_template(
        "survey/survey.html",
        enrolment=enrolment,
        form=form,
        rated=RATED,
        written=WRITTEN,
        least=LEAST_ANSWERS,
        sent=has_sent(current_session(), enrolment),
        open=is_open(progress, cohort, now()),
        closed=survey_closes_at(cohort) <= now(),
        last_day=last_day_of_survey(cohort),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/cohorts/<int:cohort_id>/survey")
@permit(any_of(*STAFF))
def results(cohort_id: int) -> str:
    """How a cohort's survey was answered, in sums."""
    cohort = get_cohort(current_session(), reader(), cohort_id)
    if not CompletionRules.of_manifest(cohort.edition.manifest).survey:
        raise NotFound(N_("This course asks for no survey."))
    return render_template(
        "survey/results.html",
        cohort=cohort,
        results=survey_results(current_session(), cohort),
        scale=SCALE,
        least=LEAST_ANSWERS,
    )


def _course_of(enrolment: Enrolment) -> LearnerCourse:
    """The reader's own course, if it asks for a survey."""
    if enrolment.account_id != reader().account_id:
        raise NotAllowed(N_("Only the learner fills in the survey."))
    course = get_learner_course(current_session(), reader(), enrolment.cohort_id)
    if not CompletionRules.of_manifest(course.cohort.edition.manifest).survey:
        raise NotFound(N_("This course asks for no survey."))
    return course
