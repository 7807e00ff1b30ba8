"""Payments: two officers, one file, and results that are entered once, whatever comes twice or breaks off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.identity.bulk.rows import ListRefused
from naruteo_portal.identity.bulk.sheets import write_table
from naruteo_portal.identity.models import Account, Role
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.errors import (
    BatchHasMoved,
    NothingToPay,
    NotToBePaid,
    ReturnHasProblems,
    SamePerson,
)
from naruteo_portal.incentives.decisions.models import ClaimNote
from naruteo_portal.incentives.decisions.payment_models import BatchState, Payment, PaymentState
from naruteo_portal.incentives.decisions.payments import (
    COLUMNS,
    cancel_batch,
    file_rows,
    get_batch,
    make_batch,
    payable_claims,
    release_batch,
    released_batch,
)
from naruteo_portal.incentives.decisions.reconciling import Due, Standing, reconcile
from naruteo_portal.incentives.decisions.replay import replay
from naruteo_portal.incentives.decisions.returns import carry_out, get_return, take_return
from naruteo_portal.incentives.ledger.bookkeeping import Balance
from naruteo_portal.incentives.ledger.budgets import balances
from naruteo_portal.incentives.ledger.checking import ledger_faults
from naruteo_portal.incentives.ledger.models import Budget
from naruteo_testing.claims import Employer, confirm_figures, make_employer, plan
from naruteo_testing.decisions import PLENTY, by, colleague_of, decide, make_budget, pay, review
from naruteo_testing.factories import make_membership, make_reader

DAY = date(2026, 11, 27)
HEADING = [words.said_in("ko") for words in COLUMNS.values()]


@pytest.fixture
def employer(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Employer:
    confirm_figures(tmp_path, monkeypatch)
    employer = make_employer(session)
    employer.organisation.business_number = "1234567891"
    return employer


@pytest.fixture
def budget(session: Session) -> Budget:
    return make_budget(session)


@pytest.fixture
def who(employer: Employer) -> Reader:
    return make_reader(employer.session, employer.officer)


@pytest.fixture
def second(employer: Employer) -> Account:
    return colleague_of(employer.session, employer.officer)


def approved(employer: Employer, number: int) -> list[str]:
    """The numbers of so many approved claims over 252,000 won each."""
    claims = [review(employer, employer.claim(plan(str(each)))) for each in range(number)]
    for claim in claims:
        decide(employer, claim)
    return [claim.reference for claim in claims]


def filled(session: Session, who: Reader, batch_id: int, *results: str) -> bytes:
    """The batch's file with results: a day says paid, other words say why not, nothing says nothing."""
    batch = get_batch(session, who, batch_id)
    heading, *rows = file_rows(batch, "en")
    for row, result in zip(rows, results, strict=False):
        if result:
            paid = result[0].isdigit()
            row[4:] = ["paid", result, ""] if paid else ["refused", "", result]
    return write_table("xlsx", [heading, *rows])


def enter(session: Session, who: Reader, batch_id: int, content: bytes) -> int:
    """Upload a file and enter what it says."""
    batch = released_batch(session, who, batch_id)
    file = take_return(session, batch, content, file_name="결과.xlsx", actor=who.actor())
    return carry_out(session, get_return(session, who, batch_id, file.id), actor=who.actor())


