"""Payment batches: which approved claims are paid together, and what became of each."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.claims.models import Claim


class BatchState(StrEnum):
    """How far a batch has come."""

    MADE = "made"
    """A second officer has to release it; until then there is no file."""
    RELEASED = "released"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """How one payment stands."""

    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"
    """By the bank; the claim may be in another batch."""
    VOID = "void"
    """Its batch was cancelled before anybody released it."""


LIVE = (PaymentState.WAITING, PaymentState.PAID)
"""States in which a claim must not be paid by another batch."""


class PaymentBatch(Base):
    """Approved claims that are paid by one file; its id is its number."""

    __tablename__ = "payment_batch"
    __table_args__ = (Index(None, "state"), CheckConstraint("released_by_id <> made_by_id", name="two_people"))

    id: Mapped[Id]
    state: Mapped[BatchState] = mapped_column(names_of(BatchState))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if it is of the demo."""
    made_at: Mapped[Instant]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    released_at: Mapped[Instant | None]

    made_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[made_by_id])
    released_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[released_by_id])
    payments: Mapped[list["Payment"]] = relationship(lazy="raise", back_populates="batch", order_by="Payment.id")


class Payment(Base):
    """One claim in a batch."""

    __tablename__ = "payment"
    __table_args__ = (
        Index(None, "batch_id"),
        # Nothing is paid twice, whoever makes batches at once.
        Index("uq_payment_live", "claim_id", unique=True, postgresql_where=text("state IN ('waiting', 'paid')")),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    amount: Mapped[int]
    state: Mapped[PaymentState] = mapped_column(names_of(PaymentState), default=PaymentState.WAITING)
    paid_on: Mapped[date | None]
    """The day that the bank names."""
    words: Mapped[str] = mapped_column(default="", info={"personal": "why the bank refused a payment"})

    batch: Mapped[PaymentBatch] = relationship(lazy="raise", back_populates="payments")
    claim: Mapped[Claim] = relationship(lazy="raise")


class PaymentReturn(Base):
    """A batch's file as it came back with results, to be looked through and then entered."""

    __tablename__ = "payment_return"
    __table_args__ = (Index(None, "batch_id"),)

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[Instant]
    file_name: Mapped[str]
    sha256: Mapped[Digest]
    encoding: Mapped[str]
    heading: Mapped[Document]
    rows: Mapped[Document] = mapped_column(info={"personal": "employers and amounts of a payment file"})
    """`[row number, [cells]]` of each row."""
    carried_out_at: Mapped[Instant | None]

    batch: Mapped[PaymentBatch] = relationship(lazy="raise")
