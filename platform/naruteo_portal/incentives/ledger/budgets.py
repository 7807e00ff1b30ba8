"""Allotting budgets, and moving the won of a claim from left to committed to paid."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.ledger.bookkeeping import Balance, EntryKind, Pot, balance, postings
from naruteo_portal.incentives.ledger.errors import (
    AllotmentInUse,
    BudgetExceeded,
    BudgetExists,
    NoBudget,
    NothingAllotted,
)
from naruteo_portal.incentives.ledger.models import Budget, LedgerEntry, Posting

MOST_WON = 10**15
"""No allotment is larger, so that no sum comes near the end of 64 bits."""


def open_budget(
    session: Session, programme: str, region: str, year: int, won: int, reason: str, *, actor: Actor
) -> Budget:
    """Allot won to a programme in a region (empty: all regions without a budget of their own) and year."""
    same = select(Budget.id).where(Budget.programme == programme, Budget.region == region, Budget.year == year)
    if session.scalar(same) is not None:
        raise BudgetExists
    if won <= 0:
        raise NothingAllotted
    budget = Budget(programme=programme, region=region, year=year, opened_at=now())
    session.add(budget)
    session.flush()
    allot(session, budget, won, reason, actor=actor)
    return budget


def allot(session: Session, budget: Budget, won: int, reason: str, *, actor: Actor) -> None:
    """Add won to a budget, or take back (negative) some of what is left."""
    if not 0 < abs(won) <= MOST_WON:
        raise NothingAllotted
    left = hold_budgets(session, [budget.id])[budget.id].left
    if left + won < 0:
        raise AllotmentInUse(left)
    _enter(session, budget.id, EntryKind.ALLOT, won, None, reason, actor)
    record(session, actor, "allotted a budget", budget, won=won, reason=reason)


def hold_budgets(session: Session, budget_ids: Iterable[int]) -> dict[int, Balance]:
    """Let nobody else move won of budgets until the transaction ends; what each of them has by then."""
    wanted = sorted(set(budget_ids))
    # In order, so that two who hold several never wait for each other.
    session.execute(select(Budget.id).where(Budget.id.in_(wanted)).order_by(Budget.id).with_for_update())
    return balances(session, wanted)


def balances(session: Session, budget_ids: Iterable[int]) -> dict[int, Balance]:
    """What budgets have, always computed from their postings."""
    wanted = list(budget_ids)
    sums: dict[int, dict[Pot, int]] = {each: {} for each in wanted}
    rows = session.execute(
        select(LedgerEntry.budget_id, Posting.pot, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.budget_id.in_(wanted))
        .group_by(LedgerEntry.budget_id, Posting.pot)
    )
    for budget_id, pot, won in rows:
        sums[budget_id][pot] = int(won)
    return {budget_id: balance(found) for budget_id, found in sums.items()}


def budget_for(session: Session, claim: Claim) -> Budget | None:
    """The budget that a claim is granted from: its region's own, or the one of all other regions."""
    return session.scalars(
        select(Budget)
        .where(
            Budget.programme == claim.programme, Budget.year == claim.year, Budget.region.in_([claim.region or "", ""])
        )
        .order_by(Budget.region.desc())
        .limit(1)
    ).first()


def commit_won(session: Session, claim: Claim, won: int, *, actor: Actor) -> None:
    """Set won aside for a claim that is approved; BudgetExceeded if they are not left."""
    budget = budget_for(session, claim)
    if budget is None:
        raise NoBudget(claim.region or "", claim.year)
    left = hold_budgets(session, [budget.id])[budget.id].left
    if won > left:
        raise BudgetExceeded(won, left)
    _enter(session, budget.id, EntryKind.COMMIT, won, claim.id, "", actor)


def release_won(session: Session, claim: Claim, *, actor: Actor) -> None:
    """Let what is set aside for a claim be left again."""
    for budget_id, won in committed_for(session, [claim.id]).get(claim.id, {}).items():
        hold_budgets(session, [budget_id])
        _enter(session, budget_id, EntryKind.RELEASE, won, claim.id, "", actor)


def pay_won(session: Session, claim_ids: Iterable[int], *, actor: Actor) -> None:
    """Note that all that is set aside for claims, which are held, has been paid."""
    committed = committed_for(session, claim_ids)
    hold_budgets(session, {budget_id for budgets in committed.values() for budget_id in budgets})
    for claim_id, budgets in committed.items():
        for budget_id, won in budgets.items():
            _enter(session, budget_id, EntryKind.PAY, won, claim_id, "", actor)


def committed_for(session: Session, claim_ids: Iterable[int]) -> Mapping[int, Mapping[int, int]]:
    """Won that are set aside, by claim and budget; claims without any are left out."""
    rows = session.execute(
        select(Claim.id, LedgerEntry.budget_id, func.sum(Posting.amount))
        .join(LedgerEntry, LedgerEntry.claim_id == Claim.id)
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(Claim.id.in_(list(claim_ids)), Posting.pot == Pot.COMMITTED)
        .group_by(Claim.id, LedgerEntry.budget_id)
        .having(func.sum(Posting.amount) > 0)
        .order_by(Claim.id, LedgerEntry.budget_id)
    )
    found: dict[int, dict[int, int]] = {}
    for claim_id, budget_id, won in rows:
        found.setdefault(claim_id, {})[budget_id] = int(won)
    return found


def _enter(
    session: Session, budget_id: int, kind: EntryKind, won: int, claim_id: int | None, reason: str, actor: Actor
) -> None:
    session.add(
        LedgerEntry(
            budget_id=budget_id, kind=kind, claim_id=claim_id, reason=reason, at=now(), by_id=actor.account_id,
            postings=[Posting(pot=pot, amount=amount) for pot, amount in postings(kind, won).items()],
        )
    )  # fmt: skip
    session.flush()
