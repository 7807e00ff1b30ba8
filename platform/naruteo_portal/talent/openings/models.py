"""Openings that employers and colleges offer, and the skills that they ask for."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Organisation
from naruteo_portal.talent.candidates.models import Degree


class OpeningKind(StrEnum):
    """What is offered."""

    POSITION = "position"
    """Work at an employer."""
    STUDY = "study"
    RESEARCH = "research"
    TEACHING = "teaching"
    """The last three are places of an AI college."""


class OpeningState(StrEnum):
    """Who sees an opening."""

    DRAFT = "draft"
    OPEN = "open"
    """It passed the checks of law, was published, and may take part in rounds."""
    CLOSED = "closed"


class Contract(StrEnum):
    """For how long somebody is taken."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    STUDY = "study"


class Opening(Base):
    """One or more equal seats at one place, with what they ask and what they give."""

    __tablename__ = "opening"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("yearly_wage > 0", name="wage_positive"),
        CheckConstraint("starts_on < ends_before", name="dates_in_order"),
        Index(None, "organisation_id"),
        Index(None, "state", "region"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[OpeningKind] = mapped_column(names_of(OpeningKind))
    state: Mapped[OpeningState] = mapped_column(names_of(OpeningState), default=OpeningState.DRAFT)
    title: Mapped[Words]
    description: Mapped[Words]
    region: Mapped[str]
    """A code of `core.provinces`."""
    place: Mapped[Words]
    """City or county and address, as the candidate will read it."""
    seats: Mapped[int]
    occupation: Mapped[str | None]
    """Code of the occupation (KSCO), which lists of statuses go by."""
    contract: Mapped[Contract] = mapped_column(names_of(Contract))
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    yearly_wage: Mapped[int | None]
    """Won of basic pay and fixed allowances in a year; None for places to study without pay."""
    weekly_hours: Mapped[int | None]
    visa_support: Mapped[bool] = mapped_column(default=False)
    statuses: Mapped[Document] = mapped_column(default=list)
    """Statuses of residence that the work fits, such as ["E-7-1", "F-2-R"]."""
    least_topik: Mapped[int | None]
    least_english: Mapped[str | None]
    least_degree: Mapped[Degree | None] = mapped_column(names_of(Degree))
    least_experience_months: Mapped[int | None]
    licences: Mapped[Document] = mapped_column(default=list)
    """Licences without which the work may not be done."""
    gate_facts: Mapped[Document] = mapped_column(default=dict)
    """Further facts of the employer that the rules of statuses ask for, such as how many Koreans it employs."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    published_at: Mapped[Instant | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    skills: Mapped[list["OpeningSkill"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OpeningSkill.id"
    )


class OpeningSkill(Base):
    """A skill that an opening requires, or would like."""

    __tablename__ = "opening_skill"
    __table_args__ = (UniqueConstraint("opening_id", "concept"),)

    id: Mapped[Id]
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    concept: Mapped[str]
    """A code of the matcher's catalogue of skills."""
    required: Mapped[bool]
