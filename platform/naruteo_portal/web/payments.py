"""Payment batches: made by one officer, released by another, entered from the file that comes back."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk.sheets import Kind, write_table
from naruteo_portal.identity.bulk.tables import MOST_BYTES
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import decides_claims
from naruteo_portal.incentives.decisions.payments import (
    batch_sums,
    batches_page,
    cancel_batch,
    file_rows,
    get_batch,
    make_batch,
    payable_claims,
    release_batch,
    released_batch,
)
from naruteo_portal.incentives.decisions.returns import Found, carry_out, get_return, last_returns, take_return
from naruteo_portal.incentives.decisions.words import BATCH_STATES, PAYMENT_STATES
from naruteo_portal.web.forms.payments import ReturnFileForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("payments", __name__, url_prefix="/payment-batches")
OFFICERS = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(OFFICERS)
def batches() -> str:
    """Approved claims that nothing pays yet, and the batches so far."""
    session = current_session()
    page = batches_page(session, reader(), wanted_page())
    return render_template(
        "payments/batches.html",
        page=page,
        sums=batch_sums(session, page.rows),
        payable=payable_claims(session, reader()),
        states=BATCH_STATES,
    )


@blueprint.post("")
@permit(OFFICERS)
def make() -> AnyResponse:
    """Put the chosen claims into a new batch."""
    if not decides_claims(reader()).everywhere:
        raise NotAllowed
    try:
        batch = make_batch(current_session(), request.form.getlist("claims"), actor=actor())
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        flash(refusal.message.said_in(locale()), "danger")
        return redirect(url_for("payments.batches"), 303)
    flash(N_("The batch is made. Another officer releases it.").said_in(locale()), "success")
    return redirect(_address(batch.id), 303)


@blueprint.get("/<int:batch_id>")
@permit(OFFICERS)
def batch(batch_id: int) -> str:
    """One batch with its payments."""
    session = current_session()
    found = get_batch(session, reader(), batch_id)
    return render_template(
        "payments/batch.html",
        batch=found,
        total=sum(payment.amount for payment in found.payments),
        files=last_returns(session, found),
        form=ReturnFileForm(formdata=None),
        account_id=reader().account_id,
        states=BATCH_STATES,
        payment_states=PAYMENT_STATES,
    )


@blueprint.post("/<int:batch_id>/release")
@permit(OFFICERS)
def release(batch_id: int) -> AnyResponse:
    """Let a batch be paid, as the second officer."""
    session = current_session()
    release_batch(session, get_batch(session, reader(), batch_id), actor=actor())
    flash(N_("Released. The file can be taken now.").said_in(locale()), "success")
    return redirect(_address(batch_id), 303)


@blueprint.post("/<int:batch_id>/cancel")
@permit(OFFICERS)
def cancel(batch_id: int) -> AnyResponse:
    """Undo a batch that nobody has released."""
    session = current_session()
    cancel_batch(session, get_batch(session, reader(), batch_id), actor=actor())
    flash(N_("Cancelled. Its claims can be put into another batch.").said_in(locale()), "success")
    return redirect(_address(batch_id), 303)


@blueprint.get("/<int:batch_id>/file.<any(csv, xlsx):kind>")
@permit(OFFICERS)
def file(batch_id: int, kind: Kind) -> Response:
    """What to pay to whom, for the bank or the finance system."""
    found = released_batch(current_session(), reader(), batch_id)
    return table_file(write_table(kind, file_rows(found, locale())), kind, f"naruteo-payments-{batch_id}")


@blueprint.route("/<int:batch_id>/returns", methods=["GET", "POST"])
@permit(OFFICERS)
def upload(batch_id: int) -> AnyResponse | tuple[str, int]:
    """Take a file with results; nothing is entered yet."""
    session = current_session()
    found, form = released_batch(session, reader(), batch_id), ReturnFileForm()
    if form.validate_on_submit():
        try:
            # One byte more than is taken tells that there is more.
            content = form.file.data.stream.read(MOST_BYTES + 1)
            taken = take_return(session, found, content, file_name=form.file.data.filename or "", actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, "file", only=(422,))
        else:
            return redirect(url_for("payments.preview", batch_id=batch_id, return_id=taken.id), 303)
    page = render_template("payments/upload.html", form=form, batch=found, files=last_returns(session, found))
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:batch_id>/returns/<int:return_id>")
@permit(OFFICERS)
def preview(batch_id: int, return_id: int) -> str:
    """What a file settles, and what is wrong in it."""
    return _show(get_return(current_session(), reader(), batch_id, return_id))


@blueprint.post("/<int:batch_id>/returns/<int:return_id>")
@permit(OFFICERS)
def enter(batch_id: int, return_id: int) -> AnyResponse | tuple[str, int]:
    """Enter what a file says: all of it or nothing."""
    session = current_session()
    found = get_return(session, reader(), batch_id, return_id)
    try:
        number = carry_out(session, found, actor=actor())
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _show(found, refusal), refusal.status
    flash(N_("Results entered: %(number)s", number=number).said_in(locale()), "success")
    return redirect(_address(batch_id), 303)


def _address(batch_id: int) -> str:
    return url_for("payments.batch", batch_id=batch_id)


def _show(found: Found, refusal: Refusal | None = None) -> str:
    return render_template("payments/preview.html", found=found, refused=refusal.message if refusal else None)
