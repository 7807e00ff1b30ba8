"""What the letter of a decision in force says, from what was frozen when it was decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind, DecisionState
from naruteo_portal.incentives.decisions.record import DecisionRecord, decision_record
from naruteo_portal.incentives.documents.gathering import legal_basis_of, rules_of
from naruteo_portal.incentives.documents.letters import UNCONFIRMED_APPEALS, Letter, LetterLine, reasons_of
from naruteo_portal.incentives.programmes import programme_in_force


def letter_in_force(session: Session, claim: Claim) -> Letter | None:
    """The letter of the decision on a claim, which is as `get_claim` gives it; None while there is no decision."""
    decision = session.scalar(
        select(Decision)
        .where(Decision.claim_id == claim.id, Decision.state == DecisionState.IN_FORCE)
        .options(
            joinedload(Decision.claim).joinedload(Claim.employer),
            joinedload(Decision.proposed_by).joinedload(Account.person),
            joinedload(Decision.confirmed_by).joinedload(Account.person),
        )
    )
    return _letter(session, claim, decision_record(session, decision)) if decision else None


def _letter(session: Session, claim: Claim, record: DecisionRecord) -> Letter:
    programme = programme_in_force(session, record.programme).file
    reasons = {line.position: reasons_of(line.judgement) for line in claim.lines}
    return Letter(
        number=record.number,
        reference=record.reference,
        programme=programme.title.model_dump(),
        legal_basis=legal_basis_of(programme),
        employer=record.employer,
        business_number=record.business_number,
        claimed_on=record.claimed_on,
        decided_at=record.decided_at,
        decided_by={
            "ko": ", ".join(each.native for each in record.officers),
            "en": ", ".join(each.roman or each.native for each in record.officers),
        },
        approved=record.kind is DecisionKind.APPROVE,
        amount=record.amount,
        words=record.reason,
        rules=rules_of(claim),
        lines=tuple(
            LetterLine(
                number=line.trainee_number,
                name=line.trainee_name,
                training=line.title,
                outcome=line.outcome,
                amount=line.amount,
                reasons=reasons[line.position],
            )
            for line in record.lines
        ),
        appeals=UNCONFIRMED_APPEALS,
    )
