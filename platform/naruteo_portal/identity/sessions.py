"""Sign-in sessions: starting, finding and ending them."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity.models import Account, AccountState, SignInSession
from naruteo_portal.identity.personal_tokens import revoke_tokens
from naruteo_portal.settings import Settings

# Writing "last seen" at every request would make each page a write; this is close enough for a timeout in minutes.
SEEN_STEP = timedelta(seconds=30)


def start_session(session: Session, account: Account, *, browser: str) -> str:
    """Sign an account in on one browser and return the token for its cookie."""
    token = new_token()
    instant = now()
    started = SignInSession(
        account_id=account.id,
        token_sha256=token_sha256(token),
        created_at=instant,
        last_seen_at=instant,
        ended_at=None,
        browser=browser[:200],
    )
    session.add(started)
    record(session, Actor("person", account.id), "signed in", started)
    return token


def find_session(session: Session, token: str, settings: Settings, *, seen: bool = True) -> SignInSession | None:
    """The live session of a cookie's token with its account and person, marked as seen now if a person is there."""
    found = session.scalar(
        select(SignInSession)
        .where(SignInSession.token_sha256 == token_sha256(token), SignInSession.ended_at.is_(None))
        # Who is signed in is asked on every page, by name and role.
        .options(joinedload(SignInSession.account).joinedload(Account.person))
    )
    if found is None or found.account.state is not AccountState.ACTIVE or now() >= expires_at(found, settings):
        return None
    if seen and now() - found.last_seen_at > SEEN_STEP:
        found.last_seen_at = now()
    return found


def expires_at(found: SignInSession, settings: Settings) -> datetime:
    """When a session ends if no further page is opened."""
    return min(
        found.last_seen_at + timedelta(minutes=settings.session_idle_minutes),
        found.created_at + timedelta(hours=settings.session_hours),
    )


def live_sessions(session: Session, account_id: int, settings: Settings) -> list[SignInSession]:
    """Where an account is signed in, most recently used first."""
    rows = session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            # Sessions that ran out are never marked, only no longer found.
            SignInSession.last_seen_at > now() - timedelta(minutes=settings.session_idle_minutes),
            SignInSession.created_at > now() - timedelta(hours=settings.session_hours),
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return list(rows)


def end_own_session(session: Session, account_id: int, session_id: int, *, actor: Actor) -> None:
    """Sign one of an account's own browsers out; NotFound for anybody else's."""
    found = session.scalar(
        select(SignInSession.id).where(SignInSession.id == session_id, SignInSession.account_id == account_id)
    )
    if found is None:
        raise NotFound
    end_session(session, found, actor=actor)


def end_session(session: Session, session_id: int, *, actor: Actor) -> None:
    """Sign one browser out; the person's notebook server ends with it."""
    ending = session.get_one(SignInSession, session_id)
    if ending.ended_at is None:
        ending.ended_at = now()
        record(session, actor, "signed out", ending)
        end_hub_access(session, ending.account_id)


def end_all_sessions(session: Session, account: Account, *, actor: Actor) -> None:
    """Sign an account out everywhere; its programs, too, lose their access tokens."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
        .values(ended_at=now())
    )
    record(session, actor, "signed out everywhere", account)
    revoke_tokens(session, account.id, actor=actor)
    end_hub_access(session, account.id)


def end_hub_access(session: Session, account_id: int) -> None:
    """Ask for the end of an account's Hub session, tokens and server."""
    enqueue(session, "identity.end_hub_access", once=f"hub-access-{account_id}", account_id=account_id)
