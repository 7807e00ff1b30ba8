"""An employer's roster, the lists that it uploads, and the facts that it states of itself."""

from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant
from naruteo_portal.identity.models import Account


class Employee(Base):
    """Somebody whom an employer may train, known by the employer's own number and by no other."""

    __tablename__ = "employee"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("joined_on <= left_on", name="dates_in_order"),
        Index(None, "email"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(info={"personal": "the employer's own number of an employee"})
    name: Mapped[str] = mapped_column(info={"personal": "how the employer calls the employee"})
    email: Mapped[str | None] = mapped_column(info={"personal": "finds the account of an employee who is a member"})
    trainee: Mapped[str | None] = mapped_column(info={"personal": "what the employee is to the employer in a training"})
    """A choice of the fact `trainee` of employer_training; None where it was not stated."""
    insured_since: Mapped[date | None] = mapped_column(info={"personal": "since when the employee is insured"})
    joined_on: Mapped[date | None] = mapped_column(info={"personal": "when the employee joined the employer"})
    left_on: Mapped[date | None] = mapped_column(info={"personal": "the employee's last day at the employer"})
    production_work: Mapped[bool | None] = mapped_column(info={"personal": "whether leave for training is easier"})
    """Whether they do production work that the notice on paid leave names; None where it was not stated."""
    changed_at: Mapped[Instant]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RosterUpload(Base):
    """A roster as a file that was looked at; it is compared anew each time that it is shown, until carried out."""

    __tablename__ = "roster_upload"
    __table_args__ = (Index(None, "organisation_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[Instant]
    file_name: Mapped[str]
    encoding: Mapped[str]
    heading: Mapped[Document]
    rows: Mapped[Document] = mapped_column(info={"personal": "the rows of an employer's roster, as they were sent"})
    """[[number of the row, [cells]], …]."""
    carried_out_at: Mapped[Instant | None]
    taken: Mapped[int | None]
    """How many employees were entered or changed by it."""


class EmployerFact(Base):
    """Something that an employer states of itself, from a day until (not including) a day, with what proves it.

    What was stated is never edited: it is taken back, and something else stated. Only an entry without an end gets one,
    when the next begins.
    """

    __tablename__ = "employer_fact"
    __table_args__ = (
        CheckConstraint("valid_from < ends_before", name="dates_in_order"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        Index(None, "organisation_id", "name"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    """One of `facts.FACTS`."""
    value: Mapped[Document]
    """As `rules.cases.read_facts` takes it."""
    valid_from: Mapped[date]
    ends_before: Mapped[date | None]
    evidence_sha256: Mapped[Digest | None]
    evidence_name: Mapped[str | None]
    stated_at: Mapped[Instant]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_back_at: Mapped[Instant | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    stated_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[stated_by_id])
    taken_back_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[taken_back_by_id])

    @property
    def last_day(self) -> date | None:
        """The last day, as people say it; None while there is no end."""
        return self.ends_before - timedelta(days=1) if self.ends_before else None

    def holds_on(self, day: date) -> bool:
        """Whether it was stated for a day and not taken back."""
        begun = self.valid_from <= day
        return begun and (self.ends_before is None or day < self.ends_before) and self.taken_back_at is None
