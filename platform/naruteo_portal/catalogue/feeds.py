"""Addresses of calendar feeds: making one, making it anew, ending it, and finding whose it is.

The address is a secret that opens nothing but its owner's due dates; the database keeps its hash.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import CalendarFeed
from naruteo_portal.core.clock import now
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity.models import Account, AccountState


def present_feed(session: Session, account_id: int) -> CalendarFeed | None:
    """The feed of an account that works now."""
    return session.scalar(
        select(CalendarFeed).where(CalendarFeed.account_id == account_id, CalendarFeed.ended_at.is_(None))
    )


def make_feed(session: Session, account_id: int, *, actor: Actor) -> str:
    """Make an address, in place of the one before; returns its token, which nobody can find out later."""
    # One at a time: of two equal requests the second replaces what the first has made.
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    end_feed(session, account_id, actor=actor)
    token = new_token()
    feed = CalendarFeed(account_id=account_id, token_sha256=token_sha256(token), made_at=now(), ended_at=None)
    session.add(feed)
    record(session, actor, "made a calendar address", feed)
    return token


def end_feed(session: Session, account_id: int, *, actor: Actor) -> None:
    """End the address that works now, if there is one."""
    feed = present_feed(session, account_id)
    if feed is not None:
        feed.ended_at = now()
        record(session, actor, "ended a calendar address", feed)


def owner_of_feed(session: Session, token: str) -> Account | None:
    """Whose due dates a token opens; None if it opens nothing (any more)."""
    feed = session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.account)
        .where(
            CalendarFeed.token_sha256 == token_sha256(token),
            CalendarFeed.ended_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
        .options(joinedload(CalendarFeed.account).joinedload(Account.person))
    )
    return feed.account if feed else None
