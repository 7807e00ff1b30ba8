"""A cohort's gradebook for nbgrader: ask for it, and fetch it once a worker has made it."""

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.gradebook.exports import StillMaking, ask_for_export, take_export
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("gradebook_exports", __name__, url_prefix="/cohorts/<int:cohort_id>/gradebook/exports")
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.post("")
@permit(TEACHERS)
def ask(cohort_id: int) -> AnyResponse:
    """Let a worker make it."""
    cohort = get_taught_cohort(current_session(), reader(), cohort_id)
    try:
        ask_for_export(current_session(), cohort, reader=reader(), actor=actor())
    except StillMaking as refusal:
        flash(refusal.message.said_in(locale()), "warning")
    else:
        flash(
            N_("The gradebook for nbgrader is being made. Load this page again in a minute.").said_in(locale()), "info"
        )
    return redirect(url_for("gradebook.page", cohort_id=cohort_id, _anchor="nbgrader"), 303)


@blueprint.get("/<int:export_id>.zip")
@permit(TEACHERS)
def archive(cohort_id: int, export_id: int) -> Response:
    """The archive with database and folders."""
    cohort = get_taught_cohort(current_session(), reader(), cohort_id)
    content = take_export(current_session(), cohort, export_id, blobs().shelf, reader=reader(), actor=actor())
    return table_file(content, "zip", f"nbgrader-{cohort.edition.course.slug}-{cohort_id}")
