"""A new password for who forgot theirs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale
from naruteo_portal.identity.password_reset import ask_for_reset, get_reset, reset_password
from naruteo_portal.web.forms.account import AddressForm, NewPasswordForm

blueprint = Blueprint("password", __name__, url_prefix="/password")


@blueprint.route("", methods=["GET", "POST"])
@permit(ANYONE)
def forgotten() -> Response | tuple[str, int]:
    """Ask for the address of the account."""
    form = AddressForm()
    if form.validate_on_submit():
        ask_for_reset(
            current_session(),
            portal().engine,
            email=form.email.data,
            locale=locale(),
            address=request.remote_addr or "",
            reset_address=lambda token: full_address(url_for("password.new", token=token)),
        )
        return redirect(url_for("password.sent"), 303)
    return render_template("password/forgotten.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/sent")
@permit(ANYONE)
def sent() -> str:
    """Say where to look next."""
    return render_template("password/sent.html")


@blueprint.route("/new", methods=["GET", "POST"])
@permit(ANYONE)
def new() -> Response | tuple[str, int]:
    """Choose the new password."""
    token = request.values.get("token", "")
    link, account = get_reset(current_session(), portal().engine, token, address=request.remote_addr or "")
    form = NewPasswordForm()
    person = account.person
    if form.validate_on_submit() and form.passwords_agree(account.email, person.name_native, person.name_roman or ""):
        reset_password(current_session(), link, account, password=form.password.data)
        cookie.clear()
        flash(N_("Your new password is set. Sign in with it now.").said_in(locale()), "success")
        return redirect(url_for("sign_in.sign_in"), 303)
    page = render_template("password/new.html", form=form, email=account.email, token=token)
    return page, 422 if form.is_submitted() else 200
