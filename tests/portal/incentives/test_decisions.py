"""Decisions: who may take them, what they rest on, what they commit, and that two at once never grant too much."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, AccountState, OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import hold_claim, move
from naruteo_portal.incentives.claims.errors import ClaimHasMoved, NotFromHere
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.answers import answer_of
from naruteo_portal.incentives.decisions.appeals import answer_appeal, file_appeal, get_appeal
from naruteo_portal.incentives.decisions.decisions import confirm, decline, propose, release_commitment
from naruteo_portal.incentives.decisions.errors import (
    AnswerChanged,
    DeadlineTooEarly,
    NothingToGrant,
    NotProposed,
    OwnClaim,
    PaymentUnderWay,
    ProposedAlready,
    ReasonMissing,
    SamePerson,
    Undetermined,
)
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind, DecisionState
from naruteo_portal.incentives.decisions.parties import own_claims
from naruteo_portal.incentives.decisions.record import decision_record, get_decision
from naruteo_portal.incentives.decisions.replay import replay
from naruteo_portal.incentives.decisions.review import ask_for_more, assign, begin_review
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.incentives.ledger.bookkeeping import Balance
from naruteo_portal.incentives.ledger.budgets import balances
from naruteo_portal.incentives.ledger.checking import ledger_faults
from naruteo_portal.incentives.ledger.errors import BudgetExceeded, NoBudget
from naruteo_portal.incentives.ledger.models import Budget
from naruteo_portal.settings import Settings
from naruteo_testing.claims import Employer, make_employer, plan
from naruteo_testing.decisions import LIMIT, PLENTY, by, colleague_of, decide, make_budget, pay, review
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.figures import confirm as confirm_figure
from naruteo_testing.figures import enter, statement

APPROVE, REJECT = DecisionKind.APPROVE, DecisionKind.REJECT


@pytest.fixture
def budget(session: Session) -> Budget:
    return make_budget(session)


@pytest.fixture
def second(employer: Employer) -> Account:
    return colleague_of(employer.session, employer.officer)


def has(session: Session, budget: Budget) -> Balance:
    return balances(session, [budget.id])[budget.id]


def test_one_officer_decides_up_to_the_limit(employer: Employer, budget: Budget) -> None:
    claim = review(employer, employer.claim(plan()))
    decision = decide(employer, claim)
    assert (decision.state, decision.amount, claim.state) == (DecisionState.IN_FORCE, 252_000, ClaimState.APPROVED)
    assert claim.officer_id == employer.officer.id and claim.steps[-1].words == decision.reason
    assert has(employer.session, budget) == Balance(PLENTY, 252_000, 0, PLENTY - 252_000)
    rejected = review(employer, employer.claim(plan("0002")))
    with pytest.raises(ReasonMissing):
        decide(employer, rejected, REJECT, "")
    assert decide(employer, rejected, REJECT, "기한이 지났습니다.").state is DecisionState.IN_FORCE
    assert rejected.state is ClaimState.REJECTED and ledger_faults(employer.session) == []


def test_above_the_limit_a_second_officer_confirms(employer: Employer, budget: Budget, second: Account) -> None:
    claim = review(employer, employer.claim(plan(hours=300)))
    decision, session = decide(employer, claim), employer.session
    assert claim.amount is not None and claim.amount > LIMIT and decision.state is DecisionState.PROPOSED
    assert claim.state is ClaimState.IN_REVIEW and has(session, budget).committed == 0
    with pytest.raises(ProposedAlready):
        decide(employer, claim)
    with pytest.raises(ProposedAlready):
        ask_for_more(session, claim, "?", today_in_korea() + timedelta(days=9), version=claim.version, actor=by(second))
    with pytest.raises(SamePerson):
        confirm(session, decision, version=claim.version, actor=by(employer.officer))
    with pytest.raises(ClaimHasMoved):
        confirm(session, decision, version=claim.version - 1, actor=by(second))
    confirm(session, decision, version=claim.version, actor=by(second))
    assert (claim.state, decision.confirmed_by_id) == (ClaimState.APPROVED, second.id)
    assert has(session, budget).committed == claim.amount
    with pytest.raises(NotFromHere):
        confirm(session, decision, version=claim.version, actor=by(second))


def test_a_proposal_can_be_sent_back(employer: Employer, budget: Budget, second: Account) -> None:
    claim = review(employer, employer.claim(plan(hours=300)))
    decision = decide(employer, claim)
    with pytest.raises(ReasonMissing):
        decline(employer.session, decision, "", actor=by(second))
    decline(employer.session, decision, "출석부를 다시 보십시오.", actor=by(second))
    assert claim.state is ClaimState.IN_REVIEW and decision.state is DecisionState.DECLINED
    with pytest.raises(NotProposed):
        confirm(employer.session, decision, version=claim.version, actor=by(second))
    assert decide(employer, claim).state is DecisionState.PROPOSED


def test_what_was_shown_is_what_is_decided(employer: Employer, budget: Budget, second: Account) -> None:
    session = employer.session
    claim = review(employer, employer.claim(plan(hours=1100)))
    decision = decide(employer, claim)
    other = review(employer, employer.claim(plan("0002", hours=100)))
    seen = answer_of(session, other).seen
    decide(employer, other)
    with pytest.raises(AnswerChanged):
        confirm(session, decision, version=claim.version, actor=by(second))
    with pytest.raises(NotFromHere):
        propose(
            session, other, APPROVE, "", seen=seen, version=other.version, limit=LIMIT, actor=by(employer.officer)
        )  # fmt: skip
    decline(session, decision, "한도가 바뀌었습니다.", actor=by(second))
    with pytest.raises(AnswerChanged):
        propose(
            session, claim, APPROVE, "", seen=seen, version=claim.version, limit=LIMIT, actor=by(employer.officer)
        )  # fmt: skip
    again = decide(employer, claim)
    confirm(session, again, version=claim.version, actor=by(second))
    assert (again.amount, again.ceiling_used) == (6_570_000, 630_000) and again.amount == claim.amount
    assert replay(session).differences == []


def test_what_cannot_be_approved(employer: Employer, budget: Budget) -> None:
    employer.facts["year_premium"] = None
    undetermined = review(employer, employer.claim(plan()))
    with pytest.raises(Undetermined):
        decide(employer, undetermined)
    assert decide(employer, undetermined, REJECT, "보험료를 확인할 수 없습니다.").amount is None
    nothing = review(employer, employer.claim(plan("0002", attendance="0.1")))
    with pytest.raises(NothingToGrant):
        decide(employer, nothing)


@pytest.mark.parametrize(("won", "refused"), [(0, NoBudget), (251_999, BudgetExceeded)])
def test_nothing_is_granted_beyond_the_budget(employer: Employer, won: int, refused: type[Refusal]) -> None:
    claim = review(employer, employer.claim(plan()))
    if won:
        make_budget(employer.session, won)
    with pytest.raises(refused):
        decide(employer, claim)


def test_nobody_decides_their_own_claim(employer: Employer, budget: Budget) -> None:
    session, claim = employer.session, employer.claim(plan())
    agency = make_organisation(session, OrganisationKind.AGENCY)
    both = make_account(
        session, roles=((Role.PROGRAMME_OFFICER, agency), (Role.LEARNER, employer.organisation))
    )  # fmt: skip
    proxy = make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),))
    draft = employer.draft(plan("0002"))
    draft.created_by_id = proxy.id
    for account, own in ((both, claim), (employer.hr, claim), (proxy, draft)):
        assert own_claims(session, account.id, [own.id]) == {own.id}
    assert own_claims(session, employer.officer.id, [claim.id, draft.id]) == frozenset()
    with pytest.raises(OwnClaim):
        begin_review(session, claim, version=claim.version, actor=by(both))
    with pytest.raises(OwnClaim):
        assign(session, [claim.reference], both.id, actor=by(employer.officer))
    review(employer, claim)
    with pytest.raises(OwnClaim):
        ask_for_more(session, claim, "?", today_in_korea() + timedelta(days=9), version=claim.version, actor=by(both))
    with pytest.raises(OwnClaim):
        propose(session, claim, REJECT, "?", seen="", version=claim.version, limit=LIMIT, actor=by(both))


def test_claims_are_assigned_to_officers_alone(employer: Employer, second: Account) -> None:
    claims = [employer.claim(plan(str(number))).reference for number in range(3)]
    assert assign(employer.session, claims, second.id, actor=by(second)) == 3
    assert assign(employer.session, claims, second.id, actor=by(second)) == 0
    with pytest.raises(NotFound):
        assign(employer.session, claims, employer.hr.id, actor=by(second))
    employer.officer.state = AccountState.SUSPENDED
    employer.session.flush()
    with pytest.raises(NotFound):
        assign(employer.session, claims, employer.officer.id, actor=by(second))


def test_asking_for_more_needs_words_and_time(employer: Employer) -> None:
    claim, session, officer = review(employer, employer.claim(plan())), employer.session, by(employer.officer)
    with pytest.raises(DeadlineTooEarly):
        ask_for_more(session, claim, "출석부", today_in_korea(), version=claim.version, actor=officer)
    with pytest.raises(ReasonMissing):
        ask_for_more(session, claim, "", today_in_korea() + timedelta(days=1), version=claim.version, actor=officer)
    ask_for_more(session, claim, "출석부", today_in_korea() + timedelta(days=1), version=claim.version, actor=officer)
    assert (claim.state, claim.steps[-1].due_on) == (ClaimState.SUPPLEMENT, today_in_korea() + timedelta(days=1))


def test_an_appeal_that_is_right_gives_the_commitment_back(employer: Employer, budget: Budget) -> None:
    session, claim = employer.session, review(employer, employer.claim(plan()))
    first = decide(employer, claim)
    reopen(employer, claim)
    assert has(session, budget) == Balance(PLENTY, 0, 0, PLENTY) and first.state is DecisionState.REOPENED
    second = decide(employer, claim)
    assert has(session, budget).committed == 252_000 and ledger_faults(session) == []
    pay(employer, claim)
    with pytest.raises(PaymentUnderWay):
        reopen(employer, claim)
    session.flush()
    seen = get_decision(session, make_reader(session, employer.hr), second.id)
    letter = decision_record(session, seen)
    assert (letter.number, letter.amount) == (f"{claim.reference}-2", 252_000) and letter.is_in_force
    assert [line.trainee_name for line in letter.lines] == ["김하늘"] and letter.officers[0].native == "강민호"
    assert not decision_record(session, get_decision(session, make_reader(session, employer.hr), first.id)).is_in_force
    stranger = make_account(session, roles=((Role.EMPLOYER_HR, make_organisation(session)),))
    with pytest.raises(NotFound):
        get_decision(session, make_reader(session, stranger), second.id)


def test_upholding_an_appeal_undoes_the_decision(employer: Employer, budget: Budget) -> None:
    session, claim = employer.session, review(employer, employer.claim(plan()))
    decide(employer, claim)
    hr, other = make_reader(session, employer.hr), colleague_of(session, employer.officer)
    appeal = file_appeal(
        session, claim, "시간이 빠졌습니다.", version=claim.version, reader=hr, actor=employer.actor
    )  # fmt: skip
    session.flush()
    found = get_appeal(session, make_reader(session, other), appeal.id)
    answer_appeal(
        session, found, upheld=True, words="옳습니다.", reader=make_reader(session, other), actor=by(other)
    )  # fmt: skip
    assert claim.state is ClaimState.IN_REVIEW and claim.officer_id == other.id
    assert has(session, budget) == Balance(PLENTY, 0, 0, PLENTY) and ledger_faults(session) == []


def test_a_letter_names_the_conditions_that_fail(employer: Employer) -> None:
    claim = review(employer, employer.claim(plan(attendance="0.1")))
    decision = decide(employer, claim, REJECT, "출석률이 모자랍니다.")
    session = employer.session
    letter = decision_record(session, get_decision(session, make_reader(session, employer.hr), decision.id))
    assert letter.amount == 0 and len(letter.lines[0].failed) == 1 and letter.lines[0].outcome == "not_eligible"


@pytest.mark.parametrize("shared", ["budget", "ceiling"])
def test_two_approvals_at_once(engine: Engine, employer: Employer, shared: str) -> None:
    """Whether they share a budget or an employer's ceiling, the second sees what the first took."""
    session, hours = employer.session, 100 if shared == "budget" else 700
    make_budget(session, 1_000_000 if shared == "budget" else PLENTY)
    other = employer if shared == "ceiling" else make_employer(session, "낙동정밀")
    claims = [review(each, each.claim(plan(number, hours=hours))) for each, number in ((employer, "1"), (other, "2"))]
    seen = {claim.id: answer_of(session, claim).seen for claim in claims}
    session.commit()
    together = Barrier(2)

    def approve(claim_id: int) -> str:
        with Session(engine, expire_on_commit=False) as session:
            claim = session.scalars(
                select(Claim).where(Claim.id == claim_id).options(selectinload(Claim.lines), joinedload(Claim.employer))
            ).one()
            together.wait(timeout=30)
            try:
                propose(
                    session, claim, APPROVE, "", seen=seen[claim_id], version=claim.version, limit=PLENTY,
                    actor=by(employer.officer),
                )  # fmt: skip
            except Refusal as refusal:
                return type(refusal).__name__
            session.commit()
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, seen))
    assert answers == (["BudgetExceeded", "approved"] if shared == "budget" else ["AnswerChanged", "approved"])
    session.expire_all()
    assert len(session.scalars(select(Decision)).all()) == 1 and ledger_faults(session) == []


