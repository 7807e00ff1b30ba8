"""Budgets, and the double entries that say where their won are."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Id, Instant, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.ledger.bookkeeping import EntryKind, Pot


class Budget(Base):
    """What may be granted under one programme in one region and year."""

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("programme", "year", "region"),)

    id: Mapped[Id]
    programme: Mapped[str]
    region: Mapped[str]
    """As employers' facts name it; empty for all regions that have no budget of their own."""
    year: Mapped[int]
    opened_at: Mapped[Instant]


class LedgerEntry(Base):
    """One movement of won within a budget; never changed, never deleted (a trigger refuses it)."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index(None, "budget_id"),
        Index(None, "claim_id"),
        # Whatever goes wrong above, the database lets a claim be paid once.
        Index("uq_ledger_entry_paid", "claim_id", unique=True, postgresql_where="kind = 'pay'"),
        CheckConstraint("(claim_id IS NULL) = (kind = 'allot')", name="names_its_claim"),
    )

    id: Mapped[Id]
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    kind: Mapped[EntryKind] = mapped_column(names_of(EntryKind))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    reason: Mapped[str]
    """Why it was allotted; empty where the claim says it."""
    at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if it is of the demo."""

    by: Mapped[Account | None] = relationship(lazy="raise")
    claim: Mapped[Claim | None] = relationship(lazy="raise")
    postings: Mapped[list["Posting"]] = relationship(lazy="raise", order_by="Posting.id")


class Posting(Base):
    """What an entry adds to one pot; those of an entry come to 0 (a deferred trigger checks it)."""

    __tablename__ = "ledger_posting"
    __table_args__ = (UniqueConstraint("entry_id", "pot"), CheckConstraint("amount <> 0", name="amount_not_zero"))

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    pot: Mapped[Pot] = mapped_column(names_of(Pot))
    amount: Mapped[int]
    """Won."""
