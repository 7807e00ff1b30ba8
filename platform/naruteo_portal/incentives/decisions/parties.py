"""Who may not decide a claim because it is, in some way, their own."""

from collections.abc import Iterable

from sqlalchemy import or_, select, union_all
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.identity.models import Membership
from naruteo_portal.incentives.claims.models import Claim, ClaimLine, ClaimStep
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.errors import OwnClaim

# Steps that are the employer's alone.
OF_THE_EMPLOYER = (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.WITHDRAWN)


def own_claims(session: Session, account_id: int | None, claim_ids: Iterable[int]) -> frozenset[int]:
    """Which of these claims are of an employer the account belongs or belonged to, were made by it, or are for it."""
    wanted = list(claim_ids)
    return frozenset(
        session.scalars(
            union_all(
                select(Claim.id)
                .join(Membership, Membership.organisation_id == Claim.employer_id)
                .where(Claim.id.in_(wanted), Membership.account_id == account_id),
                select(Claim.id).where(Claim.id.in_(wanted), Claim.created_by_id == account_id),
                select(ClaimStep.claim_id).where(
                    ClaimStep.claim_id.in_(wanted),
                    ClaimStep.by_id == account_id,
                    or_(ClaimStep.after.in_(OF_THE_EMPLOYER), ClaimStep.before == ClaimState.SUPPLEMENT),
                ),
                select(ClaimLine.claim_id)
                .join(Enrolment, Enrolment.id == ClaimLine.enrolment_id)
                .where(ClaimLine.claim_id.in_(wanted), Enrolment.account_id == account_id),
            )
        )
    )


def require_others(session: Session, account_id: int | None, claim_ids: Iterable[int]) -> None:
    """Refuse an officer who is a party to one of the claims."""
    if own_claims(session, account_id, claim_ids):
        raise OwnClaim
