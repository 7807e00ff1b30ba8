"""Figures of a cohort for those who teach it: unprotected, and each reading is written down."""

from flask import Blueprint, Response, render_template

from naruteo_portal.assessment.followups import learners_of
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.insight.cohort_figures.figures import figures_of_today, read_figures
from naruteo_portal.insight.reviews.words import REVIEWS, STAGES

blueprint = Blueprint("cohort_figures", __name__, url_prefix="/cohorts/<int:cohort_id>")
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.get("/figures")
@permit(TEACHERS)
def figures(cohort_id: int) -> Response | str | tuple[str, int]:
    """The day's figures, or that they are being made; for htmx whether they are there."""
    session = current_session()
    cohort = get_taught_cohort(session, reader(), cohort_id)
    if is_part():
        version = version_of(figures_of_today(session, cohort).made_at, locale())
        return ("", 204) if is_seen(version) else Response(headers={"HX-Refresh": "true"})
    found = read_figures(session, cohort, actor=actor())
    offered = {each["enrolment"]: each for each in found.document.get("offers", ())}
    learners = [each for each in learners_of(session, cohort) if each.enrolment.id in offered] if offered else []
    return render_template(
        "cohort_figures/figures.html", cohort=cohort, found=found, figures=found.document, stages=STAGES,
        reviews=REVIEWS, learners=learners, offered=offered, version=version_of(found.made_at, locale()),
    )  # fmt: skip
