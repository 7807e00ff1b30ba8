"""Signing up: an address is proved first, then the account is opened, so that nobody holds another's address."""

from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.i18n import N_, Locale, as_locale
from naruteo_portal.core.mail import send_mail
from naruteo_portal.identity import limits
from naruteo_portal.identity.accounts import find_account, open_account
from naruteo_portal.identity.mail_links import HOURS_VALID, AddressOf, LinkOver, get_link, make_link, use_link
from naruteo_portal.identity.models import Account, MailPurpose, MailToken
from naruteo_portal.identity.names import Names, form_of_address
from naruteo_portal.identity.passwords import check_password

SUBJECT = N_("Naruteo: open your account")
BODY = N_(
    "Hello,\n\n"
    "somebody, probably you, wants to open a Naruteo account with this mail address.\n"
    "To go on, please open this page within %(hours)d hours:\n\n%(address)s\n\n"
    "If it was not you, do nothing; no account will be opened.\n\nNaruteo\n"
)
SUBJECT_KNOWN = N_("Naruteo: you already have an account")
BODY_KNOWN = N_(
    "Hello %(name)s,\n\n"
    "somebody, probably you, wanted to open a Naruteo account with this mail address. You already have one.\n"
    "Sign in here, or ask for a new password there if you have forgotten it:\n\n%(address)s\n\n"
    "If it was not you, you need do nothing.\n\nNaruteo\n"
)


def ask_for_account(
    session: Session,
    engine: Engine,
    *,
    email: str,
    locale: Locale,
    address: str,
    confirm_address: AddressOf,
    sign_in_address: str,
) -> None:
    """Send a mail to the address; the page says the same whether it has an account or not."""
    limits.count_try(engine, limits.MAIL_FROM_ADDRESS, address)
    limits.count_try(engine, limits.MAIL_TO_ADDRESS, email)
    account = find_account(session, email)
    if account is None:
        token = make_link(session, MailPurpose.SIGN_UP, email, None)
        values = {"address": confirm_address(token), "hours": HOURS_VALID[MailPurpose.SIGN_UP]}
        send_mail(session, to=email, locale=locale, subject=SUBJECT, body=replace(BODY, values=values))
        return
    locale = as_locale(account.locale) or locale
    values = {"name": form_of_address(account.person, locale), "address": sign_in_address}
    send_mail(session, to=email, locale=locale, subject=SUBJECT_KNOWN, body=replace(BODY_KNOWN, values=values))


def get_sign_up(session: Session, engine: Engine, token: str, *, address: str) -> MailToken:
    """The live link behind a token from a sign-up mail."""
    limits.count_try(engine, limits.TOKEN_FROM_ADDRESS, address)
    link = get_link(session, token, MailPurpose.SIGN_UP)
    if find_account(session, link.email) is not None:
        # The account was opened in the meantime, by an invitation for instance.
        raise LinkOver
    return link


def complete_sign_up(session: Session, link: MailToken, *, names: Names, password: str, locale: Locale) -> Account:
    """Open the account of a proved address."""
    check_password(password, link.email, names.native, names.roman or "")
    account = open_account(session, actor=None, email=link.email, names=names, password=password, locale=locale)
    use_link(link)
    record(session, Actor("person", account.id), "verified an address", account)
    return account
