"""Sending mail by SMTP or, while none is configured, into a folder."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Locale, Message
from naruteo_portal.core.jobs import Worker, enqueue_each, job
from naruteo_portal.settings import Settings

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Mail:
    """One mail in its receiver's language."""

    to: str
    locale: Locale
    subject: Message
    body: Message
    page: str | None = None
    """The page of the portal whose address is written below, from its first slash on."""


def send_mail(
    session: Session, *, to: str, locale: Locale, subject: Message, body: Message, page: str | None = None
) -> None:
    """Ask for a mail in the caller's transaction, in the receiver's language.

    The address of a `page` of the portal, given from its first slash on, is written below the body.
    """
    send_mails(session, [Mail(to, locale, subject, body, page)])


def send_mails(session: Session, mails: Sequence[Mail]) -> None:
    """Ask for many mails, as `send_mail` does for one."""
    enqueue_each(
        session, "core.deliver_mail",
        [{"to": each.to, "subject": each.subject.said_in(each.locale), "body": each.body.said_in(each.locale),
          "page": each.page} for each in mails],
    )  # fmt: skip


@job("core.deliver_mail")
def deliver_mail(worker: Worker, to: str, subject: str, body: str, page: str | None = None) -> None:
    """Hand one mail over."""
    message = EmailMessage()
    message["From"] = worker.settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(now().timestamp())
    message["Message-ID"] = make_msgid(domain="naruteo.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{body}\n{worker.settings.portal_url}{page}\n" if page else body)
    if worker.settings.smtp_url:
        _hand_to_server(worker.settings, message)
    else:
        _keep_in_folder(worker.settings.mail_folder, message)


def _hand_to_server(settings: Settings, message: EmailMessage) -> None:
    server = urlsplit(settings.smtp_url)
    host, port = server.hostname or "localhost", server.port or 587
    connection = (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if server.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    )
    with connection as smtp:
        if server.scheme == "smtp" and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)


def _keep_in_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now():%Y%m%d-%H%M%S-%f}.eml"
    (folder / name).write_bytes(message.as_bytes())
