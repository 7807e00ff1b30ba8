"""Reading one's own inbox and one's own wishes about mails."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.readers import Reader
from naruteo_portal.notices.models import MailOptOut, Notice, NoticeKind


def count_unread(session: Session, reader: Reader) -> int:
    """How many of the reader's notices they have not opened."""
    return session.scalars(
        select(func.count()).where(Notice.account_id == reader.account_id, Notice.read_at.is_(None))
    ).one()


def inbox(session: Session, reader: Reader, *, unread_only: bool, page: int) -> Page[Notice]:
    """The reader's notices, latest first."""
    query = select(Notice).where(Notice.account_id == reader.account_id).order_by(Notice.id.desc())
    if unread_only:
        query = query.where(Notice.read_at.is_(None))
    return page_of(session, query, page)


def get_notice(session: Session, reader: Reader, notice_id: int) -> Notice:
    """A notice of the reader's own; NotFound otherwise."""
    found = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.account_id == reader.account_id))
    if found is None:
        raise NotFound
    return found


def unmailed_kinds(session: Session, reader: Reader) -> frozenset[NoticeKind]:
    """The kinds that the reader does not want as mail."""
    return frozenset(session.scalars(select(MailOptOut.kind).where(MailOptOut.account_id == reader.account_id)))
