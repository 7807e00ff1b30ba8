"""What candidates ask about their outcome: a human's explanation, no automated processing, or another outcome."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.rounds.models import Outcome


class QuestionKind(StrEnum):
    """What is asked for."""

    EXPLANATION = "explanation"
    """A human explains the outcome (PIPA 37-2②)."""
    REFUSAL = "refusal"
    """No automated processing: a human decides anew (PIPA 37-2①)."""
    APPEAL = "appeal"
    """Something is wrong, and another outcome is asked for."""


class QuestionState(StrEnum):
    """How far a question has come."""

    OPEN = "open"
    EXPLAINED = "explained"
    UPHELD = "upheld"
    """The candidate is right, or a human decides anew; what follows from that stands in the answer."""
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class OutcomeQuestion(Base):
    """One question about one outcome, and a named human's answer to it."""

    __tablename__ = "outcome_question"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(
            "(state IN ('explained', 'upheld', 'dismissed')) = (answered_at IS NOT NULL)", name="answered_with_instant"
        ),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        Index(None, "outcome_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "state", "asked_on"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    kind: Mapped[QuestionKind] = mapped_column(names_of(QuestionKind))
    state: Mapped[QuestionState] = mapped_column(names_of(QuestionState), default=QuestionState.OPEN)
    words: Mapped[str] = mapped_column(info={"personal": "what the candidate asks, and why"})
    asked_at: Mapped[Instant]
    asked_on: Mapped[date]
    """The day in Korea; the clock begins on the day after it."""
    answer: Mapped[str] = mapped_column(default="", info={"personal": "what the officer answers"})
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    outcome: Mapped[Outcome] = relationship(lazy="raise")
    answered_by: Mapped[Account | None] = relationship(lazy="raise")
    extensions: Mapped[list["Extension"]] = relationship(
        lazy="raise", back_populates="question", order_by="Extension.number"
    )
    rerun: Mapped["Rerun | None"] = relationship(lazy="raise", back_populates="question")


class OutcomeExplanation(Base):
    """Why an outcome is what it is, exactly, in the words in which it was given; made once from the frozen input."""

    __tablename__ = "outcome_explanation"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"), primary_key=True)
    made_at: Mapped[Instant]
    answer_sha256: Mapped[Digest]
    """Of the answer that it explains."""
    with_changes: Mapped[bool]
    """Whether the smallest changes that would alter the outcome were looked for."""
    reasons: Mapped[Document] = mapped_column(info={"personal": "why the candidate got what they got"})
    """[{"kind", "opening", "wish", "facts", "changes", "said": {"ko": [...], "en": [...]}}, …], the outcome last."""


class Extension(Base):
    """Thirty days more for an answer, told with the reason; there are two at most."""

    __tablename__ = "question_extension"
    __table_args__ = (CheckConstraint("number IN (1, 2)", name="twice_at_most"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("outcome_question.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]

    question: Mapped[OutcomeQuestion] = relationship(lazy="raise", back_populates="extensions")
    by: Mapped[Account] = relationship(lazy="raise")


class Rerun(Base):
    """The assignment computed again on the frozen input, as evidence beside a question."""

    __tablename__ = "question_rerun"

    question_id: Mapped[int] = mapped_column(ForeignKey("outcome_question.id"), primary_key=True)
    at: Mapped[Instant]
    input_sha256: Mapped[Digest]
    """Of the input as it was read again from where it is kept."""
    is_frozen_input: Mapped[bool]
    """Whether that is the input that was frozen before the run."""
    same_for_everybody: Mapped[bool]
    """Whether everybody got what the kept answer gave."""
    same_for_candidate: Mapped[bool]
    faults: Mapped[Document]
    """What the separate verifier found in the kept answer; empty if nothing."""
    reasons: Mapped[Document]
    """Why the outcome is what it is, for who answers and audits: {"ko": [...], "en": [...]}; others stand by number."""
    engine: Mapped[str]
    """Version of the engine that computed it."""

    question: Mapped[OutcomeQuestion] = relationship(lazy="raise", back_populates="rerun")
