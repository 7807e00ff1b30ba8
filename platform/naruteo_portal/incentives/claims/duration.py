"""How long decisions have taken so far."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.incentives.claims.models import Claim, ClaimStep
from naruteo_portal.incentives.claims.states import ClaimState

FEWEST = 5
"""Fewer decided claims say nothing about the next one."""
SECONDS_IN_A_DAY = 86_400


@dataclass(frozen=True)
class Measured:
    """The median of days from handing in to the first decision, rounded up, and over how many claims."""

    days: int
    claims: int


def measured_days(session: Session, programme: str) -> Measured | None:
    """What a programme's decided claims took; None if they are too few."""
    first_decision = (
        select(ClaimStep.claim_id, func.min(ClaimStep.at).label("at"))
        .where(ClaimStep.after.in_([ClaimState.APPROVED, ClaimState.REJECTED]))
        .group_by(ClaimStep.claim_id)
        .subquery()
    )
    seconds = func.extract("epoch", first_decision.c.at - Claim.submitted_at)
    median, claims = session.execute(
        select(func.percentile_cont(0.5).within_group(seconds), func.count())
        .select_from(Claim)
        .join(first_decision, first_decision.c.claim_id == Claim.id)
        .where(Claim.programme == programme, Claim.submitted_at.is_not(None))
    ).one()
    return Measured(max(1, -(-int(median) // SECONDS_IN_A_DAY)), claims) if claims >= FEWEST else None
