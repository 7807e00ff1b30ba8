"""Fingerprints of submissions, comparisons that instructors asked for, pairs that share much, and notes on them."""

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import Cohort, Task
from naruteo_portal.core.database import Base, Id, Instant
from naruteo_portal.identity.models import Account


class SubmissionFingerprint(Base):
    """What is kept of a submission so that it can be compared (see `winnowing.py`); its words cannot be read in it."""

    __tablename__ = "submission_fingerprint"
    __table_args__ = (UniqueConstraint("submission_id"),)

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    method: Mapped[int]
    """By which way it was made; comparing makes those of another way anew."""
    hashes: Mapped[bytes] = mapped_column(LargeBinary)
    """Eight bytes each."""
    places: Mapped[bytes] = mapped_column(LargeBinary)
    """Where each stands, four bytes each."""


class Comparison(Base):
    """A cohort's submissions for a task, compared with each other and with those of other cohorts; the latest time."""

    __tablename__ = "comparison"
    __table_args__ = (UniqueConstraint("cohort_id", "task_id"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    asked_at: Mapped[Instant]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[Instant | None]
    """None while it is being worked on."""
    own: Mapped[int] = mapped_column(default=0)
    """Learners of the cohort whose submissions were compared."""
    others: Mapped[int] = mapped_column(default=0)
    """Learners of other cohorts."""
    ignored: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    """Hashes that were passed over: what learners were given, and what many have."""

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    task: Mapped[Task] = relationship(lazy="raise")


class SimilarPair(Base):
    """A submission of the cohort and another one that share much: something to look at, and nothing more."""

    __tablename__ = "similar_pair"
    __table_args__ = (UniqueConstraint("comparison_id", "submission_id", "other_id"),)

    id: Mapped[Id]
    comparison_id: Mapped[int] = mapped_column(ForeignKey("comparison.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    """Of the same cohort or of another one."""
    share: Mapped[float]
    """How much of the submission stands in the other one, from 0 to 1."""
    other_share: Mapped[float]
    stretches: Mapped[int]
    set_aside: Mapped[bool] = mapped_column(default=False)
    """Whether the latest note says that there is nothing to it."""

    comparison: Mapped[Comparison] = relationship(lazy="raise")
    submission: Mapped[Submission] = relationship(lazy="raise", foreign_keys=[submission_id])
    other: Mapped[Submission] = relationship(lazy="raise", foreign_keys=[other_id])
    notes: Mapped[list["PairNote"]] = relationship(lazy="raise", back_populates="pair", order_by="PairNote.id.desc()")


class PairNote(Base):
    """What an instructor noted when they had looked at a pair; never changed, only followed by another."""

    __tablename__ = "pair_note"

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(ForeignKey("similar_pair.id"), index=True)
    words: Mapped[str] = mapped_column(info={"personal": "what an instructor notes about two learners' submissions"})
    set_aside: Mapped[bool]
    noted_at: Mapped[Instant]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    pair: Mapped[SimilarPair] = relationship(lazy="raise", back_populates="notes")
    noted_by: Mapped[Account] = relationship(lazy="raise")
