"""What people do with their notices: read them, choose which come by mail; old ones are forgotten."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import MailOptOut, Notice, NoticeKind
from naruteo_portal.notices.notices import ALWAYS_MAILED

# What a notice tells stands where it belongs as well; the copy is of no use after the course and its last questions.
KEPT_FOR = timedelta(days=365)


def mark_read(notice: Notice) -> None:
    """Note when the receiver first opened a notice."""
    notice.read_at = notice.read_at or now()


def mark_all_read(session: Session, account_id: int) -> None:
    """Take all of a person's notices as read."""
    session.execute(
        update(Notice).where(Notice.account_id == account_id, Notice.read_at.is_(None)).values(read_at=now())
    )


def choose_mails(session: Session, account: Account, wanted: Collection[NoticeKind], *, actor: Actor) -> None:
    """Say which kinds of notices a person wants as mail; those that nobody may miss are mailed in any case."""
    unwanted = set(NoticeKind) - ALWAYS_MAILED - set(wanted)
    before = set(session.scalars(select(MailOptOut.kind).where(MailOptOut.account_id == account.id)))
    if unwanted == before:
        return
    session.execute(delete(MailOptOut).where(MailOptOut.account_id == account.id))
    session.add_all(MailOptOut(account_id=account.id, kind=kind) for kind in sorted(unwanted))
    record(session, actor, "chose which notices come by mail", account, inbox_only=sorted(unwanted))


def forget_old_notices(session: Session) -> None:
    """Delete notices whose time is over."""
    session.execute(delete(Notice).where(Notice.created_at < now() - KEPT_FOR))
