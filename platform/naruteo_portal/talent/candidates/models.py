"""Candidates, their skills and consents, and apart from them what only a legal gate may look at."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.database import Base, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account


class CandidateKind(StrEnum):
    """How somebody comes to the rounds."""

    GRADUATE = "graduate"
    """Has completed courses of the platform."""
    RECRUIT = "recruit"
    """Foreign talent, in Korea or abroad."""


class Degree(StrEnum):
    """The highest degree."""

    NONE = "none"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


class Candidate(Base):
    """What somebody shows of themselves to those who choose: never sex, age, marital status, origin, nationality."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("account_id"), UniqueConstraint("reference"))

    id: Mapped[Id]
    reference: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[CandidateKind] = mapped_column(names_of(CandidateKind))
    passport_family: Mapped[str] = mapped_column(default="", info={"personal": "the name as official papers write it"})
    passport_given: Mapped[str] = mapped_column(default="", info={"personal": "the name as official papers write it"})
    """Both as in the machine-readable zone of the passport, in capitals; each may be empty."""
    name_hangul: Mapped[str] = mapped_column(default="", info={"personal": "the name in Hangul, family name first"})
    given_name_first: Mapped[bool] = mapped_column(default=False, info={"personal": "how to order the name in English"})
    summary: Mapped[str] = mapped_column(default="", info={"personal": "what the candidate says of their work"})
    lives_abroad: Mapped[bool | None] = mapped_column(info={"personal": "whether data cross a border"})
    region: Mapped[str | None] = mapped_column(info={"personal": "the province of residence"})
    """A code of `core.provinces`; None abroad, and where it was not stated."""
    regions_wanted: Mapped[Document] = mapped_column(default=list, info={"personal": "where they would work"})
    available_from: Mapped[date | None] = mapped_column(info={"personal": "when they could begin"})
    degree: Mapped[Degree | None] = mapped_column(names_of(Degree), info={"personal": "the highest degree"})
    degree_field: Mapped[str] = mapped_column(default="", info={"personal": "the field of the degree"})
    korean_degree: Mapped[bool | None] = mapped_column(info={"personal": "whether a Korean university gave it"})
    experience_months: Mapped[int | None] = mapped_column(info={"personal": "months of work in the field"})
    topik: Mapped[int | None] = mapped_column(info={"personal": "level of Korean by TOPIK or KIIP, 0 for none"})
    """0 to 6; None where it was not stated (and is not asked of those who grew up with Korean)."""
    native_korean: Mapped[bool | None] = mapped_column(info={"personal": "whether Korean is a first language"})
    english: Mapped[str | None] = mapped_column(info={"personal": "level of English by CEFR, A1 to C2"})
    licences: Mapped[Document] = mapped_column(default=list, info={"personal": "licences held, by name"})
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    """When the candidate took the profile away; it takes part in nothing from then on."""

    account: Mapped[Account] = relationship(lazy="raise")
    skills: Mapped[list["CandidateSkill"]] = relationship(
        lazy="raise", back_populates="candidate", cascade="all, delete-orphan", order_by="CandidateSkill.id"
    )


class CandidateLegal(Base):
    """What only the legal gate of a status of residence looks at; no page of an employer or a college reads it."""

    __tablename__ = "candidate_legal"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    nationality: Mapped[str | None] = mapped_column(info={"personal": "whether a status of residence is needed"})
    """ISO 3166-1 alpha-2; `KR` needs none."""
    residence_status: Mapped[str | None] = mapped_column(info={"personal": "the status held, such as D-10-1"})
    status_until: Mapped[date | None] = mapped_column(info={"personal": "until when the status is granted"})
    facts: Mapped[Document] = mapped_column(
        default=dict, info={"personal": "further facts that the rules of statuses ask for"}
    )
    """By the names of the facts of the visa programmes, as `rules.cases.read_facts` takes them."""
    changed_at: Mapped[Instant]


class SkillSource(StrEnum):
    """Where a skill is known from."""

    CERTIFICATE = "certificate"
    TASK = "task"
    DECLARED = "declared"


class CandidateSkill(Base):
    """A skill that a candidate has, and where that is known from."""

    __tablename__ = "candidate_skill"
    __table_args__ = (
        UniqueConstraint("candidate_id", "concept", "source", "certificate_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("(source = 'certificate') = (certificate_id IS NOT NULL)", name="certificate_proves"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    concept: Mapped[str] = mapped_column(info={"personal": "what the candidate can do"})
    """A code of the matcher's catalogue of skills."""
    source: Mapped[SkillSource] = mapped_column(names_of(SkillSource))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    detail: Mapped[Document | None] = mapped_column(info={"personal": "the graded tasks that show it"})
    added_at: Mapped[Instant]

    candidate: Mapped[Candidate] = relationship(lazy="raise", back_populates="skills")
    certificate: Mapped[Certificate | None] = relationship(lazy="raise")


class Purpose(StrEnum):
    """What a candidate may consent to, each by itself."""

    MATCHING = "matching"
    """To take part in rounds."""
    SHOW_PROFILE = "show_profile"
    """That employers and colleges see the profile, without the name."""
    SHOW_NAME = "show_name"
    """That those who offer a place see the name and how to reach the candidate."""
    LEARNING_RECORD = "learning_record"
    """That points of graded tasks serve as evidence of skills."""
    CROSS_BORDER = "cross_border"
    """That the profile goes to, or comes from, a country other than Korea."""
    SUITABILITY_MODEL = "suitability_model"
    """That a model orders openings for the candidate and candidates for openings."""


class Consent(Base):
    """A consent as it was given, with the wording that was read; withdrawing ends it and is as easy as giving."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("given_at <= withdrawn_at", name="instants_in_order"),
        Index(None, "candidate_id", "purpose", unique=True, postgresql_where="withdrawn_at IS NULL"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    purpose: Mapped[Purpose] = mapped_column(names_of(Purpose))
    wording: Mapped[str]
    """The version of the text that was agreed to."""
    given_at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]
