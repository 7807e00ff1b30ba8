"""A gradebook that comes back as a file: upload it, look through its changes, let them count."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.gradebook.imports import Preview, carry_out, get_preview, last_imports, look_at
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk.tables import MOST_BYTES
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.gradebook import ConfirmForm, GradebookFileForm

blueprint = Blueprint("gradebook_imports", __name__, url_prefix="/cohorts/<int:cohort_id>/gradebook/imports")
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.route("", methods=["GET", "POST"])
@permit(TEACHERS)
def upload(cohort_id: int) -> Response | tuple[str, int]:
    """Take a changed file and compare it."""
    session = current_session()
    cohort = get_taught_cohort(session, reader(), cohort_id)
    form = GradebookFileForm()
    if form.validate_on_submit():
        try:
            uploaded = look_at(
                session,
                portal().engine,
                cohort_id,
                # One byte more than is taken tells that there is more.
                form.file.data.stream.read(MOST_BYTES + 1),
                file_name=form.file.data.filename,
                reader=reader(),
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "file", only=(422,))
        else:
            return redirect(_address(cohort_id, uploaded.id), 303)
    page = render_template(
        "gradebook/upload.html", form=form, cohort=cohort, imports=last_imports(session, reader(), cohort_id)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:import_id>")
@permit(TEACHERS)
def preview(cohort_id: int, import_id: int) -> str:
    """What a file changes, before and after, and what is wrong in it."""
    found = get_preview(current_session(), reader(), cohort_id, import_id)
    return _show(found, ConfirmForm(formdata=None))


@blueprint.post("/<int:import_id>")
@permit(TEACHERS)
def confirm(cohort_id: int, import_id: int) -> Response | tuple[str, int]:
    """Let the changes count, if they are the ones that were looked at: all of them or none."""
    session = current_session()
    found = get_preview(session, reader(), cohort_id, import_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        if found.file.carried_out_at is None and form.seen.data != version_of(found.comparison.seen):
            form.refuse(N_("The changes are not the ones you saw. Please look through them again."))
            return _show(found, form), 409
        try:
            with session.begin_nested():
                changed = carry_out(
                    session, found, reason=form.reason.data.strip(), without_problems=form.without_problems.data,
                    actor=actor(),
                )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
            return _show(get_preview(session, reader(), cohort_id, import_id), form), refusal.status
        flash(N_("Results changed: %(count)s", count=changed).said_in(locale()), "success")
        return redirect(_address(cohort_id, import_id), 303)
    return _show(found, form), 422


def _address(cohort_id: int, import_id: int) -> str:
    return url_for("gradebook_imports.preview", cohort_id=cohort_id, import_id=import_id)


def _show(found: Preview, form: ConfirmForm) -> str:
    comparison = found.comparison
    return render_template(
        "gradebook/preview.html",
        form=form,
        file=found.file,
        cohort=found.gradebook.cohort,
        changes=comparison.changes,
        problems=comparison.problems,
        seen=version_of(comparison.seen),
    )
