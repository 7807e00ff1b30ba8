"""What other claims say about the people of a claim, for the check for double funding."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.incentives.claims.double_funding import Finding, Stretch, findings
from naruteo_portal.incentives.claims.drafts import OTHER_GRANT
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.programmes import programme_in_force

VOUCHER, VOUCHER_RULE = "ai_voucher", "no_education"


def double_funding(session: Session, claim: Claim) -> list[Finding]:
    """What would or may be paid twice if a claim, whose lines are loaded, were handed in; two queries."""
    places = [line.enrolment_id for line in claim.lines if line.enrolment_id is not None]
    rows = session.execute(select(Enrolment.id, Enrolment.account_id).where(Enrolment.id.in_(places)))
    accounts = {place: account for place, account in rows}
    own = [_stretch(line, claim, accounts.get(line.enrolment_id or 0)) for line in claim.lines]
    voucher = programme_in_force(session, VOUCHER).rules[VOUCHER_RULE]
    source = voucher.versions[-1].said.reference.cited
    fix = voucher.rule.fix
    words = fix.model_dump() if fix else {}
    return findings(own, _others(session, claim, list(accounts.values())), words, {"ko": source, "en": source})


def _others(session: Session, claim: Claim, accounts: Sequence[int]) -> list[Stretch]:
    numbers = [line.trainee_number for line in claim.lines]
    names = [line.trainee_name for line in claim.lines]
    of_employer = and_(
        ClaimLine.employer_id == claim.employer_id,
        or_(ClaimLine.trainee_number.in_(numbers), ClaimLine.trainee_name.in_(names)),
    )
    rows = session.execute(
        select(ClaimLine, Claim, Enrolment.account_id)
        .join(ClaimLine.claim)
        .outerjoin(ClaimLine.enrolment)
        .where(ClaimLine.standing, ClaimLine.claim_id != claim.id, or_(of_employer, Enrolment.account_id.in_(accounts)))
        .order_by(ClaimLine.id)
    )
    return [_stretch(line, other, account) for line, other, account in rows]


def _stretch(line: ClaimLine, claim: Claim, account: int | None) -> Stretch:
    return Stretch(
        claim=claim.reference, programme=claim.programme, employer_id=claim.employer_id, number=line.trainee_number,
        name=line.trainee_name, training=line.training, title=line.title, first_day=line.part_started_on,
        last_day=line.part_ended_on, account_id=account, grant=line.facts.get(OTHER_GRANT),
    )  # fmt: skip
