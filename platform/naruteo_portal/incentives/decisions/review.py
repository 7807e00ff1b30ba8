"""Looking after claims: taking and assigning them, beginning the review, asking for more, and noting."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record, record_each
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.queries import officers_by_name
from naruteo_portal.incentives.claims.claims import hold_claim, move
from naruteo_portal.incentives.claims.errors import NotFromHere
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import OPEN, ClaimState
from naruteo_portal.incentives.decisions.decisions import standing_decision
from naruteo_portal.incentives.decisions.errors import DeadlineTooEarly, ProposedAlready, ReasonMissing
from naruteo_portal.incentives.decisions.models import ClaimNote
from naruteo_portal.incentives.decisions.parties import require_others


def assign(session: Session, references: Sequence[str], officer_id: int, *, actor: Actor) -> int:
    """Give open claims to an officer of an agency, who must not be a party to any; how many changed hands."""
    if officer_id not in {account.id for account in officers_by_name(session)}:
        raise NotFound
    claims = session.scalars(
        select(Claim)
        .where(Claim.reference.in_(references), Claim.state.in_(OPEN), Claim.officer_id.is_distinct_from(officer_id))
        .order_by(Claim.id)
        .with_for_update()
    ).all()
    require_others(session, officer_id, [claim.id for claim in claims])
    for claim in claims:
        claim.officer_id = officer_id
    record_each(session, actor, [(claim, {"officer": officer_id}) for claim in claims], verb="assigned a claim")
    return len(claims)


def begin_review(session: Session, claim: Claim, *, version: int, actor: Actor) -> None:
    """Take a claim that came in, whose lines are loaded, into review; it is the actor's if nobody has it."""
    hold_claim(session, claim, version)
    require_others(session, actor.account_id, [claim.id])
    if claim.state is not ClaimState.SUBMITTED:
        raise NotFromHere
    claim.officer_id = claim.officer_id or actor.account_id
    move(session, claim, ClaimState.IN_REVIEW, actor=actor)


def ask_for_more(session: Session, claim: Claim, words: str, due_on: date, *, version: int, actor: Actor) -> None:
    """Ask the employer to add something until a day; the clock stands still until it answers."""
    hold_claim(session, claim, version)
    require_others(session, actor.account_id, [claim.id])
    if standing_decision(session, claim.id) is not None:
        raise ProposedAlready
    if not words:
        raise ReasonMissing
    if due_on <= today_in_korea():
        raise DeadlineTooEarly
    move(session, claim, ClaimState.SUPPLEMENT, actor=actor, words=words, due_on=due_on)


def note(session: Session, claim: Claim, words: str, *, actor: Actor) -> None:
    """Note something about a claim for other officers."""
    kept = ClaimNote(claim_id=claim.id, at=now(), by_id=actor.account_id, words=words)
    session.add(kept)
    record(session, actor, "noted about a claim", claim)


def notes_about(session: Session, claim_id: int) -> Sequence[ClaimNote]:
    """What officers noted about a claim, the newest first."""
    return session.scalars(
        select(ClaimNote)
        .where(ClaimNote.claim_id == claim_id)
        .order_by(ClaimNote.id.desc())
        # Each note names its writer.
        .options(joinedload(ClaimNote.by).joinedload(Account.person))
    ).all()
