"""Courses, their published editions, cohorts with dates, and who is enrolled."""

from datetime import date, time, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.manifest import CountedAttempt
from naruteo_portal.catalogue.manifest import Delivery as Delivery
from naruteo_portal.catalogue.manifest import LatePolicy as LatePolicy
from naruteo_portal.catalogue.manifest import Level as Level
from naruteo_portal.core.clock import now
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
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    sha256: Mapped[Digest]
    """Over the manifest and the source of every task: the same content is not published twice in a row."""
    title: Mapped[Words]
    summary: Mapped[Words]
    level: Mapped[Level] = mapped_column(names_of(Level))
    hours: Mapped[float]
    delivery: Mapped[Delivery] = mapped_column(names_of(Delivery))
    languages: Mapped[Document]
    """The languages that the course is taught in: ["ko", "en"]."""
    skills: Mapped[Document]
    """The skills that it teaches: [{"label": {ko, en}, "esco": address or null}]."""
    manifest: Mapped[Document]
    """The whole course.yaml as it was read (see `manifest.py` and `facts.py`), with the texts of its reading."""
    figures: Mapped[Document] = mapped_column(default=list)
    """The tree of figures that the reading shows (see `core.storage.Tree`)."""
    published_at: Mapped[Instant]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if it was published by the command."""

    course: Mapped[Course] = relationship(lazy="raise", back_populates="editions")
    published_by: Mapped[Account | None] = relationship(lazy="raise")
    tasks: Mapped[list["Task"]] = relationship(lazy="raise", back_populates="edition", order_by="Task.position")


AttemptRule = CountedAttempt
"""Which of several attempts counts."""


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
    due_days_after_start: Mapped[int | None]
    """From a cohort's first day to the day on which the task is due; without it, it is due when the cohort ends."""
    due_time: Mapped[time | None]
    """The time of that day, in Korea."""
    attempt_rule: Mapped[AttemptRule] = mapped_column(names_of(AttemptRule))
    max_attempts: Mapped[int | None]
    late_policy: Mapped[LatePolicy] = mapped_column(names_of(LatePolicy))
    grace_minutes: Mapped[int] = mapped_column(default=0)
    max_files: Mapped[int]
    """The most files that one submission may hold."""
    max_bytes: Mapped[int]
    """The largest submission, all files together."""
    max_score: Mapped[float]

    edition: Mapped[Edition] = relationship(lazy="raise", back_populates="tasks")


class CohortState(StrEnum):
    """Whether a cohort is being prepared, open, or over."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Admission(StrEnum):
    """How seats are given: at once in the order of application, or after somebody of the course has decided."""

    FIRST_COME = "first_come"
    BY_DECISION = "by_decision"


class Cohort(Base):
    """A group that takes one edition between two days."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("starts_on < ends_before", name="dates_in_order"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("request_days >= 0", name="request_days_not_negative"),
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
    admission: Mapped[Admission] = mapped_column(names_of(Admission), default=Admission.BY_DECISION)
    state: Mapped[CohortState] = mapped_column(names_of(CohortState), default=CohortState.OPEN)
    anonymous_grading: Mapped[bool] = mapped_column(default=False)
    """Whether instructors see no names while a person still has to grade."""
    request_days: Mapped[int] = mapped_column(default=7)
    """For how many days after a result learners may ask for another look, and instructors then have to answer."""

    edition: Mapped[Edition] = relationship(lazy="raise")
    instructors: Mapped[list["CohortInstructor"]] = relationship(
        lazy="raise", back_populates="cohort", order_by="CohortInstructor.account_id"
    )
    schedule: Mapped[list["ScheduledTask"]] = relationship(
        lazy="raise", back_populates="cohort", order_by="ScheduledTask.task_id"
    )
    enrolments: Mapped[list["Enrolment"]] = relationship(lazy="raise", back_populates="cohort", order_by="Enrolment.id")

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.ends_before - timedelta(days=1)


class CohortInstructor(Base):
    """An account that teaches a cohort."""

    __tablename__ = "cohort_instructor"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="instructors")
    account: Mapped[Account] = relationship(lazy="raise")


class CohortSubstitute(Base):
    """Somebody who stands in for the instructors of a cohort between two days, and teaches it only then."""

    __tablename__ = "cohort_substitute"
    __table_args__ = (
        # What was called off before it began has no day at all.
        CheckConstraint("starts_on <= ends_before", name="dates_in_order"),
        Index(None, "cohort_id"),
        Index(None, "account_id"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    reason: Mapped[str] = mapped_column(info={"personal": "why somebody stands in for a cohort's instructors"})
    arranged_at: Mapped[Instant]
    arranged_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise", foreign_keys=[account_id])
    arranged_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[arranged_by_id])

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.ends_before - timedelta(days=1)


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
    """For whoever was granted nothing else: what is due when for one person is said by `deadlines.py`."""
    set_at: Mapped[Instant] = mapped_column(default=now)
    moves: Mapped[int] = mapped_column(default=0)
    """How often the two instants were changed; calendars tell by it which of two copies is newer."""

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="schedule")
    task: Mapped[Task] = relationship(lazy="raise")


class EnrolmentState(StrEnum):
    """Where a person stands with a cohort: applied is waiting for a decision, waiting is waiting for a seat."""

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
    """Since when they stand in line; a new application after a withdrawal starts at the end."""
    decided_at: Mapped[Instant | None]
    reason: Mapped[str | None] = mapped_column(info={"personal": "why the person was declined or left"})

    cohort: Mapped[Cohort] = relationship(lazy="raise", back_populates="enrolments")
    account: Mapped[Account] = relationship(lazy="raise")
    accommodations: Mapped[list["Accommodation"]] = relationship(
        lazy="raise", back_populates="enrolment", order_by="Accommodation.id"
    )


class AccommodationKind(StrEnum):
    """What one person is granted for a task: more time, or not to have to do it."""

    EXTENSION = "extension"
    EXCUSE = "excuse"


class Accommodation(Base):
    """An extension or an excuse of one person for one task; changing it ends it and begins another, so none is lost."""

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("(kind = 'extension') = (due_at IS NOT NULL)", name="extension_has_due"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_accommodation_in_force", "enrolment_id", "task_id", unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "enrolment_id"),
    )  # fmt: skip

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[AccommodationKind] = mapped_column(names_of(AccommodationKind))
    due_at: Mapped[Instant | None]
    """The new due instant of an extension."""
    reason: Mapped[str] = mapped_column(info={"personal": "why somebody has more time for a task or need not do it"})
    granted_at: Mapped[Instant]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[Instant | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    enrolment: Mapped[Enrolment] = relationship(lazy="raise", back_populates="accommodations")
    task: Mapped[Task] = relationship(lazy="raise")
    granted_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[granted_by_id])
    ended_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[ended_by_id])


class CalendarFeed(Base):
    """An address under which calendar programs fetch one person's due dates, until it is replaced or ended."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index(
            "uq_calendar_feed_in_force", "account_id", unique=True, postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_sha256: Mapped[Digest]
    made_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    account: Mapped[Account] = relationship(lazy="raise")


class CohortMessage(Base):
    """What staff have written to people of a cohort, and how many of which got it."""

    __tablename__ = "cohort_message"
    __table_args__ = (Index(None, "cohort_id"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[Instant]
    subject: Mapped[Words]
    body: Mapped[Words]
    receivers: Mapped[int]
    """How many people got it; who they were is in the audit trail."""
    chosen_by: Mapped[Document]
    """How they were found: {"standing": …, "task": name or null, "picked": whether some were picked by hand}."""

    sent_by: Mapped[Account] = relationship(lazy="raise")
