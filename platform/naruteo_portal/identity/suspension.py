"""Suspending accounts and letting them back."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.errors import Conflict, NotAllowed
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.memberships import ReasonMissing, require_other_administrator
from naruteo_portal.identity.models import Account, AccountState, Membership
from naruteo_portal.identity.permissions import administers
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.identity.readers import Reader
from naruteo_portal.identity.sessions import end_all_sessions


class OwnAccount(NotAllowed):
    """People do not suspend themselves."""

    code = "own-account"

    def __init__(self) -> None:
        super().__init__(N_("You cannot suspend your own account."))


class AlreadySo(Conflict):
    """The account is in that state already."""

    code = "already-so"

    def __init__(self) -> None:
        super().__init__(N_("Somebody did this already. Please load the page again."))


def may_suspend(session: Session, reader: Reader, account: Account) -> bool:
    """Whether a reader may suspend an account: none of its roles today is outside what the reader administers."""
    reach = administers(reader)
    if account.id == reader.account_id or reach.is_empty:
        return False
    if reach.everywhere:
        return True
    held = exists().where(Membership.account_id == account.id, holds_today())
    elsewhere = held.where(Membership.organisation_id.not_in(reach.organisations))
    return bool(session.scalar(select(held & ~elsewhere)))


def suspend(session: Session, account: Account, *, reader: Reader, actor: Actor, reason: str) -> None:
    """Keep an account from signing in; all its sessions end, and its notebook server too."""
    _check(session, account, reader, reason)
    if account.state is AccountState.SUSPENDED:
        raise AlreadySo
    require_other_administrator(session, account.id)
    account.state = AccountState.SUSPENDED
    record(session, actor, "suspended an account", account, reason=reason.strip())
    end_all_sessions(session, account, actor=actor)


def reactivate(session: Session, account: Account, *, reader: Reader, actor: Actor, reason: str) -> None:
    """Let an account sign in again."""
    _check(session, account, reader, reason)
    if account.state is AccountState.ACTIVE:
        raise AlreadySo
    account.state = AccountState.ACTIVE
    record(session, actor, "reactivated an account", account, reason=reason.strip())


def _check(session: Session, account: Account, reader: Reader, reason: str) -> None:
    if account.id == reader.account_id:
        raise OwnAccount
    if not may_suspend(session, reader, account):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
