"""What people change about their own account: names, language, mail address, password and access tokens."""

from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, Locale, as_locale
from naruteo_portal.core.mail import send_mail
from naruteo_portal.identity import limits
from naruteo_portal.identity.accounts import find_account
from naruteo_portal.identity.mail_links import HOURS_VALID, AddressOf, LinkOver, get_link, make_link, use_link
from naruteo_portal.identity.models import Account, AccountState, MailPurpose
from naruteo_portal.identity.names import Names, form_of_address
from naruteo_portal.identity.password_reset import set_password
from naruteo_portal.identity.passwords import password_matches
from naruteo_portal.identity.personal_tokens import make_token

SUBJECT_CONFIRM = N_("Naruteo: confirm your new mail address")
BODY_CONFIRM = N_(
    "Hello %(name)s,\n\n"
    "this is to become the mail address of your Naruteo account.\n"
    "Please confirm it on this page within %(hours)d hours:\n\n%(address)s\n\n"
    "If you did not ask for this, do nothing.\n\nNaruteo\n"
)
SUBJECT_TAKEN = N_("Naruteo: this mail address has an account")
BODY_TAKEN = N_(
    "Hello,\n\n"
    "somebody, probably you, wanted to give this mail address to another Naruteo account.\n"
    "It already belongs to an account of its own, so nothing was changed.\n\nNaruteo\n"
)
SUBJECT_CHANGED = N_("Naruteo: your mail address was changed")
BODY_CHANGED = N_(
    "Hello %(name)s,\n\n"
    "your Naruteo account now has another mail address, and this one no longer signs you in.\n"
    "If it was not you, tell the administrator of your organisation at once.\n\nNaruteo\n"
)


class WrongPassword(Invalid):
    """The password that should prove the person is not theirs."""

    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__(N_("This is not your present password."))


def _prove(engine: Engine, account: Account, password: str) -> None:
    """Ask for the password again: an unlocked screen must not be enough to take an account over."""
    limits.count_try(engine, limits.PASSWORD_OF_SESSION, str(account.id))
    if not password_matches(password, account.password_hash):
        raise WrongPassword


def change_names(session: Session, account: Account, names: Names, *, actor: Actor) -> None:
    """Write the person's names as they wish."""
    names.write_to(account.person)
    record(session, actor, "changed names", account)


def change_locale(session: Session, account: Account, locale: Locale, *, actor: Actor) -> None:
    """Choose the language of pages and mails."""
    if account.locale != locale:
        account.locale = locale
        record(session, actor, "changed the language", account, locale=locale)


def change_password(
    session: Session, engine: Engine, account: Account, *, present: str, password: str, actor: Actor
) -> None:
    """Set a new password; ends all sessions, the present one too, so the caller starts a new one."""
    _prove(engine, account, present)
    set_password(session, account, password, actor=actor, verb="changed the password")


def make_access_token(
    session: Session, engine: Engine, account: Account, *, name: str, days: int, present: str, actor: Actor
) -> str:
    """Make a token for the account's own programs and return it, this once."""
    # A password that is just being changed is waited for; and two requests would both find room for one more token.
    session.refresh(account, ["password_hash"], with_for_update=True)
    _prove(engine, account, present)
    return make_token(session, account, name=name, days=days, actor=actor)


def ask_for_email_change(
    session: Session, engine: Engine, account: Account, *, email: str, present: str, confirm_address: AddressOf
) -> None:
    """Send a mail to the new address; the account keeps the old one until it is confirmed."""
    _prove(engine, account, present)
    limits.count_try(engine, limits.MAIL_TO_ADDRESS, email)
    locale = as_locale(account.locale) or DEFAULT_LOCALE
    if find_account(session, email) is not None:
        send_mail(session, to=email, locale=locale, subject=SUBJECT_TAKEN, body=BODY_TAKEN)
        return
    token = make_link(session, MailPurpose.CHANGE_EMAIL, email, account)
    values = {
        "name": form_of_address(account.person, locale),
        "address": confirm_address(token),
        "hours": HOURS_VALID[MailPurpose.CHANGE_EMAIL],
    }
    send_mail(session, to=email, locale=locale, subject=SUBJECT_CONFIRM, body=replace(BODY_CONFIRM, values=values))


def confirm_email_change(session: Session, engine: Engine, token: str, *, address: str) -> Account:
    """Give the account the address that the link proves, and tell the old one."""
    limits.count_try(engine, limits.TOKEN_FROM_ADDRESS, address)
    link = get_link(session, token, MailPurpose.CHANGE_EMAIL)
    account = link.account
    if account is None or account.state is not AccountState.ACTIVE:
        raise LinkOver
    former = account.email
    try:
        with session.begin_nested():
            account.email = link.email
    except IntegrityError:
        raise LinkOver from None
    use_link(link)
    record(session, Actor("person", account.id), "changed the mail address", account)
    locale = as_locale(account.locale) or DEFAULT_LOCALE
    values = {"name": form_of_address(account.person, locale)}
    send_mail(session, to=former, locale=locale, subject=SUBJECT_CHANGED, body=replace(BODY_CHANGED, values=values))
    return account
