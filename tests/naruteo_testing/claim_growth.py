"""As many claims, appeals, agents, people to claim for, documents and figures as wanted."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import Cohort, Edition
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Organisation, Role
from naruteo_portal.incentives.claims.claims import move, set_lines
from naruteo_portal.incentives.claims.models import Claim, ClaimPreparation
from naruteo_portal.incentives.claims.queries import get_any_claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_testing.catalogue import make_cohort, make_enrolment
from naruteo_testing.claim_papers import make_document
from naruteo_testing.claims import make_claim_with_appeal, make_employer, plan
from naruteo_testing.factories import make_account, make_membership
from naruteo_testing.figures import confirm, make_figure, statement


def past_cohort(session: Session, edition: Edition) -> Cohort:
    """A cohort that ended some days ago."""
    cohort = make_cohort(session, edition)
    cohort.starts_on, cohort.ends_before = today_in_korea() - timedelta(days=40), today_in_korea() - timedelta(days=9)
    return cohort


def grow_claims(session: Session, claim: Claim, past: Cohort, number: int) -> None:
    """One more claim, decided and appealed against, an agent who has prepared this one, and one more to claim for."""
    maker = session.get_one(Account, claim.created_by_id)
    another, _appeal = make_claim_with_appeal(session, claim.employer, maker)
    for state in (ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.REJECTED):
        move(session, another, state, actor=Actor("person", maker.id))
    another.submitted_at = now()
    agent = make_account(session, f"세무사 {number}", roles=((Role.CLAIM_PROXY, claim.employer),))
    session.add(ClaimPreparation(claim_id=claim.id, by_id=agent.id, at=now(), version=1, words="확인했습니다."))
    learner = make_account(session, f"작업자 {number}", roles=((Role.LEARNER, claim.employer),))
    make_enrolment(session, past, learner)


def claim_more(session: Session, documented: str, maker: Account, trainees: int) -> None:
    """Claim for so many more trainees, and upload as many documents."""
    claim = get_any_claim(session, documented)
    first = len(claim.lines)
    plans = [plan(f"{number:04}") for number in range(first + trainees)]
    set_lines(session, claim, plans, version=claim.version, actor=SYSTEM)
    for _ in range(trainees):
        make_document(session, claim, maker)


def state_figures(session: Session, officer: Account, agency: Organisation, number: int) -> None:
    """A figure that waits, one that is confirmed, and a claim that they concern."""
    make_figure(session, officer, statement("least_score", str(number), since=date(2026, 1, 1)))
    other = make_account(session, "서지우", roles=((Role.PROGRAMME_OFFICER, agency),))
    confirm(session, make_figure(session, officer, statement("least_attendance", "0.70")), other)
    make_employer(session).claim(plan(), plan("0002"))


def pages_of_claims(session: Session, employer: Organisation, maker: Account, agent: Account) -> list[str]:
    """The pages of a draft that an agent has prepared, and of a claim that was rejected and appealed against."""
    draft, _appeal = make_claim_with_appeal(session, employer, maker)
    rejected, _appeal = make_claim_with_appeal(session, employer, maker)
    for state in (ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.REJECTED):
        move(session, rejected, state, actor=Actor("person", maker.id))
    rejected.submitted_at, rejected.claimed_on = now(), today_in_korea()
    make_membership(session, agent, employer, Role.CLAIM_PROXY)
    session.add(ClaimPreparation(claim_id=draft.id, by_id=agent.id, at=now(), version=1, words="확인해 주십시오."))
    steps = ("trainees", "facts", "documents", "check", "withdraw")
    return [
        *(f"/claims/{draft.reference}/{step}" for step in steps),
        *(f"/claims/{rejected.reference}{page}" for page in ("", "/receipt", "/appeal")),
    ]
