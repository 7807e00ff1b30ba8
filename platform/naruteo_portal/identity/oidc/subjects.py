"""Whom a code or an access token speaks for: an account that is still signed in on the browser that asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import DEFAULT_LOCALE, as_locale
from naruteo_portal.identity.models import Account, AccountState, SignInSession
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.sessions import SEEN_STEP, expires_at
from naruteo_portal.settings import Settings

GroupsOf = Callable[[Session, int], list[str]]
"""The Hub's groups of an account; courses stand above identity, so the surface hands this in."""


@dataclass(frozen=True)
class Subject:
    """A signed-in person as the Hub is told of them."""

    account_id: int
    session_id: int
    handle: str
    name: str
    locale: str
    signed_in_at: datetime
    ends_at: datetime
    """When the sign-in ends in any case."""


def find_subject(session: Session, session_id: int, settings: Settings, *, seen: bool = False) -> Subject | None:
    """The person of a sign-in session that is alive; with `seen` the session counts as used just now.

    Work in a notebook is work: without that, an hour in JupyterLab would sign people out of the portal.
    """
    found = session.scalar(
        select(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        # The claims need the person's name.
        .options(joinedload(SignInSession.account).joinedload(Account.person))
    )
    if found is None or found.account.state is not AccountState.ACTIVE or now() >= expires_at(found, settings):
        return None
    if seen and now() - found.last_seen_at > SEEN_STEP:
        found.last_seen_at = now()
    account = found.account
    return Subject(
        account_id=account.id,
        session_id=found.id,
        handle=account.handle,
        name=display_name(account.person, as_locale(account.locale) or DEFAULT_LOCALE),
        locale=account.locale,
        signed_in_at=found.created_at,
        ends_at=found.created_at + timedelta(hours=settings.session_hours),
    )


def claims_of(subject: Subject, scope: str, groups: list[str]) -> dict[str, object]:
    """What the Hub learns of a person: the handle always, name and groups where the scope says so, nothing more."""
    scopes = scope.split()
    claims: dict[str, object] = {"sub": subject.handle}
    if "profile" in scopes:
        claims |= {"preferred_username": subject.handle, "name": subject.name, "locale": subject.locale}
    if "groups" in scopes:
        claims["groups"] = groups
    return claims
