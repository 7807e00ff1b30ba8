"""Inviting many people from one file: upload, look, correct, send."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk import reports
from naruteo_portal.identity.bulk.rows import COLUMNS
from naruteo_portal.identity.bulk.sheets import Kind
from naruteo_portal.identity.bulk.tables import MOST_BYTES
from naruteo_portal.identity.labels import ROLES
from naruteo_portal.identity.permissions import roles_to_invite
from naruteo_portal.web.forms.invitations import CarryOutForm, UploadForm
from naruteo_portal.web.invitations import INVITE, accept_address, inviting_organisation
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("bulk", __name__, url_prefix="/organisations/<slug>/invitations/import")
ROWS_PER_PAGE = 100


@blueprint.route("", methods=["GET", "POST"])
@permit(INVITE)
def upload(slug: str) -> AnyResponse | tuple[str, int]:
    """Take a file and check it."""
    session = current_session()
    organisation = inviting_organisation(slug)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            report = reports.look_at(
                session,
                portal().engine,
                organisation,
                # One byte more than is taken tells that there is more.
                form.file.data.stream.read(MOST_BYTES + 1),
                file_name=form.file.data.filename,
                reader=reader(),
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "file", only=(422,))
        else:
            return redirect(url_for("bulk.preview", slug=slug, report_id=report.id), 303)
    page = render_template(
        "invitations/upload.html",
        form=form,
        organisation=organisation,
        columns=COLUMNS,
        roles=[ROLES[role].said_in(locale()) for role in roles_to_invite(reader(), organisation.id, organisation.kind)],
        reports=reports.last_reports(session, reader(), organisation),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/template.<any(csv, xlsx):kind>")
@permit(INVITE)
def template(slug: str, kind: Kind) -> Response:
    """An empty list with the headings."""
    inviting_organisation(slug)
    return table_file(reports.template(kind), kind, "naruteo-invitations")


@blueprint.route("/<int:report_id>", methods=["GET", "POST"])
@permit(INVITE)
def preview(slug: str, report_id: int) -> AnyResponse | tuple[str, int]:
    """What would be sent and what is wrong; a POST sends."""
    session = current_session()
    organisation = inviting_organisation(slug)
    found = reports.get_preview(session, reader(), organisation, report_id)
    form = CarryOutForm(extent="valid" if found.wrong and request.method == "GET" else "all")
    if form.validate_on_submit():
        try:
            sent = reports.carry_out(
                session,
                organisation,
                found,
                only_valid=form.extent.data == "valid",
                reader=reader(),
                actor=actor(),
                accept_address=accept_address,
            )
        except reports.RowsWrong as refusal:
            form.refuse(refusal, "extent")
        else:
            flash(N_("Invitations sent: %(count)d", count=sent).said_in(locale()), "success")
            return redirect(url_for("bulk.preview", slug=slug, report_id=report_id), 303)
    # What needs a look comes first.
    rows = sorted(found.rows, key=lambda row: row.state != "wrong")
    page = render_template(
        "invitations/preview.html",
        form=form,
        organisation=organisation,
        preview=found,
        page=page_of_rows(rows, wanted_page(), ROWS_PER_PAGE),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:report_id>/corrections.<any(csv, xlsx):kind>")
@permit(INVITE)
def corrections(slug: str, report_id: int, kind: Kind) -> Response:
    """The wrong rows with what is wrong, to correct and send again."""
    found = reports.get_preview(current_session(), reader(), inviting_organisation(slug), report_id)
    if not found.wrong:
        raise NotFound
    return table_file(reports.corrections(found, kind, locale()), kind, f"naruteo-corrections-{report_id}")
