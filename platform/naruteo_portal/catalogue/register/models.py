"""What the register says about an instructor of an organisation; what nobody stated stays empty."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account


class Basis(StrEnum):
    """By what somebody may teach recognised training (평생능력규칙 8①1, 평생능력령 27), or something else in words."""

    LICENSED_TEACHER = "licensed_teacher"
    """직업능력개발훈련교사."""
    DEGREE = "degree"
    EXPERIENCE = "experience"
    OTHER = "other"


class InstructorEntry(Base):
    """One instructor's entry in the register of one organisation; what ends on a day counts on that day still."""

    __tablename__ = "instructor_entry"
    __table_args__ = (UniqueConstraint("account_id", "organisation_id"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    basis: Mapped[Basis | None] = mapped_column(names_of(Basis), info={"personal": "by what the person may teach"})
    basis_words: Mapped[str] = mapped_column(info={"personal": "another basis in words, or which degree or experience"})
    document_name: Mapped[str] = mapped_column(info={"personal": "what proves the qualification"})
    document_number: Mapped[str] = mapped_column(info={"personal": "finds the document again; no resident number"})
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    refresher_done_on: Mapped[date | None]
    refresher_until: Mapped[date | None]
    """As somebody entered it: no rule computes it."""
    ncs: Mapped[Document] = mapped_column(default=list)
    """NCS codes of the fields that the person teaches: ["20010105"]."""
    changed_at: Mapped[Instant]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reminded: Mapped[Document] = mapped_column(default=list)
    """Of which expiries was reminded: ["refresher 2027-03-01 90"]; another day is reminded of anew."""

    changed_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[changed_by_id])
