"""Reading budgets: for those who decide claims and for an agency's auditors."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import reads_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.ledger.bookkeeping import Balance
from naruteo_portal.incentives.ledger.budgets import balances
from naruteo_portal.incentives.ledger.models import Budget, LedgerEntry


@dataclass(frozen=True)
class BudgetLine:
    """A budget and what it has."""

    budget: Budget
    has: Balance


def find_budgets(session: Session, reader: Reader, year: int | None) -> list[BudgetLine]:
    """The budgets of a year, or of all years, the newest year first."""
    _require_reader(reader)
    query = select(Budget).order_by(Budget.year.desc(), Budget.programme, Budget.region.collate("C"))
    budgets = session.scalars(query.where(Budget.year == year) if year else query).all()
    has = balances(session, [budget.id for budget in budgets])
    return [BudgetLine(budget, has[budget.id]) for budget in budgets]


def budget_years(session: Session, reader: Reader) -> Sequence[int]:
    """The years that have budgets, the newest first."""
    _require_reader(reader)
    return session.scalars(select(Budget.year).distinct().order_by(Budget.year.desc())).all()


def get_budget(session: Session, reader: Reader, budget_id: int) -> BudgetLine:
    """One budget and what it has; NotFound for who may not see any."""
    _require_reader(reader)
    budget = session.get(Budget, budget_id)
    if budget is None:
        raise NotFound
    return BudgetLine(budget, balances(session, [budget_id])[budget_id])


def entries_of(session: Session, budget: Budget, number: int) -> Page[LedgerEntry]:
    """The entries of a budget, the newest first, with their postings, claims and people."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.budget_id == budget.id)
        .order_by(LedgerEntry.id.desc())
        # Each row says how much, for which claim, and by whom.
        .options(
            selectinload(LedgerEntry.postings),
            joinedload(LedgerEntry.claim),
            joinedload(LedgerEntry.by).joinedload(Account.person),
        )
    )
    return page_of(session, query, number)


def _require_reader(reader: Reader) -> None:
    if not reads_claims(reader).everywhere:
        raise NotFound
