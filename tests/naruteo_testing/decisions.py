"""Officers who decide claims and have them paid, for tests."""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.identity.models import Account, Membership, Organisation, Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.decisions.answers import answer_of
from naruteo_portal.incentives.decisions.decisions import propose
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind
from naruteo_portal.incentives.decisions.payment_models import PaymentBatch
from naruteo_portal.incentives.decisions.payments import make_batch, release_batch
from naruteo_portal.incentives.decisions.review import begin_review
from naruteo_portal.incentives.ledger.budgets import open_budget
from naruteo_portal.incentives.ledger.models import Budget
from naruteo_testing.claims import Employer, today
from naruteo_testing.factories import make_account

LIMIT = 1_000_000
"""Won above which a second officer confirms."""
PLENTY = 100_000_000


def by(account: Account) -> Actor:
    """An account as the one who acts."""
    return Actor("person", account.id)


def make_budget(session: Session, won: int = PLENTY) -> Budget:
    """A budget of this year for all regions."""
    return open_budget(session, "employer_training", "", today().year, won, "연초 배정", actor=SYSTEM)


def colleague_of(session: Session, officer: Account, name: str = "윤서아") -> Account:
    """Another officer of the same agency."""
    agency_id = session.query(Membership.organisation_id).filter_by(account_id=officer.id).scalar()
    return make_account(session, name, roles=((Role.PROGRAMME_OFFICER, session.get_one(Organisation, agency_id)),))


def review(employer: Employer, claim: Claim) -> Claim:
    """Take a claim that came in into review."""
    begin_review(employer.session, claim, version=claim.version, actor=by(employer.officer))
    return claim


def decide(
    employer: Employer, claim: Claim, kind: DecisionKind = DecisionKind.APPROVE, reason: str = "요건을 갖추었습니다."
) -> Decision:
    """Decide a claim in review as its officer, who has looked at it."""
    seen = answer_of(employer.session, claim).seen
    return propose(
        employer.session, claim, kind, reason, seen=seen, version=claim.version, limit=LIMIT,
        actor=by(employer.officer),
    )  # fmt: skip


def pay(employer: Employer, *claims: Claim) -> PaymentBatch:
    """Put approved claims into a batch that a second officer has released."""
    batch = make_batch(employer.session, [claim.reference for claim in claims], actor=by(employer.officer))
    release_batch(employer.session, batch, actor=by(colleague_of(employer.session, employer.officer)))
    return batch
