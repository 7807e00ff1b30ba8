"""Agents (세무사, 노무사) whom an employer lets prepare its claims: for some days, and no longer than it wishes."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.identity.models import Account, AccountState, Membership, Organisation, Role
from naruteo_portal.identity.permissions import answers_for_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.errors import AgentAlready, DaysInDisorder, NoOutsider, NoSuchAgent


def agents_of(session: Session, reader: Reader) -> Sequence[Membership]:
    """The agents, past and coming ones too, of the employers that a reader answers for, the latest first."""
    return session.scalars(
        select(Membership)
        .where(
            Membership.role == Role.CLAIM_PROXY,
            Membership.organisation_id.in_(answers_for_claims(reader).organisations),
        )
        .order_by(Membership.id.desc())
        .options(joinedload(Membership.account).joinedload(Account.person), joinedload(Membership.organisation))
    ).all()


def let_in(
    session: Session, employer: Organisation, email: str, since: date, last_day: date | None, *, reader: Reader,
    actor: Actor,
) -> Membership:  # fmt: skip
    """Let somebody from outside prepare an employer's claims between two days, both among them."""
    if not answers_for_claims(reader).covers(employer.id):
        raise NotAllowed
    today = today_in_korea()
    if last_day is not None and last_day < max(since, today):
        raise DaysInDisorder
    # Two requests at once must not let the same person in twice: the account's row is the lock.
    account = session.scalar(
        select(Account)
        .where(
            Account.email == email, Account.email_verified_at.is_not(None), Account.state == AccountState.ACTIVE
        )
        .with_for_update()
    )  # fmt: skip
    if account is None:
        raise NoSuchAgent
    roles = session.scalars(
        select(Membership.role).where(
            Membership.account_id == account.id,
            Membership.organisation_id == employer.id,
            or_(Membership.until.is_(None), Membership.until > today),
        )
    ).all()
    if Role.CLAIM_PROXY in roles:
        raise AgentAlready
    if roles:
        raise NoOutsider
    agent = Membership(
        account_id=account.id, organisation_id=employer.id, role=Role.CLAIM_PROXY, since=since,
        until=last_day + timedelta(days=1) if last_day else None,
    )  # fmt: skip
    session.add(agent)
    said = {"account": account.handle, "organisation": employer.slug, "since": since.isoformat()}
    record(session, actor, "let an agent in", agent, **said, last_day=last_day.isoformat() if last_day else None)
    return agent


def get_agent(session: Session, reader: Reader, membership_id: int) -> Membership:
    """An agent of one of the reader's employers; NotFound for all others."""
    found = next((each for each in agents_of(session, reader) if each.id == membership_id), None)
    if found is None:
        raise NotFound
    return found


def shut_out(session: Session, agent: Membership, *, actor: Actor) -> None:
    """End an agent's work today; from this moment on they see nothing more."""
    today = today_in_korea()
    if agent.until is not None and agent.until <= today:
        return
    agent.until = max(today, agent.since)
    said = {"account": agent.account.handle, "organisation": agent.organisation.slug}
    record(session, actor, "shut an agent out", agent, **said)
