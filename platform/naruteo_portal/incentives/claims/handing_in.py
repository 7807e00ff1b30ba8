"""Handing a claim in by the employer: no cost twice, and never by the one who prepared it as an agent."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotAllowed
from naruteo_portal.identity.models import Account, Membership, Role
from naruteo_portal.identity.permissions import answers_for_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.claims import CHANGEABLE, case_of, hold_claim, move, submit
from naruteo_portal.incentives.claims.double_funding import asks, stops
from naruteo_portal.incentives.claims.drafts import refuse_resident_numbers
from naruteo_portal.incentives.claims.elsewhere import double_funding
from naruteo_portal.incentives.claims.errors import FundedTwice, MakerChecks, NotConfirmed, NotFromHere, StatedOtherwise
from naruteo_portal.incentives.claims.models import Claim, ClaimPreparation
from naruteo_portal.incentives.claims.news import tell_prepared
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.employers.facts import asked_by, facts_on, stated_facts
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_portal.rules.cases import BadFacts, read_facts

MAKING = ("opened a claim", "changed a claim")


def prepared_by(session: Session, claim: Claim) -> Sequence[Account]:
    """The agents, past ones too, who opened or changed a claim, with their names; by the audit trail."""
    agents = select(Membership.account_id).where(
        Membership.organisation_id == claim.employer_id, Membership.role == Role.CLAIM_PROXY
    )
    makers = select(Event.actor_id).where(
        Event.object_kind == Claim.__tablename__, Event.object_id == claim.id, Event.verb.in_(MAKING)
    )
    return session.scalars(
        select(Account)
        .where(Account.id.in_(agents), Account.id.in_(makers))
        .order_by(Account.id)
        .options(joinedload(Account.person))
    ).all()


def last_preparation(session: Session, claim: Claim) -> ClaimPreparation | None:
    """What an agent last said to the employer about a claim."""
    return session.scalar(
        select(ClaimPreparation)
        .where(ClaimPreparation.claim_id == claim.id)
        .order_by(ClaimPreparation.id.desc())
        .limit(1)
        .options(joinedload(ClaimPreparation.by).joinedload(Account.person))
    )


def hand_over(session: Session, claim: Claim, words: str, *, version: int, actor: Actor) -> ClaimPreparation:
    """Tell the employer that an agent has prepared a claim; the claim stays as it is."""
    refuse_resident_numbers(words)
    hold_claim(session, claim, version)
    if claim.state not in CHANGEABLE:
        raise NotFromHere
    prepared = ClaimPreparation(claim_id=claim.id, by_id=actor.account_id, at=now(), version=version, words=words)
    session.add(prepared)
    record(session, actor, "prepared a claim", claim)
    tell_prepared(session, claim, prepared)
    return prepared


def hand_in(
    session: Session, claim: Claim, *, confirmed: bool, words: str, version: int, reader: Reader, actor: Actor
) -> None:
    """Hand a claim in, or again after a supplement; its lines must be loaded.

    `confirmed` says that the questions about double funding were answered; `words` are the employer's to the officer.
    """
    if not answers_for_claims(reader).covers(claim.employer_id):
        raise NotAllowed
    if any(account.id == reader.account_id for account in prepared_by(session, claim)):
        raise MakerChecks
    refuse_resident_numbers(words)
    if claim.state not in CHANGEABLE:
        raise NotFromHere
    found = double_funding(session, claim)
    if stops(found):
        raise FundedTwice
    if asks(found) and not confirmed:
        raise NotConfirmed
    _require_facts_of_their_days(session, claim)
    submit(session, claim, claim.employer_facts, version=version, actor=actor, words=words)


def withdraw(session: Session, claim: Claim, reason: str, *, version: int, reader: Reader, actor: Actor) -> None:
    """Take a claim back before it is decided; its trainings are free again."""
    if not answers_for_claims(reader).covers(claim.employer_id):
        raise NotAllowed
    refuse_resident_numbers(reason)
    hold_claim(session, claim, version)
    move(session, claim, ClaimState.WITHDRAWN, actor=actor, words=reason)


def _require_facts_of_their_days(session: Session, claim: Claim) -> None:
    """Refuse what the employer has stated otherwise for the day of a training: its size may have changed meanwhile."""
    programme = programme_in_force(session, claim.programme)
    stated = stated_facts(session, claim.employer_id)
    for line in claim.lines:
        case = case_of(claim, line)
        for name, value in asked_by(programme, facts_on(stated, line.part_ended_on)).items():
            said = case.get(name)
            with suppress(BadFacts):  # which are refused with their own words when the claim is judged
                if said is not None and read_facts(programme, {name: said}) != read_facts(programme, {name: value}):
                    words = programme.facts[name].ask.model_dump()
                    raise StatedOtherwise(line.trainee_name, line.part_ended_on, words)
