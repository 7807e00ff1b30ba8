"""Signing in and out, and staying signed in."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import SESSION_TOKEN, actor, locale, reader_or_none, session_seconds
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.sessions import end_session, start_session
from naruteo_portal.identity.sign_in import check_credentials
from naruteo_portal.web.forms.sign_in import SignInForm

blueprint = Blueprint("sign_in", __name__)


def begin_session(account: Account) -> None:
    """Sign an account in on this browser; whatever the browser carried before is dropped."""
    # A new cookie content also means a new anti-forgery token, so nothing planted before sign-in lives on.
    cookie.clear()
    cookie[SESSION_TOKEN] = start_session(current_session(), account, browser=request.headers.get("User-Agent", ""))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@permit(ANYONE)
def sign_in() -> Response | tuple[str, int]:
    """Ask for mail address and password."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next")
    wanted = own_address(form.next.data, otherwise=url_for("home.home"))
    if reader_or_none() is not None:
        return redirect(wanted, 303)
    if form.validate_on_submit():
        try:
            account = check_credentials(
                current_session(),
                portal().engine,
                email=form.email.data,
                password=form.password.data,
                address=request.remote_addr or "",
            )
        except Refusal as refusal:
            form.refuse(refusal, only=(422,))
        else:
            begin_session(account)
            return redirect(wanted, 303)
    return render_template("sign_in/sign_in.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/sign-out")
@permit(ANYONE)
def sign_out() -> Response:
    """End this browser's sign-in, and the notebook server with it."""
    found = reader_or_none()
    if found is not None:
        end_session(current_session(), found.session_id, actor=actor())
    cookie.clear()
    flash(N_("You are signed out.").said_in(locale()), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


@blueprint.route("/session/keep-alive", methods=["GET", "POST"])
@permit(ANYONE)
def keep_alive() -> Response | tuple[Response, int]:
    """Say how long the sign-in still lasts; asking has just extended it, as every page does."""
    seconds = session_seconds()
    if seconds is None:
        # A script asks, so it gets a plain "no" and not the way to a form.
        return jsonify(signed_in=False), 401
    return jsonify(signed_in=True, seconds=seconds)
