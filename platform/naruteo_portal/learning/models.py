"""Traces of learning, corrections of the learning log, and the answers to the survey about a course."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.database import Base, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account


class TraceKind(StrEnum):
    """What somebody did that the platform sees without being told."""

    TASK_OPENED = "task_opened"
    TASK_FETCHED = "task_fetched"
    READING_OPENED = "reading_opened"


class LearningTrace(Base):
    """Somebody opened one thing of a course on one day: the first time of that day and the last."""

    __tablename__ = "learning_trace"
    __table_args__ = (UniqueConstraint("enrolment_id", "kind", "subject", "day"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[TraceKind] = mapped_column(names_of(TraceKind))
    subject: Mapped[str]
    """The task's name, or the number of the reading."""
    title: Mapped[Words]
    """What it was called then."""
    day: Mapped[date]
    """The day in Korea."""
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]


class CorrectionState(StrEnum):
    """What became of a wish to correct the learning log."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class LogCorrection(Base):
    """A learner says that an entry of the learning log is wrong or missing; what was recorded stays as it is."""

    __tablename__ = "log_correction"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("entry <> '' OR day IS NOT NULL", name="missing_entries_have_a_day"),
        Index(None, "enrolment_id"),
        Index("uq_log_correction_open", "enrolment_id", "entry", unique=True,
              postgresql_where=text("state = 'open' AND entry <> ''")),
    )  # fmt: skip

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    entry: Mapped[str]
    """The key of the entry that is wrong (see `completion.log`); empty if one is missing."""
    day: Mapped[date | None]
    """The day that should count; None if the entry should not count at all."""
    minutes: Mapped[int | None]
    words: Mapped[str] = mapped_column(info={"personal": "what the person did"})
    reason: Mapped[str] = mapped_column(info={"personal": "why the log is wrong"})
    state: Mapped[CorrectionState] = mapped_column(names_of(CorrectionState))
    asked_at: Mapped[Instant]
    answer: Mapped[str | None]
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    enrolment: Mapped[Enrolment] = relationship(lazy="raise")
    answered_by: Mapped[Account | None] = relationship(lazy="raise")


class SurveyReceipt(Base):
    """Somebody has sent the survey; what they answered stands elsewhere and does not name them."""

    __tablename__ = "survey_receipt"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    sent_at: Mapped[Instant]


class SurveySheet(Base):
    """One set of answers: no account, no time, and a random key, so that its place in the table says nothing."""

    __tablename__ = "survey_sheet"
    __table_args__ = (Index(None, "cohort_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    ratings: Mapped[Document]
    """Question -> 1 to 5, for the questions that were answered."""
    remarks: Mapped[Document]
    """Question -> text, for the questions that were answered."""
