"""Signing up: an address, a mail, a link, then name and password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader_or_none
from naruteo_portal.identity.sign_up import ask_for_account, complete_sign_up, get_sign_up
from naruteo_portal.web.forms.account import AddressForm, SetUpForm
from naruteo_portal.web.sign_in import begin_session

blueprint = Blueprint("sign_up", __name__)


@blueprint.route("/sign-up", methods=["GET", "POST"])
@permit(ANYONE)
def sign_up() -> Response | tuple[str, int]:
    """Ask for the address that is to be proved."""
    if reader_or_none() is not None:
        return redirect(url_for("home.home"), 303)
    form = AddressForm()
    if form.validate_on_submit():
        ask_for_account(
            current_session(),
            portal().engine,
            email=form.email.data,
            locale=locale(),
            address=request.remote_addr or "",
            confirm_address=lambda token: full_address(url_for("sign_up.confirm", token=token)),
            sign_in_address=full_address(url_for("sign_in.sign_in")),
        )
        return redirect(url_for("sign_up.sent"), 303)
    return render_template("sign_up/sign_up.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/sign-up/sent")
@permit(ANYONE)
def sent() -> str:
    """Say where to look next."""
    return render_template("sign_up/sent.html")


@blueprint.route("/sign-up/confirm", methods=["GET", "POST"])
@permit(ANYONE)
def confirm() -> Response | tuple[str, int]:
    """Name and password of whoever proved the address."""
    link = get_sign_up(
        current_session(), portal().engine, request.values.get("token", ""), address=request.remote_addr or ""
    )
    form = SetUpForm()
    if form.validate_on_submit() and form.passwords_agree(link.email, form.name_native.data, form.name_roman.data):
        account = complete_sign_up(
            current_session(), link, names=form.names(), password=form.password.data, locale=locale()
        )
        begin_session(account)
        flash(N_("Your account is open. Welcome!").said_in(locale()), "success")
        return redirect(url_for("home.home"), 303)
    page = render_template("sign_up/confirm.html", form=form, email=link.email, token=request.values.get("token", ""))
    return page, 422 if form.is_submitted() else 200
