"""Personal access tokens: making, listing, finding and revoking them.

A token reads what its owner may read at that moment, and ends with a suspension, a new password and signing out
everywhere: whoever does these wants every door shut that somebody else may have opened.
"""

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.audit.events import Actor, record, record_each
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity.models import Account, AccountState, PersonalToken

# Scanners that look for secrets in repositories, and our own logs, know tokens by this.
PREFIX = "naruteo_pat_"
LIFETIMES = (30, 90, 365)
"""For how many days a token can be made."""
MOST = 20


class TooManyTokens(Conflict):
    """A person has as many tokens as one can still look after."""

    code = "too-many-tokens"

    def __init__(self) -> None:
        super().__init__(
            N_("You have %(most)d access tokens, which is the most. Revoke one that you no longer need.", most=MOST)
        )


def make_token(session: Session, account: Account, *, name: str, days: int, actor: Actor) -> str:
    """Make a token and return it; nobody can find it out later."""
    if count_tokens(session, account.id) >= MOST:
        raise TooManyTokens
    start = PREFIX + secrets.token_hex(3)
    token = f"{start}_{new_token()}"
    instant = now()
    made = PersonalToken(
        account_id=account.id, name=name, start=start, token_sha256=token_sha256(token), made_at=instant,
        expires_at=instant + timedelta(days=days), last_used_on=None, told_at=None, revoked_at=None,
    )  # fmt: skip
    session.add(made)
    record(session, actor, "made an access token", made, start=start, days=days)
    return token


def own_tokens(session: Session, account_id: int) -> list[PersonalToken]:
    """The tokens of an account that were not revoked, those that expired lately too, the newest first."""
    rows = session.scalars(
        select(PersonalToken)
        .where(_of(account_id), PersonalToken.revoked_at.is_(None))
        .order_by(PersonalToken.id.desc())
    )
    return list(rows)


def count_tokens(session: Session, account_id: int) -> int:
    """How many tokens of an account work."""
    return session.scalar(select(func.count(PersonalToken.id)).where(_works(), _of(account_id))) or 0


def revoke_own_token(session: Session, account_id: int, token_id: int, *, actor: Actor) -> None:
    """End one of an account's own tokens; NotFound for anybody else's."""
    found = session.scalar(select(PersonalToken).where(PersonalToken.id == token_id, _of(account_id)))
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = now()
        record(session, actor, "revoked an access token", found, start=found.start)


def revoke_tokens(session: Session, account_id: int, *, actor: Actor) -> None:
    """End all tokens of an account that work."""
    ended = session.scalars(
        update(PersonalToken).where(_works(), _of(account_id)).values(revoked_at=now()).returning(PersonalToken)
    ).all()
    record_each(session, actor, [(each, {"start": each.start}) for each in ended], verb="revoked an access token")


def find_token(session: Session, token: str) -> PersonalToken | None:
    """The token that works, with its account and person; None if it opens nothing (any more).

    It is looked up by its hash, so how long that takes says nothing of what a wrong one has in common with a right one.
    """
    return session.scalar(
        select(PersonalToken)
        .join(PersonalToken.account)
        .where(PersonalToken.token_sha256 == token_sha256(token), _works(), Account.state == AccountState.ACTIVE)
        .options(contains_eager(PersonalToken.account).joinedload(Account.person))
    )


def note_use(session: Session, token: PersonalToken, *, actor: Actor) -> None:
    """Remember the day on which a token was used; the first use of a day goes into the audit trail."""
    today = today_in_korea()
    if token.last_used_on == today:
        return
    # Of two requests at once the second waits here, and finds the day written.
    session.refresh(token, ["last_used_on"], with_for_update=True)
    if token.last_used_on != today:
        token.last_used_on = today
        record(session, actor, "used an access token", token, start=token.start)


def _works() -> ColumnElement[bool]:
    return and_(PersonalToken.revoked_at.is_(None), PersonalToken.expires_at > now())


def _of(account_id: int) -> ColumnElement[bool]:
    return PersonalToken.account_id == account_id
