"""Decisions on claims, what officers note among themselves, and the phrases they keep ready."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.claims.models import Claim


class DecisionKind(StrEnum):
    """What is decided (승인, 반려)."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionState(StrEnum):
    """How far a decision has come."""

    PROPOSED = "proposed"
    """A second officer has to confirm it."""
    IN_FORCE = "in_force"
    DECLINED = "declined"
    """Not confirmed, or taken back before it was."""
    REOPENED = "reopened"
    """It was in force until the claim was opened again."""


class Decision(Base):
    """What an officer decided on a claim, on which facts and by which rules; what it rests on is never changed."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "uq_decision_standing", "claim_id", unique=True, postgresql_where=text("state IN ('proposed', 'in_force')")
        ),
        Index(None, "claim_id"),
        Index(None, "state"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("kind = 'reject' OR amount > 0", name="approved_with_an_amount"),
    )

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[DecisionKind] = mapped_column(names_of(DecisionKind))
    state: Mapped[DecisionState] = mapped_column(names_of(DecisionState))
    needs_second: Mapped[bool]
    """Whether the amount was above the limit of one officer when it was proposed."""
    reason: Mapped[str] = mapped_column(info={"personal": "why a claim was granted or not"})
    amount: Mapped[int | None]
    """Won that the claim comes to; None where the rules could not say (it can only be rejected then)."""
    lines: Mapped[Document]
    """Of each line `[position, outcome, judged_amount, amount, digest]`."""
    ceiling_used: Mapped[int]
    """Won of the year's ceiling that other claims of the employer had been granted by then."""
    facts_sha256: Mapped[Digest]
    """Of all facts that were judged, as `answers.facts_digest` reckons it."""
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if it is of the demo."""
    proposed_at: Mapped[Instant]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The second person, where one was needed."""
    decided_at: Mapped[Instant | None]
    """When it came into force."""
    ended_at: Mapped[Instant | None]
    """When it was declined, or the claim was opened again."""
    ended_words: Mapped[str] = mapped_column(default="", info={"personal": "why it was not confirmed"})

    claim: Mapped[Claim] = relationship(lazy="raise")
    proposed_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[confirmed_by_id])


class ClaimNote(Base):
    """What officers tell each other about a claim; the employer never sees it."""

    __tablename__ = "claim_note"
    __table_args__ = (Index(None, "claim_id"),)

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(info={"personal": "what officers note about a claim"})

    by: Mapped[Account | None] = relationship(lazy="raise")


class ClaimPhrase(Base):
    """Words that an agency's officers often send with a request to add something."""

    __tablename__ = "claim_phrase"
    __table_args__ = (Index(None, "agency_id"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    words: Mapped[Words]
    changed_at: Mapped[Instant]
