"""Whether the ledger balances and says of every claim what its state says."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.ledger.bookkeeping import Pot, is_sound
from naruteo_portal.incentives.ledger.budgets import balances
from naruteo_portal.incentives.ledger.models import Budget, LedgerEntry, Posting


@dataclass(frozen=True)
class LedgerFault:
    """Something that cannot be right: about what, and what is wrong with it."""

    subject: str
    words: str


def ledger_faults(session: Session) -> list[LedgerFault]:
    """All that does not balance; an empty list says that everything does."""
    return [*_entries(session), *_budgets(session), *_claims(session)]


def _entries(session: Session) -> Iterator[LedgerFault]:
    booked: dict[int, dict[Pot, int]] = {}
    for entry_id, pot, amount in session.execute(select(Posting.entry_id, Posting.pot, Posting.amount)):
        booked.setdefault(entry_id, {})[pot] = amount
    for entry_id, kind in session.execute(select(LedgerEntry.id, LedgerEntry.kind).order_by(LedgerEntry.id)):
        if not is_sound(kind, booked.get(entry_id, {})):
            yield LedgerFault(f"entry {entry_id}", f"its postings are not those of the kind {kind.value}")


def _budgets(session: Session) -> Iterator[LedgerFault]:
    for budget_id, has in balances(session, session.scalars(select(Budget.id).order_by(Budget.id))).items():
        if min(has.allotted, has.committed, has.paid, has.left) < 0:
            yield LedgerFault(f"budget {budget_id}", f"less than nothing: {has}")


def _claims(session: Session) -> Iterator[LedgerFault]:
    """Approved claims are committed, paid ones paid, each with its amount, and all others with nothing."""
    sums = (
        select(LedgerEntry.claim_id, *(_in(pot).label(pot.value) for pot in (Pot.COMMITTED, Pot.PAID)))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.claim_id)
        .subquery()
    )
    committed, paid = (func.coalesce(column, 0) for column in (sums.c.committed, sums.c.paid))
    wrong = (
        select(Claim.reference, Claim.state, Claim.amount, committed, paid)
        .outerjoin(sums, sums.c.claim_id == Claim.id)
        .where(
            or_(
                committed != case((Claim.state == ClaimState.APPROVED, Claim.amount), else_=0),
                paid != case((Claim.state == ClaimState.PAID, Claim.amount), else_=0),
                and_(Claim.state.in_([ClaimState.APPROVED, ClaimState.PAID]), Claim.amount.is_(None)),
            )
        )
        .order_by(Claim.id)
    )
    for reference, state, amount, set_aside, has_paid in session.execute(wrong):
        yield LedgerFault(
            reference, f"{state.value} with {amount} won, but {set_aside} won are committed and {has_paid} won paid"
        )


def _in(pot: Pot) -> ColumnElement[int]:
    return func.sum(case((Posting.pot == pot, Posting.amount), else_=0))
