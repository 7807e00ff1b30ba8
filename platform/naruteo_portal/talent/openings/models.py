"""Openings that employers and colleges offer, and the skills that they ask for."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Organisation
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.openings.law.findings import Weight


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
    flags: Mapped[list["OpeningFlag"]] = relationship(
        lazy="raise", back_populates="opening", cascade="all, delete-orphan", order_by="OpeningFlag.id"
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


class OpeningFlag(Base):
    """What a check of law found in an opening; while it stands and stops, the opening is not published."""

    __tablename__ = "opening_flag"
    __table_args__ = (
        UniqueConstraint("opening_id", "key"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        CheckConstraint("(answered_at IS NULL) = (lifted IS NULL)", name="answer_says_what"),
        Index("ix_opening_flag_asked", "asked_at", postgresql_where="asked_at IS NOT NULL AND answered_at IS NULL"),
    )

    id: Mapped[Id]
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    key: Mapped[Digest]
    """The same rule, field and sentence have the same key, so that what an officer lifted stays lifted."""
    rule: Mapped[str]
    """A rule of `law.rules`."""
    weight: Mapped[Weight] = mapped_column(names_of(Weight))
    place: Mapped[str]
    """The field in which it stands, such as `description.ko`."""
    found: Mapped[str]
    """The words, or the figures, that the check found."""
    sentence: Mapped[str]
    found_at: Mapped[Instant]
    asked_at: Mapped[Instant | None]
    asked_words: Mapped[str | None]
    """Why whoever offers the opening thinks that nothing is wrong."""
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted: Mapped[bool | None]
    answer_words: Mapped[str | None]

    opening: Mapped[Opening] = relationship(lazy="raise", back_populates="flags")


class SanctionList(StrEnum):
    """The lists of employers for whom nothing is published."""

    WAGE_ARREARS = "wage_arrears"
    """The public list of employers in arrears with wages (근로기준법 제43조의2)."""
    IMMIGRATION = "immigration"
    """Employers who may not invite or employ foreigners for some time."""
    TAX_ARREARS = "tax_arrears"


class EmployerSanction(Base):
    """That an employer stands on a list, from when until when, and where an officer read that."""

    __tablename__ = "employer_sanction"
    __table_args__ = (CheckConstraint("since < ends_before", name="days_in_order"), Index(None, "organisation_id"))

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    list: Mapped[SanctionList] = mapped_column(names_of(SanctionList))
    since: Mapped[date]
    ends_before: Mapped[date | None]
    source: Mapped[str]
    stated_at: Mapped[Instant]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ServiceKind(StrEnum):
    """What the one who runs this deployment is under the Employment Security Act (직업안정법)."""

    PAID_PLACEMENT = "paid_placement"
    """유료직업소개사업, registered (제19조)."""
    FREE_PLACEMENT = "free_placement"
    """무료직업소개사업, reported, or a school or training body for its own students (제18조)."""
    INFORMATION = "information"
    """직업정보제공사업, reported (제23조): it shows, and arranges nothing."""


class OperatorDeclaration(Base):
    """What the operator declares the deployment to be, from a day on; replaced by the next, never edited."""

    __tablename__ = "operator_declaration"
    __table_args__ = (
        UniqueConstraint("since"),
        CheckConstraint("number IS NOT NULL OR exempt_ground IS NOT NULL", name="number_or_ground"),
    )

    id: Mapped[Id]
    kind: Mapped[ServiceKind] = mapped_column(names_of(ServiceKind))
    operator: Mapped[str]
    """The name under which it was registered or reported."""
    number: Mapped[str | None]
    """Number of the registration or the report."""
    exempt_ground: Mapped[str | None]
    """The article by which neither was needed."""
    since: Mapped[date]
    stated_at: Mapped[Instant]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
