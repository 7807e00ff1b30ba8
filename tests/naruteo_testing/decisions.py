"""Officers who decide claims and have them paid, for tests."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Membership, Organisation, Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.answers import answer_of
from naruteo_portal.incentives.decisions.decisions import propose
from naruteo_portal.incentives.decisions.models import ClaimPhrase, Decision, DecisionKind
from naruteo_portal.incentives.decisions.payment_models import BatchState, Payment, PaymentBatch, PaymentReturn
from naruteo_portal.incentives.decisions.payments import COLUMNS, make_batch, release_batch
from naruteo_portal.incentives.decisions.review import begin_review, note
from naruteo_portal.incentives.ledger.budgets import commit_won, open_budget
from naruteo_portal.incentives.ledger.models import Budget
from naruteo_testing.claims import Employer, claimed_year, plan
from naruteo_testing.factories import make_account, make_organisation

LIMIT = 1_000_000
"""Won above which a second officer confirms."""
PLENTY = 100_000_000


@dataclass(frozen=True)
class OfficersWork:
    """One thing of each kind that officers look at."""

    claim: Claim
    budget_id: int
    batch_id: int
    return_id: int
    phrase_id: int


def make_officers_work(session: Session, officer: Account) -> OfficersWork:
    """A claim in review, and one that a released batch pays, with a budget and a phrase.

    The second is approved as it is: the real figures are not confirmed, so nothing could be granted by them.
    """
    organisation = make_organisation(session, name="두물머리공업")
    hr = make_account(session, "최유진", roles=((Role.EMPLOYER_HR, organisation),))
    employer = Employer(session, organisation, hr, officer)
    claim = review(employer, employer.claim(plan(), plan("0002", "Nguyễn Thị Mai")))
    note(session, claim, "출석부를 확인했습니다.", actor=by(officer))
    paid = employer.claim(plan("0003"))
    paid.state, paid.amount = ClaimState.APPROVED, 252_000
    budget = session.scalars(select(Budget)).first() or make_budget(session)
    commit_won(session, paid, 252_000, actor=by(officer))
    payment = Payment(claim=paid, amount=252_000, paid_on=None)
    batch = PaymentBatch(
        state=BatchState.RELEASED, made_by_id=officer.id, made_at=now(), released_by_id=hr.id, released_at=now(),
        payments=[payment],
    )  # fmt: skip
    agencies = select(Membership.organisation_id).where(Membership.account_id == officer.id)
    phrase = ClaimPhrase(
        agency_id=session.scalars(agencies.order_by(Membership.organisation_id)).first(), changed_at=now(),
        words={"ko": "출석부를 보내 주세요.", "en": "Please send the attendance list."},
    )  # fmt: skip
    session.add_all([batch, phrase])
    session.flush()
    rows = [
        [2, [paid.reference, "두물머리공업", "", "252000", "paid", today_in_korea().isoformat(), ""]],
        [3, ["?", *[""] * 3, "x", "", ""]],
    ]
    returned = PaymentReturn(
        batch_id=batch.id, uploaded_by_id=officer.id, uploaded_at=now(), file_name="지급결과.csv", sha256="0" * 64,
        encoding="UTF-8", heading=[words.said_in("en") for words in COLUMNS.values()], rows=rows, carried_out_at=None,
    )  # fmt: skip
    session.add(returned)
    session.flush()
    return OfficersWork(claim, budget.id, batch.id, returned.id, phrase.id)


def by(account: Account) -> Actor:
    """An account as the one who acts."""
    return Actor("person", account.id)


def make_budget(session: Session, won: int = PLENTY) -> Budget:
    """A budget of the year that is claimed for, for all regions."""
    return open_budget(session, "employer_training", "", claimed_year(), won, "연초 배정", actor=SYSTEM)


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
