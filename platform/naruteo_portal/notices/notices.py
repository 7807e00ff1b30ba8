"""Telling people something: a notice in the inbox and a mail, both in the receiver's language."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.i18n import DEFAULT_LOCALE, LOCALES, N_, Message, as_locale
from naruteo_portal.core.mail import Mail, send_mails
from naruteo_portal.identity.models import Account, AccountState, Person
from naruteo_portal.identity.names import display_name
from naruteo_portal.notices.models import MailOptOut, Notice, NoticeKind

# Decisions about a person and new due dates: nobody may miss these because of a switch that they once turned.
ALWAYS_MAILED = frozenset(
    {NoticeKind.ENROLMENT, NoticeKind.SCHEDULE, NoticeKind.EXTENSION, NoticeKind.LEARNING_LOG, NoticeKind.ROUND}
)

MAIL = N_(
    "Hello %(name)s,\n\n%(words)s\n\n"
    "This notice is also in your inbox in Naruteo. Under “My account” you choose which notices you get by mail.\n\n"
    "Open the page:"
)
MAIL_ALWAYS_SENT = N_("Hello %(name)s,\n\n%(words)s\n\nThis notice is also in your inbox in Naruteo.\n\nOpen the page:")


def notify(
    session: Session, account: Account, *, kind: NoticeKind, subject: Message, body: Message, address: str
) -> None:
    """Tell one person something, in the caller's transaction.

    `address` is the page of the portal that it is about. Values of the messages may be words in two languages,
    instants, days and other messages: they are said in the receiver's language. No secret may be among them.
    """
    notify_each(session, [(account, address)], kind=kind, subject=subject, body=body)


def notify_each(
    session: Session, receivers: Sequence[tuple[Account, str]], *, kind: NoticeKind, subject: Message, body: Message
) -> None:
    """Tell several people the same, each with the address of their own page, as `notify` does."""
    if not receivers:
        return
    ids = [account.id for account, _address in receivers]
    persons = session.scalars(select(Person).join(Account).where(is_one_of(Account.id, ids)))
    names = {person.id: person for person in persons}
    opted_out = select(MailOptOut.account_id).where(is_one_of(MailOptOut.account_id, ids), MailOptOut.kind == kind)
    unmailed = set(session.scalars(opted_out))
    said = {locale: (subject.said_in(locale), body.said_in(locale)) for locale in LOCALES}
    locales, at = [as_locale(account.locale) or DEFAULT_LOCALE for account, _address in receivers], now()
    rows = [
        {"account_id": account.id, "kind": kind, "locale": locale, "subject": said[locale][0], "body": said[locale][1],
         "address": address, "created_at": at}
        for (account, address), locale in zip(receivers, locales, strict=True)
    ]  # fmt: skip
    notices = session.scalars(insert(Notice).returning(Notice.id, sort_by_parameter_order=True), rows).all()
    frame = MAIL_ALWAYS_SENT if kind in ALWAYS_MAILED else MAIL
    mails = []
    for (account, _address), locale, notice_id in zip(receivers, locales, notices, strict=True):
        if _reads_mail(account) and (kind in ALWAYS_MAILED or account.id not in unmailed):
            values = {"name": display_name(names[account.person_id], locale), "words": said[locale][1].strip()}
            mails.append(
                Mail(account.email, locale, subject, Message(frame.text, values), f"/notices/{notice_id}/open")
            )
    send_mails(session, mails)


def _reads_mail(account: Account) -> bool:
    """Whether the address is known to be the person's, and they are still here."""
    return account.email_verified_at is not None and account.state is AccountState.ACTIVE
