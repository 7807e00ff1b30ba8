"""Gathering what an employer's tax sheet and journal lines say, for whoever may read its claims."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.core.clock import KST
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Organisation
from naruteo_portal.identity.permissions import reads_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.states import OPEN, ClaimState
from naruteo_portal.incentives.documents.gathering import cost_of
from naruteo_portal.incentives.documents.tax import TaxLine, TaxYear, counted, merged, rules_words
from naruteo_portal.incentives.programmes import programme_in_force

TAX_PROGRAMME = "hrd_tax_credit"


def get_claiming_employer(session: Session, reader: Reader, slug: str) -> Organisation:
    """An employer whose claims the reader may see; NotFound otherwise."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None or not reads_claims(reader).covers(found.id):
        raise NotFound
    return found


def tax_year_of(session: Session, employer: Organisation, year: int, at: datetime) -> TaxYear:
    """The employer's year as of an instant, from all claims that were handed in and not withdrawn."""
    programme = programme_in_force(session, TAX_PROGRAMME)
    claims = session.scalars(
        select(Claim)
        .where(
            Claim.employer_id == employer.id,
            Claim.year == year,
            Claim.state.not_in([ClaimState.DRAFT, ClaimState.WITHDRAWN]),
        )
        .order_by(Claim.id)
        .options(selectinload(Claim.lines))
    ).all()
    return TaxYear(
        employer=employer.name,
        business_number=employer.business_number,
        year=year,
        as_of=at,
        lines=merged(
            TaxLine(
                number=line.trainee_number,
                name=line.trainee_name,
                code=line.training,
                training=line.title,
                starts_on=line.part_started_on,
                last_day=line.part_ended_on,
                cost=cost_of(line.facts),
                granted=_granted(claim, line),
                counted=counted(programme, year, line.facts),
            )
            for claim in claims
            for line in claim.lines
        ),
        rules=rules_words(programme, year),
    )


def payments_of(claim: Claim) -> Sequence[tuple[date, int, str]]:
    """When a claim (with its steps) was paid, how much, and its number; nothing if it was not."""
    return [
        (step.at.astimezone(KST).date(), claim.amount, claim.reference)
        for step in claim.steps
        if step.after is ClaimState.PAID and claim.amount is not None
    ]


def _granted(claim: Claim, line: ClaimLine) -> int | None:
    if claim.state in OPEN:
        return None
    return 0 if claim.state is ClaimState.REJECTED else line.amount
