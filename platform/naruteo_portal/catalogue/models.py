"""Courses, their published editions, cohorts with dates, and who is enrolled."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account, Organisation


class Course(Base):
    """A course by its lasting name; what it says is in its editions."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Id]
    slug: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[Instant]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    editions: Mapped[list["Edition"]] = relationship(
        lazy="raise", back_populates="course", order_by="Edition.number.desc()"
    )


class Edition(Base):
    """A course as published at one time; never changed afterwards."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("course_id", "number"), UniqueConstraint("course_id", "sha256"))

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    sha256: Mapped[Digest]
    title: Mapped[Words]
    summary: Mapped[Words]
    manifest: Mapped[Document]
    """The whole course.yaml as it was read (see `manifest.py`)."""
    published_at: Mapped[Instant]

    course: Mapped[Course] = relationship(lazy="raise", back_populates="editions")
    tasks: Mapped[list["Task"]] = relationship(lazy="raise", back_populates="edition", order_by="Task.position")


class LatePolicy(StrEnum):
    """What happens to work that comes after its due instant."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class AttemptRule(StrEnum):
    """Which of several attempts counts."""

    BEST = "best"
    LAST = "last"


class Task(Base):
    """One graded assignment of an edition."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("edition_id", "name"), UniqueConstraint("edition_id", "position"))

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    name: Mapped[str]
    """nbgrader's assignment name."""
    title: Mapped[Words]
    weight: Mapped[int]
    """Per cent of the course."""
    minutes: Mapped[int]
    attempt_rule: Mapped[AttemptRule] = mapped_column(names_of(AttemptRule))
    max_attempts: Mapped[int | None]
    late_policy: Mapped[LatePolicy] = mapped_column(names_of(LatePolicy))
    grace_minutes: Mapped[int] = mapped_column(default=0)
    max_score: Mapped[float]

    edition: Mapped[Edition] = relationship(lazy="raise", back_populates="tasks")


class CohortState(StrEnum):
    """Whether a cohort is being prepared, open, or over."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Cohort(Base):
    """A group that takes one edition between two days."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("starts_on < ends_before", name="dates_in_order"),
        CheckConstraint("seats > 0", name="seats_positive"),
        Index(None, "edition_id"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name: Mapped[Words]
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    """First day after the cohort (periods are half-open)."""
    apply_until: Mapped[Instant]
    seats: Mapped[int]
    state: Mapped[CohortState] = mapped_column(names_of(CohortState), default=CohortState.OPEN)

    edition: Mapped[Edition] = relationship(lazy="raise")
    instructors: Mapped[list["CohortInstructor"]] = relationship(lazy="raise", back_populates="cohort")
    schedule: Mapped[list["ScheduledTask"]] = relationship(lazy="raise", back_populates="cohort")
    enrolments: Mapped[list["Enrolment"]] = relationship(lazy="raise", back_populates="cohort")


class CohortInstructor(Base):
    """An account that teaches a cohort."""

    __tablename__ = "cohort_instructor"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="instructors")
    account: Mapped[Account] = relationship(lazy="raise")


class ScheduledTask(Base):
    """When a cohort's task opens and is due."""

    __tablename__ = "scheduled_task"
    __table_args__ = (
        UniqueConstraint("cohort_id", "task_id"),
        CheckConstraint("opens_at < due_at", name="instants_in_order"),
        Index(None, "task_id"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    opens_at: Mapped[Instant]
    due_at: Mapped[Instant]

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="schedule")
    task: Mapped[Task] = relationship(lazy="raise")


class EnrolmentState(StrEnum):
    """Where a person stands with a cohort."""

    APPLIED = "applied"
    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Enrolment(Base):
    """One person's place, or wish for a place, in one cohort."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("cohort_id", "account_id"), Index(None, "account_id"))

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[EnrolmentState] = mapped_column(names_of(EnrolmentState))
    applied_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]
    reason: Mapped[str | None]

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="enrolments")
    account: Mapped[Account] = relationship(lazy="raise")