def test_a_batch_is_paid_and_entered_once(employer: Employer, budget: Budget, second: Account, who: Reader) -> None:
    session, references = employer.session, approved(employer, 3)
    assert [claim.reference for claim in payable_claims(session, who)] == references
    batch = make_batch(session, references, actor=by(employer.officer))
    assert payable_claims(session, who) == []
    with pytest.raises(NotFound):
        released_batch(session, who, batch.id)
    with pytest.raises(SamePerson):
        release_batch(session, batch, actor=by(employer.officer))
    release_batch(session, batch, actor=by(second))
    _, *rows = file_rows(get_batch(session, who, batch.id), "ko")
    assert rows[0] == [references[0], "한강정밀", "1234567891", 252_000, None, None, None]
    content = filled(session, who, batch.id, today_in_korea().isoformat(), "계좌번호가 다릅니다", "")
    for entered in (2, 0, 0):
        assert enter(session, who, batch.id, content) == entered
    session.expire_all()
    batch = get_batch(session, who, batch.id)
    assert [payment.state.value for payment in batch.payments] == ["paid", "refused", "waiting"]
    assert [payment.claim.state for payment in batch.payments] == [
        ClaimState.PAID, ClaimState.APPROVED, ClaimState.APPROVED
    ]  # fmt: skip
    assert balances(session, [budget.id])[budget.id] == Balance(PLENTY, 504_000, 252_000, PLENTY - 756_000)
    assert "계좌번호가 다릅니다" in session.scalars(select(ClaimNote)).one().words
    assert [claim.reference for claim in payable_claims(session, who)] == [references[1]]
    again = make_batch(session, [references[1]], actor=by(second))
    release_batch(session, again, actor=by(employer.officer))
    session.expire_all()
    assert enter(session, who, again.id, filled(session, who, again.id, today_in_korea().isoformat())) == 1
    assert ledger_faults(session) == [] and replay(session).differences == []


def test_who_must_not_pay_what(employer: Employer, budget: Budget, second: Account, who: Reader) -> None:
    session, references = employer.session, approved(employer, 2)
    for wrong in ([], [str(number) for number in range(2001)]):
        with pytest.raises(NothingToPay):
            make_batch(session, wrong, actor=by(second))
    waiting = employer.claim(plan("77"))
    for reference in (waiting.reference, "CL-2026-AAAA-AA"):
        with pytest.raises(NotToBePaid):
            make_batch(session, [references[0], reference], actor=by(second))
    batch = make_batch(session, references, actor=by(second))
    with pytest.raises(NotToBePaid):
        make_batch(session, references[:1], actor=by(second))
    make_membership(session, employer.officer, employer.organisation, Role.LEARNER)
    with pytest.raises(Refusal, match="Another officer"):
        release_batch(session, batch, actor=by(employer.officer))
    cancel_batch(session, batch, actor=by(employer.officer))
    assert {payment.state for payment in batch.payments} == {PaymentState.VOID}
    with pytest.raises(BatchHasMoved):
        release_batch(session, batch, actor=by(employer.officer))
    assert len(payable_claims(session, who)) == 2
    assert payable_claims(session, make_reader(session, employer.hr)) == ()


def test_a_file_with_an_error_enters_nothing(employer: Employer, budget: Budget, who: Reader) -> None:
    session = employer.session
    approved(employer, 2)
    batch = pay(employer, *payable_claims(employer.session, who))
    tomorrow = today_in_korea() + timedelta(days=1)
    with pytest.raises(ReturnHasProblems):
        enter(
            session, who, batch.id, filled(session, who, batch.id, today_in_korea().isoformat(), tomorrow.isoformat())
        )
    assert {payment.state for payment in batch.payments} == {PaymentState.WAITING}
    with pytest.raises(ListRefused):
        enter(session, who, batch.id, filled(session, who, batch.id, "예금주 900101-1234567"))


def test_a_crash_leaves_nothing_half_done(engine: Engine, employer: Employer, budget: Budget, who: Reader) -> None:
    """Whatever breaks off between approval and payment is rolled back whole; then the same step is simply repeated."""
    session = employer.session
    approved(employer, 2)
    batch = pay(employer, *payable_claims(session, who))
    batch_id, content = (
        batch.id,
        filled(session, who, batch.id, today_in_korea().isoformat(), today_in_korea().isoformat()),
    )
    session.commit()
    assert enter(session, who, batch_id, content) == 2
    session.rollback()
    session.expire_all()
    assert ledger_faults(session) == [] and {each.state for each in session.scalars(select(Payment))} == {"waiting"}
    assert enter(session, who, batch_id, content) == 2
    session.commit()
    session.expire_all()
    assert enter(session, who, batch_id, content) == 0
    assert balances(session, [budget.id])[budget.id].paid == 504_000 and ledger_faults(session) == []


