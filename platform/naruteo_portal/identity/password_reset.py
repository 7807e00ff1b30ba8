"""A new password for who forgot theirs: asked for by address, set through a link in a mail."""

from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, Locale, as_locale
from naruteo_portal.core.mail import send_mail
from naruteo_portal.identity import limits
from naruteo_portal.identity.accounts import find_account
from naruteo_portal.identity.mail_links import HOURS_VALID, AddressOf, LinkOver, get_link, make_link, use_link
from naruteo_portal.identity.models import Account, AccountState, MailPurpose, MailToken
from naruteo_portal.identity.names import form_of_address
from naruteo_portal.identity.passwords import check_password, hash_password
from naruteo_portal.identity.sessions import end_all_sessions

SUBJECT = N_("Naruteo: choose a new password")
BODY = N_(
    "Hello %(name)s,\n\n"
    "somebody, probably you, asked for a new password for your Naruteo account.\n"
    "Choose it on this page within %(hours)d hour:\n\n%(address)s\n\n"
    "If it was not you, do nothing; your password stays as it is.\n\nNaruteo\n"
)
BODY_UNKNOWN = N_(
    "Hello,\n\n"
    "somebody, probably you, asked for a new password for a Naruteo account with this mail address.\n"
    "There is no account that can be used with it. Perhaps you signed up with another address.\n"
    "If it was not you, you need do nothing.\n\nNaruteo\n"
)
SUBJECT_CHANGED = N_("Naruteo: your password was changed")
BODY_CHANGED = N_(
    "Hello %(name)s,\n\n"
    "the password of your Naruteo account was just changed, and you were signed out everywhere.\n"
    "If it was not you, ask for a new password at once on the sign-in page and tell your administrator.\n\nNaruteo\n"
)


def ask_for_reset(
    session: Session, engine: Engine, *, email: str, locale: Locale, address: str, reset_address: AddressOf
) -> None:
    """Send a mail to the address; the page says the same whether it has an account or not."""
    limits.count_try(engine, limits.MAIL_FROM_ADDRESS, address)
    limits.count_try(engine, limits.MAIL_TO_ADDRESS, email)
    account = find_account(session, email)
    if account is None or account.state is not AccountState.ACTIVE:
        # A mail goes out in any case: it helps who mistook their address, and the answer takes as long.
        send_mail(session, to=email, locale=locale, subject=SUBJECT, body=BODY_UNKNOWN)
        return
    token = make_link(session, MailPurpose.RESET_PASSWORD, email, account)
    locale = as_locale(account.locale) or locale
    values = {
        "name": form_of_address(account.person, locale),
        "address": reset_address(token),
        "hours": HOURS_VALID[MailPurpose.RESET_PASSWORD],
    }
    send_mail(session, to=email, locale=locale, subject=SUBJECT, body=replace(BODY, values=values))


def get_reset(session: Session, engine: Engine, token: str, *, address: str) -> tuple[MailToken, Account]:
    """The live link behind a token from a reset mail, and its account."""
    limits.count_try(engine, limits.TOKEN_FROM_ADDRESS, address)
    link = get_link(session, token, MailPurpose.RESET_PASSWORD)
    account = link.account
    # Another address since then means that the mail may have reached somebody else.
    if account is None or account.state is not AccountState.ACTIVE or account.email != link.email:
        raise LinkOver
    return link, account


def reset_password(session: Session, link: MailToken, account: Account, *, password: str) -> None:
    """Set the new password; whoever used the old one is signed out."""
    set_password(session, account, password, actor=Actor("person", account.id), verb="reset the password")
    use_link(link)


def set_password(session: Session, account: Account, password: str, *, actor: Actor, verb: str) -> None:
    """Give an account a new password, end all its sessions and tell its owner."""
    check_password(password, account.email, account.person.name_native, account.person.name_roman or "")
    account.password_hash = hash_password(password)
    record(session, actor, verb, account)
    end_all_sessions(session, account, actor=actor)
    locale = as_locale(account.locale) or DEFAULT_LOCALE
    values = {"name": form_of_address(account.person, locale)}
    send_mail(
        session, to=account.email, locale=locale, subject=SUBJECT_CHANGED, body=replace(BODY_CHANGED, values=values)
    )
