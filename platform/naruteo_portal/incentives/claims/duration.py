"""How long decisions take: as the operator says, otherwise as measured, otherwise nothing is said."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.incentives.claims.models import Claim, ClaimStep
from naruteo_portal.incentives.claims.states import ClaimState

FEWEST = 5
"""Fewer decided claims say nothing about the next one."""
SECONDS_IN_A_DAY = 86_400


@dataclass(frozen=True)
class Expected:
    """Days from handing in to the decision; `measured` is the number of decided claims that it comes from."""

    days: int
    measured: int | None


def expected_days(session: Session, programme: str, stated: int) -> Expected | None:
    """The operator's setting if it is not 0, else the median of a programme's decided claims; None if too few."""
    if stated:
        return Expected(stated, None)
    first_decision = (
        select(ClaimStep.claim_id, func.min(ClaimStep.at).label("at"))
        .where(ClaimStep.after.in_([ClaimState.APPROVED, ClaimState.REJECTED]))
        .group_by(ClaimStep.claim_id)
        .subquery()
    )
    seconds = func.extract("epoch", first_decision.c.at - Claim.submitted_at)
    median, measured = session.execute(
        select(func.percentile_cont(0.5).within_group(seconds), func.count())
        .select_from(Claim)
        .join(first_decision, first_decision.c.claim_id == Claim.id)
        .where(Claim.programme == programme, Claim.submitted_at.is_not(None))
    ).one()
    return Expected(max(1, -(-int(median) // SECONDS_IN_A_DAY)), measured) if measured >= FEWEST else None