def test_figures_that_are_confirmed_later_change_no_decision(
    employer: Employer, budget: Budget, second: Account, settings: Settings
) -> None:
    session, blobs = employer.session, BlobStore(settings.blobs)
    before = review(employer, employer.claim(plan()))
    decide(employer, before)
    figure = enter(session, blobs, employer.officer, statement("unit_cost", {"classroom": "8000"}))
    confirm_figure(session, figure, second)
    after = review(employer, employer.claim(plan("0002")))
    decide(employer, after)
    assert (before.amount, after.amount) == (252_000, 288_000)
    done = replay(session)
    assert (done.claims, done.differences) == (2, [])


def test_replay_finds_whatever_was_changed(employer: Employer, budget: Budget) -> None:
    session = employer.session
    claims = [review(employer, employer.claim(plan(str(number)))) for number in range(4)]
    for claim in claims[:3]:
        decide(employer, claim)
    decide(employer, claims[3], REJECT, "중복 지원입니다.")
    session.commit()
    done = replay(session)
    assert (done.claims, done.lines, done.differences) == (4, 4, [])
    first, second, third, _ = (claim.id for claim in claims)
    for tampered in (
        f"UPDATE claim_line SET facts = facts || '{{\"hours\": 50}}' WHERE claim_id = {first}",
        f"UPDATE claim SET amount = 1 WHERE id = {second}",
        f"UPDATE decision SET state = 'reopened' WHERE claim_id = {third}",
    ):
        session.execute(text(tampered))
    session.expire_all()
    what = [(each.reference, each.what) for each in replay(session).differences]
    assert what == [
        (claims[0].reference, "facts"),
        (claims[0].reference, "judged amount of line 1"),
        (claims[0].reference, "amount of line 1"),
        (claims[0].reference, "amount"),
        (claims[1].reference, "amount kept with the claim"),
        (claims[2].reference, "decision"),
    ]
    session.rollback()


def reopen(employer: Employer, claim: Claim) -> None:
    """Open a decided claim again, as the answer to an appeal does."""
    session = employer.session
    hold_employer(session, claim.employer_id)
    hold_claim(session, claim)
    release_commitment(session, claim, actor=by(employer.officer))
    move(session, claim, ClaimState.IN_REVIEW, actor=by(employer.officer), words="이의신청이 옳습니다.")
