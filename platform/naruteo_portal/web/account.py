"""One's own account: names, language, mail address, password and where one is signed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message, as_locale
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import portal, settings
from naruteo_portal.edge.guards import ANYONE, SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import LANGUAGE_COOKIE, actor, locale, reader
from naruteo_portal.identity import own_account
from naruteo_portal.identity.accounts import get_account
from naruteo_portal.identity.browsers import browser_name
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import REVIEWING
from naruteo_portal.identity.queries import held_roles
from naruteo_portal.identity.sessions import end_all_sessions, end_own_session, live_sessions
from naruteo_portal.notices.inbox import choose_mails
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import ALWAYS_MAILED
from naruteo_portal.notices.queries import unmailed_kinds
from naruteo_portal.notices.words import KINDS
from naruteo_portal.web.forms.account import EmailChangeForm, LanguageForm, MailsForm, NamesForm, PasswordChangeForm
from naruteo_portal.web.sign_in import begin_session

blueprint = Blueprint("account", __name__, url_prefix="/account")


def _own() -> Account:
    return get_account(current_session(), reader().account_id)


def _done(message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("account.account"), 303)


@blueprint.get("")
@permit(SIGNED_IN)
def account() -> str:
    """Everything about one's own account on one page."""
    session = current_session()
    return render_template(
        "account/account.html",
        account=_own(),
        roles=held_roles(session, reader().account_id),
        sessions=[
            (each, browser_name(each.browser), each.id == reader().session_id)
            for each in live_sessions(session, reader().account_id, settings())
        ],
        reads_by_program=reader().has(*REVIEWING),
    )


@blueprint.route("/names", methods=["GET", "POST"])
@permit(SIGNED_IN)
def names() -> Response | tuple[str, int]:
    """Change one's names."""
    own = _own()
    form = NamesForm(obj=own.person)
    if form.validate_on_submit():
        own_account.change_names(current_session(), own, form.names(), actor=actor())
        return _done(N_("Your names are saved."))
    return render_template("account/names.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/language", methods=["GET", "POST"])
@permit(SIGNED_IN)
def language() -> Response | tuple[str, int]:
    """Change the language of pages and mails."""
    own = _own()
    form = LanguageForm(obj=own)
    chosen = as_locale(form.locale.data)
    if form.validate_on_submit() and chosen is not None:
        own_account.change_locale(current_session(), own, chosen, actor=actor())
        flash(N_("Your language is saved.").said_in(chosen), "success")
        answer = redirect(url_for("account.account"), 303)
        # What was chosen by the link on this browser would otherwise win over the account's choice.
        answer.delete_cookie(LANGUAGE_COOKIE, httponly=True, samesite="Lax", secure=settings().secure)
        return answer
    return render_template("account/language.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/mails", methods=["GET", "POST"])
@permit(SIGNED_IN)
def mails() -> Response | tuple[str, int]:
    """Choose which notices come by mail."""
    form = MailsForm()
    form.choose_among("kinds", [(kind.value, words) for kind, words in KINDS.items() if kind not in ALWAYS_MAILED])
    if request.method == "GET":
        form.kinds.data = sorted(set(NoticeKind) - unmailed_kinds(current_session(), reader()))
    if form.validate_on_submit():
        choose_mails(current_session(), _own(), [NoticeKind(each) for each in form.kinds.data or ()], actor=actor())
        return _done(N_("Your choice of mails is saved."))
    always = [words for kind, words in KINDS.items() if kind in ALWAYS_MAILED]
    return render_template("account/mails.html", form=form, always=always), 422 if form.is_submitted() else 200


@blueprint.route("/email", methods=["GET", "POST"])
@permit(SIGNED_IN)
def email() -> Response | tuple[str, int]:
    """Ask for another mail address."""
    form = EmailChangeForm()
    if form.validate_on_submit():
        try:
            own_account.ask_for_email_change(
                current_session(),
                portal().engine,
                _own(),
                email=form.email.data,
                present=form.present.data,
                confirm_address=lambda token: full_address(url_for("account.confirm_email", token=token)),
            )
        except own_account.WrongPassword as refusal:
            form.refuse(refusal, "present")
        else:
            return _done(N_("We sent a mail to the new address. Open the link in it to finish the change."))
    return render_template("account/email.html", form=form, own=_own()), 422 if form.is_submitted() else 200


@blueprint.route("/email/confirm", methods=["GET", "POST"])
@permit(ANYONE)
def confirm_email() -> Response | str:
    """Finish the change of address; the button keeps mail scanners from doing it."""
    token = request.values.get("token", "")
    if request.method == "GET":
        return render_template("account/confirm_email.html", token=token)
    own_account.confirm_email_change(current_session(), portal().engine, token, address=request.remote_addr or "")
    flash(N_("Your mail address is changed. Sign in with the new one from now on.").said_in(locale()), "success")
    return redirect(url_for("account.account"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@permit(SIGNED_IN)
def password() -> Response | tuple[str, int]:
    """Change the password; all other browsers are signed out."""
    form = PasswordChangeForm()
    own = _own()
    if form.validate_on_submit() and form.passwords_agree(
        own.email, own.person.name_native, own.person.name_roman or ""
    ):
        try:
            own_account.change_password(
                current_session(),
                portal().engine,
                own,
                present=form.present.data,
                password=form.password.data,
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "present", only=(422,))
        else:
            begin_session(own)
            return _done(N_("Your password is changed. All other browsers are signed out."))
    return render_template("account/password.html", form=form, own=own), 422 if form.is_submitted() else 200


@blueprint.post("/sessions/<int:session_id>/end")
@permit(SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign one of one's browsers out."""
    end_own_session(current_session(), reader().account_id, session_id, actor=actor())
    if session_id == reader().session_id:
        cookie.clear()
    return _done(N_("That browser is signed out."))


@blueprint.post("/sessions/end")
@permit(SIGNED_IN)
def end_everywhere() -> Response:
    """Sign out everywhere, here as well."""
    end_all_sessions(current_session(), _own(), actor=actor())
    cookie.clear()
    flash(N_("You are signed out everywhere.").said_in(locale()), "success")
    return redirect(url_for("sign_in.sign_in"), 303)
