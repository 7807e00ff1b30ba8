"""Claims of employers, the trainees they claim for, every step that a claim has taken, and appeals."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.incentives.claims.states import ClaimState


class Claim(Base):
    """What an employer asks for under one programme, for trainings that ended in one year."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        Index(None, "employer_id", "programme", "year"),
        Index(None, "state"),
        Index(None, "officer_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    programme: Mapped[str]
    """The folder's name of the rules that judge it."""
    year: Mapped[int]
    """The insurance year whose ceiling it counts against: that in which its trainings ended."""
    region: Mapped[str | None]
    """Where the employer is, as its facts say it on the day of the claim; budgets are kept by it."""
    state: Mapped[ClaimState] = mapped_column(names_of(ClaimState), default=ClaimState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    """How often it was changed; each save names the version that it saw."""
    note: Mapped[str] = mapped_column(default="", info={"personal": "what the employer adds in words"})
    created_at: Mapped[Instant]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if it is of the demo."""
    submitted_at: Mapped[Instant | None]
    claimed_on: Mapped[date | None]
    """The day in Korea on which it was first handed in; its window is judged by it for ever."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who looks after it."""
    employer_facts: Mapped[Document] = mapped_column(default=dict)
    """The employer's facts that it was last judged with."""
    amount: Mapped[int | None]
    """Won that its lines come to, ceilings counted in; None while a figure or a fact is missing."""

    employer: Mapped[Organisation] = relationship(lazy="raise")
    created_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[created_by_id])
    officer: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[officer_id])
    lines: Mapped[list["ClaimLine"]] = relationship(
        lazy="raise", back_populates="claim", order_by="ClaimLine.position", cascade="all, delete-orphan"
    )
    steps: Mapped[list["ClaimStep"]] = relationship(lazy="raise", back_populates="claim", order_by="ClaimStep.id")


class ClaimLine(Base):
    """One trainee in one training, or in one three-month part of it: what was claimed and how it was judged."""

    __tablename__ = "claim_line"
    __table_args__ = (
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("part_started_on <= part_ended_on", name="part_in_order"),
        CheckConstraint("0 <= amount AND amount <= judged_amount", name="amount_within"),
        # Two requests at once cannot both hand in the same; longer overlaps are looked for under the employer's lock.
        Index(
            "uq_claim_line_standing", "employer_id", "trainee_number", "training", "part_ended_on", unique=True,
            postgresql_where=text("standing"),
        ),
        Index(None, "enrolment_id"),
    )  # fmt: skip

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    position: Mapped[int]
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    trainee_number: Mapped[str] = mapped_column(info={"personal": "the employee's number at the employer"})
    trainee_name: Mapped[str] = mapped_column(info={"personal": "whom the employer claims for"})
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    """The trainee's place in a cohort of the platform, if the training was held here."""
    training: Mapped[str]
    """What tells one training from another: the number of its recognition, or `cohort-17` of the platform."""
    title: Mapped[Words]
    part_started_on: Mapped[date]
    part_ended_on: Mapped[date]
    facts: Mapped[Document] = mapped_column(default=dict)
    """What is known of this trainee and training, by the names of the programme's facts."""
    standing: Mapped[bool] = mapped_column(default=False)
    """Whether its claim is in one of the states of STANDING."""
    outcome: Mapped[str | None]
    """eligible, not_eligible or undetermined; None until it was judged."""
    judged_amount: Mapped[int | None]
    """Won by the rules alone; None where they cannot say."""
    amount: Mapped[int | None]
    """Won that are left of it under the ceiling."""
    estimate: Mapped[int | None]
    """Won that unconfirmed figures would give; never paid."""
    judgement: Mapped[Document | None]
    """The whole answer of the rules, as `rules.saying.as_json` gives it."""
    digest: Mapped[Digest | None]
    """The digest of the rules that judged it."""

    @property
    def held(self) -> tuple[str, date, date]:
        """The training and the part of it: what is stated of these is alike for everybody who was in it."""
        return self.training, self.part_started_on, self.part_ended_on

    claim: Mapped[Claim] = relationship(lazy="raise", back_populates="lines")
    enrolment: Mapped[Enrolment | None] = relationship(lazy="raise")


class ClaimStep(Base):
    """One step of a claim: from which state into which, when, by whom, with which words."""

    __tablename__ = "claim_step"
    __table_args__ = (Index(None, "claim_id"),)

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if the platform took it."""
    before: Mapped[ClaimState | None] = mapped_column(names_of(ClaimState))
    after: Mapped[ClaimState] = mapped_column(names_of(ClaimState))
    words: Mapped[str] = mapped_column(info={"personal": "what was said with it, to the other side"})
    due_on: Mapped[date | None]
    """Until when the employer has to answer, if it is asked to add something."""

    claim: Mapped[Claim] = relationship(lazy="raise", back_populates="steps")
    by: Mapped[Account | None] = relationship(lazy="raise")


class ClaimPreparation(Base):
    """An agent's word to the employer that a claim is ready to be looked at and handed in."""

    __tablename__ = "claim_preparation"
    __table_args__ = (Index(None, "claim_id"),)

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Instant]
    version: Mapped[int]
    """The claim's version that the agent means; a later one has been changed since."""
    words: Mapped[str] = mapped_column(info={"personal": "what an agent tells the employer about a claim"})

    by: Mapped[Account] = relationship(lazy="raise")


class AppealState(StrEnum):
    """How an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    """The decision was wrong: the claim is open again."""
    DISMISSED = "dismissed"


class ClaimAppeal(Base):
    """What an employer says against a decision on its claim, and the answer of an officer who did not decide."""

    __tablename__ = "claim_appeal"
    __table_args__ = (
        Index("uq_claim_appeal_open", "claim_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "claim_id"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_with_instant"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
    )

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(info={"personal": "what an employer says against a decision"})
    state: Mapped[AppealState] = mapped_column(names_of(AppealState), default=AppealState.OPEN)
    answer: Mapped[str] = mapped_column(default="", info={"personal": "what an officer answers to an appeal"})
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    claim: Mapped[Claim] = relationship(lazy="raise")
    by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[by_id])
    answered_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[answered_by_id])