@pytest.mark.parametrize("step", ["make", "enter"])
def test_two_at_once_pay_once(engine: Engine, employer: Employer, budget: Budget, step: str, who: Reader) -> None:
    session, references = employer.session, approved(employer, 2)
    batch_id, content = 0, b""
    if step == "enter":
        batch_id = pay(employer, *payable_claims(session, who)).id
        content = filled(session, who, batch_id, today_in_korea().isoformat(), today_in_korea().isoformat())
    session.commit()
    together = Barrier(2)

    def act(_number: int) -> int | str:
        with Session(engine, expire_on_commit=False) as session:
            try:
                if step == "make":
                    together.wait(timeout=30)
                    batch = make_batch(session, references, actor=who.actor())
                    done = len(batch.payments)
                else:
                    batch = released_batch(session, who, batch_id)
                    file = take_return(session, batch, content, file_name="x", actor=who.actor())
                    found = get_return(session, who, batch_id, file.id)
                    together.wait(timeout=30)
                    done = carry_out(session, found, actor=who.actor())
            except Refusal as refusal:
                return type(refusal).__name__
            session.commit()
            return done

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(act, range(2)), key=str)
    assert answers == ([2, "NotToBePaid"] if step == "make" else [0, 2])
    session.expire_all()
    assert ledger_faults(session) == [] and len(session.scalars(select(Payment)).all()) == 2


def says(*rows: list[str]) -> tuple[list[str], tuple[int, int, int]]:
    """The problems of a file about two payments (one waits, one was paid), and (settled, unsaid, known)."""
    dues = [Due(1, "A", 252_000, Standing.WAITING), Due(2, "B", 1_000, Standing.PAID)]
    numbered = [(number, row) for number, row in enumerate(rows, start=2)]
    found = reconcile(HEADING, numbered, COLUMNS, dues, released_on=DAY - timedelta(days=2), today=DAY)
    return [str(each.said) for each in found.problems], (len(found.results), found.unsaid, found.known)


def row(reference: str, amount: str, result: str, day: str = "2026-11-27", words: str = "") -> list[str]:
    return [reference, "한강정밀", "1234567891", amount, result, day, words]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (row("C", "1", "지급"), "not in the batch"),
        (row("A", "251,999", "지급"), "was to be paid 252,000"),
        (row("A", "", "지급"), "not stated"),
        (row("A", "252000", "아마도"), "is no result"),
        (row("A", "252000", "지급", "어제"), "Write the day"),
        (row("A", "252000", "지급", "2026-02-30"), "Write the day"),
        (row("A", "252000", "지급", "2026-11-28"), "between the release"),
        (row("A", "252000", "지급", "2026-11-24"), "between the release"),
        (row("A", "252000", "반송"), "why the payment was refused"),
        (row("B", "1000", "반송", words="계좌 오류"), "opposite"),
    ],
)
def test_each_error_of_a_row_is_said(told: list[str], problem: str) -> None:
    problems, _ = says(told)
    assert len(problems) == 1 and problem in problems[0]


def test_rows_that_say_nothing_or_nothing_new_are_left_alone() -> None:
    assert says(row("A", "252,000원", "Paid", "2026. 11. 27."), row("B", "1000", "지급 완료")) == ([], (1, 0, 1))
    assert says(row("A", "252000", ""), row("B", "1000", "")) == ([], (0, 2, 0))
    problems, _ = says(row("A", "252000", "지급"), row("A", "252000", "지급"))
    assert problems == ["This claim number stands in the file twice."]
    short = reconcile(HEADING[:4], [], COLUMNS, [], released_on=DAY, today=DAY)
    assert "Result" in str(short.problems[0].said)


def test_batches_are_for_officers(employer: Employer, budget: Budget, who: Reader) -> None:
    session = employer.session
    approved(employer, 1)
    batch = pay(employer, *payable_claims(employer.session, who))
    assert batch.state is BatchState.RELEASED
    with pytest.raises(NotFound):
        get_batch(session, make_reader(session, employer.hr), batch.id)
