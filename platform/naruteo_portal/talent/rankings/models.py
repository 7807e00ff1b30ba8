"""How far an opening has come with a candidate, interviews, and who was shown a candidate's name and why."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Id, Instant, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening


class Stage(StrEnum):
    """How far an opening has come with a candidate."""

    INTERESTED = "interested"
    INTERVIEW_ASKED = "interview_asked"
    INTERVIEWED = "interviewed"
    RANKED = "ranked"
    OFFERED = "offered"
    HIRED = "hired"
    ENDED = "ended"
    """The opening does not go on with this candidate."""


class PipelineEntry(Base):
    """A candidate whom an opening follows, in a round or outside it."""

    __tablename__ = "pipeline_entry"
    __table_args__ = (UniqueConstraint("opening_id", "candidate_id"), Index(None, "candidate_id"))

    id: Mapped[Id]
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    stage: Mapped[Stage] = mapped_column(names_of(Stage))
    changed_at: Mapped[Instant]

    opening: Mapped[Opening] = relationship(lazy="raise")
    candidate: Mapped[Candidate] = relationship(lazy="raise")
    steps: Mapped[list["PipelineStep"]] = relationship(
        lazy="raise", back_populates="entry", cascade="all, delete-orphan", order_by="PipelineStep.id"
    )
    interviews: Mapped[list["Interview"]] = relationship(
        lazy="raise", back_populates="entry", cascade="all, delete-orphan", order_by="Interview.id"
    )


class PipelineStep(Base):
    """A step of an opening with a candidate, by whom."""

    __tablename__ = "pipeline_step"
    __table_args__ = (Index(None, "entry_id"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("pipeline_entry.id"))
    stage: Mapped[Stage] = mapped_column(names_of(Stage))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(default="", info={"personal": "notes of those who choose"})

    entry: Mapped[PipelineEntry] = relationship(lazy="raise", back_populates="steps")
    by: Mapped[Account] = relationship(lazy="raise")


class InterviewState(StrEnum):
    """What became of an invitation to an interview."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OTHER_TIME = "other_time"
    """The candidate would come, at another time."""
    CANCELLED = "cancelled"


class Interview(Base):
    """An invitation to talk, and what the candidate answered."""

    __tablename__ = "interview"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_in_reason"),
        Index(None, "entry_id"),
        # One invitation waits at a time.
        Index("ix_interview_open", "entry_id", unique=True, postgresql_where="state IN ('invited', 'accepted')"),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("pipeline_entry.id"))
    starts_at: Mapped[Instant]
    minutes: Mapped[int]
    place: Mapped[str]
    """Where it is, or the address of the video call."""
    words: Mapped[str]
    """What the invitation says besides, in the language in which it was written."""
    state: Mapped[InterviewState] = mapped_column(names_of(InterviewState), default=InterviewState.INVITED)
    invited_at: Mapped[Instant]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[Instant | None]
    answer_words: Mapped[str] = mapped_column(default="", info={"personal": "what the candidate answered"})

    entry: Mapped[PipelineEntry] = relationship(lazy="raise", back_populates="interviews")


class NameDisclosure(Base):
    """That somebody was shown a candidate's name, for which opening and why; the candidate is told."""

    __tablename__ = "name_disclosure"
    __table_args__ = (UniqueConstraint("opening_id", "candidate_id", "by_id"), Index(None, "candidate_id"))

    id: Mapped[Id]
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    at: Mapped[Instant]
