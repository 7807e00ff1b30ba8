"""The ledger: it balances whatever is done, only grows, and never gives more than there is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.ledger.bookkeeping import WAYS, Balance, EntryKind, Pot, balance, is_sound, postings
from naruteo_portal.incentives.ledger.budgets import (
    allot,
    balances,
    budget_for,
    commit_won,
    open_budget,
    pay_won,
    release_won,
)
from naruteo_portal.incentives.ledger.checking import ledger_faults
from naruteo_portal.incentives.ledger.errors import (
    AllotmentInUse,
    BudgetExceeded,
    BudgetExists,
    NoBudget,
    NothingAllotted,
)
from naruteo_portal.incentives.ledger.models import Budget, LedgerEntry, Posting
from naruteo_testing.claims import Employer, claimed_year, make_employer, plan


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


@pytest.fixture
def budget(session: Session) -> Budget:
    return open_budget(session, "employer_training", "", claimed_year(), 1_000_000, "연초 배정", actor=SYSTEM)


def has(session: Session, budget: Budget) -> Balance:
    return balances(session, [budget.id])[budget.id]


@given(st.lists(st.tuples(st.sampled_from(EntryKind), st.integers(1, 10**15)), max_size=30))
def test_pots_come_to_nothing_whatever_is_booked(entries: list[tuple[EntryKind, int]]) -> None:
    sums = dict.fromkeys(Pot, 0)
    for kind, won in entries:
        assert is_sound(kind, postings(kind, won))
        for pot, amount in postings(kind, won).items():
            sums[pot] += amount
    has = balance(sums)
    assert sum(sums.values()) == 0 and has.allotted == has.committed + has.paid + has.left


def test_only_an_allotment_takes_back() -> None:
    assert postings(EntryKind.ALLOT, -5) == {Pot.SOURCE: 5, Pot.LEFT: -5}
    for kind in set(WAYS) - {EntryKind.ALLOT}:
        with pytest.raises(ValueError, match="-5 won"):
            postings(kind, -5)
    assert not is_sound(EntryKind.PAY, {Pot.COMMITTED: -5, Pot.PAID: 6})
    assert not is_sound(EntryKind.PAY, {})


def test_won_go_from_left_to_committed_to_paid(session: Session, employer: Employer, budget: Budget) -> None:
    claim, other = employer.draft(plan()), employer.draft(plan())
    commit_won(session, claim, 300_000, actor=SYSTEM)
    commit_won(session, other, 700_000, actor=SYSTEM)
    assert has(session, budget) == Balance(1_000_000, 1_000_000, 0, 0) and has(session, budget).is_low
    release_won(session, other, actor=SYSTEM)
    pay_won(session, [claim.id, other.id], actor=SYSTEM)
    assert has(session, budget) == Balance(1_000_000, 0, 300_000, 700_000)
    allot(session, budget, -700_000, "감액", actor=SYSTEM)
    with pytest.raises(AllotmentInUse):
        allot(session, budget, -1, "감액", actor=SYSTEM)
    with pytest.raises(BudgetExceeded):
        commit_won(session, other, 1, actor=SYSTEM)
    session.commit()


def test_allotments_that_cannot_be(session: Session, budget: Budget) -> None:
    with pytest.raises(BudgetExists):
        open_budget(session, "employer_training", "", claimed_year(), 1, "또", actor=SYSTEM)
    for won in (0, 10**15 + 1):
        with pytest.raises(NothingAllotted):
            allot(session, budget, won, "?", actor=SYSTEM)
    with pytest.raises(NothingAllotted):
        open_budget(session, "employer_training", "부산", claimed_year(), -1, "?", actor=SYSTEM)


def test_a_region_has_its_own_budget_or_that_of_all(session: Session, employer: Employer, budget: Budget) -> None:
    claim = employer.draft(plan())
    busan = open_budget(session, "employer_training", "부산", claimed_year(), 5, "지역 배정", actor=SYSTEM)
    for region, found in (("부산", busan), ("대구", budget), (None, budget)):
        claim.region = region
        assert budget_for(session, claim) is found
    claim.year += 1
    with pytest.raises(NoBudget):
        commit_won(session, claim, 1, actor=SYSTEM)


def test_two_approvals_at_once_do_not_overdraw(engine: Engine, employer: Employer, budget: Budget) -> None:
    claims = [employer.draft(plan(str(number))).id for number in range(4)]
    employer.session.commit()
    together = Barrier(4)

    def approve(claim_id: int) -> str:
        with Session(engine) as session:
            claim = session.get_one(Claim, claim_id)
            together.wait(timeout=30)
            try:
                commit_won(session, claim, 400_000, actor=SYSTEM)
            except BudgetExceeded:
                return "exceeded"
            session.commit()
            return "committed"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(approve, claims)) == ["committed", "committed", "exceeded", "exceeded"]
    assert has(employer.session, budget) == Balance(1_000_000, 800_000, 0, 200_000)


def test_the_database_itself_refuses_what_does_not_balance(session: Session, budget: Budget) -> None:
    session.commit()
    for amounts in ((5, -4), (5,), ()):
        postings = [Posting(pot=pot, amount=amount) for pot, amount in zip(Pot, amounts, strict=False)]
        entry = LedgerEntry(
            budget_id=budget.id, kind=EntryKind.ALLOT, claim_id=None, reason="?", at=budget.opened_at, by_id=None,
            postings=postings,
        )  # fmt: skip
        session.add(entry)
        with pytest.raises(IntegrityError, match="does not balance"):
            session.commit()
        session.rollback()


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
def test_the_ledger_only_grows(session: Session, budget: Budget, table: str) -> None:
    session.commit()
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


def test_a_claim_is_paid_once(session: Session, employer: Employer, budget: Budget) -> None:
    claim = employer.draft(plan())
    for _ in range(2):
        commit_won(session, claim, 5, actor=SYSTEM)
        session.commit()
        if not session.scalars(select(LedgerEntry).where(LedgerEntry.kind == EntryKind.PAY)).all():
            pay_won(session, [claim.id], actor=SYSTEM)
    with pytest.raises(IntegrityError, match="uq_ledger_entry_paid"):
        pay_won(session, [claim.id], actor=SYSTEM)


def test_the_check_finds_what_was_tampered_with(session: Session, employer: Employer, budget: Budget) -> None:
    claim = employer.draft(plan())
    assert ledger_faults(session) == []
    commit_won(session, claim, 5, actor=SYSTEM)
    assert [fault.subject for fault in ledger_faults(session)] == [claim.reference]
    release_won(session, claim, actor=SYSTEM)
    session.commit()
    assert ledger_faults(session) == []
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("UPDATE ledger_posting SET amount = amount - 2000000 WHERE pot = 'left' AND id < 3"))
    assert [fault.subject for fault in ledger_faults(session)] == ["entry 1", f"budget {budget.id}"]
    session.rollback()
